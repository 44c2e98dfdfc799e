"""Roads: lines read batch by batch from a file, what was kept of them, and what was left out and why."""

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataSourceError, FeatureError

from dashboard.domain.lines import Lines, together, turned
from dashboard.domain.measure import degrees_from
from dashboard.store.road_file import LIMIT_MB, RoadFile, RoadFileError, open_roads
from dashboard.store.road_tags import TRUCK_CLASSES, WANTED, Tags

BATCH = 65_536
Progress = Callable[[int, int | None], None]
Bools = NDArray[np.bool_]
_LINE_TYPES = (1, 5)  # shapely's numbers of LineString and MultiLineString


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Features left out for one reason: how many, and the first one with what is wrong with it."""

    reason: str
    count: int
    first: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Roads:
    """The roads of a file, and an account of the reading.

    `kept` and `other_classes` count features by class; a file without classes has one nameless class.
    `crs` names the reference system that the coordinates were transformed from, None for degrees.
    `remarks` are what GDAL had to say.
    """

    lines: Lines
    read: int
    kept: Mapping[str, int]
    other_classes: Mapping[str, int]
    left_out: tuple[LeftOut, ...]
    from_openstreetmap: bool
    has_classes: bool
    crs: str | None
    remarks: tuple[str, ...]


def read_roads(
    path: Path,
    *,
    classes: Iterable[str] = TRUCK_CLASSES,
    layer: str | None = None,
    limit_mb: float = LIMIT_MB,
    progress: Progress | None = None,
) -> Roads:
    """Read the roads of some classes from a file, at most 65,536 features at a time.

    A file without classes is taken whole. What cannot be used is counted, with its first example. Lines
    that may be driven against their drawn direction only are turned round. `progress` hears how many
    features were read and how many there are, None while the format does not tell.

    Raises RoadFileError when the file cannot be read. Finding nothing in it is no error.
    """
    file = open_roads(path, layer=layer, limit_mb=limit_mb)
    reading = _Reading(file, frozenset(classes))
    wanted = [file.columns[name] for name in WANTED if name in file.columns]
    with warnings.catch_warnings(record=True) as remarks:
        warnings.simplefilter("always")
        try:
            with pyogrio.open_arrow(
                file.source,
                layer=file.layer,
                columns=wanted,
                batch_size=BATCH,
                use_pyarrow=True,
                return_fids=True,
            ) as (meta, batches):
                for batch in batches:
                    reading.take(batch, meta["geometry_name"] or "wkb_geometry")
                    if progress:
                        progress(reading.read, file.total)
        except (DataSourceError, FeatureError, OSError, ValueError) as error:
            raise RoadFileError(path, f"reading stopped: {error}", "download or convert it again") from error
    return reading.result(tuple(sorted({str(remark.message) for remark in remarks})))


@dataclass(eq=False)
class _Reading:
    """What has been read so far."""

    file: RoadFile
    classes: frozenset[str]
    read: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    other_classes: Counter[str] = field(default_factory=Counter)
    left_out: dict[str, LeftOut] = field(default_factory=dict)
    parts: list[Lines] = field(default_factory=list)

    def take(self, batch: Any, geometry: str) -> None:
        """Keep the roads of one batch."""
        tags = Tags(batch, self.file.columns)
        numbers = tags.numbers(np.asarray(batch.column(0), np.int64))
        self.read += len(numbers)
        roads = self._of_wanted_class(tags, numbers)
        barred = tags.barred()
        self._leave_out(
            "closed to the public", roads & barred, numbers, lambda row: "access is no or private"
        )
        rows = np.flatnonzero(roads & ~barred)
        shapes = shapely.from_wkb(
            np.asarray(batch.column(geometry).take(rows).to_numpy(zero_copy_only=False), object),
            on_invalid="ignore",
        )
        rows, vertices, counts = self._usable(rows, shapes, numbers)
        direction = tags.direction()[rows]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        used = np.unique(rows)
        for name, count in _counted(tags.classes().take(used)):
            self.kept[name] += count
        self.parts.append(
            Lines(
                vertices=turned(vertices, starts, direction < 0),
                starts=starts,
                number=numbers[rows],
                oneway=direction != 0,
                bridge=tags.bridge()[rows],
                rank=tags.ranks()[rows],
            )
        )

    def result(self, remarks: tuple[str, ...]) -> Roads:
        """Give everything that was kept, in one piece."""
        return Roads(
            lines=together(self.parts),
            read=self.read,
            kept=dict(sorted(self.kept.items())),
            other_classes=dict(sorted(self.other_classes.items())),
            left_out=tuple(sorted(self.left_out.values(), key=lambda left: left.reason)),
            from_openstreetmap=self.file.driver == "OSM",
            has_classes=bool({"highway", "fclass"} & set(self.file.columns)),
            crs=None if _in_degrees(self.file.crs) else self.file.crs,
            remarks=remarks,
        )

    def _of_wanted_class(self, tags: Tags, numbers: NDArray[np.int64]) -> Bools:
        if not tags.has_classes:
            return np.ones(len(numbers), bool)
        classes = tags.classes()
        known = np.asarray(pc.not_equal(classes, ""), bool)
        wanted = np.isin(np.asarray(classes.to_numpy(zero_copy_only=False), object), list(self.classes))
        for name, count in _counted(classes.filter(~wanted & known)):
            self.other_classes[name] += count
        self._leave_out("not a road", ~known, numbers, lambda row: "it has no highway class")
        return np.asarray(wanted, bool)

    def _usable(
        self, rows: NDArray[np.int64], shapes: Any, numbers: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
        """Give the row, the vertices and their number for every simple line with sound coordinates."""
        missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
        linear = np.isin(shapely.get_type_id(shapes), _LINE_TYPES)
        self._leave_out(
            "broken or empty shape",
            _at(rows, missing, numbers),
            numbers,
            lambda row: "no line can be made of it",
        )
        kinds = {int(row): shape.geom_type for row, shape in _first(rows, shapes, ~missing & ~linear)}
        other = _at(rows, ~missing & ~linear, numbers)
        self._leave_out("not a line", other, numbers, lambda row: f"it is a {kinds.get(row, 'shape')}")
        parts, owner = shapely.get_parts(shapes[~missing & linear], return_index=True)
        rows = rows[~missing & linear][owner]
        degrees, line = shapely.get_coordinates(parts, return_index=True)
        if not _in_degrees(self.file.crs):
            degrees = np.stack(degrees_from(str(self.file.crs), degrees[:, 0], degrees[:, 1]), axis=1)
        sound = (np.abs(degrees) <= (180, 90)).all(axis=1)  # not so for nan and infinity either
        strange = np.bincount(line[~sound], minlength=len(parts)) > 0
        firsts = dict(zip(rows[line[~sound]][::-1].tolist(), degrees[~sound][::-1].tolist(), strict=True))
        self._leave_out(
            "outside the world",
            _at(rows, strange, numbers),
            numbers,
            lambda row: "longitude {:.7g}, latitude {:.7g}".format(*firsts[row]),
        )
        vertices = np.rint(degrees[~strange[line]] * 1e7).astype(np.int32)
        return rows[~strange], vertices, np.bincount(line, minlength=len(parts))[~strange]

    def _leave_out(
        self, reason: str, which: Bools, numbers: NDArray[np.int64], why: Callable[[int], str]
    ) -> None:
        rows = np.flatnonzero(which)
        if not len(rows):
            return
        known = self.left_out.get(reason)
        word = "way" if "osm_id" in self.file.columns else "feature"
        first = known.first if known else f"{word} {numbers[rows[0]]}: {why(int(rows[0]))}"
        self.left_out[reason] = LeftOut(
            reason=reason, count=len(rows) + (known.count if known else 0), first=first
        )


def _at(rows: NDArray[np.int64], which: Bools, numbers: NDArray[np.int64]) -> Bools:
    found = np.zeros(len(numbers), bool)
    found[rows[which]] = True
    return found


def _first(rows: NDArray[np.int64], shapes: Any, which: Bools) -> list[tuple[int, Any]]:
    found = np.flatnonzero(which)[:1]
    return [(int(rows[i]), shapes[i]) for i in found]


def _counted(classes: Any) -> list[tuple[str, int]]:
    return [(str(entry["values"]), int(entry["counts"])) for entry in pc.value_counts(classes).to_pylist()]


def _in_degrees(crs: str | None) -> bool:
    """Tell whether coordinates are longitude and latitude; a file that does not say is taken for one."""
    return crs is None or crs in ("EPSG:4326", "OGC:CRS84")
