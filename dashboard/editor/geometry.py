"""Geometries between the draft and the map: what is in hand, what it may snap to, and what was drawn."""

from typing import Any

from dashboard.domain.drafting import Edit, RecordChange, find, records
from dashboard.domain.measure import positions_of
from dashboard.domain.redrawing import layer_file_of, moved_node, on_its_nodes
from dashboard.domain.rules import first_fault
from dashboard.store.drafts import settled
from dashboard.store.workbench import Bench

_GROUND = ("layers/basemap.geojson", "layers/boundaries.geojson")


def target_of(bench: Bench, feature_id: str) -> dict[str, Any] | None:
    """Give the feature whose geometry is in hand, as the draft has it, sound or not."""
    feature = drafted_feature(bench, feature_id)
    if feature is None:
        return None
    geometry = feature.get("geometry")
    return {"id": feature_id, "geometry": None if first_fault(geometry) else geometry}


def drafted_feature(bench: Bench, feature_id: str) -> dict[str, Any] | None:
    """Find a feature in the draft by its id."""
    file = layer_file_of(bench.documents, feature_id) if feature_id else None
    found = find(bench.documents[file], "features", feature_id) if file else None
    return found[1] if found else None


def guides_of(bench: Bench) -> dict[str, Any]:
    """Give every geometry that a vertex may snap to, by feature, with its box."""
    found = {}
    for file, document in bench.documents.items():
        if not file.startswith("layers/") or file in _GROUND:
            continue
        for feature in records(document, "features"):
            geometry = feature.get("geometry") if isinstance(feature, dict) else None
            if geometry is None or first_fault(geometry):
                continue
            places = list(positions_of(geometry))
            lons, lats = [p[0] for p in places], [p[1] for p in places]
            box = [min(lons), min(lats), max(lons), max(lats)]
            found[str(feature.get("id"))] = {"geometry": geometry, "box": box}
    return found


def redrawn(bench: Bench, feature_id: str, geometry: Any, kind: str = "redraw") -> tuple[Edit | None, bool]:
    """Make the edit that gives a feature a new geometry; stretches that hang on a node go with it.

    The second value says whether an end was put back on its node. None where the geometry is no geometry.
    """
    file = layer_file_of(bench.documents, feature_id)
    if file is None or geometry is None or first_fault(geometry):
        return None, False
    found = find(bench.documents[file], "features", feature_id)
    assert found is not None
    index, feature = found
    drawn = settled({**feature, "geometry": geometry})
    pinned = {**drawn, "geometry": on_its_nodes(bench.documents, drawn)}
    changes = [
        RecordChange(file=file, section="features", id=feature_id, before=feature, after=pinned, index=index)
    ]
    if pinned["geometry"]["type"] == "Point" and pinned["geometry"] != feature.get("geometry"):
        changes += moved_node(bench.documents, feature_id, pinned["geometry"]["coordinates"])
    return Edit(kind=kind, subject=feature_id, changes=tuple(changes)), pinned != drawn
