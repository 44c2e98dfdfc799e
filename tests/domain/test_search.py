"""Search: spellings of one name meet."""

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.search import fold, search


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("as-Sukkari", "al-Sukkari"),
        ("Sukkari", "Sukari"),
        ("Sheikh Maqsoud", "Sheikh Maksud"),
        ("Öncüpınar", "Oncupinar"),
        ("حلب", "حَلَب"),
        ("السكري", "سكري"),
    ],
)
def test_spellings_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_names_that_differ_stay_apart() -> None:
    assert (
        len({fold(name) for name in ("Azaz", "Afrin", "Nubl", "Zahraa", "Atmeh", "Handarat", "Huraytan")})
        == 7
    )


@pytest.mark.parametrize("query", ["sukari", "السكري", "Sokkari", "castello", "الكاستيلو", "oncupinar"])
def test_a_place_is_found_by_any_of_its_names(shipped: Dataset, query: str) -> None:
    found = search(shipped, query, shipped.statements, shipped.features.values())
    assert found.features


def test_an_empty_query_finds_nothing(shipped: Dataset) -> None:
    found = search(shipped, " - ", shipped.statements, shipped.features.values())
    assert (found.features, found.statements) == ((), ())


@pytest.mark.parametrize("query", ["qqqq", "(a+)+$[", "e"])
def test_a_word_of_one_letter_does_not_find_everything(shipped: Dataset, query: str) -> None:
    assert len(search(shipped, query, (), shipped.features.values()).features) < len(shipped.features) / 2


def test_every_word_of_the_query_must_occur(shipped: Dataset) -> None:
    found = search(shipped, "castello cnn", shipped.statements, ())
    assert found.statements
    assert all("cnn" in s.annotation.asserted_by for s in found.statements if not s.is_context)
