"""JSON without forgiveness."""

import pytest

from dashboard.store.strict_json import MAX_BYTES, Refused, parse


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"[-1e400]", "number-overflow"),
        (b"[-Infinity]", "not-a-number"),
        (b'{"\\ud800": 1}', "surrogate"),
        (b" " * (MAX_BYTES + 1), "too-large"),
    ],
    ids=["-1e400", "-Infinity", "a key of half a character", "too large"],
)
def test_what_two_readers_could_understand_differently_is_refused(body: bytes, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(body, "f")
    assert refused.value.problem.rule == rule


def test_a_fault_in_the_text_has_a_line_and_a_column() -> None:
    with pytest.raises(Refused) as refused:
        parse(b'{\n "a": 1\n "b": 2\n}', "f")
    assert (refused.value.problem.line, refused.value.problem.column) == (3, 2)


def test_a_byte_that_is_not_utf8_has_a_line_and_a_column() -> None:
    with pytest.raises(Refused) as refused:
        parse(b'{\n "a": "\xf6"\n}', "f")
    assert (refused.value.problem.line, refused.value.problem.column) == (2, 8)
