"""`aleppo network import`: what it tells, what it writes, what it exits with."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.commands.network import network
from dashboard.domain.attach import Attachment, attach
from dashboard.domain.dataset import Dataset
from dashboard.network_report import attachment_lines
from dashboard.store.networks import load_network
from tests.store.test_roads import STREET, WAYS, osm


def run(*given: object) -> Result:
    return CliRunner().invoke(main, ["network", "import", *map(str, given)])


def write(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def test_the_report_tells_everything_in_order(tmp_path: Path) -> None:
    ways = {
        **WAYS,
        12: ([5, 2], STREET),
        13: ([2, 5], STREET),
        14: ([3, 4], {"highway": "footway"}),
        15: ([3, 4], {**STREET, "access": "private"}),
    }
    done = run(write(tmp_path / "roads.osm", osm(ways)))
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[:8] == [
        "read: 6 features",
        "kept: residential 3, primary 1",
        "left out, of another class: footway 1",
        "left out, closed to the public: 1; the first is way 15: access is no or private",
        "cut at 1 shared vertex inside lines",
        "dropped: 0 of no length, 1 repeated",
        "network: 4 segments, 5 nodes, 40.2 km; 1 one-way, 2 bridges",
        "in 1 part; the largest has 100.0% of the nodes",
    ]
    assert done.stdout.splitlines()[-1] == f"written: {tmp_path / 'roads.npz'}"
    assert done.stderr == "reading: 6 features\n"
    assert load_network(tmp_path / "roads.npz").size == (5, 4)


def by_name(done: Result) -> dict[str, str]:
    """Give what is told of each feature."""
    return dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)


def along_castello(shipped: Dataset) -> str:
    """Write the Castello road as somebody else's file would have it."""
    geometry = shipped.features["castello-road"].geometry
    assert geometry is not None
    features = [{"type": "Feature", "properties": {"highway": "trunk"}, "geometry": dict(geometry)}]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_the_dataset_is_tied_to_what_is_near_and_the_rest_is_told(shipped: Dataset, tmp_path: Path) -> None:
    done = run(write(tmp_path / "roads.geojson", along_castello(shipped)), "--out", tmp_path / "own.npz")
    told = by_name(done)
    assert told["castello-road"] == "1 segment, at most 0 m away"
    assert told["jandoul-roundabout"].endswith("0 m away")
    assert told["bab-al-salama"].startswith("nothing within 500 m, nearest 4")
    assert told["handarat-road"] == "nothing runs along it, nearest 0 m"


def test_the_file_holds_no_words_so_that_they_cannot_go_stale(shipped: Dataset, tmp_path: Path) -> None:
    path = write(tmp_path / "roads.geojson", along_castello(shipped))
    assert "castello-road" in by_name(run(path))
    written = load_network(tmp_path / "roads.npz")
    assert (written.bearers, written.gates, written.node_gates) == ({}, {}, {})
    assert written.node("jandoul-roundabout") is None
    assert attach(written, shipped)[0].bearers == {0: ("castello-road",)}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"count": 0, "distance_m": 499.6, "why": "across"}, "nothing runs along it, nearest 500 m"),
        (
            {"count": 0, "distance_m": 412, "why": "coarse", "accuracy_m": 2500},
            "too coarse to tie: ±2.5 km; nearest road of the best class 412 m away",
        ),
        ({"count": 0, "distance_m": 2140, "why": "far"}, "nothing within 500 m, nearest 2.1 km"),
        ({"count": 0, "distance_m": math.inf, "why": "far"}, "nothing within 500 m, nearest nowhere"),
        ({"count": 14, "distance_m": 63.2}, "14 segments, at most 63 m away"),
        ({"count": 1, "node": 0, "distance_m": 41}, "node-0, 41 m away"),
    ],
)
def test_an_attachment_is_told_in_one_line(tmp_path: Path, given: dict[str, Any], told: str) -> None:
    assert run(write(tmp_path / "roads.osm", osm(WAYS)), "--quiet").exit_code == 0
    imported = load_network(tmp_path / "roads.npz")
    tied = Attachment(feature_id="road", kind="segment", **given)
    assert list(attachment_lines(imported, [tied], 500)) == [f"road: {told}"]


def test_how_far_the_dataset_reaches_can_be_chosen(shipped: Dataset, tmp_path: Path) -> None:
    path = write(tmp_path / "roads.geojson", along_castello(shipped))
    told = by_name(run(path, "--snap", 100_000))
    assert told["bab-al-salama"].startswith("node-")
    assert told["bab-al-salama"].endswith(" km away")


def near_ends(tmp_path: Path) -> Path:
    """Write two lines whose ends are 0.45 m apart."""
    shapes = [[[37, 36], [37.1, 36]], [[37.100005, 36], [37.2, 36]]]
    features: list[dict[str, Any]] = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "LineString", "coordinates": shape}}
        for shape in shapes
    ]
    return write(tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "features": features}))


def test_lines_that_are_not_from_openstreetmap_are_joined_within_a_metre(tmp_path: Path) -> None:
    done = run(near_ends(tmp_path))
    assert "joined: 1 place where lines end with another within 1 m" in done.stdout
    assert "the file names no classes, so every line counts as a road" in done.stdout
    assert load_network(tmp_path / "a.npz").size == (3, 2)
    assert run(near_ends(tmp_path), "--tolerance", 0).exit_code == 0
    assert load_network(tmp_path / "a.npz").size == (4, 2)


@pytest.mark.parametrize(
    ("classes", "segments"), [("", 1), ("+track", 2), ("track", 1), (" Track , footway", 2)]
)
def test_classes_replace_the_usual_ones_or_add_to_them(tmp_path: Path, classes: str, segments: int) -> None:
    ways = {10: ([1, 2], STREET), 11: ([2, 3], {"highway": "track"}), 12: ([3, 4], {"highway": "footway"})}
    path = write(tmp_path / "roads.osm", osm(ways))
    assert run(path, "--classes", classes).exit_code == 0
    assert len(load_network(tmp_path / "roads.npz").tail) == segments


def test_nothing_usable_is_said_with_what_there_is(tmp_path: Path) -> None:
    path = write(
        tmp_path / "roads.osm", osm({10: ([1, 2], {"highway": "path"}), 11: ([2, 3], {"highway": "ford"})})
    )
    done = run(path)
    assert done.exit_code == 1
    assert done.stderr.endswith(
        f"Error: {path}: no road of the classes asked for\n"
        "  fix: choose among those it has: --classes ford,path\n"
    )
    assert not (tmp_path / "roads.npz").exists()


def test_a_file_of_lines_without_length_is_not_usable(tmp_path: Path) -> None:
    done = run(write(tmp_path / "roads.osm", osm({10: ([1, 1], STREET)})))
    assert done.exit_code == 1
    assert "none of its features is a usable line" in done.stderr


@pytest.mark.parametrize("snap", [0, 250])
def test_the_report_says_how_near_the_data_will_be_tied(tmp_path: Path, snap: int) -> None:
    told = run(write(tmp_path / "roads.osm", osm(WAYS)), "--snap", snap).stdout.splitlines()
    assert f"tied when the map starts, within {snap} m:" in told


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--network", "none.npz"], "none.npz: there is no such file\n  fix: make it again with aleppo"),
        (["--network", "text.npz"], "text.npz: it is damaged, or no network file\n  fix: make it again"),
        (["--network", "."], "'.' is a directory"),
        (["--network", "text.npz", "--snap", "near"], "'near' is not a valid float"),
        (["--network", "text.npz", "--snap", "-1"], "-1.0 is not in the range"),
    ],
)
def test_a_network_that_cannot_be_used_ends_the_start_with_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ALEPPO_NETWORK", "ALEPPO_SNAP"):
        monkeypatch.setenv(name, "")  # put back afterwards, whatever the command makes of it
    write(tmp_path / "text.npz", "text")
    done = CliRunner().invoke(main, ["run", "--no-browser", *given])
    assert done.exit_code == 2
    assert said in done.stderr
    assert "The map is at" not in done.output


def test_the_network_of_the_environment_is_looked_at_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALEPPO_NETWORK", str(tmp_path / "none.npz"))
    monkeypatch.setenv("ALEPPO_SNAP", "700")
    done = CliRunner().invoke(main, ["run", "--no-browser"])
    assert (done.exit_code, os.environ["ALEPPO_SNAP"]) == (2, "700.0")
    assert "there is no such file" in done.stderr


def test_a_web_page_is_named_without_a_traceback(tmp_path: Path) -> None:
    path = write(tmp_path / "roads.geojson", "<!DOCTYPE html>")
    done = run(path)
    assert done.exit_code == 1
    assert done.output == (
        f"Error: {path}: it is a web page, not data\n  fix: download the file that the page links to\n"
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["none.osm"], "does not exist"),
        (["roads.osm", "--out", "roads.osm"], "give a name that ends in .npz, in a folder that exists"),
        (["roads.osm", "--out", "no/where.npz"], "give a name that ends in .npz, in a folder that exists"),
        (["roads.osm", "--tolerance", "-1"], "-1.0 is not in the range"),
    ],
)
def test_a_wrong_call_exits_with_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = write(tmp_path / "roads.osm", osm(WAYS)).read_bytes()
    done = run(*given)
    assert done.exit_code == 2
    assert said in done.stderr
    assert (tmp_path / "roads.osm").read_bytes() == before


def test_quiet_says_nothing_but_what_is_wrong(tmp_path: Path) -> None:
    path = write(tmp_path / "roads.osm", osm(WAYS))
    done = run(path, "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    assert run(write(path, ""), "--quiet").stderr.startswith(f"Error: {path}: it is empty")


def test_every_network_command_has_an_example() -> None:
    for name, command in network.commands.items():
        assert f"Example: aleppo network {name}" in (command.help or ""), name


def test_an_import_starts_without_streamlit(tmp_path: Path) -> None:
    path = write(tmp_path / "roads.osm", osm(WAYS))
    script = (
        "import sys; from click.testing import CliRunner; from dashboard.cli import main; "
        f"done = CliRunner().invoke(main, ['network', 'import', {str(path)!r}]); "
        "print(done.exit_code, sorted({'streamlit', 'folium'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "0 []\n"
