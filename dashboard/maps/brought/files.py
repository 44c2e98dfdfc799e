"""The column files of one held layer: made once, kept beside it, served from there."""

import json
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from dashboard.domain.role_values import LAST_DAY, NO_DAY, NO_VALUE, OTHER_VALUE
from dashboard.maps.brought.names import BLOCK, write_names
from dashboard.maps.brought.points import encode_points
from dashboard.maps.brought.shapes import encode_shapes
from dashboard.maps.brought.values import encode_values, value_at
from dashboard.store import blobs
from dashboard.store.layers.columns import codes_of, days_of
from dashboard.store.layers.held import Held
from dashboard.store.layers.made_files import made_array, made_file, made_json

# Another number makes every file anew.
_FORMAT = 2
_BINARY = "application/octet-stream"


class Files:
    """Column files of a layer; what is asked for is made now, where it is not there yet."""

    def __init__(self, held: Held) -> None:
        self._layer = held
        self._folder = held.folder / f"drawn-{_FORMAT}"

    @cached_property
    def order(self) -> npt.NDArray[np.uint32]:
        """Tell which feature stands at each place of the files, mapped from the disk."""
        return made_array(self._folder / "order.npy", self._made_shape, beside=self._shape_path)

    @cached_property
    def shape_url(self) -> str:
        """Give the address of the shapes."""
        _ = self.order  # whoever makes the order makes the shapes first
        return self._address(self._shape_path)

    @property
    def _shape_path(self) -> Path:
        return self._folder / "shape.cols"

    def days(self, column: str, otherwise: int | None = None) -> dict[str, Any]:
        """Give a column of days: its name and address. `otherwise` is the day of those that have none."""

        def write(out: BinaryIO) -> None:
            days = days_of(self._layer, column).days
            if otherwise is not None:
                days = np.where(days == NO_DAY, np.uint16(min(max(otherwise, 0), LAST_DAY)), days)
            encode_values(days, self.order, out)

        path = made_file(self._path("days", column, otherwise), write)
        return self._entry(column, path, {})

    def day_at(self, column: str, place: int, otherwise: int | None = None) -> int | None:
        """Tell the day that the map has at a place of a column of days, None where it has none."""
        day = value_at(self._path("days", column, otherwise), place)
        return None if day == NO_DAY else day

    def codes(self, column: str, otherwise: str | None = None, *, sources: bool = False) -> dict[str, Any]:
        """Give a column of codes: its name, address, values with their counts, how many features have none.

        `otherwise` is the value of those that have none; in a column of `sources` words for nobody are none.
        """
        path = self._path("sources" if sources else "codes", column, otherwise)

        def facts() -> dict[str, Any]:
            found = codes_of(self._layer, column, sources=sources)
            codes, values, counts, none = found.codes, list(found.values), list(found.counts), found.none
            if otherwise is not None and none and (otherwise in values or len(values) < OTHER_VALUE):
                code = values.index(otherwise) if otherwise in values else len(values)
                if code == len(values):
                    values, counts = [*values, otherwise], [*counts, 0]
                counts[code] += none
                codes, none = np.where(codes == NO_VALUE, np.uint8(code), codes), 0
            made_file(path, partial(encode_values, codes, self.order))
            return {"values": values, "counts": counts, "others": found.others, "none": none}

        return self._entry(column, path, made_json(path.with_suffix(".json"), facts, beside=path))

    def names(self, column: str) -> dict[str, Any]:
        """Give a column of names: its name, address, how many stand in a piece, and where pieces begin."""
        path = self._path("names", column)

        def facts() -> dict[str, Any]:
            ends: list[int] = []

            def write(out: BinaryIO) -> None:
                ends[:] = write_names(self._layer.column(column), self._layer.row_of, self.order, out)

            made_file(path, write, anew=True)
            return {"block": BLOCK, "ends": ends}

        return self._entry(column, path, made_json(path.with_suffix(".json"), facts, beside=path))

    def _entry(self, column: str, path: Path, facts: dict[str, Any]) -> dict[str, Any]:
        return {"field": column, "url": self._address(path), **facts}

    def _made_shape(self) -> npt.NDArray[np.uint32]:
        orders: list[npt.NDArray[np.uint32]] = []

        def write(out: BinaryIO) -> None:
            layer = self._layer
            if layer.geometry == "point":
                orders.append(encode_points(layer.lon, layer.lat, out))
            else:
                kind: Any = layer.geometry
                orders.append(encode_shapes(kind, layer.vertices, layer.part_off, layer.ring_off, out))

        made_file(self._shape_path, write, anew=True)
        return orders[0]

    def _path(self, *what: str | int | None) -> Path:
        return self._folder / f"{sha256(json.dumps(what).encode()).hexdigest()[:24]}.cols"

    def _address(self, path: Path) -> str:
        return blobs.put_file(path, _BINARY, "cols")
