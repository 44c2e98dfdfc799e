"""What the shipped data answer to the question of corridors, on the days that matter."""

from datetime import date

import pytest

from dashboard.domain.corridor import Answer, answer
from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.network import network_of
from dashboard.domain.question import Question, Treatment
from dashboard.domain.resilience import through_the_summer
from dashboard.domain.unlocking import origins_of, unlocking_sets
from dashboard.domain.vocabulary import Audience
from tests.conftest import ALL, ARTICLES_ONLY

HINDSIGHT = date(2023, 12, 31)
CROSSINGS = ["bab-al-hawa", "bab-al-salama", "al-rai-crossing", "jarabulus-crossing", "atmeh-crossing"]
HUBS = ["reyhanli", "gaziantep", "kilis", "iskenderun", "mersin"]


def on(
    dataset: Dataset, day: date, lens: Lens, question: Question | None = None, known_by: date | None = None
) -> Answer:
    asked = question or Question()
    return answer(dataset, network_of(dataset), Clocks(day, known_by or day), lens, asked)


def words_of(found: Answer, place: str) -> set[str]:
    return {s.id for p in found.blockers if p.place == place for s in p.behind}


def test_on_8_september_there_is_no_corridor_for_a_un_convoy(shipped: Dataset) -> None:
    found = on(shipped, date(2016, 9, 8), ARTICLES_ONLY)
    assert found.ways
    assert found.corridors == ()
    castello = next(p for p in found.blockers if p.place == "castello-road")
    assert castello.state.value == "hindered"
    assert {s.annotation.original_asserter for s in castello.behind} == {"cnn"}


def test_the_cut_supply_line_is_told_apart_from_the_roads_of_the_network(shipped: Dataset) -> None:
    found = on(shipped, date(2016, 9, 8), ARTICLES_ONLY)
    line = next(p for p in found.unplaced if p.place == "last-rebel-supply-line")
    (cut,) = line.others
    assert cut.annotation.asserted_by == ("sohr", "bloomberg")
    assert cut.annotation.for_whom == (Audience.OPPOSITION,)
    assert "last-rebel-supply-line" not in {p.place for p in found.blockers}
    opposition = Question(whom=Audience.OPPOSITION)
    line = next(p for p in on(shipped, date(2016, 9, 8), ARTICLES_ONLY, opposition).unplaced)
    assert (line.place, line.state.value) == ("last-rebel-supply-line", "cut")


def test_that_the_line_may_be_the_ramouseh_corridor_is_our_inference_from_context(shipped: Dataset) -> None:
    assert shipped.features["last-rebel-supply-line"].properties.may_be == "ramouseh-corridor"
    articles = on(shipped, date(2016, 9, 8), ARTICLES_ONLY)
    assert words_of(articles, "ramouseh-corridor") == set()
    words = {shipped.statement[s] for s in words_of(on(shipped, date(2016, 9, 8), ALL), "ramouseh-corridor")}
    assert words
    assert all(s.is_context for s in words)


def test_on_20_august_with_context_the_ramouseh_corridor_is_disputed(shipped: Dataset) -> None:
    found = on(shipped, date(2016, 8, 20), ALL, known_by=HINDSIGHT)
    assert found.valuation.survey.overall("ramouseh-corridor").value == "disputed"
    opposition = on(shipped, date(2016, 8, 20), ALL, Question(whom=Audience.OPPOSITION), HINDSIGHT)
    corridor = next(p for p in opposition.blockers if p.place == "ramouseh-corridor")
    assert corridor.state.value == "disputed"
    assert len({s.annotation.original_asserter for s in corridor.behind}) > 2


def test_on_4_september_the_articles_have_no_word_on_the_castello_road(shipped: Dataset) -> None:
    found = on(shipped, date(2016, 9, 4), ARTICLES_ONLY)
    castello = next(p for p in found.blockers if p.place == "castello-road")
    assert castello.silent
    assert (castello.behind, castello.others) == ((), ())
    assert found.corridors == ()


def test_the_western_road_is_one_silence_and_not_six(shipped: Dataset) -> None:
    found = on(shipped, date(2016, 9, 8), ARTICLES_ONLY)
    assert [p.place for p in found.blockers].count("western-road") == 1


def test_the_smallest_unlocking_set_names_the_castello_road(shipped: Dataset) -> None:
    found = on(shipped, date(2016, 9, 8), ARTICLES_ONLY)
    network, survey = found.valuation.network, found.valuation.survey
    target = network.node("aleppo-east-centre")
    sets = unlocking_sets(found.valuation, origins_of(network, survey), int(target or 0)).sets
    wanted = ("aleppo-east", "castello-road", "seg-jandoul-aleppo-east", "western-road")
    assert [s.places for s in sets] == [wanted]
    opened = on(shipped, date(2016, 9, 8), ARTICLES_ONLY, Question().assuming(*wanted))
    assert [s.segment_id for s in opened.corridors[0].stretches][-2:] == [
        "castello-road",
        "seg-jandoul-aleppo-east",
    ]


def test_the_government_side_has_ways_that_the_opposition_has_not(shipped: Dataset) -> None:
    """In late August 2016 the Castello road was said to be open to the one side and cut for the other."""
    day = date(2016, 8, 25)
    states = {}
    for whom in (Audience.GOVERNMENT, Audience.OPPOSITION):
        found = on(shipped, day, ALL, Question(whom=whom), HINDSIGHT)
        network = found.valuation.network
        states[whom] = found.valuation.passage(int(network.segment("castello-road") or 0)).state.value
    assert states == {Audience.GOVERNMENT: "open", Audience.OPPOSITION: "cut"}


@pytest.mark.parametrize("origin", [*CROSSINGS, *HUBS])
@pytest.mark.parametrize("destination", ["aleppo-east-centre", "aleppo-west-centre"])
def test_every_hub_and_crossing_leads_to_both_parts_of_the_city(
    shipped: Dataset, origin: str, destination: str
) -> None:
    everything = Question(
        origins=(origin,),
        destination=destination,
        silence=Treatment.PASS,
        disputed=Treatment.PASS,
        hindered=Treatment.PASS,
    )
    assert on(shipped, date(2016, 7, 1), ARTICLES_ONLY, everything).corridors


def test_the_summer_shows_the_siege_closing_opening_and_closing_again(shipped: Dataset) -> None:
    days = through_the_summer(
        shipped, network_of(shipped), HINDSIGHT, ALL, Question(whom=Audience.OPPOSITION)
    )
    ways = {numbers.day: numbers.contested.disjoint for numbers in days}
    assert (days[0].day, days[-1].day) == (date(2016, 7, 1), date(2016, 9, 20))
    assert ways[date(2016, 7, 6)] > 0
    assert {ways[date(2016, 7, 7)], ways[date(2016, 7, 31)]} == {0}
    assert ways[date(2016, 8, 6)] > 0
    assert ways[date(2016, 8, 20)] > 0
    assert {ways[date(2016, 9, n)] for n in range(4, 21)} == {0}
    assert all(numbers.said_open.disjoint == 0 for numbers in days)


def test_a_day_that_nothing_turns_on_has_the_numbers_of_the_day_before(shipped: Dataset) -> None:
    from dashboard.domain.resilience import resilience

    asked = Question(whom=Audience.OPPOSITION)
    network = network_of(shipped)
    for numbers in through_the_summer(shipped, network, HINDSIGHT, ALL, asked)[::9]:
        assert numbers == resilience(shipped, network, Clocks(numbers.day, HINDSIGHT), ALL, asked)
