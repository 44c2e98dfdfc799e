"""The safe remedies that `aleppo check` proposes, applied: nothing that is claimed changes by any of them."""

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.domain.canonical import canonical_geometry
from dashboard.domain.measure import distance_m, positions_of
from dashboard.domain.rules import first_fault
from dashboard.store.folder import Bodies
from dashboard.store.format import canonical
from dashboard.store.json_walk import Walk
from dashboard.store.strict_json import parse

_BOM = b"\xef\xbb\xbf"
Position = list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """One remedy that was applied: which rule's, to which record, and what was done."""

    rule: str
    subject: str
    said: str


@dataclass(kw_only=True)
class _Fixing:
    nodes: Mapping[str, Position]
    done: list[Fix] = field(default_factory=list)
    subject: str = ""

    def note(self, rule: str, said: str) -> None:
        self.done.append(Fix(rule=rule, subject=self.subject, said=said))


def fixed(body: bytes, file: str, nodes: Mapping[str, Position]) -> tuple[bytes, tuple[Fix, ...]]:
    """Apply the safe remedies to a data file and write it in its canonical form.

    A byte order mark and commas before closing brackets go; rings are closed; positions that stand twice in
    a row become one; blanks around texts go; letters are composed (Unicode form C); the end of a stretch
    goes to its node in `nodes`, if it is no farther away than the stretch is inaccurate. Rounding and turned
    rings, which `canonical` does by itself, are listed too; order and spacing are not.

    Raises Refused for what remains that `canonical` refuses.
    """
    work = _Fixing(nodes=nodes)
    if body.startswith(_BOM):
        body = body[len(_BOM) :]
        work.note("byte-order-mark", "removed the byte order mark")
    body = _without_commas(body, work)
    value = parse(body, file)
    found = _mended(value, work)
    if found != value:
        body = json.dumps(found, ensure_ascii=False).encode()
    return canonical(body, file), tuple(work.done)


def _without_commas(body: bytes, work: _Fixing) -> bytes:
    """Remove commas before closing brackets, one after the other, while they are what stops the reader."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return body  # parse names the byte
    while True:
        walk = Walk(text)
        for _ in walk.items():
            pass
        offsets = [m.fault.offset for m in walk.mistakes if m.rule == "trailing-comma"]
        if not offsets:
            return text.encode()
        at = offsets[0]
        text = text[:at] + text[at + 1 :]
        line = text.count("\n", 0, at) + 1
        work.note("trailing-comma", f"removed the comma before a closing bracket on line {line}")


def _mended(value: Any, work: _Fixing) -> Any:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            work.subject = value["id"]
        if value.get("type") == "Feature" and isinstance(value.get("geometry"), dict):
            value = {**value, "geometry": _shape(value["geometry"], value.get("properties"), work)}
        return {key: each if key == "coordinates" else _mended(each, work) for key, each in value.items()}
    if isinstance(value, list):
        return [_mended(each, work) for each in value]
    return _text(value, work) if isinstance(value, str) else value


def _text(text: str, work: _Fixing) -> str:
    trimmed = text.strip()
    if trimmed != text and trimmed:
        work.note("text-edges", f"removed the blanks around {trimmed[:40]!r}")
        text = trimmed
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        work.note("not-composed", f"composed the letters of {composed[:40]!r}")
    return composed


def _shape(geometry: dict[str, Any], properties: Any, work: _Fixing) -> dict[str, Any]:
    kind, coordinates, found = geometry.get("type"), geometry.get("coordinates"), geometry
    if kind in ("Polygon", "MultiPolygon"):
        rings = (lambda ring: _closed(ring, work), lambda ring: _once(ring, work, 4))
        for step in rings:
            coordinates = _each(coordinates, 1 if kind == "Polygon" else 2, step)
        found = {**geometry, "coordinates": coordinates}
    elif kind in ("LineString", "MultiLineString"):
        once = _each(coordinates, 0 if kind == "LineString" else 1, lambda line: _once(line, work, 2))
        found = {**geometry, "coordinates": once}
    if first_fault(found):
        return found
    known = properties if isinstance(properties, dict) else {}
    if kind == "LineString":
        found = _on_nodes(found, known, work)
    if canonical_geometry(found, {})["coordinates"] != found["coordinates"]:
        work.note("winding", "turned a ring round")
    rounded = canonical_geometry(found, known)
    if sorted(map(tuple, positions_of(rounded))) != sorted(map(tuple, positions_of(found))):
        work.note("too-precise", f"rounded its coordinates to its accuracy of {known['accuracy_m']:g} m")
    return found


def _each(value: Any, depth: int, step: Callable[[list[Any]], list[Any]]) -> Any:
    if not isinstance(value, list):
        return value
    return [_each(part, depth - 1, step) for part in value] if depth else step(value)


def _closed(ring: list[Any], work: _Fixing) -> list[Any]:
    if len(ring) < 3 or ring[0] == ring[-1]:
        return ring
    work.note("open-ring", f"closed a ring at {ring[0]}")
    return [*ring, ring[0]]


def _once(line: list[Any], work: _Fixing, fewest: int) -> list[Any]:
    kept = [each for n, each in enumerate(line) if n == 0 or each != line[n - 1]]
    if len(kept) == len(line) or len(kept) < fewest:
        return line
    work.note("repeated-position", f"removed {len(line) - len(kept)} positions that stood twice in a row")
    return kept


def _on_nodes(geometry: dict[str, Any], properties: dict[str, Any], work: _Fixing) -> dict[str, Any]:
    line = list(geometry["coordinates"])
    accuracy = properties.get("accuracy_m")
    for key, at in (("from", 0), ("to", -1)):
        node = work.nodes.get(str(properties.get(key)))
        if node is None or line[at] == node or not isinstance(accuracy, (int, float)):
            continue
        away = distance_m(line[at], node)
        if 1.0 < away <= accuracy:
            line[at] = node
            work.note("segment-end", f"moved an end by {away:.0f} m to its node {properties[key]!r}")
    return {**geometry, "coordinates": line}


def nodes_of(bodies: Bodies) -> dict[str, Position]:
    """Give the points of all layers by id: the ends of stretches go there. What cannot be read has none."""
    found: dict[str, Position] = {}
    for name, body in bodies.items():
        if name.startswith("layers/") and isinstance(body, bytes):
            walk = Walk(body.decode("utf-8", "replace"))
            for item in walk.items():
                geometry = item.value.get("geometry") if isinstance(item.value, dict) else None
                if not isinstance(geometry, dict) or geometry.get("type") != "Point":
                    continue
                if not first_fault(geometry):
                    found[str(item.value.get("id"))] = geometry["coordinates"]
    return found
