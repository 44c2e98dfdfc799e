"""GPX: waypoints, routes and tracks with their texts and times."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from dashboard.domain.draft_rows import Found, Row, columns_of
from dashboard.store.imports.limits import DraftError, Options, refuse_many_rows
from dashboard.store.imports.xml_reader import local_text, tree_of

_KINDS = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}
_POINTS = ("rtept", "trkseg", "trkpt")


def read_gpx(body: bytes, name: str, options: Options) -> Found:
    """Read a GPX file; `options.layer` names one of waypoints, routes, tracks.

    Raises DraftError for what is no sound GPX.
    """
    if options.layer is not None and options.layer not in _KINDS.values():
        raise DraftError(
            name, f"it has no layer {options.layer!r}", f"name one of {', '.join(_KINDS.values())}"
        )
    wanted = [tag for tag, kind in _KINDS.items() if options.layer in (None, kind)]
    elements = [each for each in tree_of(body, name) if each.tag in wanted]
    refuse_many_rows(name, len(elements))
    rows = [_row(number, each) for number, each in enumerate(elements, 1)]
    return Found(format="GPX", columns=columns_of(rows), rows=rows)


def _row(number: int, element: Element) -> Row:
    values = {"gpx": _KINDS[element.tag].removesuffix("s"), **dict(_values(element, ""))}
    times = [local_text(point.find("time")) for tag in ("rtept", "trkpt") for point in element.iter(tag)]
    if any(times):
        values["times"] = times
    geometry, fault = None, ""
    try:
        geometry = _geometry(element)
    except ValueError as error:
        fault = str(error)
    original = {**values, "positions": [dict(each.attrib) for each in element.iter() if "lat" in each.attrib]}
    return Row(number=number, values=values, geometry=geometry, fault=fault, original=original)


def _values(element: Element, prefix: str) -> Iterator[tuple[str, Any]]:
    for child in element:
        if child.tag in _POINTS:
            continue
        key = f"{prefix}{child.tag}"
        if child.tag == "link" and child.get("href"):
            yield key, child.get("href")
        elif len(child):
            yield from _values(child, f"{key}_")
        elif text := "".join(child.itertext()):
            yield key, text


def _geometry(element: Element) -> dict[str, Any]:
    if element.tag == "wpt":
        return {"type": "Point", "coordinates": _position(element)}
    if element.tag == "rte":
        return {"type": "LineString", "coordinates": [_position(point) for point in element.iter("rtept")]}
    segments = [[_position(point) for point in segment.iter("trkpt")] for segment in element.iter("trkseg")]
    segments = [segment for segment in segments if segment]
    if len(segments) == 1:
        return {"type": "LineString", "coordinates": segments[0]}
    return {"type": "MultiLineString", "coordinates": segments}


def _position(point: Element) -> list[float]:
    try:
        found = [float(point.attrib["lon"]), float(point.attrib["lat"])]
        height = local_text(point.find("ele"))
        return [*found, float(height)] if height else found
    except (KeyError, ValueError) as error:
        raise ValueError(f"a point has no sound position: {dict(point.attrib)}") from error
