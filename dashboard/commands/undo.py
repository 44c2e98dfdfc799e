"""`aleppo undo`: put back the version before the last save."""

from pathlib import Path

import click

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
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
