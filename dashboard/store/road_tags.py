"""Road tags: what the columns of a file say of class, direction, bridge and access."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.domain.lines import UNRANKED, Ranks

Bools = NDArray[np.bool_]

WANTED = ("highway", "fclass", "oneway", "bridge", "junction", "access", "osm_id", "other_tags")
_WITH_LINKS = ("motorway", "trunk", "primary", "secondary", "tertiary")
# Classes that a truck can be expected to use (wiki.openstreetmap.org/wiki/Key:highway), the highest first;
# a link comes after the class that it leads to. Tracks only if asked.
TRUCK_CLASSES = (
    *(name for plain in _WITH_LINKS for name in (plain, f"{plain}_link")),
    "unclassified",
    "residential",
    "road",
)


def classes_asked(listed: str) -> frozenset[str]:
    """Give the classes of a list by commas; a list that begins with a plus adds to the usual ones."""
    asked = {name.strip().lower() for name in listed.removeprefix("+").split(",")} - {""}
    return frozenset(asked.union(TRUCK_CLASSES) if listed.startswith("+") or not asked else asked)


class Tags:
    """The tags of one batch of features, as columns of lower-case text; an absent tag is an empty text."""

    def __init__(self, batch: Any, columns: Mapping[str, str]) -> None:
        self._batch = batch
        self._columns = columns
        self._size = batch.num_rows
        # The short column of shapefiles made from OpenStreetMap, where F and T stand for directions.
        self._short = "fclass" in columns and "highway" not in columns

    @property
    def has_classes(self) -> bool:
        """Tell whether the file says of what class its roads are."""
        return "highway" in self._columns or self._short

    def text(self, name: str) -> Any:
        """Give a tag, from a column of its own or out of the bundle that GDAL makes of the rarer ones."""
        if name in self._columns:
            column = self._batch.column(self._columns[name]).cast(pa.string())
        elif "other_tags" in self._columns:
            # Quotes inside a value carry a backslash, so this finds keys and nothing else.
            bundle = self._batch.column(self._columns["other_tags"]).cast(pa.string())
            column = pc.struct_field(pc.extract_regex(bundle, f'"{name}"=>"(?P<value>[^"]*)"'), "value")
        else:
            return pa.array([""] * self._size, pa.string())
        return pc.utf8_trim_whitespace(pc.utf8_lower(pc.fill_null(column, "")))

    def classes(self) -> Any:
        """Give the class of each feature."""
        return self.text("fclass" if self._short else "highway")

    def ranks(self) -> Ranks:
        """Give the rank of each feature's class: 0 is the highest, further classes come after the usual."""
        classes = self.classes()
        place = pc.index_in(classes, value_set=pa.array(TRUCK_CLASSES, pa.string()))
        found = np.asarray(pc.fill_null(place, len(TRUCK_CLASSES)), np.uint8)
        return np.where(_is_in(classes, [""]), UNRANKED, found).astype(np.uint8)

    def direction(self) -> NDArray[np.int8]:
        """Give 1 for roads that may be driven from first to last vertex only, -1 the other way, 0 for both.

        Roundabouts and motorways are one-way unless they say otherwise
        (wiki.openstreetmap.org/wiki/Key:oneway, "Implied oneway restriction").
        """
        said = self.text("oneway")
        with_line = _is_in(said, ["yes", "true", "1", *(["f"] if self._short else [])])
        against = _is_in(said, ["-1", "reverse", *(["t"] if self._short else [])])
        implied = _is_in(self.text("junction"), ["roundabout", "circular"])
        implied |= _is_in(self.classes(), ["motorway"])
        with_line |= implied & _is_in(said, [""])
        return with_line.astype(np.int8) - against.astype(np.int8)

    def bridge(self) -> Bools:
        """Tell which features are bridges."""
        return ~_is_in(self.text("bridge"), ["", "no", "false", "0", "f"])

    def barred(self) -> Bools:
        """Tell which features are closed to the public."""
        return _is_in(self.text("access"), ["no", "private"])

    def numbers(self, otherwise: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the way numbers of OpenStreetMap, or the features' own ones where there are none."""
        if "osm_id" not in self._columns:
            return otherwise
        text = self.text("osm_id")
        if not pc.all(pc.match_substring_regex(text, "^-?[0-9]{1,18}$")).as_py():
            return otherwise
        return np.asarray(text.cast(pa.int64()), np.int64)


def _is_in(column: Any, values: list[str]) -> Bools:
    return np.asarray(pc.is_in(column, value_set=pa.array(values, pa.string())), bool)
