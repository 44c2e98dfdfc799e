"""Features that a layer does not have yet: the id proposed for them, and what they lack."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.domain import foreign, retrace
from dashboard.domain.model import Properties

REQUIRED = {f.alias or name for name, f in Properties.model_fields.items() if f.is_required()}
WITH_GEOMETRY = {"precision", "accuracy_m"}
# What uMap puts in the place of every id that is not of this form.
_OF_UMAP = re.compile(r"[A-Za-z0-9]{5}\Z")

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A feature that the layer does not have: the record with the id proposed for it, and what it lacks."""

    record: Record
    needs: tuple[str, ...]


def newcomer(feature: Record) -> Newcomer:
    """Make a record of a feature that another program drew, with an id, and say what it lacks."""
    own = foreign.own_properties(feature)
    properties = {k: foreign.typed(k, v) for k, v in own.items() if k in foreign.KNOWN}
    geometry = retrace.shaped(feature.get("geometry"))
    wanted = REQUIRED | ({"why_unlocated"} if geometry is None else WITH_GEOMETRY)
    needs = sorted(wanted - properties.keys())
    if fault := retrace.fault_of(geometry):
        needs.append(f"a sound geometry ({fault})")
    carried = [i for i in foreign.ids_in(feature) if foreign.ID.match(i) and not _OF_UMAP.match(i)]
    proposed = (carried or [_slug(str(properties.get("name", ""))) or "new-feature"])[0]
    record = {"type": "Feature", "id": proposed, "properties": properties, "geometry": geometry}
    return Newcomer(record=record, needs=tuple(needs))


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-")


def name_anew(newcomers: Iterable[Newcomer], taken: Collection[str]) -> None:
    """Give each new feature an id that nothing else has."""
    used = set(taken)
    for each in newcomers:
        proposed, number = each.record["id"], 1
        while each.record["id"] in used:
            number += 1
            each.record["id"] = f"{proposed}-{number}"
        used.add(each.record["id"])
