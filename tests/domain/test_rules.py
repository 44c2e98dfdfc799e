"""Each rule finds what it is named for, in data that loads."""

from dataclasses import replace

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.rules import every_finding
from tests.conftest import annotation, dispute, feature, source, speaker, world


def _found(dataset: Dataset) -> set[tuple[str, str]]:
    return {(rule, finding.subject) for rule, finding in every_finding(dataset)}


def test_a_statement_that_stands_twice_is_found() -> None:
    twice = [source(annotation(), id=name) for name in ("s1", "s2")]
    assert ("repeated-id", "a") in _found(world(*twice, asserters=(speaker("one"),)))


def test_an_article_statement_without_a_paragraph_is_found_and_one_of_context_is_not() -> None:
    bare = annotation(paragraph=None)
    assert ("no-paragraph", "a") in _found(world(source(bare)))
    assert ("no-paragraph", "a") not in _found(world(source(bare, kind="context")))


def test_a_forecast_with_a_status_is_found() -> None:
    said = source(annotation(voice="forecast", status="open"))
    assert ("status-without-fact", "a") in _found(world(said))


def test_a_claimed_thing_nobody_speaks_of_is_found() -> None:
    assert ("unfounded-presence", "road") in _found(world(features=(feature(presence="claimed"),)))


def test_a_part_of_nothing_known_is_found() -> None:
    assert ("unknown-whole", "road") in _found(world(features=(feature(part_of="nowhere"),)))


def test_what_may_be_nothing_known_is_found() -> None:
    guess = feature(geometry=None, may_be="nowhere", may_be_why="they end at one time")
    assert ("unknown-whole", "road") in _found(world(features=(guess,)))


def test_an_inference_says_why_and_is_made_of_unplaced_things_only() -> None:
    with pytest.raises(ValueError, match="one is not given without the other"):
        feature(geometry=None, may_be="other")
    with pytest.raises(ValueError, match="no source pins down"):
        feature(may_be="other", may_be_why="they end at one time")


def test_a_disagreement_with_a_stranger_or_with_a_member_on_both_sides_is_found() -> None:
    dataset = world(source(annotation(id="a"), annotation(id="b")))
    stranger = replace(dataset, disagreements=(dispute(["a"], ["nobody"]),))
    assert ("unknown-member", "d") in _found(stranger)
    both = replace(dataset, disagreements=(dispute(["a"], ["a"]),))
    assert ("member-twice", "d") in _found(both)


def test_a_feature_that_is_part_of_itself_is_found() -> None:
    ring = (feature("a", part_of="b"), feature("b", part_of="a"), feature("c", part_of="b"))
    found = _found(world(features=ring))
    assert {("part-of-itself", name) for name in "abc"} <= set(found)
    assert ("part-of-itself", "road") in _found(world(features=(feature(part_of="road"),)))
    whole = world(features=(feature("a", part_of="b"), feature("b")))
    assert "part-of-itself" not in {rule for rule, _ in _found(whole)}


@pytest.mark.parametrize("mark", ["\u202e", "\u2066"])
def test_a_name_that_turns_the_text_around_it_is_refused(mark: str) -> None:
    with pytest.raises(ValueError, match="turns the text around it"):
        feature(name=f"Castello{mark} road")
