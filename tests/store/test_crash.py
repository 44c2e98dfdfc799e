"""Kills, crowds and full disks: a data file is the old one or the new one, and nobody's work is lost.

`ALEPPO_KILLS=2000 pytest tests/store/test_crash.py -k random -s` kills more often than the suite does.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.store.journal import Kind, entries
from dashboard.store.save import content_hash, read, save
from tests.store.crash_child import version

ROOT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("ALEPPO_KILLS", "200"))


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))


@pytest.fixture
def saved_file(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "file.json"
    path.parent.mkdir()
    save(path, version(0), opened=None)
    return path


def start(*given: object) -> subprocess.Popen[str]:
    call = [sys.executable, "-m", "tests.store.crash_child", *map(str, given)]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def outcome(child: subprocess.Popen[str]) -> dict[str, int]:
    out, said = child.communicate(timeout=600)
    assert child.returncode == 0, said
    return dict(json.loads(out))


def test_a_kill_at_any_step_of_a_save_leaves_the_old_or_the_new_file(saved_file: Path) -> None:
    found = outcome(start("steps", saved_file))
    print(found)
    assert found["kills"] > 50
    assert found["old"] > 0
    assert found["new"] > 0
    assert found["old"] + found["new"] == found["kills"]
    assert (found["left over after the next save"], found["entries lost"]) == (0, 0)


def test_random_kills_leave_a_whole_file_and_readers_never_see_a_half(saved_file: Path) -> None:
    found = outcome(start("random", saved_file, KILLS, 11))
    print(found)
    assert found["kills"] == found["whole"] == KILLS
    assert found["reads whole"] > KILLS
    assert "reads torn" not in found
    assert found.get("left over after the next save", 0) == 0


def test_of_two_writers_every_edit_lands_and_who_was_late_is_told(saved_file: Path) -> None:
    save(saved_file, b"start\n", opened=read(saved_file)[1])
    found = [outcome(child) for child in [start("writer", saved_file, name, 40) for name in ("a", "b")]]
    lines = saved_file.read_text().splitlines()
    assert sorted(lines) == sorted(["start", *(f"{name} {n}" for name in ("a", "b") for n in range(40))])
    told = sum(each.get("told", 0) for each in found)
    assert told == sum(each.get("kept", 0) for each in found)
    assert told == sum(entry.kind is Kind.NOT_SAVED for entry in entries(saved_file))


def test_of_three_writers_who_merge_every_edit_lands_without_being_repeated(saved_file: Path) -> None:
    save(saved_file, b'{"asserters": [{"id": "shared"}]}', opened=read(saved_file)[1])
    names, edits = ("a", "b", "c"), 40
    found = [outcome(child) for child in [start("merger", saved_file, name, edits) for name in names]]
    print(found)
    first, *added = json.loads(saved_file.read_bytes())["asserters"]
    assert first == {"id": "shared"} | dict.fromkeys(names, edits - 1)
    assert sorted(each["id"] for each in added) == sorted(f"{n}-{e}" for n in names for e in range(edits))
    assert sum(each["merged"] for each in found) > 0


def test_a_limit_on_file_size_leaves_the_old_file_and_says_so(saved_file: Path) -> None:
    old = saved_file.read_bytes()
    script = (
        "import resource, sys; from pathlib import Path; from dashboard.store.save import save, SaveError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: save(Path(sys.argv[1]), b'x' * 10_000, opened=sys.argv[2])\n"
        "except SaveError as error: print(error)\n"
    )
    call = [sys.executable, "-c", script, str(saved_file), content_hash(old)]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    assert done.stdout == (
        f"{saved_file}: the file would be larger than a file may be; the file is as it was\n"
        "  fix: raise the limit (ulimit -f) or split the file\n"
    )
    assert saved_file.read_bytes() == old
    assert [path.name for path in saved_file.parent.iterdir()] == ["file.json"]
