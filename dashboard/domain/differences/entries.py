"""The records in the documents of a data folder, each with its file, its kind and its id."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from dashboard.domain.dataset import Card, Dataset, Frame
from dashboard.domain.differences.records import RecordKind
from dashboard.domain.model import Annotation, Asserter, Disagreement, Feature, Layer, Source

Documents = Mapping[str, Any]
MODELS: Mapping[RecordKind, type[BaseModel] | None] = {
    RecordKind.LAYER: Layer,
    RecordKind.CARD: Card,
    RecordKind.FRAME: Frame,
    RecordKind.FEATURE: None,  # its properties have one
    RecordKind.SOURCE: Source,
    RecordKind.ANNOTATION: Annotation,
    RecordKind.ASSERTER: Asserter,
    RecordKind.DISAGREEMENT: Disagreement,
    RecordKind.FILE: None,
}
_LISTS = {
    "layers": RecordKind.LAYER,
    "cards": RecordKind.CARD,
    "asserters": RecordKind.ASSERTER,
    "disagreements": RecordKind.DISAGREEMENT,
    "features": RecordKind.FEATURE,
    "annotations": RecordKind.ANNOTATION,
}


class Entry(NamedTuple):
    """A record in its place; `owner` is the source of an annotation."""

    file: str
    kind: RecordKind
    id: str
    value: Any
    owner: str = ""
    number: int = 1

    @property
    def key(self) -> tuple[str, RecordKind, str, int]:
        """Give what finds the same record in another version; of a repeated id also the how-manieth it is."""
        return (self.file, self.kind, self.id, self.number)


def documents_of(dataset: Dataset) -> dict[str, Any]:
    """Write a dataset as the JSON documents of a data folder; defaults are left out."""
    files = {layer.id: layer.file for layer in dataset.layers}
    found: dict[str, Any] = {
        "catalog.json": {
            "frame": _plain(dataset.frame),
            "cards": [_plain(card) for card in dataset.cards],
            "layers": [_plain(layer) for layer in dataset.layers],
        },
        "asserters.json": {"asserters": [_plain(each) for each in dataset.asserters.values()]},
        "disagreements.json": {"disagreements": [_plain(each) for each in dataset.disagreements]},
    }
    for layer_id, features in dataset.features_by_layer.items():
        file = files.get(layer_id, f"layers/{layer_id}.geojson")
        found[file] = {"type": "FeatureCollection", "features": [_feature(each) for each in features]}
    found |= {f"sources/{each.id}.json": _plain(each) for each in dataset.sources.values()}
    return found


def _plain(record: BaseModel) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _feature(feature: Feature) -> dict[str, Any]:
    geometry = _listed(feature.geometry)
    return {
        "type": "Feature",
        "id": feature.id,
        "properties": _plain(feature.properties),
        "geometry": geometry,
    }


def _listed(value: Any) -> Any:
    """Give a geometry with lists, whatever sequences it was made of."""
    if isinstance(value, Mapping):
        return {key: _listed(each) for key, each in value.items()}
    return [_listed(each) for each in value] if isinstance(value, (list, tuple)) else value


def entries(documents: Documents) -> Iterator[Entry]:
    """Walk all records of all files; what stands beside them in a file is a record of the kind `file`."""
    for file in sorted(documents):
        seen: Counter[tuple[RecordKind, str]] = Counter()
        for entry in _entries_of(file, documents[file]):
            seen[entry.kind, entry.id] += 1
            yield entry._replace(number=seen[entry.kind, entry.id])


def _entries_of(file: str, document: Any) -> Iterator[Entry]:
    if not isinstance(document, Mapping):
        yield Entry(file, RecordKind.FILE, file, document)
        return
    is_source = file.startswith("sources/") or isinstance(document.get("annotations"), list)
    owner = _text(document.get("id")) if is_source else ""
    rest: dict[str, Any] = {}
    lists: dict[str, list[Any]] = {}
    for key, value in document.items():
        if key in _LISTS and isinstance(value, list):
            lists[key] = value
        elif key == "frame" and not is_source:
            yield Entry(file, RecordKind.FRAME, key, value)
        else:
            rest[key] = value
    yield Entry(file, RecordKind.SOURCE if is_source else RecordKind.FILE, owner if is_source else file, rest)
    for key, values in lists.items():
        for value in values:
            identity = _text(value.get("id")) if isinstance(value, Mapping) else ""
            yield Entry(file, _LISTS[key], identity, value, owner)


def orders(documents: Documents) -> Iterator[tuple[str, str, list[str]]]:
    """Give the lists whose order readers see: layers are drawn, and cards shown, in their order."""
    catalog = documents.get("catalog.json")
    for key in ("layers", "cards"):
        values = catalog.get(key) if isinstance(catalog, Mapping) else None
        if isinstance(values, list):
            found = (_text(value.get("id")) for value in values if isinstance(value, Mapping))
            yield "catalog.json", key, list(found)


def name_of(entry: Entry) -> str:
    """Give the name or the words that a reader knows a record by; empty where it has none."""
    value = entry.value
    if not isinstance(value, Mapping):
        return ""
    if entry.kind is RecordKind.FEATURE:
        properties = value.get("properties")
        found = properties.get("name") if isinstance(properties, Mapping) else None
    else:
        keys = ("title", "name", "question", "says")
        found = next((value[key] for key in keys if key in value), None)
    if isinstance(found, Mapping):
        found = found.get("en")
    return found if isinstance(found, str) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)[:80]
