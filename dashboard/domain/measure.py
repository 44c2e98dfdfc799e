"""Metres: the one place where degrees become lengths and areas, on the WGS84 ellipsoid."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_KNOWN_FORMS = re.compile(r"\s*((EPSG|ESRI|OGC):\w{1,12}\s*\Z|[A-Z]{4,20}\s*\[)", re.IGNORECASE)

Position = Sequence[float]
Floats = NDArray[np.float64]

# WGS84: half the long axis in metres, and the square of the eccentricity.
_HALF_AXIS_M = 6_378_137.0
_ECCENTRICITY_SQUARED = 0.006_694_379_990_141_316


@lru_cache(maxsize=1)
def _geod() -> Any:
    from pyproj import Geod  # kept out of the start of commands that measure nothing

    return Geod(ellps="WGS84")


def length_m(line: Sequence[Position]) -> float:
    """Measure a line of [longitude, latitude] positions along the ellipsoid.

    Web Mercator would make it 24 % too long at this latitude. A line of one position is 0 m long.
    """
    return float(_geod().line_length([p[0] for p in line], [p[1] for p in line]))


def distance_m(a: Position, b: Position) -> float:
    """Measure from one [longitude, latitude] position to another."""
    return float(_geod().inv(a[0], a[1], b[0], b[1])[2])


def area_m2(ring: Sequence[Position]) -> float:
    """Measure the area inside a ring of [longitude, latitude] positions, whichever way it runs."""
    return abs(float(_geod().polygon_area_perimeter([p[0] for p in ring], [p[1] for p in ring])[0]))


def lengths_m(lon0: ArrayLike, lat0: ArrayLike, lon1: ArrayLike, lat1: ArrayLike) -> Floats:
    """Measure many distances at once: columns of degrees in, a column of metres out.

    Each is a geodesic on the ellipsoid; a million of them take about half a second.
    """
    columns = np.broadcast_arrays(*(np.asarray(column, float) for column in (lon0, lat0, lon1, lat1)))
    return np.asarray(_geod().inv(*columns)[2], float)


def metres_per_degree(latitude_deg: float) -> tuple[float, float]:
    """Give the metres in one degree of longitude and in one of latitude, at a latitude.

    From the two radii of curvature of the ellipsoid there (Torge and Müller, Geodesy, 4th ed., 4.1.3).
    A plane made with them is true to about 0.5 % within 30 km north and south of that latitude.
    """
    latitude = np.radians(latitude_deg)
    bend = 1 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    east = _HALF_AXIS_M / np.sqrt(bend) * np.cos(latitude)
    north = _HALF_AXIS_M * (1 - _ECCENTRICITY_SQUARED) / bend**1.5
    return float(np.radians(east)), float(np.radians(north))


def away_from_line_m(position: Position, line: Sequence[Position]) -> float:
    """Measure from a position to the nearest place of a line, in the plane that touches the Earth there.

    True to about 0.5 % within 30 km; farther off it is good enough to say that something is far.
    """
    east, north = metres_per_degree(position[1])
    vertices = (np.array([p[:2] for p in line], float) - position[:2]) * (east, north)
    start, step = vertices[:-1], np.diff(vertices, axis=0)
    if not len(step):
        return float(np.hypot(*vertices[0]))
    along = -(start * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-12)
    nearest = start + step * np.clip(along, 0, 1)[:, None]
    return float(np.hypot(*nearest.T).min())


def degrees_from(crs: str, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Turn coordinates of another reference system into degrees: longitude, latitude (WGS84).

    What the system cannot express becomes infinite. Raises ValueError for a system that is not known.
    """
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except ProjError as error:
        raise ValueError(f"the coordinate reference system {crs!r} is not known") from error
    longitude, latitude = transformer.transform(x, y)
    return np.asarray(longitude, float), np.asarray(latitude, float)


@lru_cache(maxsize=8)
def reference_system(crs: str) -> tuple[str, bool]:
    """Give the name of a coordinate reference system, and whether its coordinates are degrees of WGS84.

    Raises ValueError for a system that is not known, and for one without a place on the Earth.

    >>> reference_system("EPSG:32637"), reference_system("OGC:CRS84")
    (('EPSG:32637 (WGS 84 / UTM zone 37N)', False), ('OGC:CRS84 (WGS 84 (CRS84))', True))
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if not _KNOWN_FORMS.match(crs):  # proj strings may name files
        raise ValueError(f"{crs[:60]!r} names no coordinate reference system")
    try:
        known = CRS.from_user_input(crs)
    except CRSError as error:
        raise ValueError(f"the coordinate reference system {crs[:60]!r} is not known") from error
    if not (known.is_geographic or known.is_projected or known.is_compound or known.is_bound):
        raise ValueError(f"the coordinate reference system {known.name!r} has no place on the Earth")
    code = known.to_authority(min_confidence=70)
    named = f"{':'.join(code)} ({known.name})" if code else known.name
    return named, code in (("EPSG", "4326"), ("OGC", "CRS84"), ("EPSG", "4979"))


def wkt_of(projjson: Mapping[str, Any]) -> str:
    """Write a coordinate reference system given as PROJJSON as WKT.

    Raises ValueError for one that is not known.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return str(CRS.from_json_dict(dict(projjson)).to_wkt())
    except CRSError as error:
        raise ValueError("the coordinate reference system is not known") from error


def beyond_the_earth(geometry: Any) -> Position | None:
    """Find the first position of a geometry that no longitude and latitude can be; None where all can."""
    for position in positions_of(geometry):
        if not (
            abs(position[0]) <= 180 and abs(position[1]) <= 90
        ):  # so written, what is no number is beyond
            return position
    return None


def positions_of(geometry: Any) -> Iterable[Position]:
    """Walk every position of a GeoJSON geometry, whatever its type."""
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from positions_of(part)
        return
    yield from _walk(geometry["coordinates"])


def _walk(coordinates: Any) -> Iterable[Position]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
        return
    for part in coordinates:
        yield from _walk(part)
