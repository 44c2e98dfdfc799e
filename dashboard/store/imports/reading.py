"""From bytes to a draft: the one way in for the command and for the editor."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard.domain.dataset import Frame
from dashboard.domain.draft_columns import ACLED, FIELDS, PLACES, suggested
from dashboard.domain.draft_rows import Found, Recipe
from dashboard.domain.draft_values import field_value
from dashboard.domain.drafts import Draft, NotDegrees, draft_of
from dashboard.domain.measure import reference_system
from dashboard.store.imports import report
from dashboard.store.imports.archives import Archive
from dashboard.store.imports.geojson_text import read_geojson
from dashboard.store.imports.gpx import read_gpx
from dashboard.store.imports.kml import read_kml, read_kmz
from dashboard.store.imports.limits import DraftError, Options, shown
from dashboard.store.imports.opening import read_input, refuse_large
from dashboard.store.imports.recipes import fitting
from dashboard.store.imports.sniffing import mismatch, sniffed
from dashboard.store.imports.tables import read_table
from dashboard.store.imports.text_encoding import Decoded
from dashboard.store.imports.vector import read_geopackage, read_shapefile
from dashboard.store.imports.xlsx import read_xlsx
from dashboard.store.shelf import chosen_shelf, shelf_of

DEFAULT = Options()
_ACLED_REMARK = (
    "an ACLED export: source names who reported an event, not where its position is from (--set source=…); "
    "dates and notes of events belong into annotations"
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """A file that was looked into: what was found, its reference system, and what the columns seem to be.

    `crs` is the system to turn into degrees, None where the file has degrees already.
    """

    name: str
    found: Found
    crs: str | None
    said: tuple[str, ...]
    suggestion: Recipe


def read_draft(
    source: Path | bytes,
    name: str | None = None,
    options: Options = DEFAULT,
    *,
    recipe: Recipe | None = None,
    frame: Frame | None = None,
) -> Draft:
    """Make a draft of a file, or of its bytes with the name that it has elsewhere.

    `recipe` says which column is which field; without one they are found by their names. `frame` is the map
    that positions are compared with. Nothing is written. Raises DraftError, with a remedy, for a file that no
    draft can be made of.
    """
    look = look_into(source, name, options)
    return make_draft(look, recipe or look.suggestion, options, frame=frame)


def look_into(source: Path | bytes, name: str | None = None, options: Options = DEFAULT) -> Look:
    """Read a file without making a draft of it, so that its columns can be chosen.

    Raises DraftError for a file that cannot be read.
    """
    if isinstance(source, Path):
        name, body = name or source.name, read_input(source, options.limit_bytes)
    else:
        name, body = name or "upload", source
        refuse_large(name, len(body), options.limit_bytes)
        if not body:
            raise DraftError(name, "it is empty", "save or download it again")
    kind, content = sniffed(body, name, options)
    found = _found(kind, content, name, options)
    odd = mismatch(kind, name)
    if not found.rows:
        what = "it holds no row and no feature"
        raise DraftError(name, f"{odd}; {what}" if odd else what, "choose the file with the data")
    crs, said = _system(found, options, name)
    remarks = [*([odd] if odd else []), *found.remarks]
    if found.columns and set(found.columns) >= ACLED:
        remarks.append(_ACLED_REMARK)
    found = replace(found, remarks=tuple(remarks))
    mapping = suggested(found.columns, found.tags, tabular=found.tabular)
    return Look(
        name=name,
        found=found,
        crs=crs,
        said=(said,),
        suggestion=Recipe(columns=found.columns, map=mapping),
    )


def make_draft(
    look: Look, recipe: Recipe, options: Options = DEFAULT, *, frame: Frame | None = None
) -> Draft:
    """Make the draft of a file that was looked into, by a recipe.

    Raises DraftError where the recipe does not fit, and where places are plainly no degrees.
    """
    recipe = fitting(recipe, look.found, look.name)
    stem = look.name.rpartition("/")[2].partition(".")[0]
    try:
        draft = draft_of(look.found, recipe, stem=stem, crs=look.crs, swap=options.swap, frame=frame)
    except NotDegrees as error:
        known = "no reference system is known" if look.found.crs is None else "the file declares degrees"
        raise DraftError(
            look.name,
            f"{error}; {known}",
            "say which it is: --crs EPSG:32637 (UTM zone 37N), for one",
        ) from error
    return replace(
        draft, report=tuple(report.lines(look.found, look.said, recipe, draft, swapped=options.swap))
    )


def recipe_with(look: Look, chosen: Mapping[str, str], constant: Mapping[str, str]) -> Recipe:
    """Give the suggested recipe with fields of the caller's choice; an empty column takes a field out.

    Raises ValueError, in plain words, for what is no field, no column, or no value of a field.
    """
    mapping = dict(look.suggestion.map)
    for field, column in chosen.items():
        if field not in (*PLACES, *FIELDS):
            raise ValueError(f"{field!r} is no field; one of {', '.join((*PLACES, *FIELDS))}")
        if column and column not in look.found.columns:
            raise ValueError(f"the file has no column {column!r}; it has {', '.join(look.found.columns)}")
        mapping = {each: other for each, other in mapping.items() if each != field and other != column}
        if column:
            mapping[field] = column
    for field, text in constant.items():
        if field == "id":
            raise ValueError("id cannot be the same for all features")
        try:
            field_value(field, text)
        except ValueError as error:
            raise ValueError(f"{field}: {error}") from error
    return Recipe(columns=look.found.columns, map=mapping, set=dict(constant))


def shipped_frame(folder: Path | None = None) -> Frame | None:
    """Give the frame of the map from the catalog of a data folder; None where it cannot be read."""
    try:
        body = shelf_of(folder or chosen_shelf()).bodies(["catalog.json"])["catalog.json"]
        if isinstance(body, OSError):
            return None
        return Frame.model_validate(json.loads(body)["frame"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _found(kind: str, content: Decoded | Archive | bytes, name: str, options: Options) -> Found:
    match kind, content:
        case "geojson", Decoded():
            found = read_geojson(content, name, options)
        case "table", Decoded():
            found = read_table(content, name, options)
        case "kml", bytes():
            return read_kml(content, name, options)
        case "gpx", bytes():
            return read_gpx(content, name, options)
        case "gpkg", bytes():
            return read_geopackage(content, name, options)
        case "kmz", Archive():
            return read_kmz(content, options)
        case "xlsx", Archive():
            return read_xlsx(content, options)
        case "shapefile", Archive():
            return read_shapefile(content, options)
        case _:
            raise AssertionError(f"no reader for {kind}")
    guess = (
        ", guessed (--encoding to say otherwise)" if isinstance(content, Decoded) and content.guessed else ""
    )
    return replace(found, encoding=f"{found.encoding}{guess}")


def _system(found: Found, options: Options, name: str) -> tuple[str | None, str]:
    """Tell which reference system to turn into degrees, and what to say of it."""
    crs = options.crs or found.crs
    if crs is None:
        return None, "coordinates: no reference system is declared; taken for longitude and latitude (WGS84)"
    try:
        title, degrees = reference_system(crs)
    except ValueError as error:
        raise DraftError(name, shown(str(error), 160), "say which it is with --crs EPSG:…") from error
    by = "by --crs" if options.crs else "by the file"
    if options.crs and found.crs:
        by = f"by --crs, not {_title(found.crs)} as the file declares"
    if degrees:
        return None, f"coordinates: longitude and latitude, {title}, declared {by}"
    return crs, f"coordinates: turned into longitude and latitude from {title}, declared {by}"


def _title(crs: str) -> str:
    try:
        return reference_system(crs)[0]
    except ValueError:
        return shown(crs, 40)
