"""What the corridor panel says, from the shipped data."""

import json
import re
from datetime import date
from html import unescape
from typing import Any

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.question import Treatment
from dashboard.domain.view import View
from dashboard.domain.vocabulary import Audience, Mood, SourceKind, Status
from dashboard.i18n import catalogue
from dashboard.panels.context import Desk
from dashboard.panels.corridor import corridor_panel
from dashboard.panels.corridor_blockers import blockers
from dashboard.panels.corridor_question import question_form
from dashboard.panels.corridor_unlocking import unlocking
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
    assert (
        "Nearest way: the Castello road hindered (CNN); "
        "Eastern Aleppo besieged (CNN and Syrian Observatory for Human Rights). "
        "Nobody speaks of the Western road and 1 more stretch." in said
    )
    assert said.count("Shows what sources said; not for movement planning.") == 1
    assert "Ramouseh" not in said


def test_on_the_fourth_the_articles_have_no_word_on_the_castello_road(shipped: Dataset) -> None:
    said = text(verdict(desk(shipped, as_of=FOURTH, known_by=FOURTH)))
    assert "Nobody speaks of the Western road, the Castello road and 1 more stretch." in said


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
    assert said.startswith(
        "Nobody says that any way is open for a UN convoy from Bab al-Hawa to Eastern Aleppo "
        "on 8 September 2016. 2 ways are left under your choices."
    )
    assert "No word on passage along about 50 km, ±18 km of way 1; you let silence pass." in said
    assert "On way 1 you let pass what sources say: the Castello road hindered (CNN)" in said


def test_an_assumption_is_shown_as_the_readers_own_and_beside_the_sources_answer(shipped: Dataset) -> None:
    assumed = ("castello-road", "western-road", "seg-jandoul-aleppo-east", "aleppo-east")
    html = corridor_panel(desk(shipped, assume=tuple((place, Status.OPEN) for place in assumed)))
    said = text(html)
    beside = said.partition("Without your assumptions (other choices kept)")[2]
    left, _, right = beside.partition("With your assumptions")
    assert "No way passes." in left
    assert "1 way passes." in right
    assert "Castello road: open, your assumption" in right
    assert "No word on passage along about 50 km, ±18 km of way 1; you assume it open." in right
    assert "you let silence pass" not in said
    assert "Way 1 rests on your own assumptions about the Western road, the Castello road," in right
    assert "Against your assumptions sources say: the Castello road hindered (CNN)" in right
    assert "only with your assumptions" in said
    assert "open: your own assumption, no source's" in said
    assert "is said to be open on every stretch" not in said
    rest = "aleppo-east:open,seg-jandoul-aleppo-east:open,western-road:open"
    assert {"assume": rest} in patches(html)


def test_the_smallest_set_can_be_assumed_with_one_button_and_then_a_way_passes(shipped: Dataset) -> None:
    given = desk(shipped)
    html = corridor_panel(given)
    card = re.findall(r'<article class="ad-unlock">.*?</article>', html)[0]
    said = text(card)
    assert "access to the Castello road is settled" in said
    assert "passage into Eastern Aleppo is agreed, or the siege ends" in said
    assert "somebody says that the Western road is passable" in said
    assert "CNN, 7 September 2016, ¶33 (2)" in said
    (patch,) = [p for p in patches(card) if "assume" in p]
    assumed = tuple(
        (place, Status(state)) for place, _, state in (x.partition(":") for x in patch["assume"].split(","))
    )
    assert desk(shipped, assume=assumed).answer.corridors


def test_a_day_without_figures_says_so_and_one_with_them_adds_nothing_up(shipped: Dataset) -> None:
    alone = corridor_panel(desk(shipped))
    assert "People there The articles give no figure. With context there may be some: switch it on" in text(
        alone
    )
    assert {"context": "1"} in patches(alone)
    said = text(corridor_panel(desk(shipped, context=True)))
    assert "Not added up, not averaged." in said
    assert "250,000 to 275,000 people (“between”)" in said
    assert "no end given" not in said.partition("Who is at the end")[2]
    assert not re.search(r"at (?:most|least) [\d,]+ \w+ \(", said)


def test_the_summer_can_be_read_without_its_picture(shipped: Dataset) -> None:
    html = corridor_panel(desk(shipped))
    assert "From 1 July no word on passage for those you ask about;" in text(html)
    assert "from 4 September no way." in text(html)
    assert "No way is left, so there is none to cut." in text(html)
    days = [p["as_of"] for p in patches(html) if set(p) == {"as_of"}]
    frame = shipped.frame
    assert days[0] == frame.first_day.isoformat()
    assert days[-1] == frame.last_day.isoformat()
    assert len(days) == (frame.last_day - frame.first_day).days + 1
    assert html.count('aria-current="date"') == 1
    unknown = (frame.last_day - EIGHTH).days
    assert html.count('class="ad-day ad-day-unknown"') == html.count(": not yet known") == unknown


def test_every_fold_of_the_panel_is_kept_under_a_name_of_its_own(shipped: Dataset) -> None:
    full: dict[str, Any] = {"context": True, "known_by": None, "silence": Treatment.PASS}
    views: list[dict[str, Any]] = [
        {},
        {"context": True},
        full,
        {**full, "as_of": date(2016, 8, 20), "hindered": Treatment.PASS, "way": 2},
        {"as_of": date(2016, 8, 20), "context": True, "known_by": None},
    ]
    for view in views:
        folds = re.findall(r"<details[^>]*>", corridor_panel(desk(shipped, **view)))
        kept = [re.findall(r'data-keep="([^"]+)"', fold) for fold in folds]
        assert all(kept), view
        names = [name for (name,) in kept]
        assert len(set(names)) == len(names), view


def test_the_proposals_that_name_no_road_are_folded_with_their_number(shipped: Dataset) -> None:
    html = unlocking(desk(shipped))
    fold = html.partition('data-keep="unplaced-offers"')[2]
    assert text(fold).startswith("> Proposals that name no road 14")
    assert "CBS News, 4 September 2016, ¶11 (3)" in text(fold)


def test_who_is_not_the_un_may_begin_in_a_town_or_at_a_junction(shipped: Dataset) -> None:
    def begins(**view: object) -> str:
        form = str(question_form(desk(shipped, **view)))
        return form.partition('id="ad-q-origin">')[2].partition("</select>")[0]

    assert "Azaz<" not in begins()
    assert "Jandoul roundabout<" not in begins()
    for whom in (Audience.CIVILIANS, Audience.OPPOSITION, Audience.GOVERNMENT):
        found = begins(whom=whom)
        assert found.index("Cilvegözü<") < found.index("Gaziantep<") < found.index("Azaz<")
        assert found.index("Azaz<") < found.index("Jandoul roundabout<")


def test_under_assumptions_the_verdict_begins_with_them_and_is_not_put_in_the_sources_mouths(
    shipped: Dataset,
) -> None:
    said = text(
        verdict(desk(shipped, assume=(("castello-road", Status.OPEN), ("western-road", Status.OPEN))))
    )
    assert said.startswith(
        "With 2 assumptions of your own: the Castello road open, the Western road open. No corridor for "
        "a UN convoy from Bab al-Hawa to Eastern Aleppo on 8 September 2016, even with your assumptions. "
    )
    assert "by what was published" not in said


def test_on_13_september_with_context_every_side_of_the_castello_road_is_named(shipped: Dataset) -> None:
    said = text(verdict(desk(shipped, as_of=date(2016, 9, 13), known_by=None, context=True)))
    assert (
        "Sources differ on the Castello road: cut, say UN OCHA and 1 more; "
        "hindered, say CNN and Euronews; nobody says open." in said
    )


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
