"""The as-of answers that the shipped data must give."""

from datetime import date

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens, admitted, every_lens
from dashboard.domain.timeline import Reading, State, read, voices_for
from dashboard.domain.vocabulary import Mood, Presence, Status

ARTICLES_ONLY = Lens(context=False)
WITH_CONTEXT = Lens(context=True)


def ask(dataset: Dataset, feature: str, as_of: str, known_by: str, lens: Lens = ARTICLES_ONLY) -> Reading:
    clocks = Clocks(date.fromisoformat(as_of), date.fromisoformat(known_by))
    return read(dataset, dataset.features[feature], clocks, lens)


def test_the_castello_road_has_no_claim_on_4_september_as_known_then(shipped: Dataset) -> None:
    reading = ask(shipped, "castello-road", "2016-09-04", "2016-09-04")
    assert reading.state is State.NO_CLAIM
    assert reading.axes == ()


def test_the_castello_road_is_hindered_on_7_september_as_known_then(shipped: Dataset) -> None:
    reading = ask(shipped, "castello-road", "2016-09-07", "2016-09-07")
    assert reading.state is State.HINDERED
    assert {s.source.id for s in reading.behind} == {"cnn-2016-09-07"}
    assert {s.annotation.paragraph for s in reading.behind} == {33}


def test_the_castello_statement_is_not_known_the_day_before(shipped: Dataset) -> None:
    assert ask(shipped, "castello-road", "2016-09-07", "2016-09-06").state is State.NO_CLAIM


def test_the_last_word_on_the_castello_road_is_13_days_old_on_20_september(shipped: Dataset) -> None:
    reading = ask(shipped, "castello-road", "2016-09-20", "2016-09-20")
    assert reading.state is State.HINDERED
    assert reading.age_days == 13


@pytest.mark.parametrize(
    ("known_by", "voices"), [("2016-09-04", {"news24"}), ("2016-09-08", {"news24", "sohr"})]
)
def test_the_siege_in_august_is_broken_by_one_voice_then_by_two(
    shipped: Dataset, known_by: str, voices: set[str]
) -> None:
    heard: set[str] = set()
    for feature in ("aleppo", "aleppo-east"):
        heard |= voices_for(ask(shipped, feature, "2016-08-15", known_by), Status.SIEGE_BROKEN)
    assert heard == voices


def test_the_supply_line_that_was_cut_is_not_the_castello_road(shipped: Dataset) -> None:
    line = ask(shipped, "last-rebel-supply-line", "2016-09-08", "2016-09-08")
    assert line.state is State.CUT
    assert not shipped.features["last-rebel-supply-line"].located
    assert all("castello-road" not in s.annotation.about for s in line.behind)
    assert ask(shipped, "castello-road", "2016-09-08", "2016-09-08").state is not State.CUT


def test_checkpoints_never_have_a_status(shipped: Dataset) -> None:
    checkpoints = [f.id for f in shipped.features.values() if f.properties.kind == "checkpoint"]
    assert len(checkpoints) >= 8
    for statement in shipped.statements:
        if set(checkpoints) & set(statement.annotation.about):
            assert statement.annotation.status is None, statement.id


def test_the_articles_alone_know_no_open_road(shipped: Dataset) -> None:
    said = [
        s
        for s in admitted(shipped.statements, shipped, date.max, ARTICLES_ONLY)
        if s.annotation.status == "open"
    ]
    assert said == []


def test_with_context_the_ramouseh_corridor_is_disputed_on_20_august(shipped: Dataset) -> None:
    assert ask(shipped, "ramouseh-corridor", "2016-08-20", "2016-08-20", WITH_CONTEXT).state is State.DISPUTED
    assert ask(shipped, "ramouseh-corridor", "2016-08-20", "2016-08-20").state is State.NO_CLAIM


def test_with_context_the_siege_closes_opens_and_closes_again(shipped: Dataset) -> None:
    states = {
        day: ask(shipped, "aleppo-east", day, "2016-12-31", WITH_CONTEXT)
        for day in ("2016-07-05", "2016-07-20", "2016-08-06", "2016-09-06")
    }
    siege = {day: next((a.state for a in r.axes if a.axis == "siege"), None) for day, r in states.items()}
    assert siege["2016-07-05"] is None
    assert siege["2016-07-20"] is State.BESIEGED
    assert siege["2016-08-06"] in (State.SIEGE_BROKEN, State.DISPUTED)
    assert siege["2016-09-06"] is State.BESIEGED


def test_no_lens_ever_draws_a_status_from_a_proposal(shipped: Dataset) -> None:
    proposed = {s.id for s in shipped.statements if s.annotation.mood is Mood.PROPOSED}
    for lens in every_lens():
        for feature in shipped.features.values():
            for day in ("2016-08-01", "2016-09-08", "2016-09-19"):
                reading = read(shipped, feature, Clocks(date.fromisoformat(day)), lens)
                assert not proposed & {s.id for s in reading.behind}


def test_what_only_context_knows_is_absent_without_it(shipped: Dataset) -> None:
    clocks = Clocks(date(2016, 9, 20))
    hidden = [
        f.id
        for f in shipped.features.values()
        if f.properties.presence is Presence.CLAIMED
        and read(shipped, f, clocks, WITH_CONTEXT).present
        and not read(shipped, f, clocks, ARTICLES_ONLY).present
    ]
    assert {"castello-checkpoint-east", "castello-checkpoint-west", "castello-pullback-3500"} <= set(hidden)
