"""`aleppo lend`: write a copy of a layer that keeps its ids in other programs."""

from pathlib import Path

import click

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("-o", "--out", type=_NEW, required=True, help="Where to write the copy; nothing may be there.")
def lend(file: Path, out: Path) -> None:
    """Write a copy of the layer FILE in which every id is a property too.

    uMap and the drawing tools of geojson.io put ids of their own in the place of ours, and every program
    keeps properties. `aleppo adopt` finds them there. Exits with 1 where the copy cannot be written.

    Example: aleppo lend geodata/layers/places.geojson -o places-for-umap.geojson
    """
    from dashboard.domain.foreign import NotGeoJson
    from dashboard.store.adopt import lend as copy
    from dashboard.store.durable import SaveError
    from dashboard.store.save import save
    from dashboard.store.strict_json import Refused

    try:
        save(out, copy(file), opened=None)
    except (NotGeoJson, Refused, SaveError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"written: {out}; take it back with `aleppo adopt`")
