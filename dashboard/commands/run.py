"""`aleppo run`: start the map."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dashboard.commands.layer_options import bring, layer_options

if TYPE_CHECKING:
    from dashboard.store.layers.chosen import Choice

_NPZ = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_FAR = click.FloatRange(0, 100_000)


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to listen on."
)
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Accept requests for this host name too, as a proxy in front passes them. May be repeated.",
)
@click.option(
    "--edit", is_flag=True, help="Let whoever opens the map change the data folder, and save into its files."
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option(
    "--network",
    "brought",
    type=_NPZ,
    envvar="ALEPPO_NETWORK",
    metavar="FILE",
    help="Look for ways in a network that was imported.",
)
@click.option(
    "--articles",
    type=_FOLDER,
    envvar="ALEPPO_ARTICLES",
    metavar="DIR",
    help="With --edit: show the paragraphs of the articles' texts (<source id>.txt) beside annotations.",
)
@click.option(
    "--snap",
    type=_FAR,
    envvar="ALEPPO_SNAP",
    metavar="METRES",
    default=500,
    show_default=True,
    help="Tie the data to what is so near in it.",
)
@layer_options
@click.option(
    "--most-sessions",
    type=click.IntRange(min=1),
    envvar="ALEPPO_MOST_SESSIONS",
    metavar="N",
    default=250,
    show_default=True,
    help="Admit so many open pages; who comes then is asked to wait.",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    envvar="ALEPPO_LOG_FORMAT",
    default="text",
    show_default=True,
    help="text: warnings only; json: a line for each request and error, without anything of readers.",
)
@click.option(
    "--stop-within",
    type=click.IntRange(min=1),
    envvar="ALEPPO_STOP_WITHIN",
    metavar="SECONDS",
    default=20,
    show_default=True,
    help="When it is told to stop, let downloads end for so long.",
)
def run(
    port: int,
    address: str,
    hosts: tuple[str, ...],
    edit: bool,
    no_browser: bool,
    brought: Path | None,
    articles: Path | None,
    snap: float,
    layers: "list[Choice]",
    most_sessions: int,
    log_format: str,
    stop_within: int,
) -> None:
    """Start the map; unless told otherwise only this computer can reach it.

    Exits with 2 for a wrong call: that includes a network file that cannot be used. Exits with 1 for a layer
    that cannot be read, with 130 where its reading was ended by Ctrl+C.

    \b
    Example: look at a damage survey of your own on top of the shipped data
      aleppo run --layer damage.gpkg --layer-source UNITAR-UNOSAT --layer-known 2016-10-07
    """
    if brought:
        from dashboard.store.current import bring_network

        try:
            bring_network(brought, snap_m=snap)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    if layers or os.environ.get("ALEPPO_LAYERS"):
        bring(layers)
    _look_at_database()
    if edit and os.name != "posix":
        raise click.UsageError("--edit: saving is supported on Linux and macOS only")
    if edit:
        from dashboard.store import edit_mode

        edit_mode.allow(articles)
        _warn_of_reach(address, hosts)
    from dashboard.server import has_screen, serve

    serve(
        address=address,
        port=port,
        more_hosts=hosts,
        open_browser=not no_browser and has_screen(),
        query=_first_view(),
        most_sessions=most_sessions,
        as_json=log_format == "json",
        finish_s=stop_within,
    )


def _first_view() -> str:
    """Open where something is to be seen: what was published later, or nobody knows when, is held back."""
    if not os.environ.get("ALEPPO_LAYERS"):
        return ""
    from dashboard.domain.role_values import day_text
    from dashboard.domain.view import View
    from dashboard.store.layers.chosen import chosen_layers

    usual = View().clocks.known_by.isoformat()
    held_back = any(
        each.roles.known is None and (each.known_day is None or day_text(each.known_day) > usual)
        for each in chosen_layers()
    )
    return "?known_by=all" if held_back else ""


def _look_at_database() -> None:
    """Read the database once before anybody is let in: what is wrong is said here, not on the page."""
    from dashboard.store.current import standing
    from dashboard.store.shelf import chosen_shelf
    from dashboard.store.tile_source import tiles_of

    try:
        place = chosen_shelf()
        if not isinstance(place, Path):
            standing(place)
            tiles_of(place)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise click.ClickException(str(error)) from error


def _warn_of_reach(address: str, hosts: tuple[str, ...]) -> None:
    if address in ("127.0.0.1", "localhost", "::1") and not hosts:
        return
    through = f"address {address}" if not hosts else f"address {address}, host {', '.join(hosts)}"
    click.echo(
        f"warning: everybody who reaches this server ({through}) can change the data folder\n"
        "  fix: leave --address and --allow-host out, or see to it that only editors reach it",
        err=True,
    )
