"""A layer file that is brought from elsewhere: what it makes of a layer, and why it cannot be taken."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from dashboard.domain.drafting import Document, records
from dashboard.domain.rules import first_fault


def faults_of_layer(document: Any) -> tuple[str, ...]:
    """Say why a document cannot be taken as a layer; nothing means that it can."""
    if not isinstance(document, Mapping) or document.get("type") != "FeatureCollection":
        return ("it is no GeoJSON FeatureCollection",)
    if not isinstance(document.get("features"), list):
        return ("it has no list of features",)
    found = []
    for number, feature in enumerate(document["features"], 1):
        if not isinstance(feature, Mapping) or not isinstance(feature.get("properties"), Mapping):
            found.append(f"feature {number} is no feature with properties")
            continue
        if _id_of(feature) is None:
            found.append(f"feature {number} has no id: without it nobody knows which feature it is")
        if fault := first_fault(feature.get("geometry")):
            found.append(f"feature {number}: {fault}")
    times = Counter(_id_of(feature) for feature in document["features"] if isinstance(feature, Mapping))
    found += [f"the id {name!r} stands {n} times" for name, n in times.items() if name and n > 1]
    return tuple(found)


def taken_in(document: Mapping[str, Any], current: Document, *, replace: bool) -> Document:
    """Give the layer with a brought file in it: changed and new features by id, those it lacks kept or gone.

    Members beside the features stay those of the layer. An id among the properties, where some programs put
    it, goes back to its place.
    """
    brought = {str(_id_of(feature)): _plain(feature) for feature in document["features"]}
    kept = []
    for feature in records(current, "features"):
        name = feature.get("id") if isinstance(feature, dict) else None
        if name in brought:
            kept.append(brought.pop(name))
        elif not replace:
            kept.append(feature)
    return {**current, "features": [*kept, *brought.values()]}


def likeliest_layer(document: Mapping[str, Any], documents: Mapping[str, Document]) -> str | None:
    """Name the layer file that shares the most ids with a brought one; None where none shares any."""
    brought = {_id_of(feature) for feature in document["features"]}
    shared = {
        file: sum(feature.get("id") in brought for feature in records(known, "features"))
        for file, known in documents.items()
        if file.startswith("layers/")
    }
    best = max(shared, key=lambda file: shared[file], default=None)
    return best if best is not None and shared[best] else None


def _id_of(feature: Mapping[str, Any]) -> str | None:
    known = feature.get("properties")
    for found in (feature.get("id"), known.get("id") if isinstance(known, Mapping) else None):
        if isinstance(found, str) and found:
            return found
    return None


def _plain(feature: Mapping[str, Any]) -> dict[str, Any]:
    properties = {
        key: value for key, value in feature["properties"].items() if key != "id" and value is not None
    }
    return {
        "type": "Feature",
        "id": _id_of(feature),
        "properties": properties,
        "geometry": feature.get("geometry"),
    }
