"""Proposals that would deliver what an unlocking set asks for: named, never counted as done."""

from dashboard.domain.lens import Clocks
from dashboard.domain.model import Annotation
from dashboard.domain.offers import offers_for, offers_unplaced
from dashboard.domain.question import Question
from dashboard.domain.survey import Survey
from tests.conftest import ALL, DAY, on
from tests.domain.small_network import LATER, node, road_of_two_parts, roads, said, unplaced, word


def survey(*words: Annotation) -> Survey:
    post = node("post", kind="checkpoint", part_of="bd", presence="claimed")
    city = node("city", kind="city")
    more = [*road_of_two_parts(), post, city, node("d", part_of="city"), unplaced("line")]
    dataset = roads("ab", "bd", more=more, sources=[said(*words)])
    return Survey(dataset, Clocks(DAY, LATER), ALL, Question(origins=("a",), destination="d"))


def offer(place: str, **given: object) -> Annotation:
    return word(place, None, **{"id": f"offer-{place}", "mood": "proposed", **given})


def test_an_offer_about_a_part_or_its_checkpoint_or_its_road_is_an_offer_for_the_stretch() -> None:
    found = survey(offer("bd"), offer("post"), offer("whole"), offer("ab"), offer("city"))
    assert {s.id for s in offers_for(found, "bd")} == {"offer-bd", "offer-post", "offer-whole"}
    assert {s.id for s in offers_for(found, "whole")} == {"offer-whole", "offer-ab", "offer-bd"}


def test_a_fact_is_no_offer() -> None:
    assert offers_for(survey(word("bd", "cut")), "bd") == ()


def test_who_expects_or_accuses_offers_nothing() -> None:
    assert offers_for(survey(offer("bd", voice="forecast")), "bd") == ()
    assert offers_for(survey(offer("bd", voice="allegation")), "bd") == ()


def test_an_offer_for_others_is_left_out() -> None:
    assert offers_for(survey(offer("bd", for_whom=["civilians"])), "bd") == ()


def test_an_offer_of_a_day_to_come_is_left_out() -> None:
    assert offers_for(survey(offer("bd", valid=on("2016-12-01"))), "bd") == ()


def test_an_offer_that_names_no_road_is_credited_to_none() -> None:
    found = survey(offer("city"), offer("line"), offer("bd"), offer("city", id="other", topics=["politics"]))
    assert {s.id for s in offers_unplaced(found)} == {"offer-city", "offer-line"}
    assert {s.id for s in offers_for(found, "bd")} == {"offer-bd"}
