"""The `aleppo` command. Each subcommand imports what it needs when it runs, so that help is instant."""

import click

from dashboard import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="aleppo")
def main() -> None:
    """Look at, check and carry the map of what was said about Aleppo in August and September 2016."""


@main.command()
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
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def run(port: int, address: str, hosts: tuple[str, ...], no_browser: bool) -> None:
    """Start the map; unless told otherwise only this computer can reach it."""
    from dashboard.server import has_screen, serve

    serve(address=address, port=port, more_hosts=hosts, open_browser=not no_browser and has_screen())
