"""The reader of JSON that keeps its place: it goes on after a fault, and nothing hostile holds it up."""

import json
import time
from collections.abc import Iterator

import pytest

from dashboard.store.json_walk import Item, Mistake, Walk

FEATURE = '{"type": "Feature", "id": "%s", "properties": {"id": "inner", "n": 1}, "geometry": null}'


def walked(text: str) -> tuple[list[Item], list[Mistake]]:
    walk = Walk(text)
    return list(walk.items()), walk.mistakes


def features(*texts: str) -> str:
    return '{"type": "FeatureCollection", "features": [\n' + ",\n".join(texts) + "\n]}"


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (FEATURE.replace("null}", "nul}"), "json"),
        (FEATURE.replace("1}", "1,}"), "trailing-comma"),
        (FEATURE.replace("1}", "NaN}"), "not-a-number"),
        (FEATURE.replace("1}", "1e999}"), "number-overflow"),
        (FEATURE.replace("1}", '1, "n": 2}'), "repeated-key"),
        (FEATURE.replace("1}", '"\\ud83d"}'), "surrogate"),
        (FEATURE.replace("1}", "[" * 120 + "]" * 120 + "}"), "too-deep"),
        (FEATURE.replace('"Feature"', "Feature"), "json"),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_a_broken_record_is_named_and_the_next_one_is_read(broken: str, rule: str) -> None:
    items, mistakes = walked(
        features(FEATURE % "a", broken.replace("%s", "b"), FEATURE % "c", broken, FEATURE % "d")
    )
    assert [item.value["id"] for item in items] == ["a", "c", "d"]
    assert [mistake.rule for mistake in mistakes] == [rule, rule]


def test_a_missing_comma_between_records_hides_neither() -> None:
    items, mistakes = walked(features(FEATURE % "a" + "\n" + FEATURE % "b", FEATURE % "c"))
    assert [item.value["id"] for item in items] == ["a", "b", "c"]
    assert len(mistakes) == 1


@pytest.mark.parametrize("levels", [97, 98, 2000])
def test_levels_are_counted_whatever_stands_between_them(levels: int) -> None:
    deep = '{"b": 1, "a": ' * levels + "[]" + "}" * levels
    _, mistakes = walked(features(FEATURE.replace("1}", "1}") % "a", deep))
    assert [mistake.rule for mistake in mistakes] == (["too-deep"] if levels > 97 else [])


def test_too_deep_is_told_at_the_bracket_that_is_one_too_many() -> None:
    text = "[" * 101 + "]" * 101
    _, mistakes = walked(text)
    assert [(mistake.rule, mistake.fault.offset) for mistake in mistakes] == [("too-deep", 100)]


def test_half_a_character_is_found_among_whole_ones() -> None:
    text = json.dumps({"a": "😀", "b": "\\ud83d", "c": "\ud83d"})
    _, mistakes = walked(text)
    assert [mistake.fault.offset for mistake in mistakes] == [text.index('\\ud83d"}')]


@pytest.mark.parametrize("number", ["9" * 400, "9" * 400 + ".5", "1e400", "0.1e+9999"])
def test_a_number_beyond_a_float_is_found_in_a_large_text_too(number: str) -> None:
    _, mistakes = walked('{"note": "' + "x" * 4_100_000 + f'", "n": {number}}}')
    assert [mistake.rule for mistake in mistakes] == ["number-overflow"]


def test_of_a_flood_of_mistakes_the_last_says_that_the_rest_was_not_looked_at() -> None:
    _, mistakes = walked(features(*["NaN"] * 5000))
    assert len(mistakes) == 200
    assert mistakes[-1].fault.message == "NaN is not JSON; the rest of the file was not looked at"


def an_object(*keys: int) -> str:
    return "{" + ",".join(f'"k{key}":1' for key in keys) + "}"


def hostile() -> Iterator[tuple[str, str]]:
    size = 3_000_000
    for piece in (
        '{"id":"',
        '{"type":"Feature",',
        '"',
        "\\",
        "[",
        '{"a":',
        "]",
        "<<<<<<<<\n",
        '{"a":"b\n',
        ", ",
        "\n",
    ):
        yield repr(piece), features(piece * (size // len(piece)))
    yield "blanks within brackets", ("[" + " " * 30_000) * 98
    yield "an endless text", '"' + "\\\\" * size
    yield "a key again after many", an_object(*range(200_000), 199_999)
    yield "many members", an_object(*range(200_000))
    yield "many keys twice", features(*['{"a":1,"a":2}'] * 200_000)


@pytest.mark.parametrize(("text"), [pytest.param(text, id=name) for name, text in hostile()])
def test_three_megabytes_of_nonsense_take_no_time(text: str) -> None:
    begun = time.process_time()
    walked(text)
    assert time.process_time() - begun < 2.5
