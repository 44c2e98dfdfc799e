"""What the panel says, from the shipped data."""

import re
from datetime import date

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.view import TABS, View
from dashboard.domain.vocabulary import SourceKind
from dashboard.panels.context import Desk
from dashboard.panels.header import cards_row, title_bar
from dashboard.panels.page import panel, panel_tabs


def page(dataset: Dataset, **view: object) -> str:
    desk = Desk(dataset, View.model_validate(view))
    return title_bar(desk) + cards_row(desk) + panel_tabs(desk) + panel(desk, None)


def test_the_castello_road_shows_the_cnn_statement_with_its_paragraph(shipped: Dataset) -> None:
    html = page(shipped, sel="castello-road", tab="feature")
    assert "Paragraph 33" in html
    assert shipped.statement["cnn-castello-access-unsettled"].annotation.says.en in html


def test_a_day_earlier_the_statement_is_gone_from_every_panel(shipped: Dataset) -> None:
    words = shipped.statement["cnn-castello-access-unsettled"].annotation.says.en
    for tab in TABS:
        html = page(
            shipped,
            sel="castello-road",
            tab=tab,
            known_by=date(2016, 9, 6),
            q="castello",
            source="cnn-2016-09-07",
            more=True,
        )
        assert words not in html


@pytest.mark.parametrize(
    "sel", ["castello-road", "aleppo-east", "ramouseh-corridor", "castello-checkpoint-east", ""]
)
@pytest.mark.parametrize("tab", TABS)
def test_context_switched_off_leaves_no_trace(shipped: Dataset, tab: str, sel: str) -> None:
    html = page(
        shipped,
        tab=tab,
        sel=sel,
        known_by=None,
        q="aleppo",
        source="ctx-wikipedia-summer-campaign",
        more=True,
    )
    for source in shipped.sources.values():
        if source.kind is SourceKind.CONTEXT:
            assert source.id not in html.replace("source&#34;:&#34;", "")
            for annotation in source.annotations:
                assert annotation.id not in html
                assert annotation.says.en not in html


def test_with_context_it_is_told_apart(shipped: Dataset) -> None:
    html = page(
        shipped,
        sel="ramouseh-corridor",
        tab="feature",
        context=True,
        as_of=date(2016, 8, 20),
        known_by=date(2016, 8, 20),
    )
    assert "ad-badge ad-context" in html
    assert "Side by side" in html
    assert "Sources differ" in html


def test_silence_is_said_on_the_first_screen(shipped: Dataset) -> None:
    html = page(shipped, as_of=date(2016, 9, 4), known_by=date(2016, 9, 4))
    card = re.search(r"Castello road.*?</button>", html, re.DOTALL)
    assert card
    assert "no claim" in card.group()


def test_a_denial_reads_as_a_denial(shipped: Dataset) -> None:
    day = date(2016, 8, 20)
    html = page(shipped, sel="ramouseh-corridor", tab="feature", context=True, as_of=day, known_by=day)
    assert "denied: open" in html


def test_parts_of_a_link_that_could_not_be_read_are_said(shipped: Dataset) -> None:
    html = title_bar(Desk(shipped, View()), ("as_of",))
    assert "could not be read and were left out: as_of" in html


def test_an_unlocated_feature_says_why_it_is_not_drawn(shipped: Dataset) -> None:
    html = page(shipped, sel="last-rebel-supply-line", tab="feature")
    reason = shipped.features["last-rebel-supply-line"].properties.why_unlocated
    assert reason
    assert "Not drawn" in html


def test_the_word_safe_is_nowhere_in_the_interface() -> None:
    from dashboard.i18n import catalogue

    for key, text in catalogue().items():
        assert not re.search(r"\bsafe", text, re.IGNORECASE), key


def test_an_article_is_read_in_paragraph_order(shipped: Dataset) -> None:
    html = page(shipped, tab="article", source="cnn-2016-09-07")
    numbers = [int(n) for n in re.findall(r'ad-paragraph">Paragraph (\d+)', html)]
    assert numbers == sorted(numbers)
    assert len(numbers) >= 30
    assert html.count("<article") == len(shipped.sources["cnn-2016-09-07"].annotations)
