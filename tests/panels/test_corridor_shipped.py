"""What the corridor panel says, from the shipped data."""

import json
import re
from datetime import date
from html import unescape

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.question import Treatment
from dashboard.domain.view import View
from dashboard.domain.vocabulary import Audience, Mood, SourceKind, Status
from dashboard.i18n import catalogue
from dashboard.panels.context import Desk
from dashboard.panels.corridor import corridor_panel
from dashboard.panels.corridor_blockers import blockers
from dashboard.panels.corridor_verdict import verdict

EIGHTH, FOURTH = date(2016, 9, 8), date(2016, 9, 4)


def desk(dataset: Dataset, **view: object) -> Desk:
    return Desk(dataset, View.model_validate({"tab": "corridor", "names": "en", **view}))


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip()


def patches(html: str) -> list[dict[str, str]]:
    return [json.loads(unescape(found)) for found in re.findall(r'data-view="([^"]*)"', html)]


def group(html: str, name: str) -> str:
    """Give the list of blockers under one heading."""
    title = catalogue()[f"panel.corridor.blocked.{name}"]
    return html.partition(f"<h4>{title}</h4>")[2].partition("<h4>")[0]


def test_on_the_eighth_cnn_stands_in_the_way_with_a_button_to_its_statement(shipped: Dataset) -> None:
    html = blockers(desk(shipped))
    said = group(html, "said")
    assert {
        "sel": "castello-road",
        "note": "cnn-castello-access-unsettled",
        "source": "",
        "tab": "feature",
    } in (patches(said))
    assert shipped.statement["cnn-castello-access-unsettled"].annotation.says.en in text(said)
    assert "¶33" in said


def test_the_last_supply_line_is_told_apart_and_tied_to_no_stretch(shipped: Dataset) -> None:
    html = blockers(desk(shipped))
    unplaced = group(html, "unplaced")
    assert "cannot be tied to a stretch" in text(unplaced)
    assert "Said for the opposition side; not for UN aid." in text(unplaced)
    assert "bloomberg-last-rebel-supply-line-cut" in unplaced
    assert "last-rebel-supply-line" not in group(html, "said")


def test_the_verdict_of_the_eighth_says_no_names_the_words_and_the_silence(shipped: Dataset) -> None:
    said = text(verdict(desk(shipped)))
    assert said.startswith(
        "No corridor for a UN convoy from Bab al-Hawa to Eastern Aleppo on 8 September 2016, "
        "by what was published up to then."
    )
    assert "Castello road: hindered (CNN)" in said
    assert "Nobody speaks of: Western road" in said
    assert "Shows what sources said; not for movement planning." in said
    assert "No word on the Castello road." not in said


def test_on_the_fourth_the_articles_have_no_word_on_the_castello_road(shipped: Dataset) -> None:
    said = text(verdict(desk(shipped, as_of=FOURTH, known_by=FOURTH)))
    assert "No word on the Castello road." in said


def test_on_20_august_with_context_ramouseh_is_disputed_for_the_opposition_side(shipped: Dataset) -> None:
    view = {"as_of": date(2016, 8, 20), "known_by": None, "context": True}
    html = blockers(desk(shipped, **view, whom=Audience.OPPOSITION))
    row = group(html, "said").partition('data-features="ramouseh-corridor">')[0].rpartition("<li")[2]
    assert "ad-state-disputed" in row
    together = text(corridor_panel(desk(shipped, **view, way=2)))
    assert "For everybody together the map shows: disputed." in together


def test_the_same_day_without_context_does_not_name_what_nobody_has_spoken_of(shipped: Dataset) -> None:
    html = corridor_panel(desk(shipped, as_of=date(2016, 8, 20), known_by=None, way=2))
    assert shipped.features["ramouseh-corridor"].properties.name not in html
    assert "ramouseh-corridor" not in html


@pytest.mark.parametrize("day", [FOURTH, EIGHTH, date(2016, 8, 20)])
def test_context_switched_off_leaves_no_trace(shipped: Dataset, day: date) -> None:
    html = corridor_panel(desk(shipped, as_of=day, known_by=None, more=True))
    for source in shipped.sources.values():
        if source.kind is SourceKind.CONTEXT:
            assert source.id not in html
            assert not [a.id for a in source.annotations if a.id in html]


def test_nothing_published_later_is_told(shipped: Dataset) -> None:
    known_by = date(2016, 9, 5)
    html = corridor_panel(desk(shipped, known_by=known_by, context=True))
    noted = {p["note"] for p in patches(html) if p.get("note")}
    assert noted
    assert all(shipped.statement[note].known_from <= known_by for note in noted)


@pytest.mark.parametrize("day", [date(2016, 8, 20), EIGHTH, date(2016, 9, 13)])
@pytest.mark.parametrize("context", [False, True])
def test_a_proposal_is_never_listed_as_a_blocker(shipped: Dataset, day: date, context: bool) -> None:
    html = blockers(desk(shipped, as_of=day, known_by=None, context=context))
    noted = {p["note"] for p in patches(html) if p.get("note")}
    assert not [n for n in noted if shipped.statement[n].annotation.mood is Mood.PROPOSED]


def test_every_statement_that_blocks_leads_to_its_own_place(shipped: Dataset) -> None:
    html = blockers(desk(shipped, context=True, known_by=None))
    for patch in patches(html):
        if patch.get("note") and patch["tab"] == "feature":
            assert patch["sel"] == shipped.statement[patch["note"]].annotation.about[0]


def test_with_silence_passed_the_verdict_says_for_how_far_nobody_speaks(shipped: Dataset) -> None:
    view = {"silence": Treatment.PASS, "hindered": Treatment.PASS, "names": "en"}
    said = text(verdict(desk(shipped, **view)))
    assert "can be read as passable, under your choices" in said
    assert "On way 1 nobody speaks of about 50 km, ±18 km; you let silence pass, no source does." in said
    assert "On way 1 you let pass what sources say: Castello road: hindered (CNN)" in said
    assert "open" not in said


def test_an_assumption_is_shown_as_the_readers_own_and_beside_the_sources_answer(shipped: Dataset) -> None:
    assumed = ("castello-road", "western-road", "seg-jandoul-aleppo-east", "aleppo-east")
    html = corridor_panel(desk(shipped, assume=tuple((place, Status.OPEN) for place in assumed)))
    said = text(html)
    left, _, right = said.partition("By the sources alone")[2].partition("With your assumptions")
    assert "No way passes." in left
    assert "1 way passes." in right
    assert "Castello road: open, your assumption" in right
    assert "Way 1 rests on your own assumptions" in right
    assert "open: your own assumption, no source's" in said
    assert "said to be open, stretch by stretch" not in said
    rest = "aleppo-east:open,seg-jandoul-aleppo-east:open,western-road:open"
    assert {"assume": rest} in patches(html)


def test_the_smallest_set_can_be_assumed_with_one_button_and_then_a_way_passes(shipped: Dataset) -> None:
    given = desk(shipped)
    html = corridor_panel(given)
    card = re.findall(r'<article class="ad-unlock">.*?</article>', html)[0]
    said = text(card)
    assert "access to Castello road is settled" in said
    assert "passage into Eastern Aleppo is agreed, or the siege ends" in said
    assert "somebody says that Western road is passable" in said
    (patch,) = [p for p in patches(card) if "assume" in p]
    assumed = tuple(
        (place, Status(state)) for place, _, state in (x.partition(":") for x in patch["assume"].split(","))
    )
    assert desk(shipped, assume=assumed).answer.corridors


def test_a_day_without_figures_says_so_and_one_with_them_adds_nothing_up(shipped: Dataset) -> None:
    assert "No figure of people there is known" in text(corridor_panel(desk(shipped)))
    said = text(corridor_panel(desk(shipped, context=True)))
    assert "Not added up, not averaged." in said
    assert "250,000 to 275,000 people (between)" in said


def test_the_summer_can_be_read_without_its_picture(shipped: Dataset) -> None:
    html = corridor_panel(desk(shipped))
    assert "From 1 July 2 ways that nobody speaks against; from 4 September no way." in text(html)
    days = [p["as_of"] for p in patches(html) if set(p) == {"as_of"}]
    frame = shipped.frame
    assert days[0] == frame.first_day.isoformat()
    assert days[-1] == frame.last_day.isoformat()
    assert len(days) == (frame.last_day - frame.first_day).days + 1
    assert html.count('aria-current="date"') == 1


def test_the_whole_panel_stays_light(shipped: Dataset) -> None:
    assert len(corridor_panel(desk(shipped, names="both")).encode()) < 64_000
    full = desk(shipped, names="both", context=True, known_by=None, as_of=date(2016, 8, 20))
    assert len(corridor_panel(full).encode()) < 100_000


def test_arabic_names_stand_where_the_reader_wants_them(shipped: Dataset) -> None:
    arabic = shipped.features["castello-road"].properties.name_ar
    assert arabic is not None
    assert arabic in corridor_panel(desk(shipped, names="ar"))
    assert f"\u2068{arabic}\u2069" in verdict(desk(shipped, names="ar"))
    assert arabic not in corridor_panel(desk(shipped))
    assert "Bab al-Hawa · باب الهوى</option>" in corridor_panel(desk(shipped, names="both"))


def test_no_text_of_the_panel_calls_a_road_what_nobody_may_promise() -> None:
    own = {k: v for k, v in catalogue().items() if k.startswith("panel.corridor.")}
    assert own
    assert not [key for key, words in own.items() if re.search("safe|secure", words, re.IGNORECASE)]
