"""Numbers of ways left on a day, and through the summer."""

from datetime import date

from dashboard.domain.lens import Clocks
from dashboard.domain.network import network_of
from dashboard.domain.question import Question
from dashboard.domain.resilience import Resilience, days_between, resilience, through_the_summer
from tests.conftest import ALL, DAY, on
from tests.domain.small_network import LATER, node, roads, said, word

ASKED = Question(origins=("a",), destination="d")
TWO_WAYS = ("ab", "bd", "ac", "cd")


def numbers(*words: object, question: Question = ASKED, day: date = DAY) -> Resilience:
    dataset = roads(*TWO_WAYS, sources=[said(*words)] if words else [])  # type: ignore[arg-type]
    return resilience(dataset, network_of(dataset), Clocks(day, LATER), ALL, question)


def counted(found: Resilience) -> tuple[int, int, int]:
    return (found.said_open.disjoint, found.unopposed.disjoint, found.contested.disjoint)


def test_silence_counts_only_where_silence_is_counted() -> None:
    assert counted(numbers()) == (0, 2, 2)


def test_what_is_said_to_be_open_counts_everywhere() -> None:
    assert counted(numbers(word("ab", "open"), word("bd", "open"))) == (1, 2, 2)


def test_a_cut_counts_nowhere_and_makes_the_other_way_the_only_one() -> None:
    found = numbers(word("ab", "cut"))
    assert counted(found) == (0, 1, 1)
    network = network_of(roads(*TWO_WAYS))
    names = [network.segment_ids[s] for s in found.unopposed.single_segments]
    assert names == ["ac", "cd"]
    assert [network.node_ids[v] for v in found.unopposed.single_nodes] == ["c"]


def test_a_dispute_counts_only_where_disputes_are_counted() -> None:
    found = numbers(word("ab", "open"), word("ab", "cut"))
    assert counted(found) == (0, 1, 2)


def test_a_siege_leaves_no_way_in() -> None:
    city = node("city", kind="area")
    dataset = roads(
        *TWO_WAYS, more=[city, node("d", part_of="city")], sources=[said(word("city", "besieged"))]
    )
    found = resilience(dataset, network_of(dataset), Clocks(DAY, LATER), ALL, ASKED)
    assert counted(found) == (0, 0, 0)


def test_what_the_reader_avoids_is_not_counted() -> None:
    assert counted(numbers(question=ASKED.model_copy(update={"avoid": ("b",)}))) == (0, 1, 1)


def test_through_the_summer_the_numbers_turn_on_the_day_of_the_word() -> None:
    cut = word("ab", "cut", valid=on("2016-08-10", "2016-08-12"))
    dataset = roads(*TWO_WAYS, sources=[said(cut)])
    found = through_the_summer(dataset, network_of(dataset), LATER, ALL, ASKED)
    ways = {n.day: n.unopposed.disjoint for n in found}
    assert len(found) == 82
    assert [ways[date(2016, 8, d)] for d in (9, 10, 11, 12)] == [2, 1, 1, 2]


def test_through_the_summer_a_closed_crossing_counts_while_it_is_closed() -> None:
    closed = word("b", "cut", valid=on("2016-08-10", "2016-08-12"))
    dataset = roads(*TWO_WAYS, sources=[said(closed)])
    found = through_the_summer(dataset, network_of(dataset), LATER, ALL, ASKED)
    ways = {n.day: n.unopposed.disjoint for n in found}
    assert [ways[date(2016, 8, d)] for d in (9, 10, 11, 12)] == [2, 1, 1, 2]


def test_a_closed_place_of_departure_leaves_no_way() -> None:
    assert counted(numbers(word("a", "cut"))) == (0, 0, 0)


def test_a_word_that_was_not_yet_published_turns_nothing() -> None:
    cut = word("ab", "cut", valid=on("2016-08-10"))
    dataset = roads(*TWO_WAYS, sources=[said(cut)])
    found = through_the_summer(dataset, network_of(dataset), date(2016, 8, 31), ALL, ASKED)
    assert {n.unopposed.disjoint for n in found} == {2}


def test_nothing_is_told_of_days_after_the_known_by_day() -> None:
    dataset = roads(*TWO_WAYS)
    found = through_the_summer(dataset, network_of(dataset), date(2016, 8, 31), ALL, ASKED)
    assert (found[0].day, found[-1].day) == (date(2016, 7, 1), date(2016, 8, 31))


def test_a_day_on_which_nobody_speaks_of_any_place_is_not_heard() -> None:
    assert not numbers().heard
    assert numbers(word("ab", "open")).heard
    assert not numbers(word("ab", "open", for_whom=["civilians"])).heard


def test_numbers_of_one_version_of_the_data_are_not_taken_for_another() -> None:
    quiet = roads(*TWO_WAYS)
    cut = roads(*TWO_WAYS, sources=[said(word("ab", "cut", valid=on("2016-08-10")))])
    network = network_of(quiet)
    before = through_the_summer(quiet, network, LATER, ALL, ASKED)[-1].unopposed.disjoint
    after = through_the_summer(cut, network, LATER, ALL, ASKED)[-1].unopposed.disjoint
    assert (before, after) == (2, 1)


def test_days_between_have_both_ends() -> None:
    assert list(days_between(date(2016, 8, 31), date(2016, 9, 1))) == [date(2016, 8, 31), date(2016, 9, 1)]
