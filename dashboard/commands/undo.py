"""`aleppo undo`: put back the version before the last save."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dashboard.store.shelf import Place, Shelf

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
def undo(file: Path) -> None:
    """Put back the version of FILE before its last save; once more goes one save further back.

    The version that is replaced is kept as well: its name is said. Where ALEPPO_DATABASE_URL chooses a
    database, FILE is a file in it, layers/places.geojson for one. Exits with 1 where nothing can be undone.

    Example: aleppo undo geodata/layers/places.geojson
    """
    from dashboard.store.journal import body_file, entries
    from dashboard.store.journal import undo as put_back
    from dashboard.store.save import SaveError
    from dashboard.store.shelf import chosen_shelf, is_data_file

    if is_data_file(file.as_posix()) and not isinstance(place := _chosen(chosen_shelf), Path):
        _undo_in(place, file.as_posix())
        return
    if not file.exists():
        raise click.UsageError(f"{click.format_filename(file)} does not exist")
    try:
        saved = put_back(file)
    except SaveError as error:
        raise click.ClickException(str(error)) from error
    known = {entry.id: entry for entry in entries(saved.path)}
    entry = known[saved.entry or ""]
    when = f"{known[entry.undoes or ''].when:%Y-%m-%d %H:%M:%S} UTC"
    click.echo(f"undone: {file} is again as it was before the save of {when}")
    click.echo(f"the version that was replaced: {body_file(entry)}")


def _chosen(find: Callable[[], "Place"]) -> "Place":
    try:
        return find()
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _undo_in(shelf: "Shelf", name: str) -> None:
    from dashboard.store.save import SaveError

    try:
        saved = shelf.undo(name)
    except SaveError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"undone: {name} is again as it was before its last save; that is revision {saved.entry}")
    click.echo(f"the version that was replaced: aleppo store show {name} --hash {(saved.before or '')[:12]}")
