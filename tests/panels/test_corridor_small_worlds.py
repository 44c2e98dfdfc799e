"""What the corridor panel says, in worlds small enough to see through."""

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from dashboard.domain.model import Feature
from dashboard.domain.question import Treatment
from dashboard.domain.view import View
from dashboard.domain.vocabulary import Audience, Status
from dashboard.i18n import say
from dashboard.panels.context import Desk
from dashboard.panels.corridor import corridor_panel
from dashboard.panels.corridor_arrival import arrival
from dashboard.panels.corridor_blockers import blockers
from dashboard.panels.corridor_question import question_form
from dashboard.panels.corridor_resilience import resilience_section
from dashboard.panels.corridor_strip import strip_chart
from dashboard.panels.corridor_unlocking import unlocking
from dashboard.panels.corridor_verdict import verdict
from dashboard.panels.corridor_way import ways
from tests.conftest import DAY, annotation, dispute, feature, on, source, world


def place(place_id: str, longitude: float, **given: Any) -> Feature:
    geometry = {"type": "Point", "coordinates": [longitude, 36.2]}
    return feature(place_id, geometry=geometry, **{"kind": "town", **given})


def stretch(place_id: str, tail: str, head: str, first: float, last: float, **given: Any) -> Feature:
    geometry = {"type": "LineString", "coordinates": [[first, 36.2], [last, 36.2]]}
    ends = {"from": tail, "to": head}
    return feature(place_id, geometry=geometry, **{"kind": "road", **ends, **given})


# From the border crossing by one town to another: two roads, one after the other.
PLACES = (
    place("border", 37.0, kind="border-crossing"),
    place("middle", 37.1),
    place("end", 37.2),
    stretch("road", "border", "middle", 37.0, 37.1),
    stretch("onward", "middle", "end", 37.1, 37.2),
)


def desk(*said: Any, features: tuple[Feature, ...] = PLACES, disagreements: Any = (), **view: Any) -> Desk:
    sources = [s if hasattr(s, "annotations") else source(s, id=f"s-{s.id}") for s in said]
    dataset = replace(world(*sources, features=features), disagreements=disagreements)
    asked = {"as_of": DAY, "known_by": DAY, "context": True, "origin": ("border",), "destination": "end"}
    return Desk(dataset, View.model_validate({"names": "en", **asked, **view}))


def text(html: object) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", str(html)))).strip()


def patches(html: object) -> list[dict[str, str]]:
    return [json.loads(unescape(found)) for found in re.findall(r'data-view="([^"]*)"', str(html))]


def both_open(**given: Any) -> list[Any]:
    return [
        annotation(id="a", about=["road"], status="open", **given),
        annotation(id="b", about=["onward"], status="open", **given),
    ]


def test_only_where_every_stretch_is_said_to_be_open_is_a_way_called_open() -> None:
    said = text(verdict(desk(*both_open())))
    assert said.startswith("1 way is said to be open on every stretch for a UN convoy from Border to End")
    assert "by what was published up to then." in said
    half = desk(both_open()[0], silence=Treatment.PASS)
    assert text(verdict(half)).startswith(
        "Nobody says that any way is open for a UN convoy from Border to End"
    )
    assert "1 way is left under your choices. No word on passage along about 9.0 km" in text(verdict(half))
    assert "only by your choices" in text(ways(half))
    assert "only by your choices" not in text(ways(desk(*both_open())))


def test_a_way_that_is_said_to_be_open_is_not_denied_because_the_reader_avoids_it() -> None:
    more = (*PLACES, stretch("detour", "border", "middle", 37.0, 37.1))
    said = text(verdict(desk(*both_open(), features=more, silence=Treatment.PASS, avoid=("road",))))
    assert said.startswith("1 way is left under your choices for a UN convoy from Border to End")
    assert "Nobody says that it is open on every stretch." in said
    assert "Nobody says that any way is open" not in said


def test_a_way_under_assumptions_is_called_the_readers_own() -> None:
    given = desk(both_open()[0], assume=(("onward", Status.OPEN),))
    said = text(verdict(given))
    assert said.startswith(
        "With 1 assumption of your own: the Onward open. 1 way is left under your choices and assumptions "
        "for a UN convoy from Border to End on 10 September 2016."
    )
    assert "published" not in said
    assert "you assume it open." in said
    assert "you let silence pass" not in said
    assert "only with your assumptions" in text(ways(given))
    elsewhere = (*PLACES, stretch("detour", "border", "middle", 37.0, 37.1))
    still = text(verdict(desk(*both_open(), features=elsewhere, assume=(("detour", Status.CUT),))))
    assert "1 way is said to be open on every stretch for a UN convoy" in still
    assert "published" not in still


def test_roads_are_named_before_the_places_on_the_way() -> None:
    said = (
        annotation(id="a", about=["middle"], status="cut"),
        annotation(id="b", about=["onward"], status="cut"),
    )
    assert "Nearest way: the Onward cut (one); Middle cut (one)." in text(verdict(desk(*said)))


def test_a_dispute_names_its_sides_and_says_where_none_of_them_says_open() -> None:
    said = [annotation(id=f"a{n}", status="cut", asserted_by=[f"p{n}"]) for n in range(3)]
    said.append(annotation(id="b", status="hindered", asserted_by=["q"]))
    words = text(verdict(desk(source(*said), silence=Treatment.PASS)))
    assert "Sources differ on the Road: cut, say p0 and 2 more; hindered, says q; nobody says open." in words
    said.append(annotation(id="c", status="open", asserted_by=["r"]))
    with_open = text(verdict(desk(source(*said))))
    assert "open, says r." in with_open
    assert "nobody says open" not in with_open


def test_words_that_read_the_same_are_one_entry_with_their_number() -> None:
    given = desk(source(annotation(id="b", status="cut"), annotation(id="a", status="cut")))
    chart = strip_chart(given, given.answer.ways[0], full=True)
    assert text(chart).count("one, 1 September 2016, ¶1") == 1
    assert "one, 1 September 2016, ¶1 (2)" in text(chart)
    assert [p["note"] for p in patches(chart) if p.get("note")] == ["a"]


def test_the_short_form_of_the_question_says_what_else_the_reader_chose() -> None:
    area = ((30.0, 30.0), (31.0, 30.0), (31.0, 31.0))
    assumed = (("road", Status.OPEN), ("onward", Status.OPEN))
    short = "Border → End, for UN aid. Only what is said to be open passes."
    assert f"{short} From" in text(question_form(desk()))
    for view, words in (
        ({"avoid": ("road", "middle"), "area": area}, "You avoid 2 places and an area. From"),
        ({"avoid": ("road",)}, "You avoid 1 place. From"),
        ({"area": area, "assume": assumed}, "You avoid an area; 2 assumptions. From"),
        ({"speed": 30}, "30 km/h. From"),
    ):
        assert f"{short} {words}" in text(question_form(desk(**view))), words


def test_who_avoids_every_way_is_told_so_and_can_take_it_back() -> None:
    given = desk(avoid=("road", "onward"))
    said = text(verdict(given))
    assert "You avoid every way there is. Take one back: Avoid Road × Avoid Onward ×" in said
    assert {"avoid": "onward"} in patches(verdict(given))
    assert "Avoid less, or ask from elsewhere." in text(unlocking(given))
    hidden = stretch("onward", "middle", "end", 37.1, 37.2, presence="claimed")
    gone = desk(features=(*PLACES[:4], hidden), avoid=("road",))
    assert "You avoid every way" not in text(verdict(gone))
    assert say("panel.corridor.why.no-way") in text(verdict(gone))


def test_a_plain_world_has_an_answer_for_every_part_of_the_panel() -> None:
    said = text(corridor_panel(desk()))
    for key in ("question", "ways", "blockers", "unlocking", "resilience", "people", "convoys", "no-offers"):
        assert say(f"panel.corridor.{key}") in said
    assert "Nobody speaks of the Road and the Onward." in said
    assert say("panel.corridor.no-figures.people") in said
    assert say("panel.corridor.no-figures.convoys") in said


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ({"origin": ("nowhere",)}, "The network has no place of this name: nowhere."),
        ({"origin": ("end",)}, "The way begins where it ends: End."),
        ({"avoid": ("road",)}, "You avoid every way there is."),
    ],
)
def test_a_question_without_a_way_is_answered_in_words(view: dict[str, Any], words: str) -> None:
    said = text(corridor_panel(desk(**view)))
    assert words in said
    assert say("panel.corridor.no-ways") in said
    assert "changes or fewer would open a way" not in said


def test_text_from_data_is_escaped_everywhere() -> None:
    bad = '<img src=x onerror="go()">'
    hostile = tuple(
        f.model_copy(update={"properties": f.properties.model_copy(update={"name": bad, "name_ar": bad})})
        for f in PLACES
    )
    figure = {"what": "population", "low": 1, "high": 1, "qualifier": bad, "unit": bad, "about": "end"}
    said = [
        annotation(id="a", status="cut", says={"en": bad}, asserted_by=["x"], about=["road"]),
        annotation(id="b", figures=[figure], about=["end"]),
        annotation(id="c", mood="proposed", about=["road"], says={"en": bad}),
    ]
    for names in ("en", "ar", "both"):
        html = corridor_panel(desk(*said, features=hostile, names=names, assume=(("road", Status.CUT),)))
        assert "<img" not in html
        assert 'onerror="' not in html
        assert "&lt;img" in html


def test_words_too_old_to_count_are_not_called_silence() -> None:
    given = desk(annotation(status="open", valid=on("2016-07-01")))
    assert "Nobody speaks of the Onward. Too long ago to count, or only denied: the Road." in text(
        verdict(given)
    )
    passed = desk(annotation(status="open", valid=on("2016-07-01")), silence=Treatment.PASS)
    assert "of way 1, or one too old to count; you let silence pass." in text(verdict(passed))
    assert "Road somebody spoke of it, but too long ago to count" in text(blockers(given))


def test_what_is_said_of_others_passage_is_told_and_blocks_nobody_else() -> None:
    given = desk(annotation(status="open", for_whom=["government-side"]), *both_open()[1:])
    chart = text(strip_chart(given, given.answer.ways[0], full=True))
    assert "open for the government side, says one" in chart
    assert "For everybody together the map shows: claimed open to some." in chart
    assert "Sources speak of the Road, but not of passage for a UN convoy." in text(verdict(given))


def test_neighbours_under_one_word_share_a_row() -> None:
    parts = (
        *PLACES[:3],
        feature("whole"),
        stretch("road", "border", "middle", 37.0, 37.1, kind="segment", part_of="whole"),
        stretch("onward", "middle", "end", 37.1, 37.2, kind="segment", part_of="whole"),
    )
    given = desk(annotation(about=["whole"], status="cut"), features=parts)
    chart = strip_chart(given, given.answer.ways[0], full=True)
    assert chart.count('class="ad-stretch"') == 1
    assert "Whole 2 stretches, about 18.0 km, ±0.1 km" in text(chart)
    assert "--share: 1.000" in chart


def test_a_checkpoint_only_proposed_is_not_among_those_said_to_be_there() -> None:
    posts = (
        feature("post", kind="checkpoint", part_of="road", presence="claimed"),
        feature("plan", kind="checkpoint", part_of="road", presence="claimed"),
        feature("hush", kind="checkpoint", part_of="road", presence="claimed", name="Hidden"),
    )
    given = desk(
        annotation(id="a", about=["post"]),
        annotation(id="b", about=["plan"], mood="proposed", asserted_by=["two"]),
        features=(*PLACES, *posts),
    )
    chart = text(strip_chart(given, given.answer.ways[0], full=True))
    assert "Said to be there: Post Plan proposal by two; not there by any word" in chart
    assert "Hidden" not in corridor_panel(given)


def test_borders_and_lines_are_told_with_who_is_said_to_hold_the_sides() -> None:
    given = desk(
        annotation(id="a", about=["middle"], status="held-by-opposition"),
        annotation(id="b", about=["end"], status="held-by-government"),
    )
    chart = text(strip_chart(given, given.answer.ways[0], full=True))
    assert "Cross-border: Border" in chart
    assert "Cross-line, from held by the opposition to held by the government, as said: End" in chart


def test_who_says_it_leads_to_the_statement_itself() -> None:
    given = desk(annotation(id="said", status="cut"))
    patch = {"sel": "road", "note": "said", "source": "", "tab": "feature"}
    assert patch in patches(strip_chart(given, given.answer.ways[0], full=True))


def test_an_assumption_is_dropped_without_the_others() -> None:
    html = corridor_panel(desk(assume=(("onward", Status.OPEN), ("road", Status.OPEN))))
    chips = re.findall(r'<button[^>]*class="ad-assumption".*?</button>', html)
    assert [(text(c), patches(c)) for c in chips] == [
        ("Onward: open, your assumption ×", [{"assume": "road:open"}]),
        ("Road: open, your assumption ×", [{"assume": "onward:open"}]),
    ]


def test_roads_without_a_name_share_a_row_and_are_not_called_unspoken_places() -> None:
    given = desk()
    brought = replace(given.network, segment_ids=("way-1", "way-2"), bearers={})
    nameless = Desk(given.dataset, given.view, made=brought)
    chart = strip_chart(nameless, nameless.answer.ways[0], full=True)
    assert chart.count('class="ad-stretch"') == 1
    assert "a part of the network without a name here 2 stretches, about 18.0 km" in text(chart)
    assert "Assume:" not in chart
    assert text(verdict(nameless)).count(say("panel.corridor.nameless")) == 1


def test_each_stretch_can_be_assumed_and_given_back_to_the_sources() -> None:
    given = desk(annotation(status="cut"), assume=(("road", Status.OPEN),))
    chart = strip_chart(given, given.answer.ways[0], full=True)
    offered = [p["assume"] for p in patches(chart) if "assume" in p]
    assert offered[:4] == ["road:open", "road:hindered", "road:cut", ""]
    assert offered[4:] == [
        "onward:open,road:open",
        "onward:hindered,road:open",
        "onward:cut,road:open",
        "road:open",
    ]
    assert "ad-bar ad-assumption" in chart
    assert "open: your own assumption, no source's cut for UN aid" in text(chart)
    assert "assume" not in str(patches(strip_chart(given, given.answer.ways[0], full=False)))


def test_context_may_say_which_known_way_an_unplaced_one_may_be() -> None:
    loose = feature(
        "loose", geometry=None, kind="corridor", may_be="road", may_be_why="Both lead <there>.", name="Loose"
    )
    said = annotation(about=["loose"], status="cut", for_whom=["opposition-side"])
    html = blockers(desk(said, features=(*PLACES, loose)))
    assert "context May be the Road: Both lead <there>. Road" in text(html)
    assert "Loose cannot be tied to a stretch" in text(html)
    assert "May be" not in text(blockers(desk(said, features=(*PLACES, loose), context=False)))


def test_the_readers_own_blocking_is_told_apart_from_what_sources_say() -> None:
    given = desk(assume=(("road", Status.CUT),), area=((30.0, 30.0), (31.0, 30.0), (31.0, 31.0)))
    html = blockers(given)
    own = html.partition(f"<h4>{say('panel.corridor.blocked.own')}</h4>")[2]
    assert "Taken as blocked by you, by no source: the Road." in text(own)
    assert "You avoid an area of 3 corners." in text(own)
    assert say("panel.corridor.blocked.said") not in html
    assert "Your own assumption blocks: the Road." in text(verdict(given))


def test_a_siege_is_settled_and_a_cut_ends_in_the_words_of_the_smallest_set() -> None:
    said = (
        annotation(id="a", about=["road"], status="cut"),
        annotation(id="b", about=["onward"], status="hindered"),
        annotation(id="c", about=["end"], status="besieged"),
    )
    whole = text(unlocking(desk(*said)))
    assert "the cut of the Road ends" in whole
    assert "access to the Onward is settled" in whole
    assert "passage into End is agreed, or the siege ends" in whole
    disputed = desk(annotation(id="a", status="cut"), annotation(id="d", status="open", asserted_by=["two"]))
    assert "passage on the Road is settled as open (sources differ)" in text(unlocking(disputed))
    torn = (
        annotation(id="a", about=["end"], status="besieged"),
        annotation(id="b", about=["end"], status="siege-broken", asserted_by=["two"]),
        annotation(id="c", about=["middle"], status="cut"),
        annotation(id="d", about=["middle"], status="open", asserted_by=["two"]),
    )
    places = text(unlocking(desk(*torn)))
    assert "passage into End is settled as open (sources differ)" in places
    assert "passage at Middle is settled as open (sources differ)" in places
    own = desk(*both_open(), assume=(("road", Status.CUT),))
    assert "what you avoid or assume closed stays closed" in text(unlocking(own))
    assert say("panel.corridor.unlock-none-needed") in text(unlocking(desk(*both_open())))


def test_a_proposal_is_offered_as_one_and_changes_no_verdict() -> None:
    wish = annotation(id="wish", mood="proposed", status="open", says={"en": "The road could open."})
    given = desk(wish)
    said = text(unlocking(given))
    assert "Proposed, which is not a fact:" in said
    assert said.count("The road could open.") == 1
    assert text(verdict(given)).startswith("No corridor")
    assert "wish" not in str(patches(blockers(given)))


def test_proposals_that_name_no_road_come_articles_first_and_are_counted() -> None:
    def wish(n: int, kind: str, day: str) -> Any:
        said = annotation(id=f"w{n}", mood="proposed", about=["end"], topics=["aid"])
        return source(said.model_copy(update={"paragraph": n}), id=f"s{n}", kind=kind, published=day)

    sources = [wish(n, "context", "2016-09-03") for n in range(1, 21)]
    html = unlocking(desk(*sources, wish(90, "article", "2016-09-01"), wish(91, "article", "2016-09-02")))
    loose = html.partition(say("panel.corridor.loose-offers"))[2]
    noted = [p["note"] for p in patches(loose)]
    assert noted[:2] == ["w91", "w90"]
    assert len(noted) == 14
    assert "<details" not in loose
    assert "8 more are in the panels of their places." in text(loose)


def test_a_proposal_that_a_set_of_changes_tells_of_is_not_told_again() -> None:
    siege = annotation(id="a", about=["end"], status="besieged")
    wish = annotation(id="wish", about=["end"], mood="proposed", topics=["aid"])
    html = unlocking(desk(siege, wish))
    assert [p["note"] for p in patches(html) if p.get("note")].count("wish") == 1
    assert say("panel.corridor.no-further-offers") in html
    assert say("panel.corridor.no-offers") not in html
    assert 'data-keep="unplaced-offers"' not in html
    none = unlocking(
        desk(siege, wish, assume=(("end", Status.OPEN), ("road", Status.OPEN), ("onward", Status.OPEN)))
    )
    assert text(none.partition('data-keep="unplaced-offers"')[2]).startswith(
        "> Proposals that name no road 1"
    )


def test_single_points_of_failure_are_named() -> None:
    said = text(resilience_section(desk(*both_open())))
    assert "said to be open on every stretch 1 way" in said
    assert "two and a half times the shortest road are not counted" in said
    assert "With your assumptions" not in said
    assert "Single points of failure, the loss of any one cuts it off: Middle Onward Road" in said
    assert say("panel.corridor.nothing-to-cut") in text(resilience_section(desk(annotation(status="cut"))))


def test_the_ways_left_are_counted_by_the_sources_alone_and_beside_them_the_readers_own() -> None:
    html = resilience_section(desk(annotation(status="cut"), assume=(("road", Status.OPEN),), silence="pass"))
    assert "nobody speaks against them 0 ways" in text(html)
    assert '<li class="ad-assumption"><span>With your assumptions, on this day:</span><span>1 way' in html


def test_a_day_on_which_nobody_speaks_has_no_bar_and_a_day_to_come_none_either() -> None:
    html = resilience_section(desk(annotation(status="open", about=["road"], valid=on("2016-09-05"))))
    silent, heard, later = (_days(html, day) for day in ("2016-09-04", "2016-09-05", "2016-09-11"))
    assert 'class="ad-day ad-day-silent"' in silent
    assert "no word on passage for those you ask about" in silent
    assert 'class="ad-day"' in heard
    assert "ad-bar-silent" in heard
    assert 'class="ad-day ad-day-unknown"' in later
    assert "11 September: not yet known" in later
    assert "ad-bar-" not in silent + later
    assert "On this day nobody speaks" not in text(html)
    unheard = text(resilience_section(desk()))
    assert "On this day there is no word on passage for those you ask about." in unheard


def _days(html: str, day: str) -> str:
    (found,) = [b for b in re.findall(r"<button.*?</button>", html) if day in b]
    return str(found)


def test_a_figure_stands_with_its_place_day_speaker_and_mood() -> None:
    figure = {
        "what": "trucks",
        "low": 40,
        "high": 40,
        "qualifier": "up to",
        "unit": "trucks",
        "about": "road",
    }
    people = {"what": "population", "low": 9, "qualifier": "over", "unit": "people", "about": "end"}
    said = text(
        arrival(
            desk(
                annotation(id="a", mood="proposed", figures=[figure], asserted_by=["two"]),
                annotation(id="b", about=["end"], figures=[people], paragraph=7),
            )
        )
    )
    assert "Proposed Road, from 1 September 2016 — two, 1 September 2016, ¶1 40 trucks (“up to”)" in said
    assert (
        "People there End living there, from 1 September 2016 — one, 1 September 2016, ¶7 9 people (“over”)"
        in said
    )
    assert "Not added up, not averaged." in said


def test_a_travel_time_appears_only_with_a_speed_of_the_readers_own() -> None:
    assert "km/h" not in text(ways(desk()))
    assert "at 30 km/h, your assumption; no stops counted." in text(ways(desk(speed=30)))


def test_a_way_drawn_from_town_to_town_says_that_the_road_is_longer() -> None:
    rough = (*PLACES[:4], stretch("onward", "middle", "end", 37.1, 37.2, precision="schematic"))
    assert say("panel.corridor.schematic") in text(ways(desk(features=rough)))
    assert say("panel.corridor.schematic") not in text(ways(desk()))


def test_the_chosen_way_is_marked_and_its_chart_unfolded() -> None:
    html = ways(desk(way=1))
    assert "ad-way ad-way-chosen" in html
    assert '<details open="" data-keep="way-1">' in html
    assert {"way": "1"} in patches(html)
    assert "ad-way-chosen" not in ways(desk(way=0))


def test_sources_that_differ_on_what_blocks_are_said_to_differ() -> None:
    said = [annotation(id="a", status="cut"), annotation(id="x", asserted_by=["two"])]
    html = blockers(desk(*said, disagreements=(dispute(["a"], ["x"]),)))
    assert {"tab": "disagreements", "note": "a", "sel": "", "source": ""} in patches(html)
    assert say("panel.corridor.differ") in html
    assert say("panel.corridor.differ") not in blockers(desk(*said))


def test_the_form_sets_each_key_of_the_question_and_marks_what_is_chosen() -> None:
    html = question_form(desk(whom=Audience.CIVILIANS, silence=Treatment.COST, speed=25))
    keys = re.findall(r'<select data-set="(\w+)"', html)
    assert sorted(keys) == sorted(
        ["origin", "origin", "destination", "whom", "silence", "disputed", "hindered", "speed", "avoid"]
    )
    for chosen in ("civilians", "cost", "25", "end", "border"):
        assert f'<option value="{chosen}" selected="">' in html
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(set(ids)) == len(ids) == 9
    assert sorted(re.findall(r'<label for="([^"]+)"', html)) == sorted(ids)
    assert 'data-tool="area"' in html


def test_several_origins_and_avoided_places_are_chips_with_a_way_out() -> None:
    more = (*PLACES, place("hub", 37.1, kind="hub"), stretch("far", "hub", "end", 37.1, 37.2))
    asked = {"origin": ("border", "hub"), "avoid": ("road", "onward"), "area": ((1, 1), (2, 1), (2, 2))}
    html = question_form(desk(features=more, **asked))
    found = patches(html)
    for patch in (
        {"origin": "hub"},
        {"origin": "border"},
        {"avoid": "onward"},
        {"avoid": "road"},
        {"area": ""},
    ):
        assert patch in found
    assert 'aria-label="Drop: Avoid Road"' in html
    assert '<option value="border,hub" selected="">' in html
    assert '<option value="road,onward,far">' in html
    assert 'value="border,hub,hub"' not in html


def test_starting_over_is_offered_once_something_differs_and_sets_every_key() -> None:
    html = question_form(desk(speed=30))
    (patch,) = [p for p in patches(html) if "silence" in p]
    assert patch["speed"] == patch["assume"] == patch["area"] == patch["avoid"] == ""
    plain = View()
    assert (patch["origin"], patch["destination"]) == (",".join(plain.origin), plain.destination)
    same = desk(origin=plain.origin, destination=plain.destination)
    assert say("panel.corridor.start-over") not in question_form(same)


def test_an_end_within_a_city_is_named_after_its_area_in_the_language_chosen() -> None:
    ends = (
        *PLACES[:2],
        feature("area", geometry=None, kind="area", name="The East", name_ar="الشرق"),
        place("end", 37.2, kind="city-point", part_of="area"),
        *PLACES[3:],
    )
    assert "to The East on" in text(verdict(desk(features=ends)))
    assert "to \u2068الشرق\u2069 on" in text(verdict(desk(features=ends, names="ar")))


def test_the_foot_says_what_the_link_carries_and_offers_to_print() -> None:
    html = corridor_panel(desk(assume=(("road", Status.OPEN),)))
    assert 'data-print=""' in html
    assert say("panel.corridor.link") in html
    assert "1 assumption here is the reader's own and no source's." in text(html.rpartition("<section>")[2])


def test_long_lists_are_folded_and_what_finds_no_room_is_counted() -> None:
    words = [annotation(id=f"w{n}", status="cut", asserted_by=[f"p{n}"]) for n in range(10)]
    html = blockers(desk(source(*words)))
    assert len([p for p in patches(html) if p.get("note")]) == 6
    assert "and 8 more" in text(html)
    assert "4 more are in the panels of their places." in text(html)
    figure = {"what": "population", "low": 9, "qualifier": "over", "unit": "people", "about": "end"}
    people = [annotation(id=f"f{n}", about=["end"], figures=[figure]) for n in range(20)]
    there = arrival(desk(source(*people)))
    assert there.count("9 people (“over”)") == 14
    assert "and 12 more" in text(there)
    assert "6 more are in the panels of their places." in text(there)


def test_a_place_that_nobody_has_spoken_of_is_neither_named_nor_assumed() -> None:
    hidden = stretch("onward", "middle", "end", 37.1, 37.2, name="Hidden", presence="claimed")
    html = corridor_panel(desk(features=(*PLACES[:4], hidden)))
    assert "No way leads there" in text(html)
    assert "Hidden" not in html
    assert "onward" not in html


def test_a_link_that_names_a_place_nobody_has_spoken_of_learns_no_name() -> None:
    hidden = stretch("onward", "middle", "end", 37.1, 37.2, name="Hidden", presence="claimed")
    html = corridor_panel(desk(features=(*PLACES[:4], hidden), avoid=("onward",)))
    assert "a stretch between Middle and End that nobody has spoken of" in text(html)
    assert "Hidden" not in html


def test_a_network_too_large_to_cut_each_day_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.panels.corridor_resilience._LARGEST_BY_DAY", 1)
    assert "the network has 2 segments, too many to cut while you wait" in text(resilience_section(desk()))


def test_where_sources_differ_no_side_is_folded_away() -> None:
    said = [annotation(id=f"o{n}", status="open", asserted_by=[f"p{n}"]) for n in range(8)]
    html = blockers(desk(source(*said, annotation(id="z", status="cut", asserted_by=["z"]))))
    assert html.index("z&#34;") < html.index("<details")


def test_figures_stand_under_the_place_they_are_about_and_proposals_after_them() -> None:
    def figure(n: int, about: str, **given: Any) -> Any:
        counted = {"what": "people-trapped", "low": n, "high": n, "qualifier": "some", "unit": "people"}
        return annotation(id=f"f{n}", about=[about], figures=[{**counted, "about": about}], **given)

    town = feature("town", geometry=None, kind="city")
    ends = (*PLACES[:2], town, place("end", 37.2, part_of="town"), *PLACES[3:])
    said = [figure(3, "town"), figure(1, "end", mood="proposed"), figure(2, "end"), figure(4, "end")]
    people = text(arrival(desk(source(*said), features=ends))).partition("Convoys")[0]
    order = [people.index(w) for w in ("4 people", "Town as a whole", "3 people", "Proposed", "1 people")]
    assert order == sorted(order)
    assert people.index("2 people") < people.index("Town as a whole")
    assert people.count("trapped, from 1 September 2016") == 4
    assert "proposal" not in people


def test_without_a_figure_context_is_offered_only_where_it_was_left_out() -> None:
    alone = arrival(desk(context=False))
    assert patches(alone) == [{"context": "1"}, {"context": "1"}]
    assert "The articles give no figure." in text(alone)
    assert patches(arrival(desk())) == []
    assert "The articles give" not in text(arrival(desk(context=False, voice="media")))


def test_a_denial_that_a_road_is_open_is_told_as_a_word_against_it() -> None:
    said = annotation(status="open", mood="denied")
    shown = text(corridor_panel(desk(said, silence=Treatment.PASS)))
    assert "Nearest way: the Road denied: open (one)" in shown
    assert "denied: open Road for UN aid" in shown
    assert "Nobody speaks of the Road" not in shown
    assert "nobody has spoken" not in shown


def test_an_assumption_that_reaches_nothing_is_told_to_have_no_effect() -> None:
    html = corridor_panel(desk(assume=(("nowhere", Status.OPEN),)))
    assert "without effect here" in text(html)
    assert "without effect here" not in text(corridor_panel(desk(assume=(("road", Status.OPEN),))))


def test_the_members_of_every_smallest_cut_are_named() -> None:
    side = (
        place("left", 37.05, kind="town"),
        place("right", 37.06, kind="town"),
        stretch("left-in", "border", "left", 37.0, 37.05),
        stretch("right-in", "border", "right", 37.0, 37.06),
        stretch("left-on", "left", "end", 37.05, 37.2),
        stretch("right-on", "right", "end", 37.06, 37.2),
    )
    features = (*PLACES[:1], PLACES[2], *side)
    said = annotation(about=["left-in"], status="open")
    shown = text(resilience_section(desk(said, features=features)))
    assert "In another cut as small:" in shown
    assert "Left-On" in shown
