"""The `aleppo` command. Each subcommand imports what it needs when it runs, so that help is instant."""

from pathlib import Path

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


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@main.command()
@click.argument("folder", type=_FOLDER, required=False)
def check(folder: Path | None) -> None:
    """Check a data folder (the shipped one unless named) and list every problem.

    Exits with 0 when there is none, with 1 when there are problems, with 2 for a wrong call.

    Example: aleppo check geodata
    """
    from dashboard.store.load import data_folder, load

    folder = folder or data_folder()
    try:
        dataset, problems = load(folder)
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    for problem in problems:
        click.echo(str(problem), err=True)
    counted = f"{len(dataset.features)} features, {len(dataset.statements)} annotations"
    click.echo(f"{counted}, {len(dataset.disagreements)} disagreements: {len(problems)} problems")
    if problems:
        raise SystemExit(1)


@main.group()
def sources() -> None:
    """Look after the documents that are cited."""


@sources.command()
@click.option("--articles", type=_FOLDER, required=True, help="Folder with the texts, <source id>.txt each.")
def verify(articles: Path) -> None:
    """Compare paragraph numbers, key terms and checksums with the texts of the articles.

    Example: aleppo sources verify --articles ../articles
    """
    from dashboard.store.load import data_folder, load
    from dashboard.store.verify import verify as compare

    dataset, _ = load(data_folder())
    found = compare(dataset, articles)
    for problem in found.problems:
        click.echo(str(problem), err=True)
    click.echo(
        f"{found.articles} articles, {found.annotations} annotations, {found.terms} key terms: "
        f"{len(found.problems)} problems"
    )
    if found.problems:
        raise SystemExit(1)


@sources.command()
def table() -> None:
    """Count annotations per document and kind: what each one says, and how.

    Example: aleppo sources table
    """
    from dashboard.store.load import data_folder, load

    dataset, _ = load(data_folder())
    click.echo(f"{'document':48} {'all':>4} {'actual':>7} {'proposed':>9} {'denied':>7} {'status':>7}")
    for source in sorted(dataset.sources.values(), key=lambda s: (s.kind.value, s.id)):
        moods = [a.mood.value for a in source.annotations]
        given = sum(a.gives_status for a in source.annotations)
        counts = [moods.count(mood) for mood in ("actual", "proposed", "denied")]
        click.echo(f"{source.id:48} {len(moods):4} {counts[0]:7} {counts[1]:9} {counts[2]:7} {given:7}")


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a schema is stale.")
def schema(only_check: bool) -> None:
    """Write the JSON Schemas of the data files from the records.

    Example: aleppo schema --check
    """
    from dashboard.store.load import data_folder
    from dashboard.store.schema import stale_schemas, write_schemas

    folder = data_folder() / "schema"
    changed = stale_schemas(folder) if only_check else write_schemas(folder)
    for name in changed:
        click.echo(f"{'stale' if only_check else 'written'}: geodata/schema/{name}")
    if only_check and changed:
        raise SystemExit(1)
