"""Every word of the interface is in the catalogue, and the catalogue holds nothing else."""

import re
from pathlib import Path

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.model import ValidTime
from dashboard.domain.timeline import State
from dashboard.domain.vocabulary import (
    AsserterGroup,
    Audience,
    Constraint,
    DisagreementKind,
    Mood,
    Precision,
    SourceKind,
    Status,
    Voice,
)
from dashboard.i18n import catalogue, count, say
from dashboard.i18n.wording import loose_words, valid_words
from tests.conftest import annotation, source, world

PACKAGE = Path(__file__).resolve().parents[2] / "dashboard"
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for pattern in ("**/*.py", "web/src/*.js")
    for path in sorted(PACKAGE.glob(pattern))
)
DERIVED = {
    "state": State,
    "letter": State,
    "panel.meaning": State,
    "audience": Audience,
    "constraint": Constraint,
    "panel.disagreement": DisagreementKind,
    "panel.kind": SourceKind,
    "panel.voice": Voice,
    "precision": Precision,
    "voice": AsserterGroup,
}


@pytest.mark.parametrize("prefix", DERIVED)
def test_every_word_of_the_vocabulary_has_a_message(prefix: str) -> None:
    for word in DERIVED[prefix]:
        assert say(f"{prefix}.{word.value}"), word


def test_every_kind_of_feature_has_a_name(shipped: Dataset) -> None:
    for kind in {feature.properties.kind for feature in shipped.features.values()}:
        assert say(f"kind.{kind}")


def test_every_message_named_in_the_code_exists() -> None:
    named = set(re.findall(r"""(?:say|\.t)\(\s*["'`]([a-z]+(?:[._-][a-z0-9_-]+)+)["'`]""", CODE))
    assert len(named) > 60
    assert sorted(named - set(catalogue())) == []


def test_every_message_is_used() -> None:
    unused = []
    for key in catalogue():
        stem = key.removesuffix(".one").removesuffix(".other")
        parts = stem.split(".")
        begins = [f"{'.'.join(parts[:n])}." for n in range(1, len(parts))] + [stem.partition("_")[0] + "_"]
        begun = any(f"{begin}{{" in CODE or f"{begin}${{" in CODE for begin in begins)
        if stem not in CODE and not begun:
            unused.append(key)
    assert unused == []


def test_braces_in_data_stay_braces() -> None:
    assert say("panel.found", q="{n} {{x}} %s") == "Found for “{n} {{x}} %s”"


def test_an_unknown_message_is_our_fault_and_said_so() -> None:
    with pytest.raises(KeyError):
        say("panel.nonsense")


def test_numbers_agree_with_their_nouns() -> None:
    assert count("panel.statements", 1) == "1 statement"
    assert count("panel.statements", 2) == "2 statements"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2016", "2016"),
        ("2016-08", "August 2016"),
        ("2016-W36", "the week of 5 September 2016"),
        ("2016-09-07", "7 September 2016"),
    ],
)
def test_a_loose_date_is_said_no_finer_than_it_is(text: str, words: str) -> None:
    assert loose_words(text) == words


@pytest.mark.parametrize(
    ("valid", "words"),
    [
        ({"from": "2016-09-07"}, "from 7 September 2016, no end given"),
        ({"from": "2016-09-07", "to": "2016-09-08"}, "on 7 September 2016"),
        ({"from": "2016-08", "to": "2016-09"}, "some time in August 2016"),
        ({"from": "2016-08-01", "to": "2016-09-04"}, "from 1 August 2016 until 4 September 2016"),
    ],
)
def test_a_period_is_said_as_loosely_as_its_source_says_it(valid: dict[str, str], words: str) -> None:
    said = annotation(valid=ValidTime.model_validate({**valid, "printed": "x"}).model_dump(by_alias=True))
    (statement,) = world(source(said)).statements
    assert valid_words(statement) == words


def test_mood_and_status_words_exist_for_badges() -> None:
    for mood in (Mood.PROPOSED, Mood.DENIED):
        assert say(f"panel.mood.{mood.value}")
    for status in Status:
        assert say(f"state.{status.value}")
