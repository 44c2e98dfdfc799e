"""Check a file by itself: GeoJSON of anybody's, or a data file that lies outside of a data folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel, ValidationError

from dashboard.domain.dataset import Card
from dashboard.domain.model import Annotation, Asserter, Disagreement, Feature, Layer, Source
from dashboard.domain.problem import Fault, Problem, Severity
from dashboard.domain.rules import (
    RULES,
    document_faults,
    oversize_faults,
    record_faults,
    severity_of,
    text_faults,
)
from dashboard.domain.rules.coordinates import DEPTH
from dashboard.domain.rules.places import Box
from dashboard.domain.rules.structure import WHOLE_FILE
from dashboard.store.features import Tally, look_at, subject_of
from dashboard.store.folder import data_folder
from dashboard.store.json_walk import Item, Walk
from dashboard.store.places import Places
from dashboard.store.strict_json import Refused, decode, parse, problems_of

# Any one of the first, or two of the second, are words that only our layers use together.
_OURS_ALONE = frozenset({"presence", "accuracy_m", "why_unlocated"})
_OURS_TOGETHER = frozenset({"precision", "licence", "method", "importance", "kind"})
_LOOKED_AHEAD = 20
_RECORDS: dict[str, type[BaseModel]] = {
    "annotations": Annotation,
    "asserters": Asserter,
    "disagreements": Disagreement,
    "layers": Layer,
    "cards": Card,
}
_SINGLE = frozenset({"Feature", "GeometryCollection", *DEPTH})


@dataclass(kw_only=True)
class Checked:
    """What was found in a file: its problems, how many features it has, and whether they are ours.

    `kind` is layer, geojson or records; `set_aside` counts the features with an error.
    """

    kind: str = "geojson"
    features: int = 0
    set_aside: int = 0
    refused: bool = False
    problems: list[Problem] = field(default_factory=list)


def check_body(body: bytes, file: str) -> Checked:
    """Check the bytes of a file; `file` is the name that problems give.

    A file whose features have the properties of this project is checked as one of its layers, in the extent
    of the shipped layer of that name, if there is one. Any other GeoJSON is checked against RFC 7946, and
    its shapes; its properties are its own. Every fault becomes a problem, none is raised.
    """
    try:
        text = decode(body, file)
    except Refused as refused:
        return Checked(refused=True, problems=list(refused.problems))
    return _Check(text, file).run()


class _Check:
    def __init__(self, text: str, file: str) -> None:
        self.walk = Walk(text)
        self.places = Places("")
        self.places.add_text(file, text)
        self.file = file
        self.found = Checked()
        self.ids: set[Any] = set()
        self.tally = Tally()

    def run(self) -> Checked:
        items = self.walk.items()
        first = list(islice(items, _LOOKED_AHEAD))
        both = chain(first, items)
        if first and first[0].key in _RECORDS:
            self._records(both)
        else:
            own = any(map(_is_ours, first))
            self.found.kind = "layer" if own else "geojson"
            self._features(both, own)
        self.found.features, self.found.set_aside = self.tally.seen, self.tally.bad
        self._whole()
        self.found.problems += self.places.untold()
        return self.found

    def _whole(self) -> None:
        """Look at what is not in the lists of records."""
        walk = self.walk
        if walk.mistakes:
            self.found.problems += problems_of(walk, self.file, self.places.lines(self.file))
            self.found.refused = True
        elif self.tally.is_hopeless:
            self._say(self.tally.fault("file-members" if self.found.kind == "records" else "structure"))
            self.found.refused = True
        elif self.found.kind == "geojson" and walk.members and _is_single(walk.members):
            self._single(walk.members)
        elif self.found.kind == "records" or _is_of_records(walk.members):
            self._file_members()
        else:
            self._document()

    def _file_members(self) -> None:
        self.found.kind = "records"
        members = self.walk.members or {}
        if "annotations" in members:
            others = tuple(Source.model_fields)
            faults = RULES["file-members"].check(members, None, ("annotations",), *others)
        else:
            lists = tuple(key for key in (*_RECORDS, "frame") if key in members)
            faults = RULES["file-members"].check(members, None, lists)
        for fault in faults:
            self._say(fault)
            self.found.refused = True

    def _say(self, fault: Fault, start: int = 0, subject: str = "") -> None:
        self.found.problems += self.places.tell(fault.rule, fault, self.file, start, subject)

    def _document(self) -> None:
        for fault in document_faults(self.walk.members, self.walk.value):
            self._say(fault)
            self.found.refused |= fault.rule in WHOLE_FILE

    def _single(self, members: dict[str, Any]) -> None:
        """Check a file that is one feature or one geometry: sound GeoJSON, though no layer."""
        is_feature = members["type"] == "Feature"
        raw = members if is_feature else {"type": "Feature", "properties": None, "geometry": members}
        for looked in look_at(iter([Item("features", 0, raw, 0, len(self.walk.text))]), own=False):
            self.found.features, self.found.set_aside = 1, int(not looked.is_sound)
            for fault in looked.faults:
                pointer = fault.pointer if is_feature else fault.pointer.removeprefix("/geometry")
                self._say(Fault(fault.rule, fault.message, fault.fix, pointer))
        for fault in RULES["crs"].check(members, None):
            self._say(fault)

    def _features(self, items: Iterator[Item], own: bool) -> None:
        extent = _extent_of(self.file) if own else None
        listed = (item for item in items if item.key == "features")
        for looked in look_at(listed, own=own, extent_deg=extent):
            item, sound = looked.item, looked.is_sound
            faults = looked.faults
            faults += self._repeated(item)
            if own and isinstance(item.value, dict) and isinstance(item.value.get("properties"), dict):
                faults += _record_faults(item.value, sound, item.end - item.start)
            for fault in faults:
                self._say(fault, item.start, subject_of(item))
            self.tally.add(looked.is_sound)
            if self.tally.is_hopeless:
                return

    def _repeated(self, item: Item) -> Iterator[Fault]:
        known = item.value.get("id") if isinstance(item.value, dict) else None
        if isinstance(known, (str, int, float)) and not isinstance(known, bool):
            if (item.key, known) in self.ids:
                said = f"the id {str(known)[:80]!r} stands in two {item.key}"
                yield Fault("repeated-id", said, "rename one", "/id")
            self.ids.add((item.key, known))

    def _records(self, items: Iterator[Item]) -> None:
        self.found.kind = "records"
        kept: dict[str, list[Any]] = {}
        for item in items:
            model = _RECORDS.get(item.key)
            if model is None:
                continue
            faults = list(oversize_faults(item.value, item.end - item.start))
            if not faults:
                faults = [*text_faults(item.value), *self._repeated(item)]
                try:
                    kept.setdefault(item.key, []).append(model.model_validate(item.value))
                except ValidationError as error:
                    faults += record_faults(error, model)
            for fault in faults:
                self._say(fault, item.start, subject_of(item))
            self.tally.add(all(severity_of(fault.rule) is Severity.WARNING for fault in faults))
            if self.tally.is_hopeless:
                return
        members = self.walk.members
        if members is not None and isinstance(members.get("annotations"), list) and not self.walk.mistakes:
            known = {key: value for key, value in members.items() if key not in ("$schema", "annotations")}
            try:
                Source.model_validate({**known, "annotations": kept.get("annotations", [])})
            except ValidationError as error:
                for fault in record_faults(error, Source):
                    self._say(fault, 0, _id_of(known))


def _record_faults(raw: dict[str, Any], sound: bool, characters: int) -> Iterator[Fault]:
    if found := list(oversize_faults(raw, characters)):
        yield from found
        return
    geometry = raw.get("geometry") if sound else None
    record = {"layer": "layer", "geometry": geometry, "properties": raw["properties"]}
    if "id" in raw:
        record["id"] = raw["id"]
    if not sound and raw.get("geometry") is not None:
        record["geometry"] = {"type": "Point", "coordinates": [0, 0]}
    try:
        Feature.model_validate(record)
    except ValidationError as error:
        yield from record_faults(error, Feature)


def _is_of_records(members: dict[str, Any] | None) -> bool:
    return (
        members is not None and not {"type", "features"} & set(members) and bool(set(_RECORDS) & set(members))
    )


def _is_single(members: dict[str, Any]) -> bool:
    return isinstance(members.get("type"), str) and members["type"] in _SINGLE


def _is_ours(item: Item) -> bool:
    properties = item.value.get("properties") if isinstance(item.value, dict) else None
    names = set(properties) if isinstance(properties, dict) else set()
    return bool(_OURS_ALONE & names) or len(_OURS_TOGETHER & names) >= 2


def _extent_of(file: str) -> Box | None:
    """Give the extent of the shipped layer that has the name of a file; else the limits of the map."""
    catalog = parse((data_folder() / "catalog.json").read_bytes(), "catalog.json")
    extents = {layer["id"]: layer["extent_deg"] for layer in catalog["layers"]}
    west, south, east, north = extents.get(PurePath(file).stem, catalog["frame"]["limits_deg"])
    return west, south, east, north


def _id_of(value: dict[str, Any]) -> str:
    known = value.get("id")
    return known[:80] if isinstance(known, str) else ""
