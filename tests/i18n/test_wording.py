"""Readings and statements in sentences."""

import pytest

from dashboard.domain.lens import Clocks
from dashboard.domain.timeline import read
from dashboard.i18n import catalogue
from dashboard.i18n.wording import browser_strings, chain, names_of, reading_sentence
from tests.conftest import ALL, DAY, annotation, feature, on, source, world


def sentence(*said, **given) -> str:  # type: ignore[no-untyped-def]
    dataset = world(source(*said), features=(feature(**given),))
    return reading_sentence(dataset, read(dataset, dataset.features["road"], Clocks(DAY), ALL))


def test_silence_is_said_as_silence() -> None:
    assert sentence() == "No claim: nobody has said anything about it yet."
    assert sentence(annotation()) == "Spoken of, without a word on access, siege or control."


def test_a_claim_names_its_first_speaker_and_whose_passage_it_is() -> None:
    assert sentence(annotation(status="cut", asserted_by=["sohr", "paper"])) == "Cut (sohr)."
    assert sentence(annotation(status="cut", for_whom=["un-aid"])) == "Cut for UN aid (one)."


def test_a_word_for_anyone_is_not_said_to_be_for_some() -> None:
    for_some = annotation(id="b", status="cut", for_whom=["un-aid"], asserted_by=["two"])
    assert sentence(annotation(status="cut"), for_some) == "Cut (one and two)."


def test_a_denial_is_said_as_a_denial() -> None:
    denial = annotation(id="b", status="cut", mood="denied", asserted_by=["two"])
    assert sentence(denial) == "Only a denial: denied: cut (two)."
    assert sentence(annotation(status="cut"), denial) == "Sources differ: cut (one); denied: cut (two)."


def test_a_claim_too_old_to_count_is_said_to_be_old() -> None:
    assert sentence(annotation(status="open", valid=on("2016-07-01"))) == "Too long ago to count: open (one)."


def test_a_proposal_is_said_with_who_makes_it_and_never_as_a_fact() -> None:
    wish = annotation(mood="proposed")
    assert sentence(wish) == "Only proposals are made about it (one); nobody gives a status."
    claimed = sentence(wish, presence="claimed")
    assert claimed == "Only proposed, by one; no source says that it exists."


def test_a_chain_runs_from_the_first_speaker_to_the_publisher() -> None:
    dataset = world(source(annotation(asserted_by=["sohr", "agency", "paper"])))
    assert chain(dataset, dataset.statements[0]) == "sohr › agency › paper"


@pytest.mark.parametrize(
    ("asserters", "words"),
    [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcde", "a, b and 3 more")],
)
def test_asserters_are_named_and_those_left_out_are_counted(asserters: str, words: str) -> None:
    assert names_of(world(), asserters) == words


def test_the_browser_gets_its_own_words_and_none_of_the_panel() -> None:
    sent = browser_strings()
    own = {key for key in catalogue() if key.startswith(("clock.", "legend.", "toolbar.", "map."))}
    assert own <= set(sent)
    assert not [key for key in sent if key.startswith(("panel.", "card.", "reading.", "valid.", "list."))]
