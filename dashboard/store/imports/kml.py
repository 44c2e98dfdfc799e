"""KML: places with their geometries, texts and times; nothing that it links to is fetched."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from dashboard.domain.draft_rows import Found, Row, columns_of
from dashboard.store.imports.archives import Archive
from dashboard.store.imports.limits import DraftError, Options, refuse_many_rows
from dashboard.store.imports.xml_reader import local_text, tree_of

_GEOMETRIES = (
    "Point",
    "LineString",
    "LinearRing",
    "Polygon",
    "MultiGeometry",
    "Track",
    "MultiTrack",
    "Model",
)
_TEXTS = ("name", "description", "address", "phoneNumber", "Snippet", "snippet", "visibility", "styleUrl")
_NOT_READ = ("NetworkLink", "GroundOverlay", "PhotoOverlay", "ScreenOverlay")


def read_kml(body: bytes, name: str, options: Options) -> Found:
    """Read the placemarks of a KML file; `options.layer` names the folder to read.

    Raises DraftError for what is no sound KML.
    """
    root = tree_of(body, name)
    placemarks = list(_placemarks(root, ()))
    folders = dict.fromkeys(folder for path, _ in placemarks for folder in path)
    if options.layer is not None:
        if options.layer not in folders:
            known = ", ".join(folders) or "none"
            raise DraftError(name, f"it has no folder {options.layer!r}", f"name one of its folders: {known}")
        placemarks = [(path, each) for path, each in placemarks if options.layer in path]
    refuse_many_rows(name, len(placemarks))
    rows = [_row(number, path, each) for number, (path, each) in enumerate(placemarks, 1)]
    counted = {tag: sum(1 for _ in root.iter(tag)) for tag in _NOT_READ}
    remarks = [f"{count} {tag} not read: nothing is fetched" for tag, count in counted.items() if count]
    return Found(format="KML", columns=columns_of(rows), rows=rows, remarks=tuple(remarks))


def read_kmz(archive: Archive, options: Options) -> Found:
    """Read the main KML file of a KMZ: doc.kml, or the only one. Raises DraftError where there is none."""
    inside = [entry for entry in archive.entries if entry.lower().endswith(".kml")]
    main = [entry for entry in inside if entry.lower() == "doc.kml"] or inside
    if len(main) != 1:
        raise DraftError(
            archive.name, f"it holds {len(main)} KML files and no doc.kml", "unpack it and give one of them"
        )
    found = read_kml(archive.read(main[0]), f"{archive.name}/{main[0]}", options)
    others = len(archive.entries) - 1
    remarks = (*found.remarks, *([f"{others} other files of the KMZ not read"] if others else []))
    return Found(format="KMZ", columns=found.columns, rows=found.rows, remarks=remarks)


def _placemarks(element: Element, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Element]]:
    for child in element:
        if child.tag == "Placemark":
            yield path, child
        elif child.tag == "Folder":
            yield from _placemarks(child, (*path, local_text(child.find("name"))))
        elif child.tag in ("Document", "Create", "Change", "Update"):
            yield from _placemarks(child, path)


def _row(number: int, path: tuple[str, ...], placemark: Element) -> Row:
    values = dict(_values(placemark))
    if any(path):
        values["folder"] = "/".join(path)
    geometry, fault = None, ""
    try:
        found = [child for child in placemark if child.tag in _GEOMETRIES]
        geometry = _geometry(found[0]) if found else None
    except ValueError as error:
        fault = str(error)
    own = placemark.get("id") or None
    original = {
        "id": own,
        **values,
        "geometry": [_as_text(child) for child in placemark if child.tag in _GEOMETRIES],
    }
    return Row(number=number, values=values, geometry=geometry, id=own, fault=fault, original=original)


def _as_text(element: Element) -> str:
    return f"{element.tag}: " + " ".join("".join(element.itertext()).split())


def _values(placemark: Element) -> Iterator[tuple[str, Any]]:
    for child in placemark:
        if child.tag in _TEXTS and (text := "".join(child.itertext())).strip():
            yield child.tag, text.strip() if child.tag == "name" else text
        elif child.tag == "ExtendedData":
            yield from _extended(child)
        elif child.tag in ("TimeStamp", "TimeSpan"):
            for moment in child:
                yield moment.tag, local_text(moment)
    times = [local_text(when) for track in placemark.iter("Track") for when in track.iter("when")]
    if times:
        yield "times", times


def _extended(element: Element) -> Iterator[tuple[str, str]]:
    for data in element.iter():
        if data.tag == "Data" and (key := data.get("name")):
            yield key, "".join(t for value in data.iter("value") for t in value.itertext())
        elif data.tag == "SimpleData" and (key := data.get("name")):
            yield key, "".join(data.itertext())


def _geometry(element: Element) -> dict[str, Any]:
    tag = element.tag
    if tag == "Point":
        found = _positions(element.find("coordinates"))
        if len(found) != 1:
            raise ValueError(f"its point has {len(found)} positions")
        return {"type": "Point", "coordinates": found[0]}
    if tag in ("LineString", "LinearRing"):
        return {"type": "LineString", "coordinates": _positions(element.find("coordinates"))}
    if tag == "Polygon":
        rings = [
            _ring(ring) for side in ("outerBoundaryIs", "innerBoundaryIs") for ring in element.iter(side)
        ]
        return {"type": "Polygon", "coordinates": rings}
    if tag == "Track":
        found = [_numbers(local_text(coord).split()) for coord in element.iter("coord")]
        return {"type": "LineString", "coordinates": found}
    if tag in ("MultiGeometry", "MultiTrack"):
        parts = [_geometry(child) for child in element if child.tag in _GEOMETRIES]
        return {"type": "GeometryCollection", "geometries": parts}
    raise ValueError(f"its geometry is a {tag}, which has no place in a layer")


def _ring(side: Element) -> list[list[float]]:
    return _positions(next(side.iter("coordinates"), None))


def _positions(element: Element | None) -> list[list[float]]:
    return [_numbers(part.split(",")) for part in local_text(element).split()]


def _numbers(parts: list[str]) -> list[float]:
    try:
        return [float(part) for part in parts]
    except ValueError as error:
        raise ValueError(f"{','.join(parts)[:60]!r} is no position: longitude,latitude[,height]") from error
