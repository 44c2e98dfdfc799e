"""The reading table: the truth as the browser looks it up."""

import json
from datetime import date, timedelta

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.timeline import State, read
from dashboard.domain.vocabulary import SourceKind
from dashboard.i18n.wording import reading_sentence
from dashboard.maps.table import day_number, reading_table
from tests.conftest import (
    ALL,
    ARTICLES_ONLY,
    DAY,
    annotation,
    feature,
    on,
    source,
    world,
)


def table(dataset: Dataset, lens: Lens = ALL) -> dict:  # type: ignore[type-arg]
    found: dict = json.loads(reading_table(dataset, lens))  # type: ignore[type-arg]
    return found


def entry(*sources, as_of: date = DAY, **given) -> dict:  # type: ignore[no-untyped-def, type-arg]
    """Look up what the browser shows of the road, with everything known."""
    found = table(world(*sources, features=(feature(**given),)))
    day, last = day_number(as_of), day_number(date.max)
    (row,) = [r for r in found["features"]["road"] if r[0] <= day < r[1] and r[3] == last]
    return found["readings"][row[4]]  # type: ignore[no-any-return]


@pytest.mark.parametrize("context", [False, True])
def test_the_table_answers_as_the_reading_does(shipped: Dataset, context: bool) -> None:
    lens = Lens(context)
    found = table(shipped, lens)
    for known in shipped.features.values():
        if not known.located or not shipped.statements_about(known.id):
            continue
        rows = found["features"].get(known.id, [])
        for as_of in (date(2016, 7, 1) + timedelta(days=9 * n) for n in range(12)):
            for known_by in (date(2016, 7, 20), date(2016, 9, 4), date(2016, 9, 7), date(2017, 6, 1)):
                a, k = day_number(as_of), day_number(known_by)
                hits = [found["readings"][r[4]] for r in rows if r[0] <= a < r[1] and r[2] <= k < r[3]]
                asked = read(shipped, known, Clocks(as_of, known_by), lens)
                assert len(hits) <= 1
                if hits:
                    assert asked.present
                    assert hits[0]["state"] == asked.state
                    assert hits[0]["line"] == reading_sentence(shipped, asked)
                else:
                    assert not asked.present or (asked.state is State.NO_CLAIM and not asked.axes)


def test_a_reading_that_returns_after_another_is_not_run_together_with_it() -> None:
    words = source(annotation(status="hindered", valid=on("2016-09-05", "2016-09-06")))
    again = source(annotation(id="b", status="hindered", valid=on("2016-09-08", "2016-09-09")), id="s2")
    rows = table(world(words, again))["features"]["road"]
    first = day_number(date(2016, 9, 5))
    assert [[r[0] - first, r[1] - first] for r in rows][:3] == [[0, 1], [1, 3], [3, 4]]


def test_days_are_counted_from_1970_and_the_last_one_never_comes() -> None:
    assert day_number(date(1970, 1, 2)) == 1
    assert day_number(date(2016, 9, 8)) == 17052
    assert day_number(date.max) == 2**31 - 1


def test_an_unlocated_feature_is_in_no_row_of_the_table() -> None:
    dataset = world(source(annotation(status="cut")), features=(feature(geometry=None),))
    assert table(dataset)["features"] == {}


def test_what_nobody_has_spoken_of_yet_has_no_row() -> None:
    said = source(annotation(mood="proposed", valid=on("2016-09-05")))
    (row,) = table(world(said, features=(feature(presence="claimed"),)))["features"]["road"]
    assert row[0] == day_number(date(2016, 9, 5))


def test_without_context_the_table_holds_no_trace_of_it(shipped: Dataset) -> None:
    body = reading_table(shipped, ARTICLES_ONLY).decode()
    for known in shipped.sources.values():
        if known.kind is SourceKind.CONTEXT:
            assert known.id not in body
            assert not [a.id for a in known.annotations if f'"{a.id}"' in body or a.says.en in body]


def test_the_table_tells_article_and_context_apart() -> None:
    papers = (source(annotation(id="a"), id="s1"), source(annotation(id="b"), id="s2", kind="context"))
    found = table(world(*papers))
    assert [s["kind"] for s in found["statements"]] == ["article", "context"]
    assert [s["kind"] for s in found["sources"]] == ["article", "context"]


def test_a_reading_is_marked_as_context_only_where_nothing_else_bears_it() -> None:
    article = source(annotation(id="a", status="cut"), id="s1")
    context = source(annotation(id="b", status="cut"), id="s2", kind="context")
    assert entry(context)["context"] is True
    assert entry(article, context)["context"] is False


def test_the_age_of_a_word_grows_from_the_last_day_that_it_speaks_for() -> None:
    assert entry(source(annotation(status="cut")))["since"] == day_number(date(2016, 9, 1))
    said = annotation(status="cut", valid=on("2016-09-01", "2016-09-20"))
    assert entry(source(said, published="2016-09-04"))["since"] == day_number(date(2016, 9, 4))
    assert entry(source(said, published="2016-09-30"))["since"] == day_number(date(2016, 9, 19))


def test_an_age_counted_from_a_loose_date_is_said_to_be_loose() -> None:
    assert entry(source(annotation(status="cut", valid=on("2016-09"))))["loose"] is True
    assert entry(source(annotation(status="cut")))["loose"] is False


def test_a_mention_is_no_word_on_a_status() -> None:
    assert entry(source(annotation(status="cut")))["spoken"] is True
    assert entry(source(annotation()))["spoken"] is False


def test_only_what_has_no_status_is_marked_as_proposed() -> None:
    wish = annotation(id="wish", mood="proposed")
    assert entry(source(wish), presence="claimed")["proposed"] is True
    assert entry(source(wish))["proposed"] is True
    assert entry(source(wish, annotation(status="cut")))["proposed"] is False


def test_the_table_names_the_first_speakers_not_the_publishers() -> None:
    assert entry(source(annotation(status="cut", asserted_by=["monitor", "paper"])))["who"] == "monitor"


def test_the_strip_knows_of_each_statement_its_days_its_looseness_and_when_it_was_out() -> None:
    said = annotation(valid=on("2016-09", "2016-10"), status="cut", asserted_by=["monitor", "paper"])
    (row,) = table(world(source(said, published="2016-09-08")))["statements"]
    assert row == {
        "id": "a",
        "from": day_number(date(2016, 9, 1)),
        "until": day_number(date(2016, 10, 1)),
        "loose": 7,
        "known": day_number(date(2016, 9, 8)),
        "kind": "article",
        "mood": "actual",
        "state": "cut",
        "features": ["road"],
        "title": "Something is said.",
        "who": "monitor › paper",
    }


def test_a_proposal_brings_no_status_to_the_strip() -> None:
    (row,) = table(world(source(annotation(mood="proposed", status="open"))))["statements"]
    assert (row["mood"], row["state"]) == ("proposed", "")
