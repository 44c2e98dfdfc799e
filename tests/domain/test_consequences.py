"""Consequences: which answers change for readers, and on which days of both clocks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.differences.compare import differences
from dashboard.domain.differences.consequences import consequences
from dashboard.domain.differences.corridors import compare_corridors
from dashboard.domain.differences.readings import compare_readings
from dashboard.domain.lens import Clocks
from dashboard.domain.model import Annotation, Disagreement, Feature
from dashboard.domain.rules import Problem
from dashboard.domain.timeline import read
from dashboard.i18n.consequence_wording import NOBODY, headlines, worded_consequences
from tests.conftest import annotation, dispute, feature, on, source, world


def said(before: Dataset, after: Dataset) -> list[str]:
    return worded_consequences(consequences(before, after))


def with_annotation(dataset: Dataset, annotation_id: str, **given: Any) -> Dataset:
    """Give the data with some members of one annotation set otherwise."""
    owner = dataset.statement[annotation_id].source
    changed = tuple(
        Annotation.model_validate({**a.model_dump(by_alias=True), **given}) if a.id == annotation_id else a
        for a in owner.annotations
    )
    return replace(
        dataset, sources={**dataset.sources, owner.id: owner.model_copy(update={"annotations": changed})}
    )


def with_feature(dataset: Dataset, feature_id: str, geometry: Any = ..., **given: Any) -> Dataset:
    old = dataset.features[feature_id].model_dump(by_alias=True)
    made = {**old, "properties": {**old["properties"], **given}}
    if geometry is not ...:
        made["geometry"] = geometry
    return replace(dataset, features={**dataset.features, feature_id: Feature.model_validate(made)})


def test_the_same_data_change_nothing_for_anybody(shipped: Dataset) -> None:
    assert said(shipped, shipped) == [NOBODY]


def test_a_status_that_changes_is_told_with_both_clocks() -> None:
    before = world(
        source(annotation(status="hindered", valid=on("2016-09-07", "2016-09-09")), published="2016-09-08")
    )
    after = with_annotation(before, "a", status="cut")
    assert said(before, after) == [
        "road, articles only: known by 8 September 2016 or later, 7 to 8 September 2016: hindered → cut",
        "road, with context: known by 8 September 2016 or later, 7 to 8 September 2016: hindered → cut",
    ]


def test_a_change_in_context_is_not_told_of_the_articles_only() -> None:
    before = world(
        source(annotation(status="hindered", valid=on("2016-09-07", "2016-09-09")), kind="context")
    )
    (only,) = said(before, with_annotation(before, "a", status="cut"))
    assert only.startswith("road, with context: ")


def test_a_proposal_changes_no_status_and_that_is_said() -> None:
    before = world(source(annotation(mood="proposed")))
    after = with_annotation(before, "a", says={"en": "Other words."})
    assert said(before, after) == [
        "no answer about any place, corridor or disagreement changes on any day; 1 text or drawing differs"
    ]


def test_a_claimed_thing_is_gone_for_good_when_its_only_proposal_is() -> None:
    """A proposal goes on being one after the days that it speaks of."""
    thing = (feature(presence="claimed"),)
    before = world(source(annotation(mood="proposed", valid=on("2016-09-05", "2016-09-07"))), features=thing)
    assert said(before, world(source(), features=thing))[0] == (
        "road, articles only: known by 1 September 2016 or later, 5 to 20 September 2016: "
        "no longer there, was proposed"
    )


def test_what_only_checks_read_no_reader_sees() -> None:
    before = world(source(annotation()))
    assert said(before, with_annotation(before, "a", key_terms=("road",))) == [NOBODY]


def test_a_later_word_splits_the_known_by_clock() -> None:
    later = source(
        annotation(id="b", status="open", valid=on("2016-09-07"), effect="change"),
        id="t",
        published="2016-09-10",
    )
    first = source(annotation(status="hindered", valid=on("2016-09-02")), published="2016-09-03")
    before = world(first, later)
    after = with_annotation(before, "a", status="cut")
    articles = [sentence for sentence in said(before, after) if ", articles only" in sentence]
    assert articles == [
        "road, articles only: known by 3 to 9 September 2016, 2 to 20 September 2016: hindered → cut",
        "road, articles only: known by 10 September 2016 or later, 2 to 6 September 2016: hindered → cut",
    ]


def test_what_was_published_after_the_days_of_the_map_is_told_as_hindsight() -> None:
    before = world(source(annotation(status="hindered", valid=on("2016-09-07")), published="2017-03-01"))
    found = said(before, with_annotation(before, "a", status="cut"))
    assert found[0] == "road, articles only: with all that is known, 7 to 20 September 2016: hindered → cut"


def test_days_outside_the_map_are_not_told() -> None:
    before = world(source(annotation(status="hindered", valid=on("2015-01-01", "2015-02-01"))))
    assert said(before, with_annotation(before, "a", status="cut"))[0].startswith("no answer about")


def test_the_same_status_from_other_mouths_is_told() -> None:
    before = world(source(annotation(status="cut")))
    after = world(source(annotation(status="cut"), annotation(id="b", status="cut")))
    assert said(before, after)[0] == "road, articles only: the same status rests on 1 statement → 2"


def test_every_cell_of_both_clocks_agrees_with_the_readings_themselves(shipped: Dataset) -> None:
    after = with_annotation(shipped, "cnn-castello-access-unsettled", status="cut")
    found = compare_readings(shipped, after).changes
    assert found
    for change in found:
        for day in (change.as_of[0], date.fromordinal(change.as_of[1].toordinal() - 1)):
            clocks = Clocks(day, date.max if change.in_hindsight else change.known_by[0])
            states = [
                read(d, d.features[change.feature_id], clocks, change.lens).state for d in (shipped, after)
            ]
            assert states == [change.before.state, change.after.state]


def test_outside_the_told_spans_no_reading_differs(shipped: Dataset) -> None:
    after = with_annotation(shipped, "cnn-castello-access-unsettled", status="cut")
    found = [c for c in compare_readings(shipped, after).changes if c.feature_id == "castello-road"]
    for lens in {change.lens for change in found}:
        for n in range(0, 82, 3):
            for known in (5, 20, 40, 69, 75, 81, 900):
                day, known_by = (date.fromordinal(date(2016, 7, 1).toordinal() + k) for k in (n, known))
                told = any(
                    c.lens == lens
                    and c.as_of[0] <= day < c.as_of[1]
                    and c.known_by[0] <= known_by < c.known_by[1]
                    for c in found
                )
                states = {
                    read(d, d.features["castello-road"], Clocks(day, known_by), lens).state
                    for d in (shipped, after)
                }
                assert (len(states) == 2) is told, (lens, day, known_by)


def test_a_cut_castello_road_changes_what_blocks_a_un_convoy(shipped: Dataset) -> None:
    after = with_annotation(shipped, "cnn-castello-access-unsettled", status="cut")
    after = with_annotation(after, "cnn-castello-distrust-holds-up-supplies", status="cut")
    assert (
        "for UN aid, articles only, 7 to 20 September 2016, as known on the day and with all that is known: "
        "blocked by castello-road hindered → cut"
    ) in said(shipped, after)


def test_roads_that_are_said_to_be_open_make_a_way(shipped: Dataset) -> None:
    """Everything that the smallest unlocking set names, said to be open by one statement, opens a way."""
    about = ("castello-road", "seg-jandoul-aleppo-east", "western-road")
    given = annotation(
        id="opening",
        about=(*about,),
        status="open",
        effect="change",
        valid=on("2016-09-09", "2016-09-11"),
        topics=("access",),
    )
    broken = annotation(
        id="broken",
        about=("aleppo-east",),
        status="siege-broken",
        effect="change",
        valid=on("2016-09-09", "2016-09-11"),
    )
    new = source(given, broken, id="new", published="2016-09-09")
    after = replace(shipped, sources={**shipped.sources, "new": new})
    found = [c for c in compare_corridors(shipped, after) if c.delta.passes == (False, True)]
    assert {(c.whom.value, c.lens.context) for c in found} >= {("un-aid", False)}
    assert any("a way exists now by what sources say" in sentence for sentence in said(shipped, after))


def test_a_note_asks_no_corridor(shipped: Dataset) -> None:
    assert compare_corridors(shipped, with_feature(shipped, "castello-road", note="another note")) == ()


def test_a_segment_that_is_taken_away_changes_corridors(shipped: Dataset) -> None:
    features = {k: v for k, v in shipped.features.items() if k != "seg-jandoul-aleppo-east"}
    found = compare_corridors(shipped, replace(shipped, features=features))
    assert any("seg-jandoul-aleppo-east" in {place for place, _ in c.delta.blockers_gone} for c in found)


def disputed(*disagreements: Disagreement) -> Dataset:
    found = world(source(annotation(), annotation(id="b"), annotation(id="c")))
    return replace(found, disagreements=disagreements)


def test_disagreements_that_appear_vanish_or_change_members_are_told_once() -> None:
    before = disputed(
        dispute(["a"], ["b"], disagreement_id="old"), dispute(["a"], ["b"], disagreement_id="kept")
    )
    after = disputed(
        dispute(["a", "c"], ["b"], disagreement_id="kept"), dispute(["a"], ["c"], disagreement_id="new")
    )
    assert [s for s in said(before, after) if "How many?" in s] == [
        "old (“How many?”), articles only: vanishes",
        "kept (“How many?”), articles only: c joins",
        "new (“How many?”), articles only: appears",
    ]


def test_what_is_no_longer_placed_is_told() -> None:
    before, after = world(features=(feature(),)), world(features=(feature(geometry=None),))
    assert said(before, after) == ["no longer drawn, now in the tray of unplaced things: road"]
    assert said(after, before) == ["drawn now, and no longer in the tray of unplaced things: road"]


def test_problems_that_appear_and_go_are_told() -> None:
    one = Problem("layers/a.geojson", "outside-extent", "lies outside", "move it", subject="x")
    other = Problem("layers/a.geojson", "repeated-id", "stands twice", "rename one", subject="y")
    found = worded_consequences(consequences(world(), world(), [one], [other]))
    assert found == [NOBODY, "repeated-id appears at y: “stands twice”", "outside-extent is gone at x"]


def test_the_headline_says_status_source_and_drawing_in_one_line(shipped: Dataset) -> None:
    about = ("castello-road",)
    cut = annotation(id="new-cut", about=about, status="cut", effect="change", valid=on("2016-09-08"))
    after = replace(
        shipped, sources={**shipped.sources, "new": source(cut, id="new", published="2016-09-08")}
    )
    line = [list(p) for p in shipped.features["castello-road"].geometry["coordinates"]]  # type: ignore[index]
    for number in (4, 5, 6):
        line[number][1] += 0.00036
    after = with_feature(after, "castello-road", {"type": "LineString", "coordinates": line})
    found = differences(shipped, after)
    (only,) = headlines(found, consequences(shipped, after))
    assert only.startswith(
        "castello-road: hindered → cut from 2016-09-08, source added, 3 vertices moved at most 40 m"
    )


@pytest.mark.parametrize("name", ["castello-road", "aleppo-east"])
def test_removing_a_feature_is_told_as_its_absence(shipped: Dataset, name: str) -> None:
    after = replace(shipped, features={k: v for k, v in shipped.features.items() if k != name})
    # Its statements stay: only the thing that they are about is gone, and every reading with it.
    found = [c for c in compare_readings(shipped, after).changes if c.feature_id == name]
    assert found
    assert all(change.after.state is None for change in found)
