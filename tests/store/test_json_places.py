"""Places in a JSON text: pointers, keys, brackets, halves of characters."""

import pytest

from dashboard.store.json_places import Lines, is_deeper, position_of, position_of_key, skip_value


@pytest.mark.parametrize(
    ("text", "pointer", "rest"),
    [
        ('{"a": [1, [2, 3], {"b": "c"}]}', "/a/2/b", '"c"}]}'),
        ('{"a/b": 1, "m~n": [7]}', "/m~0n/0", "7]}"),
        ('{"a/b": 1, "m~n": [7]}', "/a~1b", '1, "m~n": [7]}'),
        ('{"\\u0061": 5}', "/a", "5}"),
        ('{"": {"": 9}}', "//", "9}}"),
        ('[["]", "\\""], 4]', "/1", "4]"),
        ("[[1, 2], [3], 4]", "/2", "4]"),
        ('{"a": {"b": 1}}', "/a/x/y", '{"b": 1}}'),
    ],
)
def test_a_pointer_leads_to_its_value_or_as_near_as_there_is(text: str, pointer: str, rest: str) -> None:
    assert text[position_of(text, 0, pointer) :] == rest


def test_a_key_is_found_where_it_stands_again_in_one_object() -> None:
    text = '{"a": {"k": 1}, "b": {"k": 1, "n": [{"k": 2}], "\\u006b": 3}}'
    assert text[position_of_key(text, 0, "k") :].startswith('"\\u006b": 3')


def test_a_value_whose_brackets_do_not_match_has_no_end() -> None:
    assert skip_value('[1, {"a": 2]}', 0) == -1
    assert skip_value("[1, [2]], 3", 0) == 8


def test_levels_are_arrays_and_objects_within_each_other() -> None:
    assert not is_deeper([[1], {"a": 2}], 2)
    assert is_deeper([[1], {"a": []}], 2)
    assert not is_deeper("text", 0)


def test_lines_are_counted_in_blocks_as_in_one() -> None:
    text = ("x" * 997 + "\n") * 200
    for offset in (0, 996, 997, 998, 65_535, 65_536, 131_072, len(text)):
        before = text[:offset].split("\n")
        assert Lines(text).place(offset) == (len(before), len(before[-1]) + 1)
