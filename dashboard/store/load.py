"""Read the data folder: what is sound becomes a dataset, what is not becomes problems."""

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.domain.dataset import Card, Dataset, Frame
from dashboard.domain.geojson import geometry_faults
from dashboard.domain.model import Annotation, Asserter, Disagreement, Feature, Layer, Source
from dashboard.domain.rules import Problem, every_finding
from dashboard.store.durable import read_regular
from dashboard.store.strict_json import Refused, line_of, parse

R = TypeVar("R", bound=BaseModel)


def chosen_folder() -> Path:
    """Find the data to show: the folder that ALEPPO_DATA names, otherwise the shipped one."""
    named = os.environ.get("ALEPPO_DATA")
    return Path(named) if named else data_folder()


def data_folder() -> Path:
    """Find the shipped data: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "geodata"
    return beside if (beside / "catalog.json").is_file() else package / "geodata"


def load(folder: Path) -> tuple[Dataset, tuple[Problem, ...]]:
    """Load every file of a data folder.

    A bad file or feature is set aside and listed; the rest is loaded. Order of files on disk
    changes nothing. Raises FileNotFoundError where there is no catalog.json.
    """
    return load_bodies(read_bodies(folder))


Bodies = Mapping[str, bytes | OSError]


def read_bodies(folder: Path) -> dict[str, bytes | OSError]:
    """Read every data file of a folder: its bytes by its name below the folder, or why it cannot be read.

    Raises FileNotFoundError where there is no catalog.json.
    """
    if not (folder / "catalog.json").is_file():
        raise FileNotFoundError(f"{folder} has no catalog.json: it is not a data folder")
    found: dict[str, bytes | OSError] = {}
    for path in _files(folder):
        try:
            found[path.relative_to(folder).as_posix()] = read_regular(path)[0]
        except OSError as error:
            found[path.relative_to(folder).as_posix()] = error
    return found


def load_bodies(bodies: Bodies) -> tuple[Dataset, tuple[Problem, ...]]:
    """Load a data folder from the bytes of its files, wherever they come from: a disk, a revision, a draft.

    `bodies` has them by their names below the folder, `layers/places.geojson` for one.
    """
    return _Loading(bodies).run()


def fingerprint(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Tell cheaply whether anything in the folder may have changed: names, sizes, time stamps."""
    found = []
    for path in _files(folder):
        known = path.stat()
        found.append((path.relative_to(folder).as_posix(), known.st_size, known.st_mtime_ns))
    return tuple(found)


def _files(folder: Path) -> list[Path]:
    kept = [folder / name for name in ("catalog.json", "asserters.json", "disagreements.json")]
    return (
        [p for p in kept if p.is_file()]
        + sorted(folder.glob("layers/*.geojson"))
        + sorted(folder.glob("sources/*.json"))
    )


class _Loading:
    """One pass over the files of a folder; collects records and problems."""

    def __init__(self, given: Bodies) -> None:
        self.given = given
        self.problems: list[Problem] = []
        self.bodies: dict[str, bytes] = {}
        self.place: dict[str, str] = {}

    def run(self) -> tuple[Dataset, tuple[Problem, ...]]:
        catalog = self._json("catalog.json") or {}
        layers = tuple(self._records(Layer, catalog.get("layers"), "catalog.json"))
        cards = tuple(self._records(Card, catalog.get("cards"), "catalog.json"))
        features: dict[str, Feature] = {}
        for layer in layers:
            for feature in self._features(layer):
                if feature.id in features:
                    self._say(
                        layer.file,
                        "repeated-id",
                        f"the id {feature.id!r} stands in two features",
                        "rename one",
                        feature.id,
                    )
                else:
                    features[feature.id] = feature
        asserters = {
            a.id: a
            for a in self._records(Asserter, self._list("asserters.json", "asserters"), "asserters.json")
        }
        disagreements = self._records(
            Disagreement, self._list("disagreements.json", "disagreements"), "disagreements.json"
        )
        sources = {}
        for file in sorted(name for name in self.given if name.startswith("sources/")):
            for source in self._source(file):
                if source.id in sources:
                    where = self.place[source.id]
                    said = f"the id {source.id!r} stands in {self._shown(where)} too; this file is left out"
                    self._say(file, "repeated-id", said, "rename one", source.id)
                else:
                    sources[source.id] = source
        digest = hashlib.sha256()
        for name in sorted(self.bodies):
            digest.update(name.encode() + b"\0" + hashlib.sha256(self.bodies[name]).digest())
        dataset = Dataset(
            layers, features, sources, asserters, tuple(disagreements), cards, version=digest.hexdigest()
        )
        for frame in self._record(Frame, catalog.get("frame"), "catalog.json", "frame"):
            dataset = replace(dataset, frame=frame)
        for rule, finding in every_finding(dataset):
            file = self.place.get(finding.subject, "")
            line = line_of(self.bodies.get(file, b""), finding.subject)
            self.problems.append(
                Problem(
                    self._shown(file),
                    rule,
                    finding.message,
                    finding.fix,
                    line,
                    1 if line else 0,
                    finding.subject,
                )
            )
        return dataset, tuple(self.problems)

    def _shown(self, file: str) -> str:
        return f"geodata/{file}" if file else "geodata"

    def _say(self, file: str, rule: str, message: str, fix: str, subject: str = "") -> None:
        line = line_of(self.bodies.get(file, b""), subject) if subject else 0
        self.problems.append(Problem(self._shown(file), rule, message, fix, line, 1 if line else 0, subject))

    def _json(self, file: str) -> Any:
        body = self.given.get(file, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
        if isinstance(body, OSError):
            said = f"the file cannot be read: {body.strerror}"
            self._say(file, "unreadable", said, "check that it exists")
            return None
        self.bodies[file] = body
        try:
            value = parse(body, self._shown(file))
        except Refused as refused:
            self.problems.append(refused.problem)
            return None
        if not isinstance(value, dict):
            self._say(file, "structure", "the file is not one JSON object", "see geodata/README.md")
            return None
        return value

    def _list(self, file: str, key: str) -> Any:
        return (self._json(file) or {}).get(key)

    def _records(self, model: type[R], values: Any, file: str) -> Iterator[R]:
        if not isinstance(values, list):
            self._say(file, "structure", f"{file} lacks its list of records", "see geodata/README.md")
            return
        for value in values:
            yield from self._record(model, value, file, _id_of(value))

    def _record(self, model: type[R], value: Any, file: str, subject: str) -> Iterator[R]:
        try:
            record = model.model_validate(value)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                where = ".".join(map(str, fault["loc"])) or "record"
                given = repr(fault["input"])[:80]
                self._say(
                    file,
                    "record",
                    f"{where}: {fault['msg']} (value {given})",
                    "see geodata/README.md",
                    subject,
                )
            return
        self.place.setdefault(subject, file)
        yield record

    def _features(self, layer: Layer) -> Iterator[Feature]:
        document = self._json(layer.file)
        if document is None:
            return
        found = document.get("features")
        if document.get("type") != "FeatureCollection" or not isinstance(found, list):
            self._say(
                layer.file, "structure", "the file is not a FeatureCollection", "see RFC 7946, section 3.3"
            )
            return
        for raw in found:
            if not isinstance(raw, dict):
                self._say(layer.file, "structure", f"{raw!r} is not a Feature", "remove it")
                continue
            subject = _id_of(raw)
            faults = list(geometry_faults(raw.get("geometry")))
            for fault in faults:
                self._say(
                    layer.file, "geometry", fault, "correct the geometry; the feature is left out", subject
                )
            unknown = set(raw) - {"type", "id", "properties", "geometry", "bbox"}
            if unknown:
                self._say(
                    layer.file,
                    "unknown-key",
                    f"unknown members {sorted(unknown)}",
                    "move them to properties",
                    subject,
                )
            if not faults:
                record = {key: raw.get(key) for key in ("id", "geometry", "properties")}
                yield from self._record(Feature, {**record, "layer": layer.id}, layer.file, subject)

    def _source(self, file: str) -> Iterator[Source]:
        """Read one source; annotations that do not fit are set aside one by one."""
        document = self._json(file)
        if document is None:
            return
        listed = document.get("annotations")
        sound = [
            annotation
            for value in (listed if isinstance(listed, list) else ())
            for annotation in self._record(Annotation, value, file, _id_of(value))
        ]
        yield from self._record(Source, {**document, "annotations": sound}, file, _id_of(document))


def _id_of(value: Any) -> str:
    return str(value.get("id", "")) if isinstance(value, dict) else ""
