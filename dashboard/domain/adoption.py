"""A layer taken back from another program: found by id, what was dropped restored, what was changed kept."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from dashboard.domain import foreign, retrace
from dashboard.domain.adoption_words import quoted
from dashboard.domain.merging import same
from dashboard.domain.newcomers import REQUIRED, WITH_GEOMETRY, Newcomer, name_anew, newcomer

NEAR_M = 5_000.0

Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A feature without a known id that may be one of ours, by name and nearness; only a person can tell.

    `apart_m` is the distance to ours, None where one of them has no place.
    """

    name: str
    feature_id: str
    apart_m: float | None


@dataclass(slots=True, kw_only=True)
class Adoption:
    """What adopting a file would do: the features of the layer afterwards, and what is to be told.

    `left_out` says what of the file is not taken, and why; `missing` names the features that the file does
    not have and that stay.
    """

    features: list[Record] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def adopt(
    present: list[Record],
    given: list[Record],
    *,
    taken: Collection[str],
    agreed: Collection[str] = (),
    delete_missing: bool = False,
    add_new: bool = False,
) -> Adoption:
    """Take features that another program wrote back into a layer.

    `present` are the features of the layer, `given` those of the file, `taken` the ids of all layers. A
    feature belongs to the one whose id it carries, as its id or as the property `id`; without one, to the one
    that it equals. A name alone is a question, done only where the id of ours is in `agreed`. What the file
    lacks stays, unless `delete_missing`: then what has a geometry goes; programs drop what has none. New
    features are added when they lack nothing, or with `add_new`.
    """
    done = Adoption()
    sound = [f for f in given if not retrace.fault_of(f.get("geometry"))]
    step = foreign.step_deg(sound)
    ours = {record["id"]: record for record in present}
    found = _matched(ours, given, step, agreed, done)
    for feature_id, record in ours.items():
        if feature_id in found:
            done.features.append(_merged(record, found[feature_id], step, done))
        elif not delete_missing or record["geometry"] is None:
            done.missing.append(feature_id)
            done.features.append(record)
    _tell_what_is_not_ours(given, done)
    name_anew(done.newcomers, taken)
    done.features += [each.record for each in done.newcomers if add_new or not each.needs]
    return done


def _matched(
    ours: dict[str, Record], given: list[Record], step: float, agreed: Collection[str], done: Adoption
) -> dict[str, Record]:
    """Find which of ours each feature is; what stays open goes to questions, newcomers and left out."""
    claims = [[i for i in foreign.ids_in(f) if i in ours] for f in given]
    times = Counter(claim for each in claims for claim in set(each))
    found: dict[str, Record] = {}
    without: list[int] = []
    for number, (feature, claimed) in enumerate(zip(given, claims, strict=True)):
        if len(claimed) > 1:
            done.left_out.append(f"a feature says that it is {claimed[0]} and {claimed[1]}: it is not taken")
        elif claimed and times[claimed[0]] > 1:
            said = f"{claimed[0]}: {times[claimed[0]]} features say that they are it: it stays as it is"
            if said not in done.left_out:
                done.left_out.append(said)
        elif claimed:
            found[claimed[0]] = feature
        else:
            without.append(number)
    kept = {claim for each in claims for claim in each}
    free = {i: record for i, record in ours.items() if i not in kept}
    called: dict[str, list[Record]] = {}
    for record in free.values():
        called.setdefault(foreign.name_of(record), []).append(record)
    for number in without:
        alike = [r for r in called.get(foreign.name_of(given[number]), ()) if r["id"] in free]
        equal = _equal(alike, given[number], step)
        if equal is not None:
            found[equal] = given[number]
            del free[equal]
    known = {id(feature) for feature in found.values()}
    _ask(free, [n for n in without if id(given[n]) not in known], given, agreed, found, done)
    return found


def _equal(alike: list[Record], feature: Record, step: float) -> str | None:
    """Find the one that a feature equals in all that it has: taking it for that one changes nothing."""
    equal = []
    for record in alike:
        trial = Adoption()
        if same(_merged(record, feature, step, trial), record) and not trial.left_out:
            equal.append(record["id"])
    return equal[0] if len(equal) == 1 else None


def _ask(
    free: dict[str, Record],
    numbers: list[int],
    given: list[Record],
    agreed: Collection[str],
    found: dict[str, Record],
    done: Adoption,
) -> None:
    """Ask about those whose name is the name of one of ours only; the others are new."""
    names = Counter(map(foreign.name_of, free.values()))
    new_names = Counter(foreign.name_of(given[number]) for number in numbers)
    by_name = {foreign.name_of(record): i for i, record in free.items()}
    for number in numbers:
        feature = given[number]
        name = foreign.name_of(feature)
        if name and names[name] == 1 == new_names[name]:
            feature_id = by_name[name]
            apart = retrace.apart_m(retrace.shaped(feature.get("geometry")), free[feature_id]["geometry"])
            if apart is None or apart <= NEAR_M:
                if feature_id in agreed:
                    found[feature_id] = feature
                else:
                    done.questions.append(Question(name=name, feature_id=feature_id, apart_m=apart))
                continue
        done.newcomers.append(newcomer(feature))


def _merged(record: Record, feature: Record, step: float, done: Adoption) -> Record:
    """Put what somebody changed into a record of ours; what the program dropped stays."""
    feature_id, before = record["id"], record["properties"]
    after = dict(before)
    for key, value in foreign.own_properties(feature).items():
        if key in before:
            now = foreign.retyped(value, before[key])
            if not same(now, before[key]):
                after[key] = now
        elif key in foreign.KNOWN:
            after[key] = foreign.typed(key, value)
    for key in foreign.cleared(feature) & before.keys():
        if key in REQUIRED or (key in WITH_GEOMETRY and record["geometry"] is not None):
            done.left_out.append(f"{feature_id}: {key} is empty, and is needed: {quoted(before[key])} stays")
        else:
            del after[key]
    geometry = _geometry(record, feature, after, step, done)
    if record["geometry"] is None and geometry is not None:
        after.pop("why_unlocated", None)
    return record | {"properties": after, "geometry": geometry}


def _geometry(record: Record, feature: Record, after: Record, step: float, done: Adoption) -> Any:
    before, given = record["geometry"], feature.get("geometry")
    if given is None:
        if before is not None:
            done.left_out.append(f"{record['id']}: its geometry was lost on the way, the present one stays")
        return before
    found = retrace.shaped(given, before["type"] if before else None)
    if fault := retrace.fault_of(found):
        done.left_out.append(f"{record['id']}: {fault}: the present geometry stays")
        return before
    if before is not None:
        return retrace.retrace(found, before, step)
    lacking = sorted(WITH_GEOMETRY - after.keys())
    if lacking:
        said = f"is unplaced here and placed in the file, without {' and '.join(lacking)}: it stays unplaced"
        done.left_out.append(f"{record['id']}: {said}")
        for key in WITH_GEOMETRY - record["properties"].keys():
            after.pop(key, None)
        return None
    return found


def _tell_what_is_not_ours(given: Iterable[Record], done: Adoption) -> None:
    """Name the properties that the data does not know; they are not taken, and not passed over in silence."""
    strange: dict[str, list[Any]] = {}
    for feature in given:
        for key, value in foreign.own_properties(feature).items():
            if key not in foreign.KNOWN:
                strange.setdefault(key, []).append(value)
    for key, values in strange.items():
        said = f"the property {key!r} is not known here and not taken: {quoted(values[0])}"
        more = f" and {len(values) - 1} more" if len(values) > 1 else ""
        done.left_out.append(said + more)
