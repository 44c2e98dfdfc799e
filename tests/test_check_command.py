"""`aleppo check`: what it reads, how it tells, what it exits with, and what it remembers."""

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.domain.problem import Problem, Severity
from dashboard.problem_report import as_github, caret
from dashboard.store import verdicts
from dashboard.store.load import data_folder
from tests.rules.test_examples import EXAMPLES


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay a small data folder with a misspelt key and an open ring, and work beside it."""
    place = Path(shutil.copytree(EXAMPLES / "base", tmp_path / "data"))
    shutil.copytree(EXAMPLES / "unknown-key/wrong", place, dirs_exist_ok=True)
    areas = place / "layers/areas.geojson"
    areas.write_text(areas.read_text(encoding="utf-8").replace("36.18]]]", "36.18, 5]]]"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return place


def aleppo(*given: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in given])


RING = "the ring is not closed: it begins at [37.12, 36.18] and ends at [37.12, 36.18, 5]"


def test_problems_are_told_with_the_path_that_a_terminal_follows(folder: Path) -> None:
    done = aleppo("check", "data")
    assert done.exit_code == 1
    assert done.output.splitlines()[-1] == "5 features, 4 annotations, 1 disagreements: 2 problems"
    assert "data/layers/roads.geojson:5:88 old-road\n  error[unknown-key] 'other_name'" in done.output
    assert f" old-town\n  error[open-ring] {RING}\n" in done.output


def test_a_file_of_a_folder_is_checked_as_a_part_of_it(folder: Path) -> None:
    done = aleppo("check", "data/layers/areas.geojson")
    assert done.exit_code == 1
    assert "unknown-key" not in done.output
    assert done.output.endswith("(problems of 1 files only): 1 problems\n")


def test_a_caret_stands_below_the_value(folder: Path) -> None:
    done = aleppo("check", "--caret", "data/layers/roads.geojson")
    line, mark = done.output.splitlines()[3:5]
    at = mark.index("^")
    assert line[at:].startswith('"Vieux"')


def test_a_caret_is_cut_to_what_stands_around_it() -> None:
    line, mark = caret("x" * 500 + "!" + "y" * 500, 501)
    assert line[mark.index("^")] == "!"
    assert len(line) < 120


def test_a_file_by_itself_is_checked_and_a_sound_one_from_anywhere_accepted(tmp_path: Path) -> None:
    path = tmp_path / "paris.geojson"
    path.write_text('{"type": "Point", "coordinates": [2.35, 48.85]}', encoding="utf-8")
    done = aleppo("check", path)
    assert (done.exit_code, done.output.splitlines()[-1]) == (
        0,
        f"{path.as_posix()}: GeoJSON, 1 features, 0 set aside: 0 problems",
    )


def test_a_warning_is_told_and_exits_with_0_unless_strict(tmp_path: Path) -> None:
    place = Path(shutil.copytree(EXAMPLES / "base", tmp_path / "data"))
    shutil.copytree(EXAMPLES / "altitude/wrong", place, dirs_exist_ok=True)
    done = aleppo("check", place)
    assert done.exit_code == 0
    assert "warning[altitude]" in done.output
    assert done.output.endswith("1 problems, 1 of them warnings\n")
    assert aleppo("check", "--strict", place).exit_code == 1


def test_json_has_every_problem_with_its_pointer(folder: Path) -> None:
    found = json.loads(aleppo("check", "--format", "json", "data").output)
    assert [(p["rule"], p["pointer"]) for p in found["problems"]] == [
        ("unknown-key", "/properties/other_name"),
        ("open-ring", "/geometry/coordinates/0/4"),
    ]
    assert found["problems"][0]["severity"] == "error"


def test_sarif_names_the_rules_and_the_places(folder: Path) -> None:
    run = json.loads(aleppo("check", "--format", "sarif", "data").output)["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["open-ring", "unknown-key"]
    first = run["results"][0]
    assert (first["ruleId"], rules[first["ruleIndex"]], first["level"]) == (
        "unknown-key",
        "unknown-key",
        "error",
    )
    place = first["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "data/layers/roads.geojson"},
        "region": {"startLine": 5, "startColumn": 88},
    }


def test_a_hostile_name_breaks_out_of_no_format(tmp_path: Path) -> None:
    hostile = "a\x1b[2J\n::error::no\u202e,x:%0A"
    problem = Problem(f"{hostile}.geojson", "json", hostile, hostile, 1, 1, hostile)
    assert "\x1b" not in str(problem)
    assert "\u202e" not in str(problem)
    assert len(str(problem).splitlines()) == 3
    (line,) = as_github([problem])
    assert len(line.splitlines()) == 1
    properties, _, _ = line.removeprefix("::error ").partition("::")
    assert [part.partition("=")[0] for part in properties.split(",")] == ["file", "line", "col", "title"]


def test_no_more_than_twenty_of_a_kind_are_written_unless_asked(tmp_path: Path) -> None:
    rows = ",\n".join('{"type": "Feature", "properties": {}, "geometry": 7}' for _ in range(30))
    path = tmp_path / "many.geojson"
    path.write_text(f'{{"type": "FeatureCollection", "features": [\n{rows}\n]}}', encoding="utf-8")
    done = aleppo("check", path)
    assert done.output.count("error[geometry-type]") == 20
    assert "10 more of [geometry-type] (--all writes them)" in done.output
    assert aleppo("check", "--all", path).output.count("error[geometry-type]") == 30


def test_what_was_checked_before_is_recalled_and_a_changed_byte_checked_again(folder: Path) -> None:
    first = aleppo("check", "data").output
    (kept,) = verdicts.cache_folder().glob("*.json")
    assert aleppo("check", "data").output == first
    areas = folder / "layers/areas.geojson"
    stamp = areas.stat()
    areas.write_bytes(areas.read_bytes().replace(b", 5]]]", b"]]]   "))
    os.utime(areas, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert "open-ring" not in aleppo("check", "data").output
    assert len(list(verdicts.cache_folder().glob("*.json"))) == 2
    assert kept.exists()


def test_a_damaged_verdict_is_no_verdict(folder: Path) -> None:
    first = aleppo("check", "data").output
    (kept,) = verdicts.cache_folder().glob("*.json")
    kept.write_bytes(kept.read_bytes().replace(b"unknown-key", b"unknown-cat"))
    assert aleppo("check", "data").output == first


def test_a_verdict_is_the_same_as_a_check(folder: Path) -> None:
    fresh = aleppo("check", "--no-recall", "data").output
    assert list(verdicts.cache_folder().glob("*.json")) == []
    aleppo("check", "data")
    assert aleppo("check", "data").output == fresh
    problem = Problem("f", "altitude", "m", "f", 1, 2, "s", Severity.WARNING, "/p")
    verdicts.keep("0" * 64, "counted", [problem])
    assert verdicts.recall("0" * 64) == ("counted", [problem])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.geojson")
    done = aleppo("check", tmp_path / "pipe.geojson")
    assert done.exit_code == 1
    assert "error[unreadable]" in done.output


def test_the_shipped_data_is_strictly_clean() -> None:
    assert aleppo("check", "--strict", data_folder()).exit_code == 0


def test_a_name_of_any_bytes_is_shown_and_steers_no_terminal(tmp_path: Path) -> None:
    home = tmp_path / os.fsdecode(b"caf\xe9\x1b[2J")
    shutil.copytree(EXAMPLES / "base", home)
    broken = tmp_path / os.fsdecode(b"\xff\x1b]0;x\x07.geojson")
    broken.write_bytes(b"{")
    for form in ("text", "json", "github", "sarif"):
        for path in (home, broken):
            done = aleppo("check", path, "--format", form)
            assert done.exit_code == (path == broken)
            assert done.exception is None or isinstance(done.exception, SystemExit)
            assert "\x1b" not in done.output
            assert done.output.encode("utf-8", "strict") or form == "github"


def test_problems_are_told_in_the_order_of_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [\n{"type": "Feature", "a": NaN},\n'
        '{"type": "Feature", "id": 1, "properties": {}, "geometry": {}}\n]}',
        encoding="utf-8",
    )
    lines = [line for line in aleppo("check", path).output.splitlines() if line.startswith(str(path))]
    assert [line.split(":")[1] for line in lines[:2]] == ["2", "3"]
