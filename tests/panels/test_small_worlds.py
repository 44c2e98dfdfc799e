"""What each panel says, in worlds small enough to see through."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dashboard.domain.changes import changes
from dashboard.domain.dataset import Card
from dashboard.domain.model import Asserter, Disagreement, Feature
from dashboard.domain.rules import Problem
from dashboard.domain.view import View
from dashboard.domain.vocabulary import AsserterGroup, Voice
from dashboard.i18n import say
from dashboard.panels.about import about_panel
from dashboard.panels.banner import banner
from dashboard.panels.context import Desk
from dashboard.panels.day import changes_note, day_panel
from dashboard.panels.disagreements import disagreement_card, disagreements_panel
from dashboard.panels.feature import feature_panel
from dashboard.panels.header import cards_row, title_bar
from dashboard.panels.lists import article_panel, search_panel, tray_panel
from dashboard.panels.statement import statement_card, statement_row
from tests.conftest import DAY, annotation, at, dispute, feature, on, question_card, source, speaker, world


def desk(  # type: ignore[no-untyped-def]
    *sources,
    features: tuple[Feature, ...] = (),
    asserters: tuple[Asserter, ...] = (),
    disagreements: tuple[Disagreement, ...] = (),
    cards: tuple[Card, ...] = (),
    **view,
) -> Desk:
    dataset = world(*sources, features=features, asserters=asserters)
    dataset = replace(dataset, disagreements=disagreements, cards=cards)
    return Desk(dataset, View.model_validate({"as_of": DAY, "known_by": DAY, "context": True, **view}))


def road(given: Desk) -> str:
    return feature_panel(given, given.dataset.features["road"])


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


def test_a_thing_nobody_has_spoken_of_has_no_name_yet() -> None:
    html = road(desk(features=(feature(name="Secret Corridor", presence="claimed"),)))
    assert "Secret Corridor" not in html
    assert "Nothing known yet" in html


def test_what_was_set_aside_what_is_proposed_and_what_is_said_of_other_days_can_be_read() -> None:
    html = road(
        desk(
            source(
                annotation(id="old", status="open"),
                annotation(id="new", status="cut", effect="change", valid=on("2016-09-05")),
                annotation(id="wish", mood="proposed"),
                annotation(id="other", valid=on("2016-09-20")),
            )
        )
    )
    for group, note in (
        ("behind", "new"),
        ("set-aside", "old"),
        ("proposals", "wish"),
        ("others", "other"),
    ):
        assert re.search(rf'{re.escape(say(f"panel.group.{group}"))}.*?id="note-{note}"', html, re.DOTALL)


def test_voices_are_counted_by_first_speaker_and_the_age_is_said() -> None:
    papers = [
        source(annotation(id=f"a{n}", status="cut", asserted_by=["sohr", f"p{n}"]), id=f"s{n}")
        for n in range(3)
    ]
    assert "1 independent asserter · 3 statements · last word 9 days before" in road(desk(*papers))


def test_side_by_side_names_first_speakers_and_keeps_denials_from_claims() -> None:
    html = road(
        desk(
            source(
                annotation(id="a", status="cut", asserted_by=["sohr", "paper"]),
                annotation(id="b", status="cut", mood="denied", asserted_by=["ministry", "paper"]),
            )
        )
    )
    sides = text(html.partition("Side by side")[2].partition("</ul>")[0])
    assert sides == "cut sohr denied: cut ministry"


def test_a_drawing_says_where_it_comes_from_and_how_sharp_it_is() -> None:
    said = text(road(desk(features=(feature(accuracy_m=1500, precision="inferred"),))))
    for words in ("inferred", "about ±1,500 m", "Source survey", "Method drawn", "Licence CC0"):
        assert words in said


def test_a_part_nobody_has_spoken_of_is_not_listed_with_its_whole() -> None:
    parts = (
        feature(),
        feature("secret", part_of="road", presence="claimed"),
        feature("seen", part_of="road"),
    )
    html = road(desk(features=parts))
    assert "seen" in html
    assert "secret" not in html


def card(said: object, **given: object) -> str:
    whole = desk(source(said, **given))
    return statement_card(whole, whole.dataset.statements[0])


def row(said: object, **given: object) -> str:
    whole = desk(source(said, **given))
    return statement_row(whole, whole.dataset.statements[0])


def test_context_is_told_from_articles_in_rows_and_cards() -> None:
    assert "ad-badge ad-context" in row(annotation(), kind="context")
    assert "ad-badge ad-context" not in row(annotation())
    assert "ad-badge ad-context" in card(annotation(), kind="context")
    assert "ad-badge ad-article" in card(annotation())


@pytest.mark.parametrize("show", [card, row])
def test_a_proposal_is_shown_as_one_and_with_no_status(show: Callable[[object], str]) -> None:
    html = show(annotation(mood="proposed", status="open"))
    assert "ad-badge ad-proposed" in html
    assert "ad-state-open" not in html
    assert "ad-state-open" in show(annotation(status="open"))


def test_what_is_not_certain_of_a_document_is_said() -> None:
    assert say("panel.unconfirmed") in card(annotation(), publisher_confirmed=False)
    assert say("panel.date-inferred") in card(annotation(), published_basis="inferred")
    plain = card(annotation())
    assert say("panel.unconfirmed") not in plain
    assert say("panel.date-inferred") not in plain


@pytest.mark.parametrize("voice", list(Voice))
def test_a_card_says_how_its_statement_is_put(voice: Voice) -> None:
    assert say(f"panel.voice.{voice.value}") in card(annotation(voice=voice.value))


def test_a_card_says_whose_passage_it_is_about_and_when_it_was_known() -> None:
    said = text(card(annotation(status="cut", for_whom=["un-aid"]), published="2016-09-08"))
    assert "for UN aid" in said
    assert "known from 8 September 2016" in said


def test_a_card_marks_the_places_that_have_no_place() -> None:
    whole = desk(source(annotation()), features=(feature(geometry=None),))
    assert say("panel.unplaced-mark") in statement_card(whole, whole.dataset.statements[0])
    assert say("panel.unplaced-mark") not in card(annotation())


def test_the_banner_escapes_what_it_quotes() -> None:
    html = banner(desk(), [Problem("f<i>.json", "r", "<b>bad</b>", "<u>mend</u>", 1, 1, "s<s>")], {})
    assert not re.search("<(i|b|u|s)>", html)
    assert "&lt;b&gt;bad" in html


def test_a_hidden_document_does_not_even_show_its_title() -> None:
    context = source(annotation(), kind="context", title="Secret Report")
    later = source(annotation(), published="2016-09-30", title="Secret Report")
    for hidden, view in ((context, {"context": False}), (later, {})):
        html = article_panel(desk(hidden, **view), hidden)
        assert "Secret Report" not in html
    assert "Published on 30 September 2016, after your known-by day." in article_panel(desk(later), later)
    assert "Secret Report" in article_panel(desk(context), context)


def test_a_document_shows_only_the_voices_of_the_lens_and_says_how_many_it_hides() -> None:
    paper = source(annotation(id="a"), annotation(id="b", asserted_by=["two"]))
    given = desk(paper, asserters=(speaker("one", "un"), speaker("two")), voice=AsserterGroup.UN)
    html = article_panel(given, paper)
    assert 'id="note-a"' in html
    assert 'id="note-b"' not in html
    assert "1 statement is hidden by the lens." in html


def test_a_search_finds_nothing_that_nobody_has_spoken_of() -> None:
    hidden = (feature(), feature("secret", name="Secret Corridor", presence="claimed"))
    assert 'data-features="secret"' not in search_panel(desk(features=hidden, q="corridor"))


def test_the_tray_holds_what_has_no_place_and_counts_what_can_be_seen() -> None:
    nowhere = feature("nowhere", geometry=None)
    about = ["road", "nowhere"]
    seen = source(annotation(id="a", about=about), id="s1")
    later = source(annotation(id="b", about=about), id="s2", published="2016-09-30")
    html = tray_panel(desk(seen, later, features=(feature(), nowhere)))
    assert "Nowhere" in html
    assert "Road" not in html
    assert "1 statement<" in html


def _disputed(**view: object) -> Desk:
    papers = [source(annotation(id=f"a{n}", asserted_by=["sohr", f"p{n}"]), id=f"s{n}") for n in range(1, 6)]
    first = dispute(["a1", "a2"], ["a3"])
    second = dispute(["a4"], ["a5"], disagreement_id="e", question="Since when?")
    return desk(*papers, disagreements=(first, second), **view)


def test_a_disagreement_shows_every_position_with_every_member_and_counts_first_speakers() -> None:
    given = _disputed()
    html = disagreement_card(given, given.disagreements[0])
    assert re.findall(r"note&#34;:&#34;(a\d)", html) == ["a1", "a2", "a3"]
    assert html.count("ad-position") == 2
    assert html.count("1 independent asserter<") == 2


def test_the_disagreement_of_the_chosen_statement_comes_first() -> None:
    assert re.findall(r'id="disagreement-(\w)"', disagreements_panel(_disputed())) == ["d", "e"]
    assert re.findall(r'id="disagreement-(\w)"', disagreements_panel(_disputed(note="a5"))) == ["e", "d"]


def test_the_guide_says_whose_drawings_these_are_and_what_they_are_not_for() -> None:
    html = about_panel(desk(features=(feature(), feature("hidden", presence="claimed", source="Secret Map"))))
    assert say("panel.disclaimer") in html
    assert "survey" in html
    assert "CC0" in html
    assert "Secret Map" not in html
    assert re.search(r"Roads.*?<small>1</small>", html)


def test_the_title_names_both_days_and_says_whether_context_is_in() -> None:
    said = text(title_bar(desk(as_of=date(2016, 9, 4), known_by=date(2016, 9, 8))))
    assert "4 September 2016 — as known by 8 September 2016. Five articles and context." in said
    assert "Five articles, nothing else." in text(title_bar(desk(context=False)))
    assert "with everything known to date" in text(title_bar(desk(known_by=None)))


def test_a_card_shows_the_answer_to_its_own_question_with_its_age() -> None:
    said = source(annotation(id="a", status="cut"), annotation(id="b", status="besieged"))
    html = cards_row(desk(said, cards=(question_card(axis="siege"),)))
    assert "ad-state-besieged" in html
    assert "ad-state-cut" not in html
    assert "last word 9 days before" in html


def test_a_silent_day_says_that_it_is_silent() -> None:
    assert say("panel.silent-day") in day_panel(desk(), None)
    assert say("panel.silent-day") not in day_panel(desk(source(annotation())), None)


def test_the_day_says_the_age_of_each_reading() -> None:
    html = day_panel(desk(source(annotation(status="cut"))), None)
    claimed = html.partition(say("panel.readings"))[2].partition("</section>")[0]
    assert "last word 9 days before" in claimed


def test_what_a_move_took_away_is_called_gone_and_what_finds_no_room_is_counted() -> None:
    features = tuple(feature(f"f{n}", presence="claimed") for n in range(10))
    given = desk(
        source(annotation(about=[f.id for f in features], valid=on("2016-09-05"))), features=features
    )
    found = changes(given.dataset, at("2016-09-05"), at("2016-09-04"))
    html = changes_note(given, found)
    assert html is not None
    assert html.count(say("panel.gone")) == 8
    assert "and 2 more" in html


def test_the_desk_holds_only_what_has_been_spoken_of() -> None:
    features = (feature(), feature("hidden", presence="claimed"))
    assert [f.id for f in desk(features=features).features] == ["road"]


def test_names_are_in_the_languages_the_reader_chose() -> None:
    said = annotation(says={"en": "A road.", "ar": "طريق"})
    shown = {}
    for names in ("en", "ar", "both"):
        given = desk(source(said), names=names)
        shown[names] = text(given.words(given.dataset.statements[0].annotation.says))
    assert (shown["en"], shown["ar"]) == ("A road.", "طريق")
    assert "A road." in shown["both"]
    assert "طريق" in shown["both"]


def test_a_word_of_the_very_day_is_not_called_silence() -> None:
    html = road(desk(source(annotation(status="cut")), as_of=date(2016, 9, 1)))
    assert "word of this very day" in html


def test_a_loose_age_is_said_as_at_most() -> None:
    html = road(desk(source(annotation(status="cut", valid=on("2016-09")))))
    assert "last word up to 9 days before" in html
