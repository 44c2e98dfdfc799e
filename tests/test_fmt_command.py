"""`aleppo fmt` and `aleppo undo`: what they say, what they write, what they exit with."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.store.journal import body_file, entries
from dashboard.store.load import data_folder, load

IRREGULAR = '{"asserters": [{"group": "media", "id": "one", "name": {"en": "One"}}]}'
FORM = '{"asserters":[\n{"id": "one", "name": {"en": "One"}, "group": "media"}\n]}\n'


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the shipped data, so that no test writes into it."""
    return Path(shutil.copytree(data_folder(), tmp_path / "data"))


def aleppo(*given: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in given])


def contents(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_ino) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("given", [["--check"], []])
def test_the_shipped_data_is_canonical(folder: Path, given: list[str]) -> None:
    before = contents(folder)
    done = aleppo("fmt", *given, folder)
    word = "would change" if given else "formatted"
    assert done.output == f"{len(before) - 6} files: 0 {word}, 0 not touched because of a problem\n"
    assert (done.exit_code, contents(folder)) == (0, before)


def test_without_a_path_the_shipped_data_is_checked() -> None:
    done = aleppo("fmt", "--check")
    files = len(
        [*data_folder().glob("*.json"), *data_folder().glob("layers/*"), *data_folder().glob("sources/*")]
    )
    assert done.output.startswith(f"{files} files: 0 would change")
    assert done.exit_code == 0


def test_a_check_names_what_would_change_and_writes_nothing(folder: Path) -> None:
    path = folder / "asserters.json"
    path.write_text(IRREGULAR)
    before = contents(folder)
    done = aleppo("fmt", "--check", path, folder / "catalog.json")
    assert done.output == (
        f"would change: {path}\n2 files: 1 would change, 0 not touched because of a problem\n"
    )
    assert (done.exit_code, contents(folder), entries()) == (1, before, ())


def test_what_changed_is_named_written_and_can_be_undone(folder: Path) -> None:
    path = folder / "asserters.json"
    path.write_text(IRREGULAR)
    path.chmod(0o640)
    done = aleppo("fmt", folder)
    assert (done.exit_code, done.output.splitlines()[0]) == (0, f"formatted: {path}")
    assert (path.read_text(), path.stat().st_mode & 0o777) == (FORM, 0o640)
    done = aleppo("undo", path)
    when = f"{entries(path)[0].when:%Y-%m-%d %H:%M:%S} UTC"
    assert (done.exit_code, path.read_text()) == (0, IRREGULAR)
    assert done.output == (
        f"undone: {path} is again as it was before the save of {when}\n"
        f"the version that was replaced: {body_file(entries(path)[1])}\n"
    )


def test_the_data_is_equal_after_formatting(folder: Path) -> None:
    before = load(folder)[0]
    for path in [*folder.glob("layers/*"), *folder.glob("sources/*.json")]:
        path.write_text(path.read_text(encoding="utf-8").replace('", "', '" , "'), encoding="utf-8")
    assert aleppo("fmt", folder).exit_code == 0
    assert load(folder)[0] == before
    assert aleppo("fmt", "--check", folder).exit_code == 0


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{", "error[truncated] the file ends before it is complete"),
        ("[]", "error[structure] the file is no layer"),
    ],
)
def test_a_file_that_cannot_be_formatted_is_named_and_not_touched(folder: Path, body: str, said: str) -> None:
    path = folder / "asserters.json"
    path.write_text(body)
    for given in (["--check"], []):
        done = aleppo("fmt", *given, folder)
        assert done.exit_code == 1
        assert str(path) in done.output
        assert said in done.output
        assert ", 1 not touched because of a problem\n" in done.output
    assert path.read_text() == body


def test_a_pipe_among_the_files_is_named_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = aleppo("fmt", tmp_path / "pipe")
    assert (done.exit_code, "it is no regular file" in done.output) == (1, True)


WRONG: list[Callable[[Path], list[object]]] = [
    lambda place: ["fmt", place / "none.json"],
    lambda place: ["fmt", place],
    lambda place: ["fmt", "--chek"],
    lambda place: ["undo"],
    lambda place: ["undo", place],
    lambda place: ["undo", place / "none.json"],
]


@pytest.mark.parametrize("given", WRONG)
def test_a_wrong_call_exits_with_2(tmp_path: Path, given: Callable[[Path], list[object]]) -> None:
    assert aleppo(*given(tmp_path)).exit_code == 2


def test_where_nothing_can_be_undone_that_is_said(folder: Path) -> None:
    path = folder / "asserters.json"
    done = aleppo("undo", path)
    assert done.exit_code == 1
    assert done.output == (
        f"Error: {path}: the journal holds no earlier version\n  fix: nothing can be undone\n"
    )


def test_the_commands_start_without_streamlit_and_geopandas(folder: Path) -> None:
    script = (
        "import sys; from click.testing import CliRunner; from dashboard.cli import main; "
        f"done = CliRunner().invoke(main, ['fmt', {str(folder)!r}]); "
        "print(done.exit_code, sorted({'streamlit', 'folium', 'geopandas', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "0 []\n"
