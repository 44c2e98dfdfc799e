"""Readings in the cases that are easy to get wrong."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.disagreement import concerning, visible_disagreements
from dashboard.domain.lens import Clocks, Lens, every_lens
from dashboard.domain.timeline import State, read, voices_for, word_day
from dashboard.domain.vocabulary import AsserterGroup, Status
from tests.conftest import (
    ALL,
    ARTICLES_ONLY,
    DAY,
    annotation,
    dispute,
    feature,
    on,
    reading,
    source,
    speaker,
    world,
)


def test_a_lens_of_one_group_does_not_let_context_in() -> None:
    words = source(annotation(status="cut"), kind="context")
    dataset = world(words, asserters=(speaker("one", "monitor"),))
    road, clocks = dataset.features["road"], Clocks(DAY)
    assert read(dataset, road, clocks, Lens(False, AsserterGroup.MONITOR)).state is State.NO_CLAIM
    assert read(dataset, road, clocks, Lens(True, AsserterGroup.MONITOR)).state is State.CUT


def test_every_lens_is_offered_under_a_name_of_its_own() -> None:
    keys = [lens.key for lens in every_lens()]
    assert len(set(keys)) == len(keys) == 2 * (1 + len(AsserterGroup))


def test_a_denier_is_no_voice_for_what_he_denies() -> None:
    denial = annotation(id="no", mood="denied", status="cut", asserted_by=["two"])
    assert voices_for(reading(source(annotation(status="cut"), denial)), Status.CUT) == {"one"}


def _change(day: str, **given):  # type: ignore[no-untyped-def]
    return annotation(id="new", effect="change", valid=on(day), **given)


def test_a_change_for_two_audiences_sets_aside_a_word_for_one_of_them() -> None:
    old = annotation(id="old", status="open", for_whom=["un-aid"])
    change = _change("2016-09-05", status="cut", for_whom=["un-aid", "civilians"])
    assert reading(source(old, change)).state is State.CUT


def test_a_change_for_one_audience_does_not_set_aside_a_word_for_two() -> None:
    old = annotation(id="old", status="open", for_whom=["un-aid", "civilians"])
    change = _change("2016-09-05", status="cut", for_whom=["un-aid"])
    assert reading(source(old, change)).state is State.DISPUTED


def test_a_description_sets_nothing_aside() -> None:
    described = annotation(id="new", status="cut", effect="state", valid=on("2016-09-05"))
    found = reading(source(annotation(id="old", status="open"), described))
    assert found.state is State.DISPUTED
    assert found.axes[0].set_aside == ()


def test_a_denial_sets_nothing_aside() -> None:
    found = reading(
        source(annotation(id="old", status="open"), _change("2016-09-05", mood="denied", status="open"))
    )
    assert found.state is State.DISPUTED
    assert {s.id for s in found.behind} == {"old", "new"}


def test_an_earlier_word_with_a_loose_date_may_be_younger_than_the_change_and_stands() -> None:
    loose = source(annotation(id="old", status="open", valid=on("2016-09")), id="s1", published="2016-09-09")
    change = source(_change("2016-09-05", status="cut"), id="s2", published="2016-09-06")
    assert reading(loose, change).state is State.DISPUTED


def test_a_change_of_this_week_has_begun_by_the_day_it_is_printed() -> None:
    words = source(
        annotation(id="old", status="open"), _change("2016-W36", status="cut"), published="2016-09-07"
    )
    assert reading(words, as_of=date(2016, 9, 6)).state is State.DISPUTED
    assert reading(words, as_of=date(2016, 9, 7)).state is State.CUT


def test_what_was_set_aside_is_neither_behind_the_reading_nor_a_mention() -> None:
    found = reading(source(annotation(id="old", status="open"), _change("2016-09-05", status="cut")))
    assert [s.id for s in found.behind] == ["new"]
    assert found.mentions == ()


def test_a_denial_of_one_status_leaves_another_standing() -> None:
    denial = annotation(id="no", mood="denied", status="cut", asserted_by=["two"])
    assert reading(source(annotation(status="hindered"), denial)).state is State.HINDERED


def test_two_denials_are_no_dispute() -> None:
    denials = (annotation(id=status, mood="denied", status=status) for status in ("open", "cut"))
    assert reading(source(*denials)).state is State.NO_CLAIM


def test_a_dispute_shows_each_of_its_members() -> None:
    claims = (annotation(id=status, status=status) for status in ("open", "hindered", "cut"))
    found = reading(source(*claims))
    assert found.state is State.DISPUTED
    assert {s.id for s in found.behind} == {"open", "hindered", "cut"}


def test_any_two_statements_can_be_a_dispute_whatever_stands_between_them() -> None:
    found = reading(
        source(
            annotation(id="a", status="cut", for_whom=["un-aid"]),
            annotation(id="b", status="cut", for_whom=["civilians"]),
            annotation(id="c", status="open", for_whom=["un-aid"]),
        )
    )
    assert found.state is State.DISPUTED


@pytest.mark.parametrize(
    ("worst", "better"),
    [("cut", "hindered"), ("hindered", "open"), ("besieged", "siege-broken"), ("divided", "held-by-isil")],
)
def test_where_two_audiences_differ_the_worst_is_drawn(worst: str, better: str) -> None:
    found = reading(
        source(
            annotation(id="a", status=better, for_whom=["government-side"]),
            annotation(id="b", status=worst, for_whom=["opposition-side"]),
        )
    )
    assert found.state == worst


def test_a_claimed_thing_stays_when_what_was_said_of_it_has_ended() -> None:
    ended = reading(source(annotation(valid=on("2016-09-01", "2016-09-05"))), presence="claimed")
    assert ended.present
    assert ended.state is State.NO_CLAIM


def test_a_proposal_does_not_hide_a_claimed_status() -> None:
    said = source(annotation(id="a", status="cut"), annotation(id="b", mood="proposed"))
    assert reading(said, presence="claimed").state is State.CUT


def test_a_proposal_stays_a_proposal_after_its_day_and_is_no_mention() -> None:
    past = source(annotation(mood="proposed", valid=on("2016-09-01", "2016-09-05")))
    assert [s.id for s in reading(past).proposals] == ["a"]
    standing = reading(source(annotation(mood="proposed")))
    assert [s.id for s in standing.proposals] == ["a"]
    assert standing.mentions == ()


def test_a_forecast_denies_nothing() -> None:
    forecast = annotation(id="no", mood="denied", voice="forecast", status="cut")
    assert reading(source(annotation(status="cut"), forecast)).state is State.CUT


def test_a_statement_with_an_end_speaks_for_each_day_until_then() -> None:
    bounded = source(annotation(status="cut", valid=on("2016-09-01", "2016-09-20")), published="2016-09-25")
    found = reading(bounded)
    assert found.age_days == 0
    (statement,) = found.behind
    assert word_day(statement, date(2016, 9, 30)) == date(2016, 9, 19)


def test_no_statement_is_the_word_of_a_day_after_its_publication() -> None:
    expecting = source(annotation(status="cut", valid=on("2016-09-01", "2016-09-20")), published="2016-09-04")
    found = reading(expecting)
    assert found.age_days == 6
    (statement,) = found.behind
    assert word_day(statement, date(2016, 9, 3)) == date(2016, 9, 3)


def test_the_age_is_that_of_the_newest_word() -> None:
    words = source(
        annotation(id="a", status="cut", valid=on("2016-09-01")),
        annotation(id="b", status="cut", valid=on("2016-09-05")),
    )
    assert reading(words).age_days == 5


def test_an_open_carries_as_long_as_its_newest_claim() -> None:
    words = source(
        annotation(id="a", status="open", valid=on("2016-07-01")),
        annotation(id="b", status="open", valid=on("2016-09-05")),
    )
    assert reading(words).state is State.OPEN


def test_a_denial_does_not_keep_an_old_open_alive() -> None:
    words = source(
        annotation(id="a", status="open", valid=on("2016-07-01")),
        annotation(id="b", status="cut", mood="denied", valid=on("2016-09-05")),
    )
    assert reading(words).state is State.NO_CLAIM


def test_a_denial_says_nothing_of_those_nobody_calls_free_to_pass() -> None:
    words = source(
        annotation(id="a", status="open", for_whom=["un-aid"]),
        annotation(id="b", status="cut", mood="denied"),
    )
    assert reading(words).state is State.OPEN_TO_SOME


def _three_positions() -> Dataset:
    papers = [
        source(annotation(id=f"a{n}"), id=f"s{n}", published=f"2016-09-0{n}", kind=kind)
        for n, kind in ((1, "article"), (2, "article"), (3, "context"), (4, "article"))
    ]
    return replace(world(*papers), disagreements=(dispute(["a1", "a4"], ["a2"], ["a3"]),))


def test_a_disagreement_shows_every_position_that_can_be_seen_and_no_other() -> None:
    (seen,) = visible_disagreements(_three_positions(), date.max, ALL)
    assert [[m.id for m in p.members] for p in seen.positions] == [["a1", "a4"], ["a2"], ["a3"]]
    (seen,) = visible_disagreements(_three_positions(), date(2016, 9, 3), ARTICLES_ONLY)
    assert [[m.id for m in p.members] for p in seen.positions] == [["a1"], ["a2"]]


def test_a_disagreement_concerns_each_of_its_members_and_nobody_else() -> None:
    seen = visible_disagreements(_three_positions(), date.max, ALL)
    assert concerning(seen, ["a4"]) == seen
    assert concerning(seen, ["another"]) == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"valid": on("2016-09-05", "2016-09-01")}, "before it begins"),
        (
            {
                "figures": [
                    {"what": "killed", "low": 9, "high": 2, "qualifier": "q", "unit": "u", "about": "road"}
                ]
            },
            "low is greater than high",
        ),
    ],
)
def test_a_statement_that_cannot_be_meant_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        annotation(**given)


def test_a_loose_end_is_the_first_day_it_can_mean() -> None:
    until = source(annotation(status="cut", valid=on("2016-08-20", "2016-09")))
    assert reading(until, as_of=date(2016, 8, 31)).state is State.CUT
    assert reading(until, as_of=date(2016, 9, 1)).state is State.NO_CLAIM


def test_a_geometry_says_how_sharp_it_is_and_without_one_there_is_nothing_to_say() -> None:
    with pytest.raises(ValueError, match="needs precision and accuracy_m"):
        feature(accuracy_m=None)
    with pytest.raises(ValueError, match="has no precision"):
        feature(geometry=None, precision="exact", accuracy_m=30)


def test_no_accuracy_is_wider_than_a_country() -> None:
    with pytest.raises(ValueError, match="less than or equal to 1000000"):
        feature(accuracy_m=1_000_001)
