"""The `aleppo` command. Each subcommand imports what it needs when it runs, so that help is instant."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from dashboard import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="aleppo")
def main() -> None:
    """Look at, check and carry the map of what was said about Aleppo in August and September 2016."""


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NPZ = click.Path(dir_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ANY = click.Path(exists=True, path_type=Path)
_LIMIT = click.FloatRange(0)
_NEAR = click.FloatRange(0, 100)
_FAR = click.FloatRange(0, 100_000)


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
@click.option(
    "--network",
    "brought",
    type=_NPZ,
    envvar="ALEPPO_NETWORK",
    metavar="FILE",
    help="Look for ways in a network that was imported.",
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
def run(
    port: int, address: str, hosts: tuple[str, ...], no_browser: bool, brought: Path | None, snap: float
) -> None:
    """Start the map; unless told otherwise only this computer can reach it.

    Exits with 2 for a wrong call: that includes a network file that cannot be used.
    """
    if brought:
        from dashboard.store.current import bring_network

        try:
            bring_network(brought, snap_m=snap)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
    from dashboard.server import has_screen, serve

    serve(address=address, port=port, more_hosts=hosts, open_browser=not no_browser and has_screen())


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


@main.command()
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file would change."
)
@click.argument("paths", type=_ANY, nargs=-1)
def fmt(only_check: bool, paths: tuple[Path, ...]) -> None:
    """Bring data files into their canonical form: one record per line, members in order, coordinates rounded.

    PATHS are files or data folders; the shipped data unless named. Each file is saved whole or not at all,
    and `aleppo undo` takes it back. What is no data file is not touched.

    Exits with 1 when a file was not touched or, with --check, would change, with 2 for a wrong call.

    Example: aleppo fmt --check geodata
    """
    from dashboard.store.load import data_folder
    from dashboard.store.tidy import data_files, tidy

    try:
        files = data_files(paths or [data_folder()])
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    done = [tidy(file, write=not only_check) for file in files]
    for each in done:
        if each.problem:
            click.echo(each.problem, err=True)
        elif each.changed:
            click.echo(f"{'would change' if only_check else 'formatted'}: {each.path}")
    changed, untouched = sum(each.changed for each in done), sum(bool(each.problem) for each in done)
    word = "would change" if only_check else "formatted"
    click.echo(f"{len(done)} files: {changed} {word}, {untouched} not touched because of a problem")
    if untouched or (only_check and changed):
        raise SystemExit(1)


@main.command()
@click.argument("file", type=_FILE)
def undo(file: Path) -> None:
    """Put back the version of FILE before its last save; once more goes one save further back.

    The version that is replaced is kept as well: its name is said. Exits with 1 where nothing can be undone.

    Example: aleppo undo geodata/layers/places.geojson
    """
    from dashboard.store.journal import body_file, entries
    from dashboard.store.journal import undo as put_back
    from dashboard.store.save import SaveError

    try:
        saved = put_back(file)
    except SaveError as error:
        raise click.ClickException(str(error)) from error
    known = {entry.id: entry for entry in entries(saved.path)}
    entry = known[saved.entry or ""]
    when = f"{known[entry.undoes or ''].when:%Y-%m-%d %H:%M:%S} UTC"
    click.echo(f"undone: {file} is again as it was before the save of {when}")
    click.echo(f"the version that was replaced: {body_file(entry)}")


@main.group()
def network() -> None:
    """Bring a road network of your own.

    Example: aleppo network import aleppo.osm.pbf
    """


@network.command("import")
@click.argument("file", type=_FILE)
@click.option("--out", type=_NPZ, help="File to write, .npz; else beside FILE.")
@click.option("--classes", metavar="LIST", default="", help="Highway classes; +track adds to the usual.")
@click.option("--layer", metavar="NAME", help="Layer to read, if several hold lines.")
@click.option("--tolerance", type=_NEAR, metavar="METRES", help="Join ends so near.  [0 for .osm, else 1]")
@click.option(
    "--snap",
    type=_FAR,
    metavar="METRES",
    default=500,
    show_default=True,
    help="Tell what would be tied so near.",
)
@click.option("--limit-mb", type=_LIMIT, default=4000, show_default=True, help="Largest file to read.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
def import_(
    file: Path,
    out: Path | None,
    classes: str,
    layer: str | None,
    tolerance: float | None,
    snap: float,
    limit_mb: float,
    quiet: bool,
) -> None:
    """Make a network of the roads in FILE and tell what of the data will be tied to it.

    FILE is an OpenStreetMap extract (.osm.pbf, .osm), GeoPackage, GeoJSON or zipped shapefile. Only roads
    that trucks can be expected to use are taken. What is left out is counted.

    Exits with 0 when a network was written, with 1 when nothing in FILE is usable, with 2 for a wrong call.

    Example: aleppo network import aleppo.osm.pbf --classes +track --out aleppo.npz
    """
    from dashboard import network_report as report
    from dashboard.domain.attach import attach
    from dashboard.domain.junctions import join
    from dashboard.store.load import data_folder, load
    from dashboard.store.networks import save_network
    from dashboard.store.road_file import RoadFileError
    from dashboard.store.road_tags import classes_asked
    from dashboard.store.roads import read_roads

    out = out or file.with_name(f"{file.name.split('.')[0] or file.name}.npz")
    if out.suffix != ".npz" or not out.parent.is_dir():
        raise click.UsageError(f"{out}: give a name that ends in .npz, in a folder that exists")
    say, tell = (_nothing, None) if quiet else (_say, _tell_progress)
    wanted = classes_asked(classes)
    try:
        roads = read_roads(file, classes=wanted, layer=layer, limit_mb=limit_mb, progress=tell)
    except RoadFileError as error:
        raise click.ClickException(str(error)) from error
    tolerance = tolerance if tolerance is not None else 0 if roads.from_openstreetmap else 1
    joined = join(roads.lines, tolerance_m=tolerance)
    say(report.reading_lines(roads))
    if not len(joined.network.tail):
        raise click.ClickException(f"{file}: {report.nothing_usable(roads)}")
    say(report.network_lines(joined, int(roads.lines.bridge[joined.line].sum()), tolerance))
    tied, attachments = attach(joined.network, load(data_folder())[0], tolerance_m=snap)
    say([f"tied when the map starts, within {snap:g} m:"])
    say(report.attachment_lines(tied, attachments, snap))
    # Not the tied one: the words are those of the day the map starts.
    save_network(joined.network, out)
    say([f"written: {out}"])


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _nothing(lines: Iterable[str]) -> None:
    pass


def _tell_progress(read: int, total: int | None) -> None:
    """Say how far the reading is: in one line on a terminal, line by line elsewhere."""
    terminal = sys.stderr.isatty()
    ended = not terminal or read == total
    text = f"reading: {read:,}{f' of {total:,}' if total else ''} features"
    click.echo(f"\r{text}" if terminal else text, err=True, nl=ended)
