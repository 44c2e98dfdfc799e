"""Merging files: with the disk, through git, and between two writers at once; every edit lands or is told."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.store.format import canonical
from dashboard.store.journal import entries
from dashboard.store.load import data_folder
from dashboard.store.merge import Conflicting, base_of, merge_bodies, merge_with_disk, save_merged
from dashboard.store.save import content_hash, read, save
from dashboard.store.strict_json import Refused

ROOT = Path(__file__).parent.parent.parent
FILE = "layers/checkpoints.geojson"
SHIPPED = [
    p.relative_to(data_folder()).as_posix()
    for p in [*data_folder().glob("layers/*.geojson"), *sorted(data_folder().glob("sources/*.json"))[:12]]
]


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "data" / "checkpoints.geojson"
    place.parent.mkdir()
    return Path(shutil.copy(data_folder() / FILE, place))


def edited(body: bytes, number: int, **properties: Any) -> bytes:
    document = json.loads(body)
    document["features"][number]["properties"].update(properties)
    return canonical(json.dumps(document).encode(), "edited")


def aleppo(*given: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in given])


@pytest.mark.parametrize("file", [FILE, "sources/cnn-2016-09-07.json", "catalog.json", "asserters.json"])
def test_a_side_without_a_change_gives_the_other_byte_for_byte(file: str) -> None:
    base = (data_folder() / file).read_bytes()
    other = base.replace(b'"en": "', b'"en": "New ').replace(b'"name": "', b'"name": "New ')
    for mine, theirs in ((base, other), (other, base), (other, other)):
        result = merge_bodies(base, mine, theirs, file)
        assert (result.body, result.conflicts, result.opened_hash) == (other, (), content_hash(theirs))


@pytest.mark.parametrize("file", SHIPPED)
def test_two_edits_of_any_shipped_file_merge_into_a_canonical_one(file: str) -> None:
    base = (data_folder() / file).read_bytes()
    mine, theirs = json.loads(base), json.loads(base)
    name = "features" if "features" in mine else "annotations"
    mine["foreign"] = [1, {"a": None}]
    theirs[name] = [*theirs[name][1:], theirs[name][0] | {"id": "new-one"}]
    result = merge_bodies(base, json.dumps(mine).encode(), json.dumps(theirs).encode(), file)
    assert result.conflicts == ()
    assert result.body == canonical(result.body, file)
    merged = json.loads(result.body)
    assert (merged["foreign"], merged[name][-1]["id"]) == ([1, {"a": None}], "new-one")
    assert [each["id"] for each in merged[name]] == [each["id"] for each in theirs[name]]


def test_my_version_merges_with_the_disk_and_is_saved_with_the_fresh_hash(path: Path) -> None:
    base, opened = read(path)
    mine, theirs = edited(base, 0, note="Mine."), edited(base, 1, note="Theirs.")
    save(path, theirs, opened=opened)
    found = base_of(path, opened)
    assert found == base
    result = merge_with_disk(path, found, mine)
    assert (result.conflicts, result.opened_hash) == ((), content_hash(theirs))
    save(path, result.body, opened=result.opened_hash)
    assert path.read_bytes() == edited(mine, 1, note="Theirs.")
    assert base_of(path, content_hash(b"never there")) is None


def test_a_save_that_meets_another_change_of_the_same_saves_nothing_and_tells_it(path: Path) -> None:
    base, opened = read(path)
    theirs = edited(base, 0, note="Theirs.")
    save(path, theirs, opened=opened)
    with pytest.raises(Conflicting) as told:
        save_merged(path, edited(base, 0, note="Mine."), base=base)
    assert path.read_bytes() == theirs
    assert "1 conflicts; nothing was saved" in str(told.value)
    assert json.loads(told.value.result.body)["features"][0]["properties"]["note"] == "Mine."


def test_without_a_base_both_versions_are_put_together() -> None:
    one, other = b'{"asserters":[{"id":"a"}]}', b'{"asserters":[{"id":"b"}]}'
    result = merge_bodies(None, one, other, "asserters.json")
    assert (result.body, result.conflicts) == (b'{"asserters":[\n{"id": "a"},\n{"id": "b"}\n]}\n', ())


@pytest.mark.parametrize("broken", [b"{", b"\xff", b"[]", b'{"a": NaN}', b"[" * 5000 + b"]" * 5000])
def test_a_version_that_cannot_be_read_is_refused_with_its_side(path: Path, broken: bytes) -> None:
    base = path.read_bytes()
    with pytest.raises(Refused) as told:
        merge_bodies(base, broken, edited(base, 0, note="x"), "f.geojson")
    assert "f.geojson" in str(told.value)


def test_what_is_nested_too_deep_to_merge_is_refused() -> None:
    deep = b'{"annotations": [], "x": ' + b"[" * 900 + b"%d" + b"]" * 900 + b"}"
    with pytest.raises(Refused, match="too-deep"):
        merge_bodies(deep % 1, deep % 2, deep % 3, "s.json")


def test_the_command_merges_my_version_into_the_file(path: Path, tmp_path: Path) -> None:
    base, mine = tmp_path / "base.geojson", tmp_path / "mine.geojson"
    body = path.read_bytes()
    base.write_bytes(body)
    mine.write_bytes(edited(body, 0, note="Mine."))
    path.write_bytes(edited(body, 1, note="Theirs."))
    done = aleppo("merge", path, "--base", base, "--mine", mine)
    assert (done.exit_code, done.output) == (0, f"merged: {path}\n")
    assert path.read_bytes() == edited(edited(body, 0, note="Mine."), 1, note="Theirs.")
    assert len(entries(path)) == 1
    assert aleppo("merge", path, "--base", base, "--mine", mine).output == f"nothing to merge: {path}\n"


def test_the_command_says_each_conflict_and_leaves_the_file_alone(path: Path, tmp_path: Path) -> None:
    base, mine = tmp_path / "base.geojson", tmp_path / "mine.geojson"
    body = path.read_bytes()
    base.write_bytes(body)
    mine.write_bytes(edited(body, 0, importance=1, note="Mine."))
    theirs = edited(body, 0, importance=4)
    path.write_bytes(theirs)
    done = aleppo("merge", path, "--base", base, "--mine", mine)
    assert (done.exit_code, path.read_bytes()) == (1, theirs)
    assert done.output == (
        f"{path}:2:1 castello-checkpoint-east\n"
        "  error[both-changed] properties.importance: mine has 1, theirs has 4 (before: 2)\n"
        "  fix: mine stays; change it if theirs is right\n"
        f"1 conflicts: nothing was saved, {path} is as it was\n"
    )


def test_three_files_are_merged_to_the_output_or_to_a_new_file(path: Path, tmp_path: Path) -> None:
    body = path.read_bytes()
    files = [tmp_path / name for name in ("base", "mine", "theirs")]
    for file, version in zip(
        files, (body, edited(body, 0, importance=1), edited(body, 0, importance=4)), strict=True
    ):
        file.write_bytes(version)
    done = aleppo("merge", *files, "--format", "json")
    assert done.exit_code == 1
    assert done.stdout_bytes == files[1].read_bytes()
    (said,) = json.loads(done.stderr)
    assert said["place"] == ["features", "castello-checkpoint-east", "properties", "importance"]
    assert (said["base"], said["mine"], said["theirs"]) == (2, 1, 4)
    assert aleppo("merge", *files, "-o", tmp_path / "new").exit_code == 1
    assert (tmp_path / "new").read_bytes() == files[1].read_bytes()
    done = aleppo("merge", *files, "-o", path)
    assert (done.exit_code, path.read_bytes()) == (1, body)
    assert "the file is there already" in done.output


@pytest.mark.parametrize(
    "given", [[], [FILE], [FILE, FILE], [FILE, "--base", FILE], ["none", "none", "none"]]
)
def test_a_wrong_call_exits_with_2(given: list[str]) -> None:
    given = [str(data_folder() / each) if each == FILE else each for each in given]
    assert aleppo("merge", *given).exit_code == 2


def git(place: Path, *given: str) -> subprocess.CompletedProcess[str]:
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *given], cwd=place, capture_output=True, text=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a repository with the shipped data, our attributes, and the merge driver as the words say it."""
    place = tmp_path / "checkout"
    shutil.copytree(data_folder(), place / "geodata")
    shutil.copy(ROOT / ".gitattributes", place)
    git(place, "init", "-q", "-b", "main")
    driver = f"PYTHONPATH={ROOT} {sys.executable} -c 'from dashboard.cli import main; main()' merge"
    git(place, "config", "merge.aleppo.driver", f"{driver} %O %A %B -o %A --name %P")
    git(place, "add", ".")
    assert git(place, "commit", "-qm", "base").returncode == 0
    return place


def branches(place: Path, mine: bytes, theirs: bytes) -> subprocess.CompletedProcess[str]:
    path = place / "geodata" / FILE
    git(place, "checkout", "-qb", "theirs")
    path.write_bytes(theirs)
    git(place, "commit", "-qam", "theirs")
    git(place, "checkout", "-q", "main")
    path.write_bytes(mine)
    git(place, "commit", "-qam", "mine")
    return git(place, "merge", "-q", "--no-edit", "theirs")


def test_git_merges_two_edits_of_one_line_without_a_conflict(checkout: Path, tmp_path: Path) -> None:
    body = (checkout / "geodata" / FILE).read_bytes()
    mine, theirs = edited(body, 0, note="Mine."), edited(body, 0, importance=4)
    done = branches(checkout, mine, theirs)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (checkout / "geodata" / FILE).read_bytes() == edited(mine, 0, importance=4)
    assert git(checkout, "status", "--porcelain").stdout == ""
    assert not (tmp_path / "state").exists()


def test_git_stops_at_a_conflict_with_mine_in_place_and_no_marks(checkout: Path) -> None:
    body = (checkout / "geodata" / FILE).read_bytes()
    mine, theirs = edited(body, 0, importance=1), edited(body, 0, importance=4, note="Theirs.")
    done = branches(checkout, mine, theirs)
    assert done.returncode == 1
    assert "geodata/layers/checkpoints.geojson:2:1 castello-checkpoint-east\n" in done.stderr
    assert "properties.importance: mine has 1, theirs has 4 (before: 2)" in done.stderr
    assert (checkout / "geodata" / FILE).read_bytes() == edited(mine, 0, note="Theirs.")
    assert git(checkout, "status", "--porcelain").stdout == f"UU geodata/{FILE}\n"
