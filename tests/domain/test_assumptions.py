"""What the reader assumes: marked as such, and hiding no word of a source."""

from dashboard.domain.network import network_of
from dashboard.domain.unlocking import origins_of, unlocking_sets
from dashboard.domain.vocabulary import Status
from tests.domain.small_network import (
    LENIENT,
    STRICT,
    ask,
    blockers,
    node,
    road_of_two_parts,
    roads,
    said,
    ways,
    word,
)


def test_what_the_reader_closes_is_opened_by_no_unlocking_set() -> None:
    dataset = roads("ad", "ab", "bd", sources=[said(word("ab", "cut"))])
    asked = LENIENT.assuming("ad", status=Status.CUT)
    found = ask(dataset, asked)
    network = network_of(dataset)
    target = int(network.node("d") or 0)
    sets = unlocking_sets(found.valuation, origins_of(network, found.valuation.survey), target).sets
    assert [s.places for s in sets] == [("ab",)]


def test_what_the_reader_assumes_cut_on_a_part_is_settled_on_the_part() -> None:
    dataset = roads("ab", "bd", more=road_of_two_parts())
    assert blockers(ask(dataset, LENIENT.assuming("bd", status=Status.CUT))) == {"bd": "no-claim"}


def test_assuming_the_centre_open_lifts_no_siege_of_the_area() -> None:
    city = node("city", kind="area")
    dataset = roads("ad", more=[city, node("d", part_of="city")], sources=[said(word("city", "besieged"))])
    assert blockers(ask(dataset, LENIENT.assuming("d"))) == {"city": "besieged"}
    assert ask(dataset, LENIENT.assuming("city")).corridors


def test_an_assumption_opens_what_sources_close_and_is_marked() -> None:
    dataset = roads("ad", sources=[said(word("ad", "cut"))])
    found = ask(dataset, LENIENT.assuming("ad"))
    assert ways(found) == [["ad"]]
    passage = found.ways[0].stretches[0].passage
    assert (passage.assumed, passage.state.value) == (Status.OPEN, "cut")
    assert [p.place for p in found.ways[0].assumed] == ["ad"]


def test_an_assumption_that_reaches_nothing_is_told() -> None:
    found = ask(roads("ad"), STRICT.assuming("ad", "nowhere"))
    assert found.idle == ("nowhere",)


def test_an_assumption_breaks_no_silence() -> None:
    (way,) = ask(roads("ad"), STRICT.assuming("ad")).corridors
    assert way.silent_m == way.length_m > 0


def test_an_assumption_about_a_whole_road_hides_no_word_about_a_part() -> None:
    parts = road_of_two_parts()
    dataset = roads("ab", "bd", more=parts, sources=[said(word("bd", "cut"))])
    found = ask(dataset, STRICT.assuming("whole"))
    assert blockers(found) == {"bd": "cut"}


def test_an_assumed_cut_of_a_whole_road_cuts_every_part() -> None:
    parts = road_of_two_parts()
    dataset = roads("ab", "bd", more=parts, sources=[said(word("ab", "open"), word("bd", "open"))])
    assert ways(ask(dataset, STRICT)) == [["ab", "bd"]]
    assert ask(dataset, STRICT.assuming("whole", status=Status.CUT)).corridors == ()
