"""What a search finds and in which order."""

import pytest

from dashboard.domain.search import search
from tests.conftest import annotation, feature, source, speaker, world


def test_places_are_found_only_where_every_word_occurs() -> None:
    both = feature("both", name="Castello Gate")
    one = feature("one", name="Castello Road")
    found = search(world(), "castello gate", (), (one, both))
    assert [f.id for f in found.features] == ["both"]


def test_a_place_whose_name_begins_with_the_query_comes_first() -> None:
    inside = feature("a", name="Old Castello Gate", importance=1)
    begins = feature("b", name="Castello Road", importance=5)
    found = search(world(), "castello", (), (inside, begins))
    assert [f.id for f in found.features] == ["b", "a"]


@pytest.mark.parametrize("query", ["zaynab", "الطريق", "nothing else"])
def test_a_statement_is_found_by_its_speaker_and_by_its_words_in_either_language(query: str) -> None:
    said = annotation(says={"en": "Nothing else passes.", "ar": "الطريق مقطوع"})
    dataset = world(source(said), asserters=(speaker("one", name="Zaynab"),))
    assert [s.id for s in search(dataset, query, dataset.statements, ()).statements] == ["a"]
