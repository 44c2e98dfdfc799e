"""Read the data folder: what is sound becomes a dataset, what is not becomes problems."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from dashboard.domain.dataset import Card, Dataset, Frame
from dashboard.domain.model import Annotation, Asserter, Disagreement, Feature, Layer, Source
from dashboard.domain.problem import Fault, Problem
from dashboard.domain.rules import (
    RULES,
    document_faults,
    every_finding,
    oversize_faults,
    record_faults,
    text_faults,
)
from dashboard.domain.rules.listings import is_box
from dashboard.domain.rules.structure import WHOLE_FILE
from dashboard.store.features import Looked, Tally, look_at, subject_of
from dashboard.store.folder import Bodies, chosen_folder, data_folder, read_bodies
from dashboard.store.json_walk import Item, Walk
from dashboard.store.places import kind_of
from dashboard.store.reading import Reading
from dashboard.store.strict_json import problems_of

__all__ = ["Bodies", "chosen_folder", "data_folder", "load", "load_bodies", "read_bodies"]
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


class _Loading(Reading):
    """One pass over the files of a folder; collects records and problems."""

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
            if not self.may_be_lost(RULES[name], finding):
                self.tell(name, finding, self.places.of(RULES[name].about, finding.subject))
        return dataset, (*self.problems, *self.places.untold())

    def _version(self) -> str:
        digest = hashlib.sha256()
        for name in sorted(self.given):
            body = self.given[name]
            if isinstance(body, bytes):
                digest.update(name.encode() + b"\0" + hashlib.sha256(body).digest())
        return digest.hexdigest()

    def _listing(self, file: str, **kinds: type[BaseModel]) -> dict[str, Any]:
        walk, found = self.read(file, kinds)
        if walk is None:
            return found
        wanted = {**kinds, "frame": Frame} if file == "catalog.json" else kinds
        for fault in RULES["file-members"].check(walk.members, walk.value, tuple(wanted)):
            self.tell("file-members", fault, (file, 0))
            self.incomplete |= set(map(kind_of, kinds.values()))
        if "frame" in wanted and walk.members is not None and "frame" in walk.members:
            frame = Item("frames", 0, walk.members["frame"], *walk.spans["frame"])
            made = self.record(Frame, frame, file) if isinstance(frame.value, dict) else iter(())
            return {**found, "frame": next(made, None)}
        return found

    def _every_feature(self, layers: tuple[Layer, ...]) -> dict[str, Feature]:
        features: dict[str, Feature] = {}
        files: set[str] = set()
        for layer in layers:
            if layer.file in files:
                fault = Fault("repeated-id", f"{layer.file} is the file of two layers", "remove one", "/file")
                self.tell(fault.rule, fault, self.places.of("layer", layer.id), layer.id)
                continue
            files.add(layer.file)
            for feature, item in self._features(layer):
                features[feature.id] = feature
                self.places.add(Feature, feature.id, layer.file, item.start)
        return features

    def _features(self, layer: Layer) -> list[tuple[Feature, Item]]:
        walk = self.walk(layer.file)
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
                self.tell(fault.rule, fault, (layer.file, 0))
                self.incomplete.add("feature")
                return []
        return found if self._is_whole(walk, layer.file) else []

    def _looked_at(self, looked: Looked, layer: Layer) -> list[Feature]:
        """Say what is wrong with a feature, and give it if it can be drawn."""
        item, subject = looked.item, subject_of(looked.item)
        for fault in looked.faults:
            self.tell(fault.rule, fault, (layer.file, item.start), subject)
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
            self.tell(fault.rule, fault, (layer.file, item.start), subject)
        kept = made if looked.is_sound and is_first else []
        if not kept and is_first:
            self.set_aside("feature", item.value)
        return kept

    def _is_whole(self, walk: Walk, file: str) -> bool:
        """Say what is wrong with a layer as a whole, and tell whether its features can be used."""
        if walk.mistakes:
            self.problems += problems_of(walk, self.places.shown(file), self.places.lines(file))
        faults = [] if walk.mistakes else list(document_faults(walk.members, walk.value))
        for fault in faults:
            self.tell(fault.rule, fault, (file, 0))
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
                self.tell(fault.rule, fault, (file, item.start), subject_of(item))
            return
        try:
            yield Feature.model_validate(record)
        except ValidationError as error:
            for fault in record_faults(error, Feature):
                if fault.pointer not in known:
                    self.tell(fault.rule, fault, (file, item.start), subject_of(item))

    def _every_source(self) -> dict[str, Source]:
        sources: dict[str, Source] = {}
        for file in sorted(name for name in self.given if name.startswith("sources/")):
            for source in self._source(file):
                if source.id in sources:
                    where = self.places.shown(self.places.of("source", source.id)[0])
                    said = f"the id {source.id!r} stands in {where} too; this file is left out"
                    fault = Fault("repeated-id", said, "rename one", "/id")
                    self.tell("repeated-id", fault, (file, 0), source.id)
                else:
                    sources[source.id] = source
                    self.places.add(Source, source.id, file, 0)
        return sources

    def _source(self, file: str) -> Iterator[Source]:
        """Read one source; annotations that do not fit are set aside one by one."""
        walk, found = self.read(file, {"annotations": Annotation})
        if walk is None:
            return
        wanted = ("annotations",)
        faults = list(RULES["file-members"].check(walk.members, walk.value, wanted, *Source.model_fields))
        for fault in faults:
            self.tell("file-members", fault, (file, 0))
        if walk.members is None or faults:
            self.incomplete.add("statement")
            return
        known = {key: value for key, value in walk.members.items() if key not in (_SCHEMA, "annotations")}
        for fault in text_faults(known):
            self.tell(fault.rule, fault, (file, 0), _id_of(known))
        try:
            yield Source.model_validate({**known, "annotations": found["annotations"]})
        except ValidationError as error:
            self.incomplete.add("statement")
            for fault in record_faults(error, Source):
                self.tell(fault.rule, fault, (file, 0), _id_of(known))

    def _unlisted(self, layers: tuple[Layer, ...]) -> None:
        listed = {layer.file for layer in layers}
        for file in sorted(name for name in self.given if name.startswith("layers/")):
            if file not in listed:
                for fault in RULES["unlisted-file"].check(file):
                    self.tell("unlisted-file", fault, (file, -1))


# Stands in for a geometry that has its own faults, so that the rest of a feature can be looked at.
_ANYWHERE = {"type": "Point", "coordinates": [0, 0]}


def _id_of(value: dict[str, Any]) -> str:
    known = value.get("id")
    return known[:80] if isinstance(known, str) else ""
