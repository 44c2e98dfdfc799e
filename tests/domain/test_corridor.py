"""Corridors: which way may be shown as passable, and what is said to block the others."""

from datetime import date

import pytest

from dashboard.domain.corridor import answer
from dashboard.domain.lens import Clocks
from dashboard.domain.network import network_of
from dashboard.domain.question import Question, Treatment
from dashboard.domain.vocabulary import Audience
from tests.conftest import ALL, ARTICLES_ONLY, DAY, on
from tests.domain.small_network import (
    LATER,
    LENIENT,
    STRICT,
    ask,
    blockers,
    node,
    road,
    road_of_two_parts,
    roads,
    said,
    unplaced,
    ways,
    word,
)

OPEN = {"status": "open", "for_whom": ["un-aid"]}


def test_silence_is_no_corridor() -> None:
    found = ask(roads("ad"), STRICT)
    assert found.corridors == ()
    assert blockers(found) == {"ad": "no-claim"}
    assert found.ways[0].blockers[0].silent


def test_a_way_of_which_every_stretch_is_said_to_be_open_passes() -> None:
    dataset = roads("ab", "bd", sources=[said(word("ab", "open"), word("bd", "open"))])
    assert ways(ask(dataset, STRICT)) == [["ab", "bd"]]


def test_one_silent_stretch_keeps_a_way_from_passing() -> None:
    dataset = roads("ab", "bd", sources=[said(word("ab", "open"))])
    found = ask(dataset, STRICT)
    assert found.corridors == ()
    assert blockers(found) == {"bd": "no-claim"}


def test_silence_passes_only_if_the_reader_lets_it() -> None:
    assert ways(ask(roads("ab", "bd"), LENIENT)) == [["ab", "bd"]]


def test_a_cut_is_refused_whatever_the_reader_lets_pass() -> None:
    lenient = LENIENT.model_copy(update={"hindered": Treatment.PASS, "disputed": Treatment.PASS})
    dataset = roads("ad", sources=[said(word("ad", "cut"))])
    assert ask(dataset, lenient).corridors == ()


@pytest.mark.parametrize("treatment", list(Treatment))
def test_what_is_hindered_passes_as_the_reader_says(treatment: Treatment) -> None:
    dataset = roads("ad", sources=[said(word("ad", "hindered"))])
    found = ask(dataset, LENIENT.model_copy(update={"hindered": treatment}))
    assert bool(found.corridors) is (treatment is not Treatment.REFUSE)


def test_a_stretch_with_a_cost_is_gone_round_if_the_other_way_is_not_three_times_as_long() -> None:
    dataset = roads("ab", "bd", "ac", "cd", sources=[said(word("ab", "hindered"))])
    costly = LENIENT.model_copy(update={"hindered": Treatment.COST})
    assert ways(ask(dataset, costly))[0] == ["ac", "cd"]


def test_a_status_for_one_audience_says_nothing_about_another() -> None:
    dataset = roads("ad", sources=[said(word("ad", "open", for_whom=["government-side"]))])
    assert ask(dataset, STRICT).corridors == ()
    government = STRICT.model_copy(update={"whom": Audience.GOVERNMENT})
    assert ways(ask(dataset, government)) == [["ad"]]


def test_the_same_road_is_open_to_one_side_and_closed_to_the_other() -> None:
    dataset = roads(
        "ad",
        sources=[
            said(
                word("ad", "open", for_whom=["government-side"]),
                word("ad", "cut", for_whom=["opposition-side"]),
            )
        ],
    )
    for whom, passes in ((Audience.GOVERNMENT, True), (Audience.OPPOSITION, False)):
        found = ask(dataset, STRICT.model_copy(update={"whom": whom}))
        assert bool(found.corridors) is passes
        others = {s.id for s in found.ways[0].stretches[0].passage.others}
        assert others == ({"ad-cut"} if passes else {"ad-open"})
    un_aid = ask(dataset, STRICT)
    assert blockers(un_aid) == {"ad": "no-claim"}
    assert {s.id for s in un_aid.ways[0].stretches[0].passage.others} == {"ad-open", "ad-cut"}


def test_a_dispute_about_hindered_or_cut_is_no_dispute_about_open() -> None:
    dataset = roads("ad", sources=[said(word("ad", "hindered"), word("ad", "cut"))])
    lets_disputes_pass = LENIENT.model_copy(update={"disputed": Treatment.PASS})
    found = ask(dataset, lets_disputes_pass)
    assert found.corridors == ()
    assert blockers(found) == {"ad": "disputed"}


def test_a_dispute_whose_open_side_is_too_old_does_not_pass_as_a_dispute() -> None:
    old = word("ad", "open", valid=on("2016-07-01"))
    dataset = roads("ad", sources=[said(old, word("ad", "cut", valid=on("2016-07-01")))])
    asked = STRICT.model_copy(update={"disputed": Treatment.PASS})
    assert ask(dataset, asked).corridors == ()


def test_a_word_about_a_whole_road_holds_for_its_parts() -> None:
    parts = road_of_two_parts()
    dataset = roads("ab", "bd", more=parts, sources=[said(word("whole", "cut"))])
    found = ask(dataset)
    assert found.corridors == ()
    assert blockers(found) == {"whole": "cut"}


def test_the_silence_of_a_whole_road_is_one_silence() -> None:
    parts = road_of_two_parts()
    found = ask(roads("ab", "bd", more=parts), STRICT)
    assert blockers(found) == {"whole": "no-claim"}


def test_a_word_about_a_part_is_told_as_a_word_about_the_part() -> None:
    parts = road_of_two_parts()
    dataset = roads("ab", "bd", more=parts, sources=[said(word("whole", "open"), word("bd", "cut"))])
    assert blockers(ask(dataset, STRICT)) == {"bd": "disputed"}


def test_a_closed_checkpoint_stops_the_way_it_stands_on() -> None:
    post = node("post", kind="checkpoint", part_of="ad", presence="claimed")
    dataset = roads("ad", more=[post], sources=[said(word("post", "cut"))])
    assert blockers(ask(dataset)) == {"post": "cut"}


def test_a_proposed_checkpoint_stops_nobody_and_is_told_as_planned() -> None:
    post = node("post", kind="checkpoint", part_of="ad", presence="claimed")
    planned = word("post", None, mood="proposed")
    found = ask(roads("ad", more=[post], sources=[said(planned)]))
    assert ways(found) == [["ad"]]
    assert found.ways[0].stretches[0].planned == ("post",)
    assert found.ways[0].stretches[0].present == ()


def test_a_checkpoint_that_somebody_reports_is_present() -> None:
    post = node("post", kind="checkpoint", part_of="ad", presence="claimed")
    found = ask(roads("ad", more=[post], sources=[said(word("post", None))]))
    assert found.ways[0].stretches[0].present == ("post",)


def test_customs_at_a_crossing_stop_what_passes_there() -> None:
    customs = node("customs", kind="customs", part_of="b")
    dataset = roads(
        "ab", "bd", more=[customs], sources=[said(word("customs", "hindered", for_whom=["un-aid"]))]
    )
    assert blockers(ask(dataset)) == {"customs": "hindered"}


def test_a_crossing_where_the_way_begins_is_read_too() -> None:
    dataset = roads("ad", sources=[said(word("a", "cut"))])
    found = ask(dataset)
    assert found.corridors == ()
    assert blockers(found) == {"a": "cut"}


def test_a_besieged_destination_is_reached_only_by_what_the_reader_lets_pass() -> None:
    city = node("city", kind="area")
    dataset = roads("ad", more=[city, node("d", part_of="city")], sources=[said(word("city", "besieged"))])
    assert blockers(ask(dataset)) == {"city": "besieged"}
    assert ways(ask(dataset, LENIENT.model_copy(update={"hindered": Treatment.PASS}))) == [["ad"]]


def test_a_broken_siege_opens_no_road() -> None:
    city = node("city", kind="area")
    dataset = roads(
        "ad", more=[city, node("d", part_of="city")], sources=[said(word("city", "siege-broken"))]
    )
    assert ask(dataset, STRICT).corridors == ()
    assert blockers(ask(dataset, STRICT)) == {"ad": "no-claim"}


def test_what_the_reader_avoids_is_left_out() -> None:
    avoiding = LENIENT.model_copy(update={"avoid": ("b",)})
    assert ways(ask(roads("ab", "bd", "ac", "cd"), avoiding)) == [["ac", "cd"]]
    avoiding = LENIENT.model_copy(update={"avoid": ("cd", "ab")})
    assert ask(roads("ab", "bd", "ac", "cd"), avoiding).ways == ()


def test_an_area_is_left_out_with_every_stretch_that_touches_it() -> None:
    north = LENIENT.model_copy(update={"area": ((37.05, 36.04), (37.15, 36.04), (37.1, 36.2))})
    assert ways(ask(roads("ab", "bd", "ac", "cd"), north)) == [["ac", "cd"]]


@pytest.mark.parametrize(
    ("silence", "disputed", "passes"),
    [("refuse", "pass", False), ("pass", "refuse", False), ("pass", "pass", True)],
)
def test_a_loosely_dated_cut_that_need_not_have_begun_is_as_unsure_as_a_dispute(
    silence: str, disputed: str, passes: bool
) -> None:
    loose = word("ad", "cut", valid=on("2016-09"))
    dataset = roads("ad", sources=[said(loose, published="2016-09-28")])
    asked = STRICT.model_copy(update={"silence": Treatment(silence), "disputed": Treatment(disputed)})
    assert bool(ask(dataset, asked).corridors) is passes
    assert not ask(dataset, asked, as_of=date(2016, 9, 28)).corridors


def test_a_loosely_dated_open_does_not_open_before_it_has_certainly_begun() -> None:
    loose = word("ad", "open", valid=on("2016-09"))
    dataset = roads("ad", sources=[said(loose, published="2016-09-28")])
    assert not ask(dataset, STRICT).corridors
    assert ask(dataset, STRICT, as_of=date(2016, 9, 28)).corridors


def test_a_siege_said_to_be_broken_some_day_of_the_month_stops_nobody() -> None:
    city = node("city", kind="area")
    broken = word("city", "siege-broken", valid=on("2016-09"))
    dataset = roads(
        "ad", more=[city, node("d", part_of="city")], sources=[said(broken, published="2016-09-28")]
    )
    assert ask(dataset).corridors


def test_a_way_more_than_two_and_a_half_times_as_long_as_the_shortest_road_is_not_looked_at() -> None:
    far = node("e", at=(37.0, 37.0))
    detour = [
        road("ae", geometry=_line("ae", e=(37.0, 37.0))),
        road("ed", geometry=_line("ed", e=(37.0, 37.0))),
    ]
    dataset = roads("ad", more=[far, *detour], sources=[said(word("ad", "cut"))])
    assert ask(dataset).corridors == ()
    assert blockers(ask(dataset)) == {"ad": "cut"}
    assert ways(ask(dataset, LENIENT.model_copy(update={"avoid": ("ad",)}))) == [["ae", "ed"]]


@pytest.mark.parametrize(
    ("silence", "disputed", "passes"),
    [("refuse", "pass", False), ("pass", "refuse", False), ("pass", "pass", True)],
)
def test_a_denial_that_a_road_is_open_is_a_word_against_it_and_no_silence(
    silence: str, disputed: str, passes: bool
) -> None:
    dataset = roads("ad", sources=[said(word("ad", "open", mood="denied"))])
    asked = STRICT.model_copy(update={"silence": Treatment(silence), "disputed": Treatment(disputed)})
    found = ask(dataset, asked)
    assert bool(found.corridors) is passes
    passage = found.ways[0].stretches[0].passage
    assert (passage.denied, passage.silent) == (True, False)


def test_a_denial_that_a_road_is_cut_leaves_it_silent() -> None:
    dataset = roads("ad", sources=[said(word("ad", "cut", mood="denied"))])
    assert ask(dataset, LENIENT).ways[0].stretches[0].passage.silent


def test_a_denial_at_a_crossing_or_of_a_broken_siege_stops_what_goes_there() -> None:
    denied = {"mood": "denied"}
    dataset = roads("ab", "bd", sources=[said(word("b", "open", **denied))])
    assert blockers(ask(dataset)) == {"b": "no-claim"}
    city = node("city", kind="area")
    siege = said(word("city", "siege-broken", **denied))
    dataset = roads("ad", more=[city, node("d", part_of="city")], sources=[siege])
    assert blockers(ask(dataset)) == {"city": "no-claim"}


def test_words_about_others_or_about_something_else_are_mentions_and_no_silence_at_all() -> None:
    for said_of in (word("ad", "cut", for_whom=["civilians"]), word("ad", None)):
        passage = ask(roads("ad", sources=[said(said_of)])).ways[0].stretches[0].passage
        assert (passage.silent, passage.mentioned) == (True, True)
    assert not ask(roads("ad")).ways[0].stretches[0].passage.mentioned


def test_the_limit_of_one_question_is_not_taken_for_that_of_another() -> None:
    far = node("e", at=(37.0, 37.0))
    detour = [road(ends, geometry=_line(ends, e=(37.0, 37.0))) for ends in ("ae", "ed")]
    dataset = roads("ad", more=[far, *detour])
    network = network_of(dataset)
    avoiding = LENIENT.model_copy(update={"avoid": ("ad",)})
    reached = LENIENT.model_copy(update={"destination": "e"})
    for asked, first in ((LENIENT, "ad"), (avoiding, "ae"), (LENIENT, "ad"), (reached, "ae")):
        found = answer(dataset, network, Clocks(DAY, LATER), ALL, asked)
        assert found.corridors[0].stretches[0].segment_id == first


def test_two_ways_that_differ_are_both_shown_the_shorter_first() -> None:
    longer = node("c", at=(37.1, 35.7))
    dataset = roads("ab", "bd", more=[longer, road("ac", geometry=_line("ac", c=(37.1, 35.7))), road("cd")])
    assert ways(ask(dataset)) == [["ab", "bd"], ["ac", "cd"]]


def _line(ends: str, **at: tuple[float, float]) -> dict[str, object]:
    from tests.domain.small_network import PLACES

    places = {**PLACES, **at}
    return {"type": "LineString", "coordinates": [list(places[ends[0]]), list(places[ends[1]])]}


def test_of_several_origins_the_nearest_way_is_found() -> None:
    asked = Question(origins=("a", "c"), destination="d", silence=Treatment.PASS)
    found = ask(roads("ab", "bd", "cd"), asked)
    assert ways(found)[0] == ["cd"]


def test_a_name_that_the_network_does_not_have_is_told() -> None:
    found = ask(roads("ad"), Question(origins=("nowhere",), destination="d"))
    assert (found.ways, found.unknown) == ((), ("nowhere",))


def test_a_way_that_no_source_places_is_told_apart_from_the_ways_of_the_network() -> None:
    line = unplaced("line")
    dataset = roads("ad", more=[line], sources=[said(word("line", "cut", for_whom=["opposition-side"]))])
    found = ask(dataset)
    assert ways(found) == [["ad"]]
    assert [(p.place, [s.id for s in p.others]) for p in found.unplaced] == [("line", ["line-cut"])]
    assert blockers(found) == {}


def test_of_unplaced_ways_words_for_the_audience_come_first_then_what_leads_there() -> None:
    city = node("city", kind="area")
    others = {"for_whom": ["government-side"]}
    words = [
        word("p", "cut", **others),
        word("q", "cut", **others),
        word("q", None, id="leads", about=["q", "city"]),
        word("r", "cut"),
    ]
    more = [city, node("d", part_of="city"), *(unplaced(name) for name in "pqr")]
    found = ask(roads("ad", more=more, sources=[said(*words)]))
    assert [p.place for p in found.unplaced] == ["r", "q", "p"]


def test_an_unplaced_way_that_leads_elsewhere_is_left_out() -> None:
    line = unplaced("line")
    other = node("elsewhere", kind="city")
    words = [word("line", "cut"), word("line", None, id="leads", about=["line", "elsewhere"])]
    dataset = roads("ad", more=[line, other], sources=[said(*words)])
    assert ask(dataset).unplaced == ()


CLAIMED = [node("a"), node("d"), road("ad", presence="claimed")]


def test_a_way_that_exists_only_by_word_is_not_there_while_nobody_says_so() -> None:
    assert ask(roads(more=CLAIMED)).ways == ()
    assert ways(ask(roads(more=CLAIMED, sources=[said(word("ad", "open"))]))) == [["ad"]]


def test_a_stale_open_of_a_way_by_word_alone_is_silence_in_a_dispute_too() -> None:
    stale = word("ad", "open", valid=on("2016-07-01"))
    lenient = LENIENT.model_copy(update={"disputed": Treatment.PASS, "hindered": Treatment.PASS})
    for words in ((stale,), (stale, word("ad", "cut", valid=on("2016-07-01")))):
        assert ask(roads(more=CLAIMED, sources=[said(*words)]), lenient).corridors == ()


def test_a_way_that_exists_only_by_word_never_passes_on_silence() -> None:
    for said_of in (word("ad", None), word("ad", "cut", for_whom=["civilians"])):
        found = ask(roads(more=CLAIMED, sources=[said(said_of)]))
        assert found.corridors == ()
        assert blockers(found) == {"ad": "no-claim"}


@pytest.mark.parametrize(
    "given", [{"mood": "proposed"}, {"mood": "denied"}, {"voice": "forecast"}, {"valid": on("2016-12-01")}]
)
def test_a_way_is_not_there_because_somebody_proposes_denies_or_expects_it(given: dict[str, object]) -> None:
    assert ask(roads(more=CLAIMED, sources=[said(word("ad", None, **given))])).ways == ()


def test_a_way_known_from_context_only_leaves_no_trace_without_context() -> None:
    dataset = roads(more=CLAIMED, sources=[said(word("ad", "cut"), kind="context")])
    assert blockers(ask(dataset)) == {"ad": "cut"}
    found = ask(dataset, lens=ARTICLES_ONLY)
    assert (found.ways, found.unplaced, blockers(found)) == ((), (), {})


def test_a_border_is_told_once_and_a_line_where_the_holders_differ() -> None:
    features = [node("b", kind="border-crossing"), node("c", kind="border-crossing", at=(37.11, 36.1))]
    dataset = roads(
        "ab",
        "bc",
        "cd",
        more=features,
        sources=[
            said(
                word("c", "held-by-opposition", id="c-held"),
                word("d", "held-by-government", id="d-held"),
            )
        ],
    )
    way = ask(dataset).ways[0]
    told = [(h.kind, h.at) for s in way.stretches for h in s.handovers]
    assert told == [("cross-border", "b"), ("cross-line", "d")]
    line = way.stretches[-1].handovers[0]
    assert (str(line.before), str(line.after)) == ("held-by-opposition", "held-by-government")


def test_lengths_add_up_with_their_spread() -> None:
    way = ask(roads("ab", "bd")).ways[0]
    assert way.length_m == pytest.approx(sum(s.length_m for s in way.stretches))
    assert way.spread_m == pytest.approx(4 * 30)
    assert way.silent_m == pytest.approx(way.length_m)


def test_nothing_published_later_blocks_or_opens() -> None:
    late = said(word("ad", "cut", valid=on("2016-09-01")), id="late", published="2016-09-09")
    dataset = roads("ad", sources=[late])
    assert ask(dataset, known_by=date(2016, 9, 8)).corridors
    assert not ask(dataset, known_by=date(2016, 9, 9)).corridors


def test_without_context_no_word_of_context_blocks() -> None:
    context = said(word("ad", "cut"), kind="context")
    dataset = roads("ad", sources=[context])
    assert ask(dataset, lens=ARTICLES_ONLY).corridors
    assert not ask(dataset).corridors
