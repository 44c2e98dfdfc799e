"""Publish brought layers: column files at addresses of ours, what the map is told of them, and their rows."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.domain.brought import BroughtRow, Look, selected_row
from dashboard.domain.role_values import day_text
from dashboard.maps.brought.files import Files
from dashboard.store.layers.chosen import Chosen, chosen_layers
from dashboard.store.layers.distinct import named_source

_MOST_COLUMNS = 12
_lock = threading.Lock()
_held: list[tuple[tuple[Chosen, ...], tuple["Published", ...]]] = []


@dataclass(frozen=True, kw_only=True, eq=False)
class Published:
    """A brought layer as the map is told of it, and the files that the browser fetches."""

    chosen: Chosen
    entry: Mapping[str, Any]
    files: Files

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
        if not 0 <= place < len(self.files.order):
            return None
        chosen, held = self.chosen, self.chosen.held
        number = int(held.row_of[self.files.order[place]])
        values = {name: value or "" for name, value in held.row(number).items()}
        source = chosen.roles.source
        known, known_day = self._known(place, values)
        return BroughtRow(
            title=chosen.title,
            file=held.about["file"],
            number=held.number_of(number),
            values=values,
            roles=_roles_by_column(chosen),
            source=(named_source(values[source]) if source else "") or chosen.source_name,
            known=known,
            known_day=known_day,
            looks=self._looks(place, values),
        )

    def _known(self, place: int, values: Mapping[str, str]) -> tuple[str | None, date | None]:
        """Tell what is shown of when a row was published, and the day that the map goes by."""
        column, by_hand = self.chosen.roles.known, self.chosen.known_day
        own = None if column is None else self.files.day_at(column, place, by_hand)
        printed = values[column] if column else ""
        if printed and (by_hand is None or own != by_hand):
            return printed, _date(own)
        return None if by_hand is None else day_text(by_hand), _date(by_hand)

    def _looks(self, place: int, values: Mapping[str, str]) -> tuple[Look, ...]:
        """Tell what was seen at a place, each look by the day that the map has."""
        return tuple(
            Look(day=_date(self.files.day_at(dates, place)), printed=values[dates], category=values[category])
            for dates, category in self.chosen.roles.series
        )


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
    dates = _sent(roles.date, [d for d, _ in roles.series], roles.dates)
    categories = _sent(roles.category, [c for _, c in roles.series], roles.categories)
    told = {
        "source": _source(chosen),
        "dates": [files.days(name) for name in dates],
        "categories": [files.codes(name) for name in categories],
        "sources": files.codes(roles.source, otherwise=chosen.source_name, sources=True)
        if roles.source
        else None,
        "known": _known(chosen, files),
        "names": files.names(roles.name) if roles.name else None,
        "series": [[dates.index(d), categories.index(c)] for d, c in roles.series],
        "chosen": {
            "date": 0 if roles.date else None,  # the chosen column stands first among its kind
            "category": 0 if roles.category else None,
        },
        "unlocated": held.about["unlocated"],
        "set_aside": held.about["set_aside"]["count"],
        "remarks": list(chosen.remarks),
    }
    entry = {
        "id": chosen.id,
        "role": "brought",
        "title": {"en": chosen.title, "ar": chosen.title},
        "url": files.shape_url,
        "count": held.about["features"],
        "shown": True,
        "brought": told,
    }
    return Published(chosen=chosen, entry=entry, files=files)


def _sent(first: str | None, series: Sequence[str], rest: Sequence[str]) -> list[str]:
    """Choose the columns that are sent: the chosen one, all of a series, and others while there is room."""
    needed = list(dict.fromkeys([*([first] if first else []), *series]))
    others = [name for name in rest if name not in needed]
    return [*needed, *others[: max(_MOST_COLUMNS - len(needed), 0)]]


def _source(chosen: Chosen) -> dict[str, str | None]:
    if chosen.roles.source:
        return {"how": "column", "name": chosen.roles.source}
    return {"how": "named" if chosen.source_name else "none", "name": chosen.source_name}


def _known(chosen: Chosen, files: Files) -> dict[str, Any] | None:
    if chosen.roles.known:
        return files.days(chosen.roles.known, chosen.known_day)
    return None if chosen.known_day is None else {"day": chosen.known_day}


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromisoformat(day_text(day))


def _roles_by_column(chosen: Chosen) -> dict[str, str]:
    roles = chosen.roles
    found = {d: "date" for d, _ in roles.series} | {c: "category" for _, c in roles.series}
    named = {"date": roles.date, "category": roles.category, "source": roles.source, "known": roles.known}
    named["name"] = roles.name
    return found | {column: role for role, column in named.items() if column}
