"""Publish brought layers: column files at addresses of ours, what the map is told of them, and their rows."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from dashboard.domain.brought import BroughtRow, Look, selected_row
from dashboard.domain.role_values import NO_DAY, day_text, read_days
from dashboard.maps.brought.files import Files
from dashboard.store import rows
from dashboard.store.layers.chosen import Chosen, chosen_layers
from dashboard.store.layers.distinct import named_source

_MOST_COLUMNS = 12
_lock = threading.Lock()
_held: list[tuple[tuple[Chosen, ...], tuple["Published", ...]]] = []


@dataclass(frozen=True, kw_only=True, eq=False)
class Published:
    """A brought layer as the map is told of it; `order` says which feature stands where in its files."""

    chosen: Chosen
    entry: Mapping[str, Any]
    order: npt.NDArray[np.uint32]

    @property
    def first_needed(self) -> tuple[str, ...]:
        """Give the addresses of what is drawn at first: shapes, and the values that the filter looks at."""
        told = self.entry["brought"]
        pairs = told["series"] or [[told["chosen"]["date"], told["chosen"]["category"]]]
        dates = [told["dates"][d]["url"] for d, _ in pairs if d is not None]
        categories = [told["categories"][c]["url"] for _, c in pairs if c is not None]
        others = [each["url"] for each in (told["sources"], told["known"]) if each and "url" in each]
        return (self.entry["url"], *dates, *categories, *others)

    def row(self, place: int) -> BroughtRow | None:
        """Tell the row behind a place of the shape file; None where there is no such place."""
        if not 0 <= place < len(self.order):
            return None
        chosen, held = self.chosen, self.chosen.held
        number = int(held.row_of[self.order[place]])
        values = {name: value or "" for name, value in held.row(number).items()}
        source, known = chosen.roles.source, chosen.roles.known
        by_hand = None if chosen.known_day is None else day_text(chosen.known_day)
        return BroughtRow(
            title=chosen.title,
            file=held.about["file"],
            number=held.number_of(number),
            values=values,
            roles=_roles_by_column(chosen),
            source=(named_source(values[source]) if source else "") or chosen.source_name,
            known=(values[known] if known else "") or by_hand,
            looks=_looks(chosen, values),
        )

    def told(self, key: str, place: int) -> dict[str, Any] | None:
        """Tell a row as it leaves the server."""
        row = self.row(place)
        return None if row is None else {"i": place, "row": row.number, "values": dict(row.values)}


def published_layers() -> tuple[Published, ...]:
    """Give the layers that were brought, each published once.

    Raises LayerError or ValueError where a file cannot be drawn.
    """
    chosen = chosen_layers()
    with _lock:
        if not _held or _held[0][0] is not chosen:
            _held[:] = [(chosen, tuple(map(_publish, chosen)))]
        return _held[0][1]


def row_of(selected: str) -> BroughtRow | None:
    """Find the row that a link selects; None where it selects none, or one that is not there."""
    found = selected_row(selected)
    if found is None:
        return None
    layer_id, place = found
    return next((each.row(place) for each in published_layers() if each.chosen.id == layer_id), None)


def _publish(chosen: Chosen) -> Published:
    held, roles, files = chosen.held, chosen.roles, Files(chosen.held)
    key = f"{held.key}-{held.geometry}"
    told = {
        "geometry": held.geometry,
        "file": held.about["file"],
        "features": held.about["features"],
        "drawn": len(files.order),
        "rows_url": f"/brought/{key}/rows/",
        "source": _source(chosen),
        "dates": [files.days(name) for name in roles.dates[:_MOST_COLUMNS]],
        "categories": [files.codes(name) for name in roles.categories[:_MOST_COLUMNS]],
        "sources": files.codes(roles.source, otherwise=chosen.source_name, sources=True)
        if roles.source
        else None,
        "known": _known(chosen, files),
        "series": _series(chosen),
        "chosen": {
            "date": 0 if roles.date else None,  # the chosen column stands first among its kind
            "category": 0 if roles.category else None,
        },
        "remarks": list(chosen.remarks),
    }
    entry = {
        "id": chosen.id,
        "role": "brought",
        "title": {"en": chosen.title, "ar": chosen.title},
        "url": files.shape_url,
        "count": held.about["features"],
        "located": held.about["features"],
        "shown": True,
        "brought": told,
    }
    published = Published(chosen=chosen, entry=entry, order=files.order)
    rows.offer_rows(key, published.told)
    return published


def _source(chosen: Chosen) -> dict[str, str | None]:
    if chosen.roles.source:
        return {"how": "column", "name": chosen.roles.source}
    return {"how": "named" if chosen.source_name else "none", "name": chosen.source_name}


def _known(chosen: Chosen, files: Files) -> dict[str, Any] | None:
    if chosen.roles.known:
        return files.days(chosen.roles.known)
    return None if chosen.known_day is None else {"day": chosen.known_day}


def _series(chosen: Chosen) -> list[list[int]]:
    """Give the pairs of a series as places among the columns that are sent; none where one is not."""
    roles = chosen.roles
    dates, categories = roles.dates[:_MOST_COLUMNS], roles.categories[:_MOST_COLUMNS]
    pairs = [(d, c) for d, c in roles.series if d in dates and c in categories]
    return [[dates.index(d), categories.index(c)] for d, c in pairs] if len(pairs) > 1 else []


def _looks(chosen: Chosen, values: Mapping[str, str]) -> tuple[Look, ...]:
    printed = [(values[d], values[c]) for d, c in chosen.roles.series]
    days = read_days([when for when, _ in printed]).day.tolist() if printed else []
    return tuple(
        Look(day=None if day == NO_DAY else date.fromisoformat(day_text(day)), printed=when, category=what)
        for day, (when, what) in zip(days, printed, strict=True)
    )


def _roles_by_column(chosen: Chosen) -> dict[str, str]:
    roles = chosen.roles
    found = {d: "date" for d, _ in roles.series} | {c: "category" for _, c in roles.series}
    named = {"date": roles.date, "category": roles.category, "source": roles.source, "known": roles.known}
    return found | {column: role for role, column in named.items() if column}
