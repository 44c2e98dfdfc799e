"""`aleppo diff`, run on a real git repository with a small data folder in it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main

ROAD = [[37.1, 36.2], [37.12, 36.21], [37.14, 36.22], [37.16, 36.23]]


class Repository:
    """A data folder in a git repository, changed and committed by the tests."""

    def __init__(self, top: Path) -> None:
        self.top, self.data = top, top / "geodata"
        self.git("init", "-q", "-b", "main")
        self.write("catalog.json", catalog())
        self.write("asserters.json", {"asserters": [{"id": "cnn", "name": {"en": "CNN"}, "group": "media"}]})
        self.write("disagreements.json", {"disagreements": []})
        self.write("layers/roads.geojson", layer())
        self.write("sources/cnn.json", document())
        self.commit("first")

    def git(self, *words: str) -> str:
        quiet = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        known = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *known, *words], cwd=self.top, env=quiet, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def commit(self, message: str) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD")

    def write(self, name: str, value: Any) -> None:
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), "utf-8")

    def diff(self, *words: str) -> Result:
        return CliRunner().invoke(main, ["diff", "--data", str(self.data), *words])


def catalog() -> dict[str, Any]:
    only = {
        "id": "roads",
        "title": {"en": "Roads"},
        "file": "layers/roads.geojson",
        "extent_deg": [36, 35, 39, 38],
        "shown": True,
        "role": "road",
    }
    frame = {
        "start_deg": [36.9, 36, 37.4, 36.4],
        "whole_deg": [36, 35, 38, 37],
        "limits_deg": [30, 30, 44, 42],
    }
    return {
        "frame": {**frame, "first_day": "2016-07-01", "last_day": "2016-09-20"},
        "cards": [],
        "layers": [only],
    }


def layer(name: str = "Castello road", line: Any = ROAD) -> dict[str, Any]:
    properties = {
        "name": name,
        "name_ar": "طريق الكاستيلو",
        "kind": "road",
        "presence": "reference",
        "source": "s",
        "licence": "CC0",
        "method": "drawn",
        "precision": "approximate",
        "accuracy_m": 75,
    }
    drawn = {"type": "LineString", "coordinates": line}
    row = {"type": "Feature", "id": "castello-road", "properties": properties, "geometry": drawn}
    return {"type": "FeatureCollection", "features": [row]}


def document(status: str = "hindered", says: str = "The road is unsafe.") -> dict[str, Any]:
    said = {
        "id": "cnn-road",
        "paragraph": 33,
        "says": {"en": says},
        "asserted_by": ["cnn"],
        "voice": "own-voice",
        "mood": "actual",
        "valid": {"from": "2016-09-07", "printed": "now"},
        "about": ["castello-road"],
        "status": status,
        "topics": ["access"],
    }
    return {
        "id": "cnn",
        "kind": "article",
        "publisher": "CNN",
        "title": "T",
        "published": "2016-09-07",
        "published_basis": "printed",
        "where_read": "here",
        "licence": "facts",
        "annotations": [said],
    }


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "with a space")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "with a space").mkdir()
    monkeypatch.chdir(tmp_path)


def test_nothing_differs_from_the_last_commit(repository: Repository) -> None:
    found = repository.diff("--exit-code")
    assert (found.exit_code, found.output) == (
        0,
        f"HEAD ({head(repository)}) → the working files: no difference\n",
    )


def head(repository: Repository) -> str:
    return repository.git("rev-parse", "HEAD")[:9]


def test_the_whole_report_of_a_changed_status_and_a_moved_vertex(repository: Repository) -> None:
    repository.write("sources/cnn.json", document("cut"))
    repository.write("layers/roads.geojson", layer(line=[ROAD[0], [37.12, 36.2104], *ROAD[2:]]))
    found = repository.diff()
    assert found.exit_code == 0
    assert found.output == (
        f"HEAD ({head(repository)}) → the working files: 2 differences in 2 files\n"
        "\n"
        "In short\n"
        "  castello-road: hindered → cut from 2016-09-07, statement changed, 1 vertex moved 44 m, "
        "length 6,339 m → 6,340 m\n"
        "\n"
        "layers/roads.geojson\n"
        "  castello-road: 1 vertex moved 44 m, within its accuracy of 75 m, length 6,339 m → 6,340 m\n"
        "\n"
        "sources/cnn.json\n"
        "  cnn-road: hindered → cut\n"
        "\n"
        "For readers: what the map answers\n"
        "  castello-road, articles only: known by 7 September 2016 or later, 7 to 20 September 2016: "
        "hindered → cut\n"
        "  castello-road, with context: known by 7 September 2016 or later, 7 to 20 September 2016: "
        "hindered → cut\n"
    )


def test_with_exit_code_a_difference_ends_with_1(repository: Repository) -> None:
    repository.write("sources/cnn.json", document("cut"))
    assert repository.diff("--exit-code").exit_code == 1


def test_spaces_alone_are_said_to_be_form(repository: Repository) -> None:
    repository.write("sources/cnn.json", json.dumps(document(), indent=3))
    said = repository.diff().output
    assert "sources/cnn.json\n  the file: only the form changed\n" in said
    assert "no reader sees a difference" in said


def test_revisions_ranges_folders_in_revisions_and_files_are_found(repository: Repository) -> None:
    repository.git("tag", "v1")
    repository.git("checkout", "-q", "-b", "feature")
    repository.write("sources/cnn.json", document("cut"))
    repository.commit("second")
    edited = repository.data / "sources" / "cnn.json"
    words = "cnn-road: hindered → cut"
    for call in (
        ("main..feature",),
        ("main...feature",),
        ("main..",),
        ("HEAD~1",),
        ("v1", "HEAD"),
        ("v1:geodata", "feature:geodata/"),
        ("v1:geodata", str(repository.data)),
        ("v1:geodata/sources/cnn.json", str(edited)),
        ("v1", str(edited)),
    ):
        found = repository.diff(*call)
        assert found.exit_code == 0, found.output
        assert words in found.output, call
    assert repository.diff("..main").output.startswith("HEAD (")
    assert "cut → hindered" in repository.diff("feature..main").output


def test_the_third_dot_compares_with_where_the_two_parted(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "feature")
    repository.write("sources/cnn.json", document("cut"))
    repository.commit("on the branch")
    repository.git("checkout", "-q", "main")
    repository.write("layers/roads.geojson", layer("Another name"))
    repository.commit("on main")
    assert "name" not in repository.diff("main...feature").output
    assert "“Another name” → “Castello road”" in repository.diff("main..feature").output


def test_a_single_file_is_compared_with_its_like_in_the_working_folder(
    repository: Repository, tmp_path: Path
) -> None:
    edited = tmp_path / "cnn.json"
    edited.write_text(json.dumps(document("cut")), "utf-8")
    said = repository.diff(str(edited)).output
    assert said.startswith(f"{edited} → the working files: 1 difference in 1 file\n")
    assert "cnn-road: cut → hindered" in said
    assert "known by 7 September 2016 or later, 7 to 20 September 2016: cut → hindered" in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nope"], "'nope' is no file, folder or git revision here: `git log --oneline` lists revisions"),
        (["--", "--help"], "'--help' is no file, folder or git revision here"),
        (["--", "--output=x", "HEAD"], "'--output=x' is no file, folder or git revision here"),
        (["HEAD:nowhere"], "has no 'nowhere'"),
        (["HEAD:"], "HEAD:: the repository itself has no catalog.json there"),
        (["main..main", "main"], "'main..main' names two versions already: leave 'main' out"),
        ([":/x"], "':/x' is no file, folder or revision: write REVISION or REVISION:FOLDER"),
        (["HEAD; touch x"], "'HEAD; touch x' is no file, folder or git revision here"),
        (["$(touch x)"], "is no file, folder or git revision here"),
        (["HEAD\nmain"], "is no file, folder or git revision here"),
        (["."], "has no catalog.json: it is not a data folder"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_why(
    repository: Repository, words: list[str], message: str
) -> None:
    found = repository.diff(*words)
    assert found.exit_code == 2
    assert message in found.output
    assert not (repository.top / "x").exists()


def test_a_folder_outside_any_repository_is_told_to_name_two(tmp_path: Path, repository: Repository) -> None:
    alone = tmp_path / "alone"
    (repository.data).rename(alone)
    found = CliRunner().invoke(main, ["diff", "--data", str(alone)])
    assert found.exit_code == 2
    assert "lies in no git repository that can be read" in found.output


def test_nothing_is_checked_out_and_the_index_stays(repository: Repository) -> None:
    repository.write("sources/cnn.json", document("cut"))
    before = repository.git("status", "--porcelain")
    repository.diff("HEAD")
    assert repository.git("status", "--porcelain") == before


def test_a_broken_file_is_named_and_the_rest_is_compared(repository: Repository) -> None:
    repository.write("layers/roads.geojson", '{"type": "FeatureCollection",\n "features": [')
    repository.write("sources/cnn.json", document("cut"))
    found = repository.diff("--exit-code")
    assert found.exit_code == 1
    assert "cannot be read: layers/roads.geojson:2:" in found.output
    assert "of the working files: truncated: " in found.output
    assert "left out on both sides" in found.output
    assert "removed" not in found.output
    assert "cnn-road: hindered → cut" in found.output


def test_a_broken_catalog_is_named_and_the_records_are_compared(repository: Repository) -> None:
    repository.write("catalog.json", "{")
    repository.write("sources/cnn.json", document("cut"))
    said = repository.diff().output
    assert "cnn-road: hindered → cut" in said
    assert "what changes for readers is not known: the catalog of one side cannot be read" in said


def test_a_link_in_a_revision_is_not_followed(repository: Repository) -> None:
    (repository.data / "sources" / "evil.json").symlink_to("/etc/passwd")
    repository.commit("a link")
    said = repository.diff("HEAD", "HEAD~1").output
    assert "sources/evil.json of HEAD" in said
    assert "it is a link" in said
    assert "root:" not in said


def test_json_holds_the_differences_and_the_sentences(repository: Repository) -> None:
    repository.write("sources/cnn.json", document("cut", says="وصول\u001b[31m"))
    said = repository.diff("--format", "json").output
    assert said.isascii()
    assert "\x1b" not in said
    found = json.loads(said)
    (only,) = found["differences"]
    assert {"path": ["status"], "before": "hindered", "after": "cut"} in only["fields"]
    assert only["sentence"].startswith("cnn-road: says en ")
    assert found["consequences"]["readings"][0]["known_by"] == ["2016-09-07", None]
    assert found["consequences"]["readings"][0]["lens"] == "articles-only"


def test_marks_that_steer_a_terminal_are_shown_and_not_sent(repository: Repository) -> None:
    repository.write("sources/cnn.json", document(says="a\u001b]0;x\u0007b\u202ec\nd"))
    said = repository.diff().output
    assert "a\\u001b]0;x\\u0007b\\u202ec⏎d" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)


def test_colours_are_for_terminals_that_want_them(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("sources/cnn.json", document("cut"))
    call = ["diff", "--data", str(repository.data)]
    assert "\x1b[" in CliRunner().invoke(main, call, color=True).output
    assert "\x1b[" not in CliRunner().invoke(main, call).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(main, call, color=True).output


def test_a_map_is_written_where_it_is_asked_for(repository: Repository, tmp_path: Path) -> None:
    repository.write("sources/cnn.json", document("cut"))
    page = tmp_path / "changes.html"
    assert repository.diff("--map", str(page)).exit_code == 0
    assert "<svg" in page.read_text("utf-8")
    nowhere = repository.diff("--map", str(tmp_path / "no" / "x.html"))
    assert nowhere.exit_code == 2
    assert "the map cannot be written: No such file or directory" in nowhere.output


def test_a_hostile_environment_moves_git_nowhere(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "touch x")
    assert repository.diff().exit_code == 0
