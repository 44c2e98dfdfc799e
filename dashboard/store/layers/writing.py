"""Write what is held of a layer, piece by piece: arrays that grow, and a table of rows."""

from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from dashboard.store.layers.held import ROWS
from dashboard.store.layers.limits import MOST_ROWS, MOST_VERTICES, LayerError
from dashboard.store.layers.shapes import Places, Shapes

_HEADER = 128


class Column:
    """A .npy file that grows; its header is written when it is closed."""

    def __init__(self, path: Path, dtype: str, width: int = 0) -> None:
        self._file: IO[bytes] = path.open("xb")
        self._dtype, self._width, self.length = np.dtype(dtype), width, 0
        self._file.write(bytes(_HEADER))

    def append(self, values: NDArray[Any]) -> None:
        """Write values behind those that are there."""
        self._file.write(np.ascontiguousarray(values, self._dtype).tobytes())
        self.length += len(values)

    def close(self) -> None:
        """Write the header and close the file."""
        shape = f"({self.length}, {self._width})" if self._width else f"({self.length},)"
        said = f"{{'descr': '{self._dtype.str}', 'fortran_order': False, 'shape': {shape}, }}"
        body = said.ljust(_HEADER - 11) + "\n"
        self._file.seek(0)
        self._file.write(b"\x93NUMPY\x01\x00" + len(body).to_bytes(2, "little") + body.encode())
        self._file.close()


class Sheet:
    """The features of one kind of geometry, in a folder of their own."""

    def __init__(self, folder: Path, kind: str) -> None:
        folder.mkdir()
        self.features = 0
        self._row = Column(folder / "row.npy", "<u4")
        self._columns: dict[str, Column] = {}
        if kind == "point":
            self._columns = {name: Column(folder / f"{name}.npy", "<f8") for name in ("lon", "lat")}
            return
        self._columns = {
            "vertices": Column(folder / "vertices.npy", "<f8", 2),
            "ring_off": Column(folder / "ring_off.npy", "<u4"),
            "part_off": Column(folder / "part_off.npy", "<u4"),
        }
        self._rings = 0
        for name in ("ring_off", "part_off"):
            self._columns[name].append(np.zeros(1, np.uint32))

    @property
    def vertices(self) -> int:
        """Count the vertices, of points too."""
        return self._columns.get("vertices", self._row).length

    def append(self, places: Places, first_row: int) -> None:
        """Add features whose rows are counted from `first_row` on.

        Raises ValueError where rows and places differ in number: places would belong to other rows.
        """
        found = places.xy if places.ring_counts is None else places.ring_counts
        if len(places.row) != len(found):
            raise ValueError("rows and places differ in number")
        self._row.append(places.row + np.uint32(first_row))
        self.features += len(places.row)
        if places.ring_lengths is None or places.ring_counts is None:
            self._columns["lon"].append(places.xy[:, 0])
            self._columns["lat"].append(places.xy[:, 1])
            return
        before = self.vertices
        self._columns["vertices"].append(places.xy)
        self._columns["ring_off"].append(before + np.cumsum(places.ring_lengths))
        self._columns["part_off"].append(self._rings + np.cumsum(places.ring_counts))
        self._rings += int(places.ring_counts.sum())

    def close(self) -> None:
        """Close all files of it."""
        for column in (self._row, *self._columns.values()):
            column.close()


class Writer:
    """Writes a layer into a folder: rows.arrow, and one folder for each kind of geometry that comes."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._sheets: dict[str, Sheet] = {}
        self._table: Any = None
        self.rows = 0

    def append(self, attributes: Any, shapes: Shapes) -> None:
        """Write a batch of rows, and the features that their shapes give.

        Raises LayerError where the layer gets larger than one may be.
        """
        import pyarrow as pa

        if self._table is None:
            self._table = pa.ipc.new_file(str(self._folder / ROWS), attributes.schema)
        self._table.write_batch(attributes)
        for kind, places in shapes.places.items():
            if kind not in self._sheets:
                self._sheets[kind] = Sheet(self._folder / kind, kind)
            self._sheets[kind].append(places, self.rows)
        self.rows += attributes.num_rows
        if self.rows > MOST_ROWS:
            raise LayerError(self._name, f"it has more than {MOST_ROWS:,} rows", "cut the region out of it")
        vertices = sum(sheet.vertices for sheet in self._sheets.values())
        if vertices > MOST_VERTICES:
            raise LayerError(
                self._name,
                f"it has more than {MOST_VERTICES:,} vertices",
                "simplify it, or cut the region out",
            )

    def close(self) -> dict[str, int]:
        """Finish all files; give the number of features of each kind of geometry."""
        if self._table is not None:
            self._table.close()
        for sheet in self._sheets.values():
            sheet.close()
        return {kind: sheet.features for kind, sheet in self._sheets.items()}
