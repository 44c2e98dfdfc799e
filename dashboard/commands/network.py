"""`aleppo network`: bring a road network of your own."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

_NPZ = click.Path(dir_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LIMIT = click.FloatRange(0)
_NEAR = click.FloatRange(0, 100)
_FAR = click.FloatRange(0, 100_000)


@click.group()
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
