"""`aleppo import`: make a draft layer of a file that somebody brings."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dashboard.domain.draft_rows import Recipe
    from dashboard.domain.drafts import Draft
    from dashboard.store.imports.limits import Options
    from dashboard.store.imports.reading import Look

_PATH = click.Path(path_type=Path)
_LIMIT = click.FloatRange(0.001, 4000)


@click.command("import")
@click.argument("file", type=_PATH)
@click.option("--out", type=_PATH, help="Draft to write, .geojson; else beside FILE.")
@click.option("--map", "pairs", metavar="FIELD=COLUMN", multiple=True, help="Take a field from a column.")
@click.option("--set", "constants", metavar="FIELD=TEXT", multiple=True, help="Give all features one text.")
@click.option("--recipe", type=_PATH, help="Recipe to take and keep; else beside FILE.")
@click.option("--layer", metavar="NAME", help="Layer or folder to read, if there are several.")
@click.option("--sheet", metavar="NAME", help="Sheet to read, if there are several.")
@click.option("--encoding", metavar="NAME", help="Encoding of the texts, windows-1256 for one.")
@click.option("--crs", metavar="EPSG:CODE", help="Reference system of the coordinates.")
@click.option("--swap", is_flag=True, help="Exchange latitude and longitude.")
@click.option("--limit-mb", type=_LIMIT, default=50, show_default=True, help="Largest file, unpacked.")
@click.option("--yes", is_flag=True, help="Do not ask about the fields.")
@click.option("--quiet", is_flag=True, help="Say nothing but what is wrong.")
def import_(
    file: Path,
    out: Path | None,
    pairs: tuple[str, ...],
    constants: tuple[str, ...],
    recipe: Path | None,
    layer: str | None,
    sheet: str | None,
    encoding: str | None,
    crs: str | None,
    swap: bool,
    limit_mb: float,
    yes: bool,
    quiet: bool,
) -> None:
    """Make a draft layer of FILE; nothing in the data folder changes.

    FILE is GeoJSON, GeoPackage, a zipped shapefile, KML, KMZ, GPX, CSV or XLSX. Fields are taken from columns
    by their names (English, Arabic, French, Turkish) or HXL tags; on a terminal you are asked, once: a recipe
    is kept beside FILE. What is missing is told, never invented. What the draft has no room for, and the rows
    that were rejected, go into files of their own beside it.

    Exits with 0 when a draft of all rows was written, with 1 when FILE is refused, rows were rejected or
    latitude and longitude seem exchanged, with 2 for a wrong call.

    Example: aleppo import places.xlsx --set licence="CC BY 4.0" --map name=SITE
    """
    from dashboard.store.imports.limits import Options
    from dashboard.store.imports.recipes import ENDING

    if not file.name:
        raise click.UsageError(f"{file}: name a file")
    if out and (out.suffix != ".geojson" or not out.parent.is_dir() or out.absolute() == file.absolute()):
        raise click.UsageError(
            f"{out}: give another name than FILE's, ending in .geojson, in a folder that exists"
        )
    options = Options(
        encoding=encoding,
        crs=crs,
        layer=layer,
        sheet=sheet,
        swap=swap,
        limit_mb=limit_mb,
        progress=None if quiet else _tell_progress,
    )
    wanted = _Wanted(
        out=out or file.with_name(f"{file.stem}.draft.geojson"),
        recipe=recipe or file.with_name(f"{file.name}{ENDING}"),
        named=recipe is not None,
        chosen=_pairs(pairs),
        constants=_pairs(constants),
        ask=not yes,
        quiet=quiet,
    )
    if not _import(file, options, wanted):
        raise SystemExit(1)


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    """What the call asks for beside how to read: where to write, which columns, whether to ask."""

    out: Path
    recipe: Path
    named: bool
    chosen: dict[str, str]
    constants: dict[str, str]
    ask: bool
    quiet: bool


def _import(file: Path, options: "Options", wanted: _Wanted) -> bool:
    """Read, draft and write; tell whether every row was taken and nothing looks wrong."""
    from dashboard.store.durable import SaveError
    from dashboard.store.imports.limits import DraftError
    from dashboard.store.imports.reading import look_into, make_draft, shipped_frame
    from dashboard.store.strict_json import Refused

    say = _nothing if wanted.quiet else _say
    try:
        look = look_into(file, options=options)
        if not wanted.quiet and sys.stderr.isatty() and len(look.found.rows) >= 10_000:
            click.echo(err=True)
        chosen, whence = _recipe(look, wanted)
        draft = make_draft(look, chosen, options, frame=shipped_frame())
        look = replace(look, found=replace(look.found, rows=()))  # the draft has them; memory is short
        say(draft.report)
        say([whence] if whence else [])
        say(list(_written(look, draft, None if whence else chosen, wanted)))
    except (DraftError, SaveError, Refused) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"{file}: {error.strerror}\n  fix: choose another --out or --recipe"
        ) from error
    if not draft.taken:
        raise click.ClickException(
            f"{file}: no row could be taken, so there is no draft\n  fix: see the rejects"
        )
    seems_swapped = not options.swap and draft.swapped is not None and draft.swapped.most
    if wanted.quiet:
        _tell_wrong(len(draft.rejects), seems_swapped)
    return not draft.rejects and not seems_swapped


def _written(look: "Look", draft: "Draft", recipe: "Recipe | None", wanted: _Wanted) -> Iterator[str]:
    """Write the draft, its companions and a new recipe; name each file."""
    from dashboard.store.imports.recipes import save_recipe
    from dashboard.store.imports.writing import write_draft

    found = look.found
    written = write_draft(
        draft, wanted.out, columns=found.columns, table=found.tabular, beside=dict(found.beside)
    )
    for word, path, before in written:
        yield f"{word}: {path}{' (the one before: aleppo undo)' if before else ''}"
    if recipe is not None and found.columns and draft.taken:
        save_recipe(wanted.recipe, recipe)
        yield f"recipe: {wanted.recipe}"


def _recipe(look: "Look", wanted: _Wanted) -> tuple["Recipe", str]:
    """Give the recipe of before, or a new one, with what to say of an old one."""
    from dashboard.store.imports.reading import recipe_with
    from dashboard.store.imports.recipes import load_recipe

    path = wanted.recipe
    if path.exists() and not wanted.chosen and not wanted.constants:
        old = load_recipe(path)
        if wanted.named or set(old.columns) == set(look.found.columns):
            return old, f"recipe: {path}, taken again"
        click.echo(f"the recipe {path} is for other columns and is not taken", err=True)
    elif wanted.named and not path.exists() and not path.parent.is_dir():
        raise click.UsageError(f"{path}: there is no such folder")
    try:
        recipe = recipe_with(look, wanted.chosen, wanted.constants)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if wanted.ask and not wanted.chosen and look.found.columns and sys.stdin.isatty() and sys.stdout.isatty():
        recipe = _asked(look, recipe)
    return recipe, ""


def _asked(look: "Look", recipe: "Recipe") -> "Recipe":
    """Show the fields that were found, and ask for each one if they are not right."""
    from dashboard.domain.draft_columns import FIELDS, PLACES
    from dashboard.store.imports.reading import recipe_with
    from dashboard.store.imports.report import mapping_lines

    _say(mapping_lines(recipe))
    if click.confirm("Take these fields?", default=True):
        return recipe
    columns = look.found.columns
    _say(f"{number:>3} {column!r}" for number, column in enumerate(columns, 1))
    _say(["For each field the number of its column; 0 for none."])
    chosen = {}
    for field in (*(PLACES if look.found.tabular else ()), *FIELDS):
        before = recipe.map.get(field)
        number = columns.index(before) + 1 if before in columns else 0
        given = click.prompt(field, type=click.IntRange(0, len(columns)), default=number)
        chosen[field] = columns[given - 1] if given else ""
    return recipe_with(look, chosen, recipe.set)


def _pairs(given: Iterable[str]) -> dict[str, str]:
    found = {}
    for each in given:
        field, sign, value = each.partition("=")
        if not sign or not field.strip():
            raise click.UsageError(f"{each!r}: write FIELD=VALUE")
        found[field.strip()] = value
    return found


def _tell_wrong(rejected: int, swapped: bool) -> None:
    words = [f"{rejected:,} rows rejected"] if rejected else []
    words += ["latitude and longitude seem to have changed places: --swap"] if swapped else []
    if words:
        click.echo("; ".join(words), err=True)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _tell_progress(rows: int) -> None:
    """Say how far the reading is: in one line on a terminal, line by line elsewhere."""
    terminal = sys.stderr.isatty()
    click.echo(
        f"\rreading: {rows:,} rows" if terminal else f"reading: {rows:,} rows", err=True, nl=not terminal
    )


def _nothing(lines: Iterable[str]) -> None:
    pass
