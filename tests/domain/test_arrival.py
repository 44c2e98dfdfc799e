"""Figures of people and convoys: as stated, by whom, never reckoned with."""

from dashboard.domain.arrival import Stated, convoys, people_there
from dashboard.domain.lens import Clocks
from dashboard.domain.model import Annotation
from dashboard.domain.question import Question
from dashboard.domain.survey import Survey
from tests.conftest import ALL, DAY, annotation, on
from tests.domain.small_network import LATER, node, roads, said


def figure(number: float, what: str, about: str, **given: object) -> Annotation:
    plain = {"what": what, "low": number, "qualifier": "about", "unit": "people", "about": about}
    return annotation(
        id=f"{what}-{number:g}",
        about=[about],
        figures=[{**plain, **given.pop("figure", {})}],
        **given,  # type: ignore[dict-item]
    )


def survey(*words: Annotation) -> Survey:
    city = node("city", kind="city")
    dataset = roads("ad", more=[city, node("d", part_of="city")], sources=[said(*words)])
    return Survey(dataset, Clocks(DAY, LATER), ALL, Question(origins=("a",), destination="d"))


def numbers(found: tuple[Stated, ...]) -> list[float | None]:
    return [stated.figure.low for stated in found]


def test_figures_that_differ_stand_side_by_side_the_newest_first() -> None:
    older = figure(300_000, "population", "city", valid=on("2016-08-01"))
    newer = figure(250_000, "population", "d", valid=on("2016-09-01"))
    assert numbers(people_there(survey(older, newer))) == [250_000, 300_000]


def test_a_figure_about_another_place_is_left_out() -> None:
    assert people_there(survey(figure(9, "population", "a"))) == ()


def test_a_figure_of_a_day_to_come_is_left_out() -> None:
    assert people_there(survey(figure(9, "population", "city", valid=on("2016-12-01")))) == ()


def test_the_dead_are_not_counted_among_the_people_to_be_served() -> None:
    assert people_there(survey(figure(9, "killed", "city"))) == ()


def test_trucks_are_told_apart_from_people_and_a_plan_stays_a_plan() -> None:
    planned = figure(40, "trucks", "city", mood="proposed")
    fed = figure(80_000, "people-to-be-fed", "city", mood="proposed")
    found = convoys(survey(planned, fed))
    assert {(s.figure.what, s.statement.annotation.mood.value) for s in found} == {
        ("trucks", "proposed"),
        ("people-to-be-fed", "proposed"),
    }
    assert people_there(survey(planned, fed)) == ()
