"""`aleppo store`: the data in a database: set it up, fill it, look what it holds."""

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dashboard.store.postgis.database import DatabaseShelf

_DATABASE = click.option(
    "--database", "address", metavar="URL", help="The database.  [default: ALEPPO_DATABASE_URL]"
)
_LARGE = 5_000_000


@click.group()
def store() -> None:
    """Keep the data in PostgreSQL with PostGIS, past one machine.

    The database is the one that ALEPPO_DATABASE_URL names (or the file that ALEPPO_DATABASE_URL_FILE names
    holds): postgresql://USER:PASSWORD@HOST:PORT/DATABASE. docs/past-one-machine.md has the whole set-up.

    Example: aleppo store status
    """


@store.command()
@_DATABASE
def migrate(address: str | None) -> None:
    """Bring a database to what this version needs; asked twice at once, it is done once.

    Exits with 1 where it cannot be done; the database is then as it was.

    Example: aleppo store migrate
    """
    from dashboard.store.postgis.migrate import migrate as apply

    shelf = _database(address)
    try:
        done = apply(shelf.address, lambda name: click.echo(f"applying {name}", err=True))
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{shelf.title}: {f'applied {len(done)} migrations' if done else 'nothing to apply'}")


@store.command()
@_DATABASE
def status(address: str | None) -> None:
    """Say what a database holds: migrations, the newest revision, files and rows.

    Exits with 1 where it cannot be used by this version.

    Example: aleppo store status
    """
    from dashboard.store.postgis.status import status_of

    shelf = _database(address)
    try:
        found = status_of(shelf.address)
    except OSError as error:
        raise click.ClickException(str(error)) from error
    for line in found.lines:
        click.echo(line)
    if not found.usable:
        raise SystemExit(1)


@store.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--replace", is_flag=True, help="Put the copy over data that is there; that is kept.")
def copy(source: str, target: str, replace: bool) -> None:
    """Copy all data files from a folder into a database, or back, byte for byte.

    FROM and TO are data folders, addresses, or `database` for the one that is chosen. A database gets
    everything as one revision. Other files of a folder (README, schemas) are left alone.

    Exits with 0 when TO holds exactly what FROM holds, with 1 when it could not be copied.

    Example: aleppo store copy geodata database
    """
    from dashboard.store.copying import CopyError, copy_data
    from dashboard.store.durable import SaveError
    from dashboard.store.shelf import shelf_named

    try:
        shelves = shelf_named(source), shelf_named(target)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    try:
        done = copy_data(*shelves, replace=replace, tell=_progress)
    except (CopyError, SaveError, OSError) as error:
        raise click.ClickException(str(error)) from error
    for name in done.removed:
        click.echo(f"taken away: {click.format_filename(name)}")
    if done.kept:
        click.echo(f"what was taken away is kept in {click.format_filename(done.kept)}")
    as_revision = f" as revision {done.revision}" if done.revision else ""
    counted = f"{len(done.written)} of {done.files} files written{as_revision}, {done.size:,} bytes"
    click.echo(f"{shelves[1].title}: {counted}")


@store.command()
@click.argument("file")
@_DATABASE
def history(file: str, address: str | None) -> None:
    """List the saves of a file, newest first: when, what kind, and the hash of what was there before.

    Example: aleppo store history layers/places.geojson
    """
    from dashboard.store.durable import SaveError

    try:
        entries = _database(address).history(file)
    except SaveError as error:
        raise click.ClickException(str(error)) from error
    if not entries:
        raise click.ClickException(f"{file}: the database knows nothing of it")
    for entry in reversed(entries):
        held = entry.kept
        before = (
            f"before {held[:12]}"
            if held and entry.kind != "not-saved"
            else f"kept {(held or 'nothing')[:12]}"
        )
        click.echo(f"{entry.id:>8}  {entry.when:%Y-%m-%d %H:%M:%S} UTC  {entry.kind.value:9}  {before}")


@store.command()
@click.argument("file")
@click.option("--hash", "held", metavar="HASH", help="A version that is kept; its first digits will do.")
@_DATABASE
def show(file: str, held: str | None, address: str | None) -> None:
    """Write a file, or a version of it that is kept, to the standard output.

    Example: aleppo store show layers/places.geojson > places.geojson
    """
    from dashboard.store.durable import SaveError

    shelf = _database(address)
    try:
        body = shelf.read(file)[0] if held is None else shelf.body(held, file)
    except SaveError as error:
        raise click.ClickException(str(error)) from error
    click.echo(body, nl=False)


def _database(address: str | None) -> "DatabaseShelf":
    from dashboard.store.postgis.database import DatabaseShelf
    from dashboard.store.shelf import shelf_named

    try:
        found = shelf_named(address or "database")
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if not isinstance(found, DatabaseShelf):
        raise click.UsageError("--database: write postgresql://USER@HOST/DATABASE")
    return found


def _progress(done: int, whole: int) -> None:
    """Tell of large copies on a terminal; small ones are over at once."""
    if whole >= _LARGE and sys.stderr.isatty():
        click.echo(f"\r{done / whole:4.0%} of {whole:,} bytes", nl=done >= whole, err=True)
