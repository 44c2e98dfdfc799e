"""Safe remedies: what `check` calls fixable, `fmt --fix` mends, and nothing else changes."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.rules import RULES
from dashboard.store.fixes import fixed, nodes_of
from dashboard.store.format import canonical
from dashboard.store.load import load_bodies
from tests.rules.test_examples import CASES, EXAMPLES, bodies

BASE = bodies(EXAMPLES / "base")
FIXABLE = [case for case in CASES if "/wrong" in case and RULES[case.partition("/")[0]].fixable]


@pytest.mark.parametrize("example", FIXABLE)
def test_what_is_called_fixable_is_mended_and_the_rule_is_named(example: str) -> None:
    world = {**BASE, **bodies(EXAMPLES / example)}
    mended, named = dict(world), set()
    for name, body in world.items():
        mended[name], fixes = fixed(body, name, nodes_of(world))
        named |= {fix.rule for fix in fixes}
    assert named == {example.partition("/")[0]}
    assert load_bodies(mended)[1] == ()


def test_every_fixable_rule_has_such_an_example() -> None:
    assert {case.partition("/")[0] for case in FIXABLE} == {r.name for r in RULES.values() if r.fixable}


@pytest.mark.parametrize("name", sorted(BASE))
def test_a_sound_file_is_only_brought_into_its_form(name: str) -> None:
    assert fixed(BASE[name], name, nodes_of(BASE)) == (canonical(BASE[name], name), ())


def test_fixing_twice_fixes_nothing_more() -> None:
    body = (
        (EXAMPLES / "trailing-comma/wrong/layers/roads.geojson")
        .read_bytes()
        .replace(b"Old road", b" Old road ")
    )
    once, fixes = fixed(body, "f", {})
    assert [fix.rule for fix in fixes] == ["trailing-comma", "text-edges"]
    assert fixed(once, "f", {}) == (once, ())


def test_an_end_farther_from_its_node_than_its_accuracy_is_left_alone() -> None:
    body = BASE["layers/roads.geojson"].replace(b"[37.2, 36.25]]}", b"[37.21, 36.25]]}")
    assert fixed(body, "f", nodes_of(BASE))[1] == ()


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30))
def test_only_blanks_and_composition_of_a_text_change(name: str) -> None:
    import unicodedata

    layer = json.loads(BASE["layers/areas.geojson"])
    layer["features"][0]["properties"]["name"] = name
    body, _ = fixed(json.dumps(layer).encode(), "f", {})
    found = json.loads(body)["features"][0]["properties"]["name"]
    assert unicodedata.normalize("NFC", name.strip() or name) == found
    layer["features"][0]["properties"]["name"] = found
    assert json.loads(body) == layer


def test_the_command_lists_what_it_fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from dashboard.cli import main

    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))
    for name, body in {**BASE, **bodies(EXAMPLES / "segment-end/wrong")}.items():
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_bytes(body)
    path = tmp_path / "data" / "layers" / "roads.geojson"
    done = CliRunner().invoke(main, ["fmt", "--fix", "--check", str(path)])
    said = f"[segment-end] {path} ring-road: moved an end by 111 m to its node 'east-end'\n"
    assert f"would fix {said}" in done.output
    assert b"36.249]" in path.read_bytes()
    done = CliRunner().invoke(main, ["fmt", "--fix", str(path)])
    assert f"fixed {said}" in done.output
    assert b"[37.15, 36.22], [37.2, 36.25]]" in path.read_bytes()
