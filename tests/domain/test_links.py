"""What a plain link means, and what a link cannot carry."""

from datetime import date

from dashboard.domain.lens import Lens
from dashboard.domain.view import View, view_from_query
from dashboard.domain.vocabulary import AsserterGroup


def test_a_plain_link_knows_no_more_than_its_day_and_the_articles() -> None:
    assert View().known_by == View().as_of
    assert View().context is False
    assert view_from_query({"context": "yes"}).context is False


def test_without_a_known_by_day_everything_to_date_counts() -> None:
    assert View(known_by=None).clocks.known_by == date.max


def test_the_lens_of_a_view_has_its_voice_and_its_context() -> None:
    assert View(context=True, voice=AsserterGroup.UN).lens == Lens(True, AsserterGroup.UN)


def test_a_link_carries_no_endless_query_and_no_place_that_is_none() -> None:
    view = view_from_query({"q": "x" * 5000, "at": "<b>"})
    assert (len(view.q), view.at) == (200, "")
