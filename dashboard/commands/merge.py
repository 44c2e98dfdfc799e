"""`aleppo merge`: bring two versions of a data file together by record and member."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dashboard.store.merge import MergeResult

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", type=_FILE, nargs=-1, metavar="FILE | BASE MINE THEIRS")
@click.option("--base", type=_FILE, help="With FILE: the version in which mine began.")
@click.option("--mine", type=_FILE, help="With FILE: my version.")
@click.option("-o", "--out", type=_NEW, help="With three files: write here; otherwise to the output.")
@click.option("--name", metavar="PATH", help="Name the file so in what is said, as git passes it (%P).")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How conflicts are said."
)
def merge(
    files: tuple[Path, ...],
    base: Path | None,
    mine: Path | None,
    out: Path | None,
    name: str | None,
    form: str,
) -> None:
    """Merge two versions of a data file that began as the same, by record and by member.

    With FILE, --base and --mine, my version is merged into FILE and saved; where both changed the same,
    nothing is saved. With BASE MINE THEIRS the merged version goes to the output or to --out, as git's merge
    drivers do; where both changed the same, mine stays there. Each conflict is said with file, id, member
    and both values. No conflict marks are ever written.

    Exits with 0 when all was merged, with 1 when there are conflicts or a version cannot be read, with 2 for
    a wrong call.

    Example: aleppo merge geodata/layers/places.geojson --base base.geojson --mine mine.geojson
    """
    from dashboard.store.durable import SaveError
    from dashboard.store.strict_json import Refused

    into_file = len(files) == 1 and base is not None and mine is not None and out is None
    if not into_file and (len(files) != 3 or base or mine):
        raise click.UsageError("give FILE with --base and --mine, or BASE MINE THEIRS")
    try:
        if into_file and base and mine:
            _into_file(files[0], base, mine, name, form)
        else:
            _three(files, out, name, form)
    except (Refused, SaveError) as error:
        raise click.ClickException(str(error)) from error


def _into_file(path: Path, base: Path, mine: Path, name: str | None, form: str) -> None:
    from dashboard.store.merge import Conflicting, save_merged
    from dashboard.store.save import read

    try:
        saved = save_merged(path, read(mine)[0], base=read(base)[0])
    except Conflicting as error:
        _say(error.result, form)
        message = f"{len(error.result.conflicts)} conflicts: nothing was saved, {name or path} is as it was"
        click.echo(message, err=True)
        raise SystemExit(1) from error
    click.echo(f"merged: {name or path}" if saved.entry else f"nothing to merge: {name or path}")


def _three(files: tuple[Path, ...], out: Path | None, name: str | None, form: str) -> None:
    from dashboard.store.merge import merge_bodies, write_merged
    from dashboard.store.save import read

    base, mine, theirs = (read(path)[0] for path in files)
    result = merge_bodies(base, mine, theirs, name or str(files[1]))
    if out is None:
        click.echo(result.body, nl=False)
    else:
        write_merged(out, result.body, mine=files[1], my_body=mine)
    _say(result, form)
    if result.conflicts:
        raise SystemExit(1)


def _say(result: "MergeResult", form: str) -> None:
    import json

    from dashboard.domain.conflicts import plain

    if form == "json":
        pairs = zip(result.problems, result.conflicts, strict=True)
        said = [
            {"file": p.file, "line": p.line, "id": p.subject, "message": p.message, **plain(c)}
            for p, c in pairs
        ]
        click.echo(json.dumps(said, ensure_ascii=False, indent=1), err=True)
        return
    for problem in result.problems:
        click.echo(str(problem), err=True)
