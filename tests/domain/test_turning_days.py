"""The days on which a reading turns, and what a lens lets through."""

from datetime import date, timedelta

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.timeline import compile_spans, read
from tests.conftest import (
    ALL,
    ARTICLES_ONLY,
    annotation,
    feature,
    on,
    source,
    world,
)


def _same_on_every_day(dataset: Dataset, lens: Lens) -> None:
    road = dataset.features["road"]
    spans = compile_spans(dataset, road, lens)
    for n in range(45):
        as_of = date(2016, 8, 30) + timedelta(days=n)
        hits = [s.reading for s in spans if s.as_of[0] <= as_of < s.as_of[1] and s.known_by[1] == date.max]
        asked = read(dataset, road, Clocks(as_of), lens)
        assert [(r.state, r.behind) for r in hits] == ([(asked.state, asked.behind)] if hits else [])
        assert hits or asked.behind == ()


@pytest.mark.parametrize(
    "said",
    [
        [annotation(status="cut", valid=on("2016-09-01", "2016-09-05"))],
        [
            annotation(id="old", status="cut"),
            annotation(id="new", status="hindered", effect="change", valid=on("2016-W36")),
        ],
        [annotation(status="open")],
    ],
    ids=["an end", "a loose change", "an open that lapses"],
)
def test_the_table_turns_on_the_very_day_the_reading_turns(said) -> None:  # type: ignore[no-untyped-def]
    _same_on_every_day(world(source(*said, published="2016-09-30")), ALL)


def test_the_spans_of_a_lens_hold_only_what_it_admits() -> None:
    words = source(annotation(status="cut"), kind="context")
    assert compile_spans(world(words), feature(), ARTICLES_ONLY) == ()
    assert compile_spans(world(words), feature(), ALL)
