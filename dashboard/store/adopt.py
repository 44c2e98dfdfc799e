"""A file of another program taken back into the layers of a data folder: what would change, and the save."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.domain.adoption import Adoption, adopt
from dashboard.domain.adoption_words import changes
from dashboard.domain.foreign import NotGeoJson, features_of, ids_in
from dashboard.domain.merging import same
from dashboard.domain.rules import Problem
from dashboard.store.format import canonical
from dashboard.store.load import load_bodies, read_bodies
from dashboard.store.merge import save_merged
from dashboard.store.save import Saved, read
from dashboard.store.strict_json import parse

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerPlan:
    """What adopting would do to one layer: the adoption, each change in words, and the bytes to save."""

    layer: str
    path: Path
    before: bytes
    after: bytes
    adoption: Adoption
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What adopting a file would do: layer by layer, what belongs nowhere, and problems it would make."""

    layers: tuple[LayerPlan, ...]
    left_out: tuple[str, ...]
    problems: tuple[Problem, ...]


def plan(
    folder: Path,
    file: Path,
    *,
    layer: str | None = None,
    agreed: Collection[str] = (),
    delete_missing: bool = False,
    add_new: bool = False,
) -> Plan:
    """Work out what adopting a file into a data folder would do; nothing is written.

    Without `layer` each feature goes back to the layer that its id names. Raises NotGeoJson for a file that
    cannot be adopted and for a layer that is not known or not sound, Refused for one that is no strict JSON,
    SaveError where something cannot be read.
    """
    try:
        return _plan(folder, file, layer, agreed, delete_missing, add_new)
    except RecursionError as error:
        raise NotGeoJson("something in the file is nested too deep", "save it as GeoJSON again") from error


def _plan(
    folder: Path, file: Path, layer: str | None, agreed: Collection[str], delete_missing: bool, add_new: bool
) -> Plan:
    given = features_of(parse(read(file)[0], str(file)))
    layers = _layers(folder)
    if layer is not None and layer not in layers:
        raise NotGeoJson(f"there is no layer {layer!r}", f"name one of {', '.join(layers)}")
    owner = {record["id"]: name for name, (_, _, found) in layers.items() for record in found["features"]}
    shares, left_out = _shared_out(given, owner, layer)
    plans = []
    for name, share in shares.items():
        path, before, document = layers[name]
        adoption = adopt(
            document["features"],
            share,
            taken=owner,
            agreed=agreed,
            delete_missing=delete_missing,
            add_new=add_new,
        )
        plans.append(_layer_plan(name, path, before, document, adoption))
    return Plan(layers=tuple(plans), left_out=tuple(left_out), problems=_new_problems(folder, plans))


def save_plan(found: Plan) -> list[Saved]:
    """Save what a plan changes, layer by layer; what others saved meanwhile is merged in.

    Raises what `save_merged` raises.
    """
    return [
        save_merged(each.path, each.after, base=each.before)
        for each in found.layers
        if each.after != each.before
    ]


def lend(path: Path) -> bytes:
    """Give a layer as another program can carry it: every id also as a property, which programs keep.

    Raises NotGeoJson, Refused or SaveError where the layer cannot be read or is not sound.
    """
    document = _sound(parse(read(path)[0], str(path)), path)
    features = [
        each | {"properties": {"id": each["id"], **each["properties"]}} for each in document["features"]
    ]
    lent = {key: value for key, value in document.items() if key != "$schema"} | {"features": features}
    return (json.dumps(lent, ensure_ascii=False, indent=1) + "\n").encode()


def _layers(folder: Path) -> dict[str, tuple[Path, bytes, Record]]:
    found = {}
    catalog = parse(read(folder / "catalog.json")[0], "catalog.json")
    for record in catalog.get("layers", ()):
        path = folder / record["file"]
        body, _ = read(path)
        found[record["id"]] = (path, body, _sound(parse(body, str(path)), path))
    return found


def _sound(document: Any, path: Path) -> Record:
    """Take a layer only if every feature in it can be told from the others."""
    features = document.get("features") if isinstance(document, dict) else None
    fit = isinstance(features, list) and all(
        isinstance(each, dict)
        and isinstance(each.get("id"), str)
        and isinstance(each.get("properties"), dict)
        and "geometry" in each
        for each in features
    )
    if not isinstance(document, dict) or not isinstance(features, list) or not fit:
        raise NotGeoJson(f"{path} is not sound itself", "mend it first: aleppo check")
    twice = [i for i, times in Counter(each["id"] for each in features).items() if times > 1]
    if twice:
        raise NotGeoJson(f"{path} has the id {twice[0]!r} twice", "mend it first: aleppo check")
    return document


def _shared_out(
    given: list[Record], owner: Mapping[str, str], layer: str | None
) -> tuple[dict[str, list[Record]], list[str]]:
    """Give each layer its features; those without a known id go to the one layer that is meant."""
    homes = [next((owner[i] for i in ids_in(f) if i in owner), None) for f in given]
    met = list(dict.fromkeys(home for home in homes if home))
    meant = layer or (met[0] if len(met) == 1 else None)
    if not met and layer is None:
        raise NotGeoJson("no feature carries an id of the data", "name the layer with --layer")
    shares: dict[str, list[Record]] = {layer: []} if layer else {home: [] for home in met}
    left: Counter[str] = Counter()
    for feature, home in zip(given, homes, strict=True):
        place = home or meant
        if place in shares:
            shares[place].append(feature)
        else:
            left[
                f"belong to the layer {home}" if home else "have no known id; name their layer with --layer"
            ] += 1
    return shares, [f"{times} features {why}: not taken" for why, times in left.items()]


def _layer_plan(name: str, path: Path, before: bytes, document: Record, adoption: Adoption) -> LayerPlan:
    after, features = before, document["features"]
    if not same(adoption.features, features):
        text = json.dumps(document | {"features": adoption.features}, ensure_ascii=False)
        after = canonical(text.encode(), str(path))
        features = parse(after, str(path))["features"]
    old = {record["id"]: record["geometry"] for record in document["features"]}
    for wanted, rounded in zip(adoption.features, features, strict=True):
        was = old.get(wanted["id"])
        if was and same(rounded["geometry"], was) and not same(wanted["geometry"], was):
            said = "moved by less than its accuracy_m can tell: it stays where it is"
            adoption.left_out.append(f"{wanted['id']}: {said}")
    found = tuple(changes(document["features"], features))
    return LayerPlan(
        layer=name,
        path=path,
        before=before,
        after=after if found else before,
        adoption=adoption,
        changes=found,
    )


def _new_problems(folder: Path, plans: list[LayerPlan]) -> tuple[Problem, ...]:
    """Load the folder as it is and as it would be, and give the problems that are new."""
    if all(each.after == each.before for each in plans):
        return ()
    bodies = read_bodies(folder)
    new = {each.path.relative_to(folder).as_posix(): each.after for each in plans}
    known = {(p.file, p.rule, p.subject, p.message) for p in load_bodies(bodies)[1]}
    found = load_bodies({**bodies, **new})[1]
    return tuple(p for p in found if (p.file, p.rule, p.subject, p.message) not in known)
