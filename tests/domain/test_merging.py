"""Merging: what either side did is done or named, never lost, whichever side is called mine."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.conflicts import plain, word
from dashboard.domain.merging import ABSENT, ORDER, SETS, WHOLE, Conflict, key_of, merge, same

IDS = ("a", "b", "c", "d", "e")
TEXT = st.sampled_from(["", "x", "y", "z", "é"])
LEAF = st.one_of(TEXT, st.integers(0, 3), st.booleans(), st.none(), st.sampled_from([0.0, 1.0, 2.5]))
GEOMETRY = st.one_of(
    st.none(), st.builds(lambda x, y: {"type": "Point", "coordinates": [x, y]}, *(st.integers(0, 2),) * 2)
)
MEMBERS = st.dictionaries(st.sampled_from(["name", "note", "precision", "accuracy_m", "strange"]), LEAF)


def records(of: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    together = st.tuples(st.permutations(IDS), st.lists(of, max_size=5))
    return together.map(lambda pair: [{"id": i, **each} for i, each in zip(*pair, strict=False)])


FEATURE = st.fixed_dictionaries({"properties": MEMBERS, "geometry": GEOMETRY})
NAMES = st.lists(st.sampled_from(["p", "q", "r"]), unique=True)
ANNOTATION = st.fixed_dictionaries(
    {"about": NAMES, "says": st.dictionaries(st.sampled_from(["en", "ar"]), TEXT)},
    optional={
        "valid": st.dictionaries(st.sampled_from(["from", "to"]), TEXT),
        "asserted_by": NAMES,
        "figures": st.lists(
            st.builds(lambda w, n: {"what": w, "about": "p", "low": n}, st.sampled_from("uvw"), LEAF),
            max_size=3,
        ),
        "foreign": st.recursive(LEAF, lambda inner: st.lists(inner, max_size=2)),
    },
)
LAYER = st.fixed_dictionaries(
    {"type": st.just("FeatureCollection"), "features": records(FEATURE)},
    optional={"foreign": MEMBERS},
)
SOURCE = st.fixed_dictionaries({"id": st.just("s"), "title": TEXT, "annotations": records(ANNOTATION)})
THREE = st.one_of(st.tuples(LAYER, LAYER, LAYER), st.tuples(SOURCE, SOURCE, SOURCE))


def flat(value: Any, place: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Give every value that is merged as one, by its place; an element of a set stands for itself."""
    name = place[-1] if place else ""
    if name not in WHOLE and isinstance(value, dict):
        found = {(*place, "{}"): True}
        for key, each in value.items():
            found |= flat(each, (*place, key))
        return found
    if name in SETS and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return {(*place, each): each for each in value}
    if isinstance(value, list):
        keys = [key_of(each, name) for each in value]
        if all(keys) and len(set(keys)) == len(keys):
            found = {}
            for key, each in zip(keys, value, strict=True):
                found |= flat(each, (*place, key))
            return found
    return {place: value}


def is_named(place: tuple[str, ...], conflicts: tuple[Conflict, ...]) -> bool:
    return any(place[: len(c.place)] == c.place for c in conflicts)


@given(THREE)
@settings(deadline=None)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(three: tuple[Any, Any, Any]) -> None:
    base, x, _ = three
    for given_, wanted in (((base, base, x), x), ((base, x, base), x), ((base, x, x), x)):
        merged = merge(*given_)
        assert (merged.document, merged.conflicts) == (wanted, ())


@given(THREE)
@settings(max_examples=300, deadline=None)
def test_every_change_of_either_side_is_in_the_merged_document_or_named(three: tuple[Any, Any, Any]) -> None:
    before = copy.deepcopy(three)
    merged = merge(*three)
    assert three == before
    base, mine, theirs, found = (flat(each) for each in (*three, merged.document))
    for side, other in ((mine, theirs), (theirs, mine)):
        for place, value in side.items():
            if not same(base.get(place, ABSENT), value):
                done = same(found.get(place, ABSENT), value)
                assert done or is_named(place, merged.conflicts), (place, value)
        for place in base.keys() - side.keys():
            untouched = same(other.get(place, ABSENT), base[place])
            assert place not in found or is_named(place, merged.conflicts) or not untouched, place
    for place in found:
        assert place in mine or place in theirs, f"{place} is in no version"


@given(THREE)
@settings(max_examples=300, deadline=None)
def test_it_does_not_matter_which_side_is_mine_where_nothing_conflicts(three: tuple[Any, Any, Any]) -> None:
    base, one, other = three
    left, right = merge(base, one, other), merge(base, other, one)
    assert {c.place for c in left.conflicts} == {c.place for c in right.conflicts}
    swapped = {c.place: (c.theirs, c.mine) for c in right.conflicts}
    assert all(same(list(swapped[c.place]), [c.mine, c.theirs]) for c in left.conflicts)
    a, b = flat(left.document), flat(right.document)
    for place in a.keys() | b.keys():
        assert same(a.get(place, ABSENT), b.get(place, ABSENT)) or is_named(place, left.conflicts), place


@given(THREE)
@settings(deadline=None)
def test_a_conflict_says_what_stands_in_the_document(three: tuple[Any, Any, Any]) -> None:
    merged = merge(*three)
    assert len({conflict.place for conflict in merged.conflicts}) == len(merged.conflicts)
    for conflict in merged.conflicts:
        assert not same(conflict.mine, conflict.theirs)
        said = word(conflict, merged.document)
        assert said.member or said.subject
        assert "theirs stays" not in said.fix or conflict.mine is ABSENT


def layer(*features: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}


def place(feature_id: str = "a", at: Any = (1, 2), **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": list(at)} if at else None
    return {"type": "Feature", "id": feature_id, "properties": properties, "geometry": geometry}


def ids(document: Any) -> list[str]:
    return [each["id"] for each in document["features"]]


def test_two_members_of_one_record_merge() -> None:
    merged = merge(layer(place(name="A", kind="t")), layer(place(name="B", kind="t")), layer(place(name="A")))
    assert merged.document == layer(place(name="B"))
    assert merged.conflicts == ()


def test_two_different_changes_of_one_member_conflict_and_mine_stays() -> None:
    merged = merge(layer(place(name="A")), layer(place(name="B")), layer(place(name="C", note="n")))
    assert merged.document == layer(place(name="B", note="n"))
    (conflict,) = merged.conflicts
    assert plain(conflict) == {
        "place": ["features", "a", "properties", "name"],
        "base": "A",
        "mine": "B",
        "theirs": "C",
    }
    assert word(conflict, merged.document) == (
        "a",
        "properties.name",
        'properties.name: mine has "B", theirs has "C" (before: "A")',
        "mine stays; change it if theirs is right",
    )


@pytest.mark.parametrize("mine_removed", [True, False])
def test_a_removal_never_wins_over_a_change(mine_removed: bool) -> None:
    base, gone, changed = layer(place(name="A")), layer(), layer(place(name="B"))
    merged = merge(base, gone, changed) if mine_removed else merge(base, changed, gone)
    assert merged.document == changed
    said = word(merged.conflicts[0], merged.document)
    whose = ("mine", "theirs") if mine_removed else ("theirs", "mine")
    assert said.subject == "a"
    assert f"{whose[0]} has nothing" in said.message
    assert said.fix == f"{whose[1]} stays, changed; remove it if that is right"


def test_a_removal_of_what_nobody_changed_is_done() -> None:
    merged = merge(layer(place("a"), place("b")), layer(place("b")), layer(place("a"), place("b", name="B")))
    assert (merged.document, merged.conflicts) == (layer(place("b", name="B")), ())


def test_additions_of_both_sides_stand_where_they_were_added() -> None:
    base = layer(place("a"), place("b"), place("c"))
    mine = layer(place("a"), place("m"), place("b"), place("c"), place("n"))
    theirs = layer(place("t"), place("a"), place("u"), place("b"), place("c"), place("v"))
    assert ids(merge(base, mine, theirs).document) == ["t", "a", "m", "u", "b", "c", "n", "v"]


def test_the_order_of_the_side_that_changed_it_is_taken_and_two_orders_conflict() -> None:
    base, turned = layer(*map(place, "abc")), layer(*map(place, "cba"))
    added = layer(*map(place, "abxc"))
    assert ids(merge(base, added, turned).document) == ["c", "b", "x", "a"]
    merged = merge(base, turned, layer(*map(place, "bac")))
    assert ids(merged.document) == ["c", "b", "a"]
    (conflict,) = merged.conflicts
    assert conflict.place == ("features", ORDER)
    said = word(conflict, merged.document)
    assert said.message == "features: each side put the records in another order"


def test_a_geometry_is_one_value() -> None:
    merged = merge(layer(place(at=(1, 2))), layer(place(at=(1, 3))), layer(place(at=(2, 2))))
    assert merged.document == layer(place(at=(1, 3)))
    assert merged.conflicts[0].place == ("features", "a", "geometry")


def test_no_geometry_gets_the_accuracy_of_the_other_side() -> None:
    base = layer(place(at=(1, 2), accuracy_m=500, precision="inferred"))
    mine = layer(place(at=(1, 3), accuracy_m=500, precision="inferred"))
    theirs = layer(place(at=(1, 2), accuracy_m=30, precision="exact", name="A"))
    merged = merge(base, mine, theirs)
    assert merged.document == layer(place(at=(1, 3), accuracy_m=500, precision="inferred", name="A"))
    assert {c.place[-1] for c in merged.conflicts} == {"geometry", "precision", "accuracy_m"}
    assert theirs == layer(place(at=(1, 2), accuracy_m=30, precision="exact", name="A"))


def test_a_valid_time_is_one_value_and_a_chain_of_asserters_too() -> None:
    def said(**given_: Any) -> Any:
        return {"id": "s", "annotations": [{"id": "x", **given_}]}

    base = said(valid={"from": "2016-09-01", "printed": "today"}, asserted_by=["a", "b"])
    mine = said(valid={"from": "2016-09-02", "printed": "today"}, asserted_by=["a", "c", "b"])
    theirs = said(valid={"from": "2016-09-01", "to": "2016-09-03", "printed": "today"}, asserted_by=["a"])
    merged = merge(base, mine, theirs)
    assert merged.document == mine
    assert [c.place[-1] for c in merged.conflicts] == ["valid", "asserted_by"]


def test_sets_take_additions_and_removals_of_both_sides() -> None:
    base, mine, theirs = (
        {"id": "s", "annotations": [{"id": "x", "about": each.split()}]}
        for each in ("a b c", "a c m", "t b c")
    )
    merged = merge(base, mine, theirs)
    assert merged.document["annotations"][0]["about"] == ["t", "c", "m"]
    assert merged.conflicts == ()


def test_figures_are_told_apart_by_what_they_count_and_positions_by_what_they_say() -> None:
    def doc(low: int, *members: str) -> Any:
        figure = {"what": "killed", "about": "syria", "low": low}
        other = {"what": "fled", "about": "syria", "low": 1}
        return {"disagreements": [{"id": "d", "positions": [{"says": {"en": "Many"}, "members": [*members]}],
                                   "figures": [figure, other]}]}  # fmt: skip

    merged = merge(doc(1, "x"), doc(2, "x"), doc(1, "x", "y"))
    assert (merged.document, merged.conflicts) == (doc(2, "x", "y"), ())


def test_both_may_add_the_same_record() -> None:
    merged = merge(layer(), layer(place(name="A", note="n")), layer(place(name="A", kind="k")))
    assert (merged.document, merged.conflicts) == (layer(place(name="A", note="n", kind="k")), ())


def test_true_is_not_one_and_one_is_one_point_zero() -> None:
    assert same([1, {"a": 2.0}], [1.0, {"a": 2}])
    assert not same([True], [1])
    assert not same({"a": None}, {})


@pytest.mark.parametrize("broken", [None, [], "text", {"features": "none"}, {"features": [{"no": "id"}]}])
def test_what_is_no_data_file_is_one_value(broken: Any) -> None:
    base, mine = layer(place()), layer(place(name="A"))
    merged = merge(base, mine, broken)
    assert len(merged.conflicts) == 1 or isinstance(broken, dict)
    assert not same(merged.document, base)
