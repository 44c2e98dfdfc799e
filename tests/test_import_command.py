"""`aleppo import`: what it tells, what it writes, what it asks, what it exits with."""

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.store.load import data_folder, load_bodies, read_bodies
from tests.store.imports.made import collection, point
from tests.store.imports.test_hostile import HOSTILE

CSV = "id,SITE,Latitude,Longitude,licence,words\nA 1,Azaz,36.59,37.05,CC0,=1+1\nA 2,حلب,36.2,,CC0,x\n"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))


def aleppo(*given: object) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, given)])


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_report_tells_everything_and_the_files_hold_everything(tmp_path: Path) -> None:
    done = aleppo(write(tmp_path / "sites.csv", CSV), "--map", "name=SITE")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "format: table",
        "encoding: UTF-8",
        "coordinates: no reference system is declared; taken for longitude and latitude (WGS84)",
        "remark: cells are parted by commas",
        "fields: latitude ← Latitude, longitude ← Longitude, id ← id, licence ← licence, name ← SITE",
        "read 2 = taken 1 + rejected 1",
        "rejected: 1; the first is row 3: Longitude is empty",
        "ids: 1 written in lower case with hyphens",
        "kept beside the draft, for the model has no room for it or has it in another form: words",
        "missing, to be added before the draft is taken over: kind in all, presence in all, source in all, "
        "method in all, precision in all, accuracy_m in all",
        "  fix: --map FIELD=COLUMN, --set FIELD=TEXT where one text is true of all, or edit the draft",
        f"draft: {tmp_path / 'sites.draft.geojson'}",
        f"rejected: {tmp_path / 'sites.draft.rejects.csv'}",
        f"kept beside it: {tmp_path / 'sites.draft.rest.jsonl'}",
        f"recipe: {tmp_path / 'sites.csv.recipe.json'}",
    ]
    assert (tmp_path / "sites.draft.geojson").read_text(encoding="utf-8").splitlines()[1] == (
        '{"type": "Feature", "id": "a-1", "properties": {"name": "Azaz", "licence": "CC0"}, '
        '"geometry": {"type": "Point", "coordinates": [37.05, 36.59]}}'
    )
    assert lines(tmp_path / "sites.draft.rest.jsonl") == [
        {"id": "a-1", "row": 2, "values": {"words": "=1+1"}, "id_as_found": "A 1"}
    ]
    assert (tmp_path / "sites.draft.rejects.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "import_row,import_reason,id,SITE,Latitude,Longitude,licence,words",
        "3,Longitude is empty,A 2,حلب,36.2,,CC0,x",
    ]


def test_a_recipe_is_taken_again_for_the_same_columns_and_not_for_others(tmp_path: Path) -> None:
    path = write(tmp_path / "sites.csv", CSV)
    aleppo(path, "--map", "name=SITE", "--set", "source=survey")
    again = aleppo(path)
    assert f"recipe: {path}.recipe.json, taken again" in again.stdout
    assert "name ← SITE" in again.stdout
    assert "set for all: source = survey" in again.stdout
    assert "(the one before: aleppo undo)" in again.stdout
    write(path, CSV.replace("SITE", "PLACE_NAME"))
    other = aleppo(path)
    assert "is for other columns and is not taken" in other.stderr
    assert "name ← PLACE_NAME" in other.stdout
    asked_for = aleppo(write(tmp_path / "next.csv", CSV), "--recipe", f"{path}.recipe.json")
    assert asked_for.exit_code == 1
    assert "it has no column 'PLACE_NAME', wanted for name" in asked_for.stderr


def test_a_draft_with_all_it_needs_loads_as_a_layer(tmp_path: Path) -> None:
    path = write(tmp_path / "Depot.csv", "name,lat,lon,accuracy_m\nDepot of a Test,36.2,37.1,50\n")
    constants = {
        "kind": "hub",
        "presence": "reference",
        "source": "a test",
        "licence": "CC0",
        "method": "made up",
        "precision": "exact",
    }
    done = aleppo(path, *(part for field, text in constants.items() for part in ("--set", f"{field}={text}")))
    assert done.exit_code == 0, done.output
    assert "missing" not in done.stdout
    bodies = dict(read_bodies(data_folder()))
    old = bodies["layers/unlocated.geojson"]
    assert isinstance(old, bytes)
    row = (tmp_path / "Depot.draft.geojson").read_bytes().splitlines()[1]
    bodies["layers/unlocated.geojson"] = old.replace(b"[\n", b"[\n" + row + b",\n", 1)
    dataset, problems = load_bodies(bodies)
    assert dataset.features["depot-of-a-test"].properties.accuracy_m == 50
    assert [str(problem) for problem in problems if problem.rule == "record"] == []


def test_rejects_that_were_mended_can_be_imported(tmp_path: Path) -> None:
    aleppo(write(tmp_path / "sites.csv", CSV), "--map", "name=SITE")
    rejects = tmp_path / "sites.draft.rejects.csv"
    write(rejects, rejects.read_bytes().replace(b"36.2,,", b"36.2,37.1,"))
    done = aleppo(rejects, "--map", "name=SITE")
    assert "read 1 = taken 1 + rejected 0" in done.stdout


def test_rejects_of_a_former_import_do_not_stay(tmp_path: Path) -> None:
    path = write(tmp_path / "sites.csv", CSV)
    aleppo(path)
    write(path, CSV.replace("36.2,,", "36.2,37.1,"))
    assert aleppo(path).exit_code == 0
    assert len((tmp_path / "sites.draft.rejects.csv").read_text(encoding="utf-8-sig").splitlines()) == 1


def test_exchanged_coordinates_are_told_and_swap_mends_them(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.geojson", collection(point(36.2, 37.15, name="x"), point(36.21, 37.2, name="y"))
    )
    done = aleppo(path)
    assert done.exit_code == 1
    assert (
        "latitude and longitude seem to have changed places: 2 of 2 would lie better on the map; "
        "the first is longitude 36.2, latitude 37.15\n  fix: import again with --swap\n"
    ) in done.stdout
    mended = aleppo(path, "--swap")
    assert mended.exit_code == 0
    assert '"coordinates": [37.15, 36.2]' in (tmp_path / "a.draft.geojson").read_text(encoding="utf-8")


def test_without_a_single_row_there_is_no_draft(tmp_path: Path) -> None:
    done = aleppo(write(tmp_path / "a.csv", "name,lat,lon\na,,\n"))
    assert done.exit_code == 1
    assert "no row could be taken, so there is no draft\n  fix: see the rejects" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.draft.rejects.csv", "state"]


def test_quiet_says_only_what_is_wrong(tmp_path: Path) -> None:
    good = write(tmp_path / "good.csv", "name,lat,lon\na,36,37\n")
    assert (aleppo(good, "--quiet").output, aleppo(good, "--quiet").exit_code) == ("", 0)
    assert aleppo(write(tmp_path / "sites.csv", CSV), "--quiet").output == "1 rows rejected\n"
    for name in (
        "good.draft.geojson",
        "good.csv.recipe.json",
        "sites.draft.geojson",
        "sites.draft.rejects.csv",
    ):
        assert (tmp_path / name).is_file()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--map", "name"], "write FIELD=VALUE"),
        (["--map", "colour=SITE"], "'colour' is no field"),
        (["--map", "name=NO"], "the file has no column 'NO'; it has id, SITE"),
        (["--set", "precision=good"], "precision: 'good' is none of approximate, exact"),
        (["--out", "a.txt"], "ending in .geojson"),
    ],
)
def test_a_wrong_call_is_said_with_what_would_be_right(tmp_path: Path, given: list[str], said: str) -> None:
    done = aleppo(write(tmp_path / "sites.csv", CSV), *given)
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "sites.draft.geojson").exists()


def test_a_file_is_never_written_over_by_its_own_draft(tmp_path: Path) -> None:
    path = write(tmp_path / "a.geojson", collection(point(name="x")))
    assert aleppo(path, "--out", path).exit_code == 2


@pytest.mark.parametrize("case", ["traversal", "laughs in XLSX", "VRT as GeoJSON", "cut GeoJSON", "nothing"])
def test_a_hostile_file_ends_the_command_with_one_and_words(tmp_path: Path, case: str) -> None:
    name, make, said = HOSTILE[case]
    done = aleppo(write(tmp_path / name, make()))
    assert (done.exit_code, type(done.exception)) == (1, SystemExit)
    assert said in done.stderr
    assert "\n  fix: " in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_a_missing_file_and_an_address_are_told_apart(tmp_path: Path) -> None:
    assert "there is no such file" in aleppo(tmp_path / "no.csv").stderr
    assert (
        "nothing is fetched by an import"
        in aleppo("/vsicurl/http://127.0.0.1:9/x.csv", "--out", "x.geojson").stderr
    )


def test_on_a_terminal_the_fields_are_asked_once(tmp_path: Path) -> None:
    path = write(tmp_path / "sites.csv", "SITE,Latitude,Longitude\nAzaz,36.59,37.05\n")
    first = on_terminal(path, {"Take": "n", "name": "1"})
    assert "name ← SITE" in first
    assert "draft: " in first
    assert json.loads((tmp_path / "sites.csv.recipe.json").read_text(encoding="utf-8"))["map"] == {
        "latitude": "Latitude",
        "longitude": "Longitude",
        "name": "SITE",
    }
    assert "Take these fields?" not in on_terminal(path, {})


def on_terminal(path: Path, answers: dict[str, str]) -> str:
    """Run the command on a terminal and answer what it asks; the question decides the answer."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-c", "from dashboard.cli import main; main()", "import", str(path)]
    env = {**os.environ, "COLUMNS": "200"}
    process = subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env=env)
    os.close(follower)
    said, asked, until = "", "", time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([leader], [], [], 0.1)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            part = os.read(leader, 4096).decode("utf-8", "replace")
        except OSError:  # the other side is closed
            break
        said, asked = said + part, asked + part
        question = asked.rsplit("\n", 1)[-1]
        if question.endswith("]: "):
            field = question.split()[0]
            given = answers.get(field, "")
            os.write(leader, f"{given}\n".encode())
            asked = ""
    process.wait(30)
    os.close(leader)
    return said
