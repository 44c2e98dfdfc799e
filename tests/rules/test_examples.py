"""Every rule has wrong examples that break it and no other, and a clean twin."""

from pathlib import Path

import pytest

from dashboard.domain.problem import Problem, Severity
from dashboard.domain.rules import RULES
from dashboard.domain.rules.text import MAX_BYTES
from dashboard.store.load import load_bodies

EXAMPLES = Path(__file__).with_name("examples")
CASES = sorted(
    path.relative_to(EXAMPLES).as_posix()
    for folder in EXAMPLES.iterdir()
    if folder.name != "base"
    for path in folder.iterdir()
)


def bodies(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def problems_with(example: str) -> tuple[Problem, ...]:
    """Check the small base world with the files of an example in place of its own."""
    return load_bodies({**bodies(EXAMPLES / "base"), **bodies(EXAMPLES / example)})[1]


def test_the_base_of_the_examples_is_sound() -> None:
    assert load_bodies(bodies(EXAMPLES / "base"))[1] == ()


def test_there_are_at_least_sixty_rules_each_with_a_wrong_and_a_right_example() -> None:
    made = {"too-large"}  # 64 MB are made by its own test
    assert len(RULES) >= 60
    for name in set(RULES) - made:
        assert (EXAMPLES / name / "right").is_dir(), name
        assert any(path.name.startswith("wrong") for path in (EXAMPLES / name).iterdir()), name
    assert {folder.name for folder in EXAMPLES.iterdir()} - {"base"} <= set(RULES)


@pytest.mark.parametrize("example", [case for case in CASES if "/wrong" in case])
def test_a_wrong_example_breaks_its_rule_and_no_other(example: str) -> None:
    found = problems_with(example)
    assert {problem.rule for problem in found} == {example.partition("/")[0]}
    for problem in found:
        assert problem.severity is RULES[problem.rule].severity
        assert problem.message
        assert problem.fix


@pytest.mark.parametrize("example", [case for case in CASES if case.endswith("/right")])
def test_the_clean_twin_of_a_wrong_example_breaks_nothing(example: str) -> None:
    assert problems_with(example) == ()


WITHOUT_A_PLACE = {"too-large", "empty-file", "other-format", "unreadable", "unlisted-file"}


@pytest.mark.parametrize("example", [case for case in CASES if "/wrong" in case])
def test_a_problem_names_line_and_column_unless_a_whole_file_is_meant(example: str) -> None:
    for problem in problems_with(example):
        assert bool(problem.line and problem.column) != (problem.rule in WITHOUT_A_PLACE)


def test_a_file_above_the_limit_is_refused_and_one_below_is_not() -> None:
    base = bodies(EXAMPLES / "base")
    body = base["layers/areas.geojson"]
    large = load_bodies({**base, "layers/areas.geojson": body + b" " * (MAX_BYTES + 1 - len(body))})[1]
    assert [problem.rule for problem in large] == ["too-large"]
    assert load_bodies({**base, "layers/areas.geojson": body + b" " * (MAX_BYTES - len(body))})[1] == ()


def test_an_error_keeps_a_feature_off_the_map_and_a_warning_does_not() -> None:
    base = bodies(EXAMPLES / "base")
    for name, rule in RULES.items():
        if rule.family not in ("geojson", "geometry", "place") or rule.about:
            continue
        for folder in (EXAMPLES / name).glob("wrong*"):
            dataset, problems = load_bodies({**base, **bodies(folder)})
            for problem in problems:
                if problem.subject:
                    is_shown = problem.subject in dataset.features
                    assert is_shown == (rule.severity is Severity.WARNING), (name, problem)
