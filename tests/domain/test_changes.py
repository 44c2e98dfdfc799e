"""What differs between two settings, and what was said of a day."""

from dashboard.domain.changes import answer_card, changes, claimed_readings, newest_first, said_of_day
from dashboard.domain.timeline import State
from tests.conftest import annotation, at, feature, on, question_card, source, world


def test_a_move_of_the_clock_changes_what_turns_and_what_appears_and_nothing_else() -> None:
    turns = feature("turns")
    appears = feature("appears", presence="claimed")
    same = feature("same")
    dataset = world(
        source(
            annotation(id="a", about=["turns"], status="cut", valid=on("2016-09-05")),
            annotation(id="b", about=["appears"], valid=on("2016-09-05")),
            annotation(id="c", about=["same"], status="cut"),
        ),
        features=(turns, appears, same),
    )
    found = changes(dataset, at("2016-09-04"), at("2016-09-05"))
    assert [(c.feature.id, c.before.state, c.after.state, c.after.present) for c in found] == [
        ("appears", State.NO_CLAIM, State.NO_CLAIM, True),
        ("turns", State.NO_CLAIM, State.CUT, True),
    ]


def test_the_newest_document_comes_first_and_its_paragraphs_in_their_order() -> None:
    old = source(annotation(id="o"), id="old", published="2016-09-01")
    new = source(
        annotation(id="n2", paragraph=9), annotation(id="n1", paragraph=2), id="new", published="2016-09-08"
    )
    assert [s.id for s in newest_first(world(old, new).statements)] == ["n1", "n2", "o"]


def test_what_was_said_of_a_day_is_apart_from_what_stands_from_before() -> None:
    dataset = world(
        source(
            annotation(id="day", valid=on("2016-09-10")),
            annotation(id="week", valid=on("2016-W36")),
            annotation(id="before", valid=on("2016-09-01")),
            annotation(id="month", valid=on("2016-09")),
            annotation(id="ended", valid=on("2016-09-01", "2016-09-10")),
            annotation(id="tomorrow", valid=on("2016-09-11")),
        )
    )
    said = said_of_day(dataset, *at("2016-09-10"))
    assert {s.id for s in said.of_the_day} == {"day", "week"}
    assert {s.id for s in said.standing} == {"before", "month"}


def test_nothing_is_said_of_a_day_before_it_is_published() -> None:
    dataset = world(source(annotation(status="cut"), published="2016-09-08"))
    early = said_of_day(dataset, *at("2016-09-08", "2016-09-07"))
    assert (early.of_the_day, early.standing) == ((), ())
    assert claimed_readings(dataset, *at("2016-09-08", "2016-09-07")) == ()


def test_a_card_answers_with_the_words_of_its_day_the_newest_first() -> None:
    dataset = world(
        source(
            annotation(id="old", valid=on("2016-09-01")),
            annotation(id="new", valid=on("2016-09-05")),
            annotation(id="later", valid=on("2016-09-20")),
        )
    )
    assert [s.id for s in answer_card(dataset, question_card(), *at("2016-09-10")).newest] == ["new", "old"]


def test_a_card_about_the_siege_is_not_answered_with_a_road() -> None:
    dataset = world(source(annotation(status="cut")))
    assert answer_card(dataset, question_card(axis="siege"), *at("2016-09-10")).readings == ()
    assert len(answer_card(dataset, question_card(axis="access"), *at("2016-09-10")).readings) == 1


def test_a_period_of_eight_days_speaks_of_each_of_them_and_a_longer_one_stands() -> None:
    eight = annotation(id="eight", valid=on("2016-09-03", "2016-09-11"))
    nine = annotation(id="nine", valid=on("2016-09-03", "2016-09-12"))
    said = said_of_day(world(source(eight, nine)), *at("2016-09-10"))
    assert [s.id for s in said.of_the_day] == ["eight"]
    assert [s.id for s in said.standing] == ["nine"]
