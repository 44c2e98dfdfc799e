"""Whatever the bytes: a check never fails, says the true place, and lets no fault hide another.

`ALEPPO_MUTATIONS=10000 pytest tests/rules/test_fuzz.py -k mutations` makes more of them than the suite does.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.problem import Problem, Severity
from dashboard.domain.rules import RULES
from dashboard.store.folder import data_folder, read_bodies
from dashboard.store.json_places import Lines, position_of
from dashboard.store.load import load_bodies
from dashboard.store.standalone import check_body
from tests.rules.mutation import mutated
from tests.rules.test_examples import EXAMPLES, bodies

MUTATIONS = int(os.environ.get("ALEPPO_MUTATIONS", "300"))
SECONDS = 5.0
WHOLE = {"too-large", "empty-file", "other-format", "unreadable", "unlisted-file"}
BASE = bodies(EXAMPLES / "base")
quick = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))

numbers = st.one_of(
    st.integers(), st.floats(allow_nan=False), st.sampled_from([0, 37.1, 36.2, -0.0, 1e300, 180, 2**1024])
)
WORDS = """type id properties geometry coordinates features Feature FeatureCollection Point Polygon LineString
bbox crs geometries annotations asserters disagreements layers cards frame name en ar about voice valid from
to kind source licence accuracy_m precision extent_deg file positions members says ring-road"""
words = st.sampled_from(WORDS.split())
texts = st.one_of(words, st.text(max_size=8))
leaves = st.one_of(st.none(), st.booleans(), numbers, texts)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(texts, inner, max_size=6)),
    max_leaves=40,
)


def in_words(problems: Iterable[Problem], texts: Mapping[str, bytes]) -> None:
    """Hold that each problem has a rule, words, a remedy, and a place that is there."""
    for problem in problems:
        assert problem.rule in RULES
        assert problem.message
        assert problem.fix
        assert "\n" not in str(problem).split("\n  fix: ")[1]
        body = texts.get(problem.file.removeprefix("geodata/"))
        if problem.line == 0:
            is_whole = problem.rule in WHOLE or "not listed" in problem.message or body is None
            assert is_whole, problem
            continue
        assert body is not None
        lines = body.split(b"\n")
        assert problem.line <= len(lines), problem
        assert problem.column <= len(lines[problem.line - 1]) + 1, problem


def at(path: list[Any], tree: Any) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def paths(tree: Any, before: tuple[Any, ...] = ()) -> list[list[Any]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [list(before), *(found for key, value in inner for found in paths(value, (*before, key)))]


@given(body=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@quick
def test_no_bytes_make_a_check_fail(body: bytes) -> None:
    in_words(check_body(body, "f.geojson").problems, {"f.geojson": body})
    for name in BASE:
        in_words(load_bodies({**BASE, name: body})[1], {**BASE, name: body})


@given(tree=trees, name=st.sampled_from(sorted(BASE)))
@quick
def test_no_value_makes_a_check_fail(tree: Any, name: str) -> None:
    body = json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace")
    in_words(check_body(body, "f.geojson").problems, {"f.geojson": body})
    in_words(load_bodies({**BASE, name: body})[1], {**BASE, name: body})


@given(data=st.data(), name=st.sampled_from(sorted(BASE)))
@quick
def test_no_edit_of_a_sound_file_makes_a_check_fail(data: st.DataObject, name: str) -> None:
    tree = json.loads(BASE[name])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(tree)))
        if not path:
            continue
        holder = at(path[:-1], tree)
        edit = data.draw(st.sampled_from(["put", "remove", "double", "rename", "null"]))
        if edit == "put":
            holder[path[-1]] = data.draw(trees)
        elif edit == "null":
            holder[path[-1]] = None
        elif edit == "remove":
            del holder[path[-1]]
        elif edit == "double" and isinstance(holder, list):
            holder.append(holder[path[-1]])
        elif isinstance(holder, dict):
            holder[data.draw(texts)] = holder.pop(path[-1])
    body = json.dumps(tree, ensure_ascii=False, indent=data.draw(st.sampled_from([None, 1]))).encode(
        "utf-8", "replace"
    )
    in_words(check_body(body, name).problems, {name: body})
    in_words(load_bodies({**BASE, name: body})[1], {**BASE, name: body})


@given(tree=trees, data=st.data(), indent=st.sampled_from([None, 0, 2]))
@quick
def test_a_pointer_leads_to_the_value_that_it_names(
    tree: Any, data: st.DataObject, indent: int | None
) -> None:
    text = json.dumps(tree, ensure_ascii=data.draw(st.booleans()), indent=indent)
    path = data.draw(st.sampled_from(paths(tree)))
    pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
    value, _ = json.JSONDecoder().raw_decode(text, position_of(text, 0, pointer))
    assert value == at(path, tree)


@given(text=st.text(alphabet="ab\n\r\u0627", max_size=50), data=st.data())
def test_a_place_is_counted_like_by_hand(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset].split("\n")
    assert Lines(text).place(offset) == (len(before), len(before[-1]) + 1)


def single_faults() -> dict[str, list[str]]:
    """Give by rule the features that break it alone, from the wrong examples of GeoJSON and of shapes."""
    found: dict[str, list[str]] = {}
    for folder in sorted(EXAMPLES.glob("*/wrong*/layers")):
        name = folder.parent.parent.name
        if RULES[name].family not in ("geojson", "geometry") or RULES[name].about:
            continue
        for path in folder.glob("*.geojson"):
            try:
                listed = json.loads(path.read_bytes()).get("features")
            except (ValueError, AttributeError):
                continue
            for feature in listed if isinstance(listed, list) else ():
                if not isinstance(feature, dict):
                    continue  # after a broken record only an object is known to be the next one
                text = json.dumps(feature, ensure_ascii=False)
                if {p.rule for p in check_body(collection(text), "f").problems} == {name}:
                    found.setdefault(name, []).append(text)
    return found


def collection(*features: str) -> bytes:
    return '{{"type": "FeatureCollection", "features": [\n{}\n]}}'.format(",\n".join(features)).encode()


FAULTS = single_faults()


def test_there_are_many_faults_to_put_beside_each_other() -> None:
    assert len(FAULTS) >= 20


@given(
    data=st.data(),
    broken=st.sampled_from(["", '"type": "Feature" "id": 1', '{"a": 1,}', '{"a": 1, "a": 2}', "NaN"]),
)
@quick
def test_no_fault_hides_that_of_another_feature(data: st.DataObject, broken: str) -> None:
    rules = data.draw(st.lists(st.sampled_from(sorted(FAULTS)), min_size=2, max_size=6))
    features = [data.draw(st.sampled_from(FAULTS[rule])) for rule in rules]
    if broken:
        features.insert(data.draw(st.integers(0, len(features))), broken)
    found = check_body(collection(*features), "f").problems
    places = {(problem.line, problem.rule) for problem in found}
    for number, text in enumerate(features):
        if text != broken:
            rule = rules[number - (bool(broken) and features.index(broken) < number)]
            assert (number + 2, rule) in places, (rule, found)


@given(seed=st.integers(0, 1000), example=st.sampled_from(sorted(EXAMPLES.glob("*/wrong"))))
@quick
def test_the_order_of_the_files_changes_nothing(seed: int, example: Path) -> None:
    world = {**BASE, **bodies(example)}
    names = sorted(world)
    random.Random(seed).shuffle(names)
    assert load_bodies({name: world[name] for name in names}) == load_bodies(world)


def test_mutations_of_the_shipped_files_are_refused_with_a_line_or_pass(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shipped = {name: body for name, body in read_bodies(data_folder()).items() if isinstance(body, bytes)}
    names, chance = sorted(shipped), random.Random(20160908)
    counted: Counter[str] = Counter()
    slowest = (0.0, "")
    for number in range(MUTATIONS):
        name = chance.choice(names)
        body = mutated(shipped[name], chance, shipped[chance.choice(names)])
        begun = time.process_time()
        problems = check_body(body, name).problems
        if number % 20 == 0:
            world = {**shipped, name: body}
            found = load_bodies(world)[1]
            in_words(found, world)
            counted["as a part of the folder"] += 1
        slowest = max(slowest, (time.process_time() - begun, f"{name} #{number}"))
        in_words(problems, {name: body})
        refused = [problem for problem in problems if problem.severity is Severity.ERROR]
        counted["rejected" if refused else "passed"] += 1
        counted["rejected with a line"] += any(problem.line for problem in refused)
        counted["rejected as a whole file"] += bool(refused) and not any(p.line for p in refused)
        counted.update({f"rule {rule}": 1 for rule in {problem.rule for problem in refused}})
    assert slowest[0] < SECONDS, slowest
    assert counted["rejected"] == counted["rejected with a line"] + counted["rejected as a whole file"]
    if MUTATIONS > 300:
        with capsys.disabled():
            print(f"\n{MUTATIONS} mutations, slowest {slowest[0]:.2f} s of processor time ({slowest[1]})")
            print(dict(counted.most_common()))
