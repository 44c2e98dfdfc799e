"""The features of a GeoJSON text, one by one, each with everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dashboard.domain.problem import Fault, Severity
from dashboard.domain.rules import feature_faults, place_faults, severity_of, shape_faults, text_faults
from dashboard.domain.rules.places import Box
from dashboard.domain.rules.shapes import ShapeBuilder
from dashboard.store.json_walk import Item

_BATCH = 4096
_MOST_BAD = 2000


@dataclass(slots=True)
class Tally:
    """How many records of a file were looked at, and how many of them cannot be used."""

    seen: int = 0
    bad: int = 0

    def add(self, is_sound: bool) -> None:
        """Count one more."""
        self.seen += 1
        self.bad += not is_sound

    @property
    def is_hopeless(self) -> bool:
        """Tell whether to list more of them would help nobody: over 2,000 are bad, and more than half."""
        return self.bad > _MOST_BAD and self.bad * 2 > self.seen

    def fault(self, rule: str) -> Fault:
        """Say that the file is given up, as a breach of a rule about the whole of it."""
        said = f"{self.bad:,} of its first {self.seen:,} records cannot be used; the rest was not looked at"
        return Fault(rule, said, "look at the first of them: most will have one cause")


def subject_of(item: Item) -> str:
    """Name a record: by its id, else by its number in the file from 1."""
    known = item.value.get("id") if isinstance(item.value, dict) else None
    if isinstance(known, str) and known.strip():
        return known[:80]
    if isinstance(known, (int, float)) and not isinstance(known, bool):
        return str(known)[:80]
    return f"{item.key[:-1]} {item.index + 1}"


@dataclass(slots=True)
class Looked:
    """A feature that was looked at: its raw value with its place, and its faults."""

    item: Item
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell whether it can be drawn: neither warnings nor a badly written name keep it off the map."""
        return not any(map(keeps_off_the_map, self.faults))


# A name in a wrong script is to be mended; the road it names is where it is all the same.
_BADLY_WRITTEN = frozenset({"invisible-character", "garbled-text", "wrong-script"})


def keeps_off_the_map(fault: Fault) -> bool:
    """Tell whether a record with this fault is set aside."""
    return severity_of(fault.rule) is Severity.ERROR and fault.rule not in _BADLY_WRITTEN


def look_at(items: Iterator[Item], *, own: bool, extent_deg: Box | None = None) -> Iterator[Looked]:
    """Look at features in batches. `own`: they are of a layer of this project, with its properties.

    With `extent_deg` (west, south, east, north) what lies outside of it is a fault.
    """
    batch: list[Looked] = []
    for item in items:
        batch.append(Looked(item, list(feature_faults(item.value, own=own))))
        if len(batch) >= _BATCH:
            _look_at_shapes(batch, own, extent_deg)
            yield from batch
            batch = []
    _look_at_shapes(batch, own, extent_deg)
    yield from batch


def _look_at_shapes(batch: list[Looked], own: bool, extent_deg: Box | None) -> None:
    builder = ShapeBuilder()
    raw: dict[int, Any] = {}
    for number, looked in enumerate(batch):
        value = looked.item.value
        if own and isinstance(value, dict):
            looked.faults += text_faults(value.get("properties"), "/properties")
        if looked.is_sound and value.get("geometry") is not None:
            raw[number] = value
            try:
                builder.add(number, value["geometry"])
            except OverflowError:
                said = "a whole number is too large for a coordinate"
                fix = "write degrees, longitude first"
                looked.faults.append(Fault("off-the-earth", said, fix, "/geometry/coordinates"))
    if not raw:
        return
    shapes = builder.shapes()
    found = list(shape_faults(shapes))
    lost = {number for number, fault in found if severity_of(fault.rule) is Severity.ERROR}
    if own:
        found += place_faults(shapes.without(lost), raw, extent_deg)
    for number, fault in found:
        batch[number].faults.append(fault)
