"""Rows of a file that somebody brings, made into features of a draft: nothing invented, nothing lost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.domain import draft_places as places
from dashboard.domain.dataset import Frame
from dashboard.domain.draft_columns import PLACES
from dashboard.domain.draft_ids import Ids
from dashboard.domain.draft_rows import Found, Recipe, Reject, Row
from dashboard.domain.draft_values import field_value
from dashboard.domain.rules import first_fault

ASKED = ("name", "kind", "presence", "source", "licence", "method")
ASKED_OF_PLACED = ("precision", "accuracy_m")
ASKED_OF_UNPLACED = ("why_unlocated",)
_LONGEST_REASON = 500
_IN_DEGREES = frozenset({"EPSG:4326", "OGC:CRS84"})


class NotDegrees(ValueError):
    """A file without a reference system whose coordinates are no degrees."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What an import makes of a file.

    `features` are GeoJSON features in the form of a layer, with what is missing left out. `rest` has for each
    row what the features do not hold letter for letter, under the feature's id. `read` is the number of rows,
    always `taken` and the rejects together; a row can become more than one feature. `missing` counts features
    that lack a field, `unfit` values by field that the model has no room for. `swapped` is set where it looks
    as if latitude and longitude had changed places.
    """

    features: tuple[dict[str, Any], ...]
    rejects: tuple[Reject, ...]
    rest: tuple[dict[str, Any], ...]
    read: int
    taken: int
    missing: Mapping[str, int]
    unfit: Mapping[str, tuple[int, str]]
    kept_beside: tuple[str, ...]
    made_ids: int
    changed_ids: int
    repeated_ids: int
    outside: int
    swapped: places.Swapped | None
    report: tuple[str, ...] = ()


@dataclass(kw_only=True)
class _Making:
    """What has been made so far."""

    recipe: Recipe
    ids: Ids
    features: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    rest: list[dict[str, Any]] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)
    unfit: dict[str, tuple[int, str]] = field(default_factory=dict)
    tabular: bool = False
    keeps_places: bool = False
    columns: dict[str, None] = field(default_factory=dict)


def draft_of(
    found: Found,
    recipe: Recipe,
    *,
    stem: str,
    crs: str | None = None,
    swap: bool = False,
    frame: Frame | None = None,
) -> Draft:
    """Make a draft of the rows of a file by a recipe.

    `crs` is the reference system of the coordinates, degrees where it is None; `swap` exchanges latitude and
    longitude first. `stem` begins the ids of rows that give none. `frame` is the map that positions are
    compared with.

    Raises NotDegrees where no reference system is known and more than half of the places are no degrees.
    """
    making = _Making(
        recipe=recipe,
        ids=Ids(stem=stem),
        tabular=found.tabular,
        keeps_places=swap or crs not in (None, *_IN_DEGREES),
    )
    rows, geometries = _placed_rows(found, making, degrees=crs in (None, *_IN_DEGREES))
    if swap:
        geometries = [places.flipped(geometry) for geometry in geometries]
    if crs in (None, *_IN_DEGREES):
        _refuse_metres(geometries)
    else:
        geometries = places.in_degrees(geometries, str(crs))
    for row, geometry in zip(rows, geometries, strict=True):
        _take(making, row, geometry)
    placed = [feature["geometry"] for feature in making.features]
    return Draft(
        features=tuple(making.features),
        rejects=tuple(sorted(making.rejects, key=lambda reject: reject.number)),
        rest=tuple(making.rest),
        read=len(found.rows),
        taken=len(found.rows) - len(making.rejects),
        missing=dict(making.missing),
        unfit=making.unfit,
        kept_beside=tuple(making.columns),
        made_ids=making.ids.made,
        changed_ids=making.ids.changed,
        repeated_ids=making.ids.repeated,
        outside=places.outside(placed, frame) if frame else 0,
        swapped=places.swapped(placed, frame) if frame else None,
    )


def _placed_rows(found: Found, making: _Making, *, degrees: bool) -> tuple[list[Row], list[Any]]:
    """Give the rows that can be used so far, each with its geometry; the others are rejected."""
    rows, geometries = [], []
    for row in found.rows:
        reason, geometry = row.fault, row.geometry
        if found.tabular and not reason:
            try:
                geometry = places.point_from(row, making.recipe, degrees=degrees)
            except ValueError as error:
                reason = str(error)
            if geometry is None and not reason and not _says_why_unplaced(row, making.recipe):
                reason = "it has no latitude and longitude"
        if reason:
            _reject(making, row, reason)
        else:
            rows.append(row)
            geometries.append(geometry)
    return rows, geometries


def _says_why_unplaced(row: Row, recipe: Recipe) -> bool:
    return bool(_value(recipe, row, "why_unlocated"))


def _value(recipe: Recipe, row: Row, name: str) -> Any:
    return row.values.get(recipe.map[name]) if name in recipe.map else None


def _refuse_metres(geometries: Sequence[Any]) -> None:
    beyond, located, first = places.share_beyond_degrees(geometries)
    if beyond * 2 > located:
        raise NotDegrees(f"{beyond:,} of {located:,} places are no degrees; the first is {first}")


def _reject(making: _Making, row: Row, reason: str) -> None:
    original = dict(row.values) if making.tabular else row.original
    making.rejects.append(Reject(number=row.number, reason=reason[:_LONGEST_REASON], original=original))


def _take(making: _Making, row: Row, geometry: Any) -> None:
    try:
        parts = places.parts_of(geometry)
        fault = next((said for _, part in parts if (said := first_fault(part))), "")
    except ValueError as error:
        parts, fault = [], str(error)
    except RecursionError:  # while a fault is put into words
        parts, fault = [], "its geometry nests too deep"
    if fault:
        _reject(making, row, fault)
        return
    properties, kept = _properties(making, row)
    own = _value(making.recipe, row, "id") if row.id is None else row.id
    base = making.ids.base(own, str(properties.get("name", "")), row.number)
    ids = [making.ids.unique(f"{base}-{word}" if word else base) for word, _ in parts]
    for feature_id, (_, part) in zip(ids, parts, strict=True):
        drawn = {"type": part["type"], "coordinates": part["coordinates"]} if part is not None else None
        making.features.append(
            {"type": "Feature", "id": feature_id, "properties": properties, "geometry": drawn}
        )
        asked = ASKED + (ASKED_OF_UNPLACED if part is None else ASKED_OF_PLACED)
        making.missing.update(name for name in asked if name not in properties)
    beside = _beside(row, geometry, kept, None if own in ("", ids[0]) else own)
    if beside:
        making.rest.append(
            {"id": ids[0], "row": row.number, **({"ids": ids} if len(ids) > 1 else {}), **beside}
        )


def _beside(row: Row, geometry: Any, kept: Mapping[str, Any], as_found: Any) -> dict[str, Any]:
    members = dict(row.members)
    if isinstance(geometry, Mapping):
        more = {
            key: value for key, value in geometry.items() if key not in ("type", "coordinates", "geometries")
        }
        if more:
            members["geometry"] = more
    found: dict[str, Any] = {"values": dict(kept)} if kept else {}
    if as_found is not None:
        found["id_as_found"] = as_found
    return found | ({"members": members} if members else {})


def _properties(making: _Making, row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the fields of the model that a row fills, and every value that they do not hold as it stands."""
    properties: dict[str, Any] = {}
    verbatim: set[str] = set()
    for name, column in making.recipe.map.items():
        value = row.values.get(column)
        if name == "id" or name in PLACES or name in making.recipe.set or _is_nothing(value):
            continue
        try:
            properties[name] = field_value(name, value)
        except ValueError as error:
            count, first = making.unfit.get(name, (0, f"row {row.number}: {error}"))
            making.unfit[name] = (count + 1, first)
            continue
        if properties[name] == value and type(properties[name]) is type(value):
            verbatim.add(column)
    for name, text in making.recipe.set.items():
        properties[name] = field_value(name, text)
    told = PLACES if row.id is not None else ("id", *PLACES)
    spared = verbatim | {making.recipe.map[name] for name in told if name in making.recipe.map}
    kept = {
        column: value
        for column, value in row.values.items()
        if column not in spared and not _is_nothing(value)
    }
    making.columns.update(dict.fromkeys(kept))
    return properties, kept | _places_as_found(making, row)


def _places_as_found(making: _Making, row: Row) -> dict[str, Any]:
    """Keep positions that the draft does not hold as they stand: metres, texts that are no plain number."""
    found = {making.recipe.map[place] for place in PLACES if place in making.recipe.map}
    values = {column: row.values[column] for column in found if not _is_nothing(row.values[column])}
    return {
        column: value
        for column, value in sorted(values.items())
        if making.keeps_places or not _is_plain_number(value)
    }


def _is_plain_number(value: Any) -> bool:
    try:
        return repr(float(value)) == str(value) or str(int(value)) == str(value)
    except (ValueError, OverflowError):
        return False


def _is_nothing(value: Any) -> bool:
    return value is None or value == ""
