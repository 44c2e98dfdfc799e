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


@dataclass(slots=True)
class Looked:
    """A feature that was looked at: its raw value with its place, and its faults."""

    item: Item
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell whether it can be drawn: warnings do not keep it off the map."""
        return all(severity_of(fault.rule) is Severity.WARNING for fault in self.faults)


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
                fault = Fault(
                    "off-the-earth", said, "write degrees, longitude first", "/geometry/coordinates"
                )
                looked.faults.append(fault)
    if not raw:
        return
    shapes = builder.shapes()
    found = list(shape_faults(shapes))
    lost = {number for number, fault in found if severity_of(fault.rule) is Severity.ERROR}
    if own:
        found += [pair for pair in place_faults(shapes, raw, extent_deg) if pair[0] not in lost]
    for number, fault in found:
        batch[number].faults.append(fault)
