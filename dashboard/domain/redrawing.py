"""What becomes of other features when one is drawn anew: the ends of stretches stay on their nodes."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.domain.drafting import Document, RecordChange, find, records

Geometry = dict[str, Any]


def layer_file_of(documents: Mapping[str, Document], feature_id: str) -> str | None:
    """Name the layer file in which a feature stands; None where none has it."""
    for file, document in documents.items():
        if file.startswith("layers/") and find(document, "features", feature_id) is not None:
            return file
    return None


def on_its_nodes(documents: Mapping[str, Document], feature: Mapping[str, Any]) -> Geometry | None:
    """Give the geometry of a feature with its ends exactly on the nodes that `from` and `to` name.

    What is no line, or names no point, stays as it is.
    """
    geometry = feature.get("geometry")
    known = feature.get("properties") or {}
    if not isinstance(geometry, dict) or geometry.get("type") != "LineString":
        return geometry
    line = list(geometry.get("coordinates") or [])
    for key, index in (("from", 0), ("to", -1)):
        node = _point_of(documents, known.get(key))
        if node is not None and line:
            line[index] = node
    return {**geometry, "coordinates": line}


def moved_node(
    documents: Mapping[str, Document], node_id: str, position: list[float]
) -> tuple[RecordChange, ...]:
    """Move the ends of every stretch that hangs on a node to where the node is put."""
    found = []
    for file, document in documents.items():
        if not file.startswith("layers/"):
            continue
        for index, feature in enumerate(records(document, "features")):
            moved = _hanging(feature, node_id, position)
            if moved is not None and moved != feature:
                found.append(
                    RecordChange(
                        file=file,
                        section="features",
                        id=feature["id"],
                        before=feature,
                        after=moved,
                        index=index,
                    )
                )
    return tuple(found)


def _hanging(feature: Any, node_id: str, position: list[float]) -> dict[str, Any] | None:
    known = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(known, dict) or not isinstance(geometry, dict) or geometry.get("type") != "LineString":
        return None
    ends = [index for key, index in (("from", 0), ("to", -1)) if known.get(key) == node_id]
    line = list(geometry.get("coordinates") or [])
    if not ends or not line:
        return None
    for index in ends:
        line[index] = position
    return {**feature, "geometry": {**geometry, "coordinates": line}}


def _point_of(documents: Mapping[str, Document], feature_id: Any) -> list[float] | None:
    if not isinstance(feature_id, str) or (file := layer_file_of(documents, feature_id)) is None:
        return None
    found = find(documents[file], "features", feature_id)
    geometry = found[1].get("geometry") if found else None
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    return list(geometry["coordinates"])


def citing(documents: Mapping[str, Document], record_id: str) -> tuple[tuple[str, str, str], ...]:
    """List what names a record by its id: file, section, and the id of what names it."""
    found = []
    for file, document in documents.items():
        for section, names in (
            ("features", _named_by_feature),
            ("annotations", _named_by_annotation),
            ("disagreements", _named_by_disagreement),
            ("cards", lambda card: card.get("features") or ()),
        ):
            for record in records(document, section):
                if isinstance(record, dict) and record_id in set(names(record)):
                    found.append((file, section, str(record.get("id"))))
    return tuple(found)


def _named_by_feature(feature: Mapping[str, Any]) -> Iterable[Any]:
    known = feature.get("properties")
    return [known.get(key) for key in ("part_of", "from", "to", "may_be")] if isinstance(known, dict) else []


def _named_by_annotation(annotation: Mapping[str, Any]) -> Iterable[Any]:
    figures = annotation.get("figures") or []
    abouts = [figure.get("about") for figure in figures if isinstance(figure, dict)]
    return [*(annotation.get("about") or []), *(annotation.get("asserted_by") or []), *abouts]


def _named_by_disagreement(disagreement: Mapping[str, Any]) -> Iterable[Any]:
    return [
        member
        for position in disagreement.get("positions") or []
        if isinstance(position, dict)
        for member in position.get("members") or []
    ]
