"""Read the data folder: what is sound becomes a dataset, what is not becomes problems."""

import errno
import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.domain.dataset import Card, Dataset, Frame
from dashboard.domain.model import Annotation, Asserter, Disagreement, Feature, Layer, Source
from dashboard.domain.problem import Fault, Finding, Problem
from dashboard.domain.rules import (
    RULES,
    Rule,
    document_faults,
    every_finding,
    oversize_faults,
    record_faults,
    text_faults,
)
from dashboard.domain.rules.structure import WHOLE_FILE
from dashboard.domain.rules.whole import is_box
from dashboard.store.features import Looked, Tally, look_at, subject_of
from dashboard.store.folder import Bodies, chosen_folder, data_folder, read_bodies
from dashboard.store.json_walk import Item, Walk
from dashboard.store.places import Places, kind_of
from dashboard.store.strict_json import Refused, decode, problems_of

__all__ = ["Bodies", "chosen_folder", "data_folder", "load", "load_bodies", "read_bodies"]
R = TypeVar("R", bound=BaseModel)
_ID = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(-[a-z0-9]+)*\Z")
_SCHEMA = "$schema"  # editors read there what a file may hold


def load(folder: Path, *, shown: str = "geodata") -> tuple[Dataset, tuple[Problem, ...]]:
    """Load every file of a data folder; problems name files below `shown`.

    A bad file or feature is set aside and listed; the rest is loaded. Order of files on disk
    changes nothing. Raises FileNotFoundError where there is no catalog.json.
    """
    return load_bodies(read_bodies(folder), shown=shown)


def load_bodies(bodies: Bodies, *, shown: str = "geodata") -> tuple[Dataset, tuple[Problem, ...]]:
    """Load a data folder from the bytes of its files, wherever they come from: a disk, a revision, a draft.

    `bodies` has them by their names below the folder, `layers/places.geojson` for one.
    """
    return _Loading(bodies, shown).run()


class _Loading:
    """One pass over the files of a folder; collects records and problems."""

    def __init__(self, given: Bodies, shown: str) -> None:
        self.given = given
        self.places = Places(shown)
        self.problems: list[Problem] = []
        # By kind of record: the ids that were set aside; and the kinds of which a whole file is missing.
        self.lost: dict[str, set[str]] = {}
        self.incomplete: set[str] = set()
        self.ids: set[str] = set()

    def run(self) -> tuple[Dataset, tuple[Problem, ...]]:
        catalog = self._listing("catalog.json", cards=Card, layers=Layer)
        layers = tuple(catalog.get("layers", ()))
        if "layer" in self.incomplete or self.lost.get("layer"):
            self.incomplete.add("feature")
        features = self._every_feature(layers)
        asserters = {a.id: a for a in self._listing("asserters.json", asserters=Asserter)["asserters"]}
        disagreements = self._listing("disagreements.json", disagreements=Disagreement)["disagreements"]
        sources = self._every_source()
        dataset = Dataset(
            layers,
            features,
            sources,
            asserters,
            tuple(disagreements),
            tuple(catalog["cards"]),
            version=self._version(),
        )
        if (frame := catalog.get("frame")) is not None:
            dataset = replace(dataset, frame=frame)
        if "layer" not in self.incomplete and not self.lost.get("layer"):
            self._unlisted(layers)
        for name, finding in every_finding(dataset):
            if not self._may_be_lost(RULES[name], finding):
                self._problem(name, finding, self.places.of(RULES[name].about, finding.subject))
        return dataset, (*self.problems, *self.places.untold())

    def _may_be_lost(self, rule: Rule, finding: Finding) -> bool:
        """Tell whether a finding may only come from records that were set aside, which is said already."""
        for kind in rule.needs:
            lost = self.lost.get(kind, set())
            if kind in self.incomplete or (finding.lacks in lost if finding.lacks else lost):
                return True
        return False

    def _set_aside(self, kind: str, value: Any) -> None:
        """Remember what was set aside: by its id, or as anything, where it has no proper one."""
        known = value.get("id") if isinstance(value, dict) else None
        if isinstance(known, str) and _ID.match(known):
            self.lost.setdefault(kind, set()).add(known)
        else:
            self.incomplete.add(kind)

    def _version(self) -> str:
        digest = hashlib.sha256()
        for name in sorted(self.given):
            body = self.given[name]
            if isinstance(body, bytes):
                digest.update(name.encode() + b"\0" + hashlib.sha256(body).digest())
        return digest.hexdigest()

    def _problem(self, name: str, found: Fault | Finding, place: tuple[str, int], subject: str = "") -> None:
        self.problems += self.places.tell(name, found, *place, subject)

    def _walk(self, file: str) -> Walk | None:
        """Begin to read a file; None, and a problem, where it is no text to read."""
        body = self.given.get(file, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
        if isinstance(body, OSError):
            found = RULES["unreadable"].check(body.strerror or str(body))
            self._problem("unreadable", Fault("unreadable", found.message, found.fix), (file, -1))
            return None
        try:
            text = decode(body, self.places.shown(file))
        except Refused as refused:
            self.problems += refused.problems
            return None
        self.places.add_text(file, text)
        return Walk(text)

    def _read(
        self, file: str, kinds: Mapping[str, type[BaseModel]]
    ) -> tuple[Walk | None, dict[str, list[Any]]]:
        """Read the records of a file; none of them where the file breaks JSON, though all are looked at."""
        found: dict[str, list[Any]] = {key: [] for key in kinds}
        walk = self._walk(file)
        if walk is None:
            self.incomplete |= set(map(kind_of, kinds.values()))
            return None, found
        tally = Tally()
        for item in (item for item in walk.items() if item.key in kinds):
            made = list(self._record(kinds[item.key], item, file))
            found[item.key] += made
            tally.add(bool(made))
            if tally.is_hopeless:
                fault = tally.fault("file-members")
                self._problem(fault.rule, fault, (file, 0))
                break
        if walk.mistakes:
            self.problems += problems_of(walk, self.places.shown(file), self.places.lines(file))
        if walk.mistakes or tally.is_hopeless:
            self.incomplete |= set(map(kind_of, kinds.values()))
            return None, {key: [] for key in kinds}
        return walk, found

    def _listing(self, file: str, **kinds: type[BaseModel]) -> dict[str, Any]:
        walk, found = self._read(file, kinds)
        if walk is None:
            return found
        wanted = {**kinds, "frame": Frame} if file == "catalog.json" else kinds
        for fault in RULES["file-members"].check(walk.members, walk.value, tuple(wanted)):
            self._problem("file-members", fault, (file, 0))
            self.incomplete |= set(map(kind_of, kinds.values()))
        if "frame" in wanted and walk.members is not None and "frame" in walk.members:
            frame = Item("frames", 0, walk.members["frame"], *walk.spans["frame"])
            made = self._record(Frame, frame, file) if isinstance(frame.value, dict) else iter(())
            return {**found, "frame": next(made, None)}
        return found

    def _record(self, model: type[R], item: Item, file: str) -> Iterator[R]:
        """Make a record; what does not fit, and the second of an id, becomes problems."""
        value, start, subject = item.value, item.start, subject_of(item)
        faults = list(oversize_faults(value, item.end - start))
        record = None
        if not faults:
            for fault in text_faults(value):
                self._problem(fault.rule, fault, (file, start), subject)
            try:
                record = model.model_validate(value)
            except ValidationError as error:
                faults += record_faults(error, model)
        if record is not None and model is not Annotation and self.places.of(kind_of(model), subject)[0]:
            faults.append(
                Fault("repeated-id", f"the id {subject!r} stands in two {item.key}", "rename one", "/id")
            )
        for fault in faults:
            self._problem(fault.rule, fault, (file, start), subject)
        if record is not None and not faults:
            self.places.add(model, subject, file, start)
            yield record
        elif record is None:
            self._set_aside(kind_of(model), value)

    def _every_feature(self, layers: tuple[Layer, ...]) -> dict[str, Feature]:
        features: dict[str, Feature] = {}
        files: set[str] = set()
        for layer in layers:
            if layer.file in files:
                fault = Fault("repeated-id", f"{layer.file} is the file of two layers", "remove one", "/file")
                self._problem(fault.rule, fault, self.places.of("layer", layer.id), layer.id)
                continue
            files.add(layer.file)
            for feature, item in self._features(layer):
                features[feature.id] = feature
                self.places.add(Feature, feature.id, layer.file, item.start)
        return features

    def _features(self, layer: Layer) -> list[tuple[Feature, Item]]:
        walk = self._walk(layer.file)
        if walk is None:
            self.incomplete.add("feature")
            return []
        found: list[tuple[Feature, Item]] = []
        tally = Tally()
        items = (item for item in walk.items() if item.key == "features")
        extent = layer.extent_deg if is_box(layer.extent_deg) else None  # its own rule tells, once
        for looked in look_at(items, own=True, extent_deg=extent):
            made = self._looked_at(looked, layer)
            found += [(feature, looked.item) for feature in made]
            tally.add(bool(made))
            if tally.is_hopeless:
                fault = tally.fault("structure")
                self._problem(fault.rule, fault, (layer.file, 0))
                self.incomplete.add("feature")
                return []
        return found if self._is_whole(walk, layer.file) else []

    def _looked_at(self, looked: Looked, layer: Layer) -> list[Feature]:
        """Say what is wrong with a feature, and give it if it can be drawn."""
        item, subject = looked.item, subject_of(looked.item)
        for fault in looked.faults:
            self._problem(fault.rule, fault, (layer.file, item.start), subject)
        if not isinstance(item.value, dict):
            self.incomplete.add("feature")
            return []
        record = {"geometry": item.value.get("geometry"), "properties": item.value.get("properties")}
        if "id" in item.value:
            record["id"] = item.value["id"]
        if not looked.is_sound:  # its other members are looked at all the same
            record["geometry"] = record["geometry"] and _ANYWHERE
        known = {fault.pointer for fault in looked.faults}
        made = list(self._feature({**record, "layer": layer.id}, layer.file, item, known))
        is_first = subject not in self.ids
        self.ids.add(subject)
        if not is_first:
            fault = Fault("repeated-id", f"the id {subject!r} stands in two features", "rename one", "/id")
            self._problem(fault.rule, fault, (layer.file, item.start), subject)
        kept = made if looked.is_sound and is_first else []
        if not kept and is_first:
            self._set_aside("feature", item.value)
        return kept

    def _is_whole(self, walk: Walk, file: str) -> bool:
        """Say what is wrong with a layer as a whole, and tell whether its features can be used."""
        if walk.mistakes:
            self.problems += problems_of(walk, self.places.shown(file), self.places.lines(file))
        faults = [] if walk.mistakes else list(document_faults(walk.members, walk.value))
        for fault in faults:
            self._problem(fault.rule, fault, (file, 0))
        if walk.mistakes or any(fault.rule in WHOLE_FILE for fault in faults):
            self.incomplete.add("feature")
            return False
        return True

    def _feature(self, record: dict[str, Any], file: str, item: Item, known: set[str]) -> Iterator[Feature]:
        """Make a feature; what is `known` to be wrong, by its pointer, is not said twice."""
        if not isinstance(record["properties"], dict):
            return
        if faults := list(oversize_faults(record, item.end - item.start)):
            for fault in faults:
                self._problem(fault.rule, fault, (file, item.start), subject_of(item))
            return
        try:
            yield Feature.model_validate(record)
        except ValidationError as error:
            for fault in record_faults(error, Feature):
                if fault.pointer not in known:
                    self._problem(fault.rule, fault, (file, item.start), subject_of(item))

    def _every_source(self) -> dict[str, Source]:
        sources: dict[str, Source] = {}
        for file in sorted(name for name in self.given if name.startswith("sources/")):
            for source in self._source(file):
                if source.id in sources:
                    where = self.places.shown(self.places.of("source", source.id)[0])
                    said = f"the id {source.id!r} stands in {where} too; this file is left out"
                    fault = Fault("repeated-id", said, "rename one", "/id")
                    self._problem("repeated-id", fault, (file, 0), source.id)
                else:
                    sources[source.id] = source
                    self.places.add(Source, source.id, file, 0)
        return sources

    def _source(self, file: str) -> Iterator[Source]:
        """Read one source; annotations that do not fit are set aside one by one."""
        walk, found = self._read(file, {"annotations": Annotation})
        if walk is None:
            return
        wanted = ("annotations",)
        faults = list(RULES["file-members"].check(walk.members, walk.value, wanted, *Source.model_fields))
        for fault in faults:
            self._problem("file-members", fault, (file, 0))
        if walk.members is None or faults:
            self.incomplete.add("statement")
            return
        known = {key: value for key, value in walk.members.items() if key not in (_SCHEMA, "annotations")}
        for fault in text_faults(known):
            self._problem(fault.rule, fault, (file, 0), _id_of(known))
        try:
            yield Source.model_validate({**known, "annotations": found["annotations"]})
        except ValidationError as error:
            self.incomplete.add("statement")
            for fault in record_faults(error, Source):
                self._problem(fault.rule, fault, (file, 0), _id_of(known))

    def _unlisted(self, layers: tuple[Layer, ...]) -> None:
        listed = {layer.file for layer in layers}
        for file in sorted(name for name in self.given if name.startswith("layers/")):
            if file not in listed:
                for fault in RULES["unlisted-file"].check(file):
                    self._problem("unlisted-file", fault, (file, -1))


# Stands in for a geometry that has its own faults, so that the rest of a feature can be looked at.
_ANYWHERE = {"type": "Point", "coordinates": [0, 0]}


def _id_of(value: dict[str, Any]) -> str:
    known = value.get("id")
    return known[:80] if isinstance(known, str) else ""
