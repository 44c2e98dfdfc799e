"""Lengths, times, ages and figures in words no finer than they are known."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dashboard.domain.cuts import Cuts
from dashboard.domain.model import Figure
from dashboard.domain.passage import Passage, Verdict
from dashboard.domain.resilience import Resilience
from dashboard.domain.timeline import State
from dashboard.domain.vocabulary import Axis
from dashboard.i18n import catalogue
from dashboard.i18n.corridor_wording import (
    figure_words,
    length_words,
    names_short,
    others_words,
    passage_age_words,
    short_day,
    sides_words,
    since_words,
    summer_words,
    travel_words,
    ways_words,
    what_words,
    word_origin,
)
from tests.conftest import DAY, annotation, on, source, speaker, world


@pytest.mark.parametrize(
    ("length_m", "spread_m", "words"),
    [
        (60_500, 17_700, "about 60 km, ±18 km"),
        (29_700, 3_200, "about 30 km, ±3 km"),
        (103_700, 35_000, "about 100 km, ±35 km"),
        (6_480, 150, "about 6.5 km, ±0.1 km"),
        (1_207_000, 80_000, "about 1,210 km, ±80 km"),
        (8_230, 60, "about 8.2 km, ±0.1 km"),
        (8_230, 0, "about 8.2 km"),
        (2_000, 12_000, "about 10 km, ±12 km"),
    ],
)
def test_a_length_is_said_no_finer_than_it_is_known(length_m: float, spread_m: float, words: str) -> None:
    assert length_words(length_m, spread_m) == words


@pytest.mark.parametrize(
    ("length_m", "spread_m", "speed_kmh", "words"),
    [
        (60_000, 18_000, 30, "about 2.0 h, ±0.6 h at 30 km/h, your assumption; no stops counted."),
        (20_000, 5_000, 60, "about 20 min, ±5 min at 60 km/h, your assumption; no stops counted."),
        (5_000, 0, 60, "about 5 min, ±1 min at 60 km/h, your assumption; no stops counted."),
        (300_000, 100_000, 10, "about 30 h, ±10 h at 10 km/h, your assumption; no stops counted."),
    ],
)
def test_a_travel_time_names_the_speed_as_the_readers_own(
    length_m: float, spread_m: float, speed_kmh: int, words: str
) -> None:
    assert travel_words(length_m, spread_m, speed_kmh) == words


def passage(*said: object) -> Passage:
    statements = world(source(*said)).statements  # type: ignore[arg-type]
    return Passage("road", Axis.ACCESS, State.CUT, Verdict.REFUSE, behind=statements)


def test_an_age_is_that_of_the_newest_word_and_a_loose_one_is_at_most_so_old() -> None:
    assert passage_age_words(passage(annotation(status="cut")), DAY) == "last word 9 days before"
    assert passage_age_words(passage(annotation(status="cut")), date(2016, 9, 1)) == "word of this very day"
    loose = annotation(status="cut", valid=on("2016-09"))
    assert passage_age_words(passage(loose), DAY) == "last word up to 9 days before"
    older = annotation(id="b", status="cut", valid=on("2016-08-01"))
    assert passage_age_words(passage(older, annotation(status="cut")), DAY) == "last word 9 days before"


def test_a_denial_alone_has_no_age() -> None:
    assert "before" not in passage_age_words(passage(annotation(status="cut", mood="denied")), DAY)


def test_an_origin_has_the_whole_chain_the_day_and_the_paragraph() -> None:
    dataset = world(source(annotation(asserted_by=["sohr", "paper"], paragraph=19)))
    assert word_origin(dataset, dataset.statements[0]) == "sohr › paper, 1 September 2016, ¶19"
    without = world(source(annotation(paragraph=None)))
    assert word_origin(without, without.statements[0]) == "one, 1 September 2016"
    context = world(source(annotation(paragraph=None), kind="context"))
    assert word_origin(context, context.statements[0]) == "one, 1 September 2016"


def test_a_word_about_others_says_whose_passage_it_is_and_who_says_it() -> None:
    said = annotation(status="open", for_whom=["opposition-side", "civilians"])
    dataset = world(source(said))
    words = others_words(dataset, dataset.statements[0])
    assert words == "open for the opposition side and civilians, says one"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"low": 250_000, "high": 275_000, "qualifier": "estimated"},
            "250,000 to 275,000 people (“estimated”)",
        ),
        ({"low": 40, "high": 40, "qualifier": "convoy of"}, "40 people (“convoy of”)"),
        ({"low": 40, "high": 40, "qualifier": "40"}, "40 people"),
        ({"low": 3.5, "high": 3.5, "qualifier": "3.5 people"}, "3.5 people"),
        ({"high": 275_000, "qualifier": "up to"}, "275,000 people (“up to”)"),
        ({"high": 275_000, "qualifier": "275,000"}, "at most 275,000 people"),
        ({"low": 8, "qualifier": "stated without qualifier"}, "at least 8 people"),
        ({"low": 8, "high": 8, "qualifier": "stated without qualifier"}, "8 people"),
        ({"low": 2_000_000, "qualifier": "over"}, "2,000,000 people (“over”)"),
    ],
)
def test_a_figure_keeps_its_bounds_its_unit_and_its_qualifier(given: dict[str, object], words: str) -> None:
    plain = {"what": "population", "unit": "people", "about": "road"}
    assert figure_words(Figure.model_validate({**plain, **given})) == words


def numbers(day: int, said_open: int = 0, unopposed: int = 0, contested: int = 0) -> Resilience:
    return Resilience(date(2016, 7, day), Cuts(said_open), Cuts(unopposed), Cuts(contested))


def test_ways_are_counted_by_the_strictest_manner_that_leaves_one() -> None:
    assert ways_words(numbers(1, 1, 2, 3)) == "1 way said to be open"
    assert ways_words(numbers(1, 0, 2, 3)) == "2 ways that nobody speaks against"
    assert ways_words(numbers(1, 0, 0, 3)) == "3 ways, only with disputed words let pass"
    assert ways_words(numbers(1)) == "no way"


def test_a_summer_is_told_by_the_days_on_which_its_numbers_change() -> None:
    days = [numbers(1, 0, 2, 2), numbers(2, 0, 2, 2), numbers(3), numbers(4), numbers(5, 0, 0, 1)]
    assert summer_words(days) == (
        "From 1 July 2 ways that nobody speaks against; from 3 July no way; "
        "from 5 July 1 way, only with disputed words let pass."
    )
    assert summer_words([]) == ""


def test_a_day_on_which_nobody_speaks_leaves_no_way_that_nobody_speaks_against() -> None:
    silent = replace(numbers(1, 0, 2, 2), heard=False)
    assert ways_words(silent) == "no word on passage for those you ask about"
    assert summer_words([silent, numbers(2, 0, 1, 1)]) == (
        "From 1 July no word on passage for those you ask about; "
        "from 2 July 1 way that nobody speaks against."
    )


def test_each_side_of_a_dispute_is_named_with_the_first_of_those_who_take_it() -> None:
    said = [annotation(id=f"a{n}", status="cut", asserted_by=[f"p{n}"]) for n in range(3)]
    said.append(annotation(id="b", status="hindered", asserted_by=["q"]))
    said.append(annotation(id="c", status="open", mood="denied", asserted_by=["r"]))
    dataset = world(source(*said))
    assert sides_words(dataset, dataset.statements) == [
        "cut, say p0 and 2 more",
        "hindered, says q",
        "denied: open, says r",
    ]
    assert names_short(dataset, ["p1", "p0"]) == "p0 and p1"
    assert names_short(dataset, []) == ""


def test_a_name_with_a_comma_is_not_set_beside_another() -> None:
    asserters = (speaker("ann", name="Ann, Head of Aid"), speaker("un", name="UN OCHA"))
    dataset = world(source(annotation()), asserters=asserters)
    assert names_short(dataset, ["ann", "un"]) == "UN OCHA and 1 more"
    assert names_short(dataset, ["ann"]) == "Ann, Head of Aid"


def test_a_figure_says_what_it_counts_and_an_unknown_count_is_spelt_out() -> None:
    assert what_words("people-to-be-fed") == "to be fed"
    assert what_words("population") == "living there"
    assert what_words("people-in-tents") == "people in tents"


def test_a_period_without_an_end_says_only_when_it_began() -> None:
    open_ended, ended = (
        world(source(annotation(valid=valid))).statements[0]
        for valid in (on("2016-09-07"), on("2016-08-01", "2016-09-04"))
    )
    assert since_words(open_ended) == "from 7 September 2016"
    assert since_words(ended) == "from 1 August 2016 until 4 September 2016"


def test_a_short_day_leaves_out_the_year() -> None:
    assert short_day(DAY) == "10 September"


def test_every_message_about_a_number_is_there_for_one_and_for_more() -> None:
    folder = Path(__file__).resolve().parents[2] / "dashboard"
    code = "".join(p.read_text(encoding="utf-8") for p in sorted(folder.glob("*/corridor*.py")))
    counted = re.findall(r"""count\(\s*"(panel\.corridor\.[a-z.-]+)\"""", code)
    assert len(counted) > 10
    assert [key for key in counted if not {f"{key}.one", f"{key}.other"} <= set(catalogue())] == []
    said = re.findall(r"""say\(\s*"(panel\.corridor\.[a-z.-]+)\"""", code)
    assert [key for key in said if key not in catalogue()] == []
