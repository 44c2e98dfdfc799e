"""What stands while files change: the last good version of each, old or new as a whole, never half."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.store import current as module
from dashboard.store.current import current, follow, listen, renew, standing
from dashboard.store.networks import NetworkFileError, save_network
from dashboard.store.save import read, save
from dashboard.store.watch import LONGEST_S, PATIENCE_S, REREAD_S
from tests.conftest import SAID
from tests.store.live_folder import MOMENT_S, PAPER, Hand, catalog, layer, put, town, written
from tests.store.test_brought import BROUGHT
from tests.store.test_load import feature

PLACES, ROADS = "layers/places.geojson", "layers/roads.geojson"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALEPPO_NETWORK", "")
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(module, "_watches", {})
    monkeypatch.setattr(module, "_lookers", {})
    return written(tmp_path / "data")


def test_a_change_is_shown_once_the_folder_rests(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, PLACES, layer(town("New Town")))
    assert hand.look() is hand.look(MOMENT_S / 2)
    assert hand.name("town") == "Town"
    hand.look(MOMENT_S)
    assert hand.name("town") == "New Town"


def test_nothing_new_is_the_same_object(folder: Path) -> None:
    hand = Hand(folder)
    before = hand.watch.standing
    os.utime(folder / PLACES)
    assert hand.rest() is before


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"type": "FeatureCollection", "features": [', "truncated"),
        ("", "empty-file"),
        ('{"type": "Feature"}', "structure"),
        ("[]", "structure"),
        ('{"type": "FeatureCollection", "type": "x", "features": []}', "repeated-key"),
    ],
)
def test_a_broken_file_keeps_its_last_good_version_and_the_others_go_on(
    folder: Path, text: str, rule: str
) -> None:
    hand = Hand(folder)
    put(folder, PLACES, text)
    put(folder, ROADS, layer(feature(name="New Road")))
    now = hand.rest()
    assert (hand.name("town"), hand.name("road")) == ("Town", "New Road")
    assert [(p.file, p.rule) for p in now.problems] == [(f"geodata/{PLACES}", rule)]
    assert list(now.kept) == [f"geodata/{PLACES}"]
    assert now.kept[f"geodata/{PLACES}"] is not None


def test_a_broken_file_is_named_with_its_line(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, PLACES, '{"type": "FeatureCollection",\n"features": [\n{"type": Feature}]}')
    assert [p.line for p in hand.rest().problems] == [3]


def test_a_mended_file_recovers_by_itself(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, PLACES, "{")
    hand.rest()
    put(folder, PLACES, layer(town("Mended")))
    now = hand.rest()
    assert hand.name("town") == "Mended"
    assert (now.problems, dict(now.kept)) == ((), {})


def test_going_back_to_the_shown_version_recovers_too(folder: Path) -> None:
    hand = Hand(folder)
    before = hand.watch.standing
    put(folder, PLACES, "{")
    hand.rest()
    put(folder, PLACES, layer(town()))
    after = hand.rest()
    assert after.problems == ()
    assert after.mark == before.mark


def test_a_feature_that_breaks_does_not_vanish_from_the_map(folder: Path) -> None:
    hand = Hand(folder)
    cut = {"type": "Point", "coordinates": [37.1]}
    put(folder, PLACES, layer(town("Other", geometry=cut), feature("village")))
    now = hand.rest()
    assert hand.name("town") == "Town"
    assert "village" not in now.dataset.features
    assert {p.subject for p in now.problems} == {"town"}
    assert list(now.kept) == [f"geodata/{PLACES}"]


def test_a_feature_whose_id_breaks_does_not_vanish_either(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, PLACES, layer({**town(), "id": "The Town"}))
    assert "town" in hand.rest().dataset.features


def test_a_feature_that_is_taken_out_is_gone(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, PLACES, layer())
    assert "town" not in hand.rest().dataset.features


def test_a_file_that_was_never_whole_shows_its_sound_parts_and_follows_changes(folder: Path) -> None:
    bad = feature("bad", {"type": "Point", "coordinates": [37.1]})
    put(folder, PLACES, layer(town(), bad))
    hand = Hand(folder)
    assert list(hand.watch.standing.kept) == []
    put(folder, PLACES, layer(town("New Town"), bad))
    assert {p.subject for p in hand.rest().problems} == {"bad"}
    assert hand.name("town") == "New Town"
    put(folder, PLACES, layer(town(geometry={"type": "Point"}), bad))
    assert {p.subject for p in hand.rest().problems} == {"bad", "town"}
    assert hand.name("town") == "New Town"


def test_a_file_that_is_broken_at_the_start_has_no_version_to_show_until_it_is_mended(folder: Path) -> None:
    put(folder, PLACES, "{")
    hand = Hand(folder)
    assert list(hand.watch.standing.dataset.features) == ["road"]
    assert hand.watch.standing.kept == {f"geodata/{PLACES}": None}
    put(folder, PLACES, layer(town()))
    assert hand.rest().kept == {}
    assert hand.name("town") == "Town"


@pytest.mark.parametrize("name", [PLACES, "asserters.json", "disagreements.json", "catalog.json"])
def test_a_file_that_vanishes_while_it_is_wanted_is_kept(folder: Path, name: str) -> None:
    hand = Hand(folder)
    before = hand.watch.standing.dataset
    (folder / name).unlink()
    now = hand.rest()
    assert now.dataset is before
    assert {p.file for p in now.problems} == {f"geodata/{name}"}
    assert now.problems[0].rule == "unreadable"
    assert list(now.kept) == [f"geodata/{name}"]


def test_a_layer_that_leaves_the_catalog_with_its_file_is_gone(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, "catalog.json", catalog(layers=json.loads(catalog())["layers"][:1]))
    (folder / PLACES).unlink()
    now = hand.rest()
    assert list(now.dataset.features) == ["road"]
    assert now.problems == ()


def test_a_source_that_is_taken_out_is_gone(folder: Path) -> None:
    hand = Hand(folder)
    (folder / "sources/paper.json").unlink()
    now = hand.rest()
    assert now.dataset.sources == {}
    assert now.kept == {}


def test_a_source_that_breaks_keeps_its_statements(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, "sources/paper.json", json.dumps({**PAPER, "published": "soon"}))
    assert [s.id for s in hand.rest().dataset.statements] == ["a"]
    put(folder, "sources/paper.json", json.dumps({**PAPER, "annotations": [{"id": "a"}]}))
    assert [s.id for s in hand.rest().dataset.statements] == ["a"]


@pytest.mark.parametrize("text", ["", "{", "{}", '{"layers": []}', catalog(frame=None), catalog(layers=7)])
def test_a_catalog_that_breaks_blanks_nothing_and_the_layers_go_on(folder: Path, text: str) -> None:
    hand = Hand(folder)
    put(folder, "catalog.json", text)
    put(folder, PLACES, layer(town("New Town")))
    now = hand.rest()
    assert [known.id for known in now.dataset.layers] == ["roads", "places"]
    assert hand.name("town") == "New Town"
    assert list(now.kept) == ["geodata/catalog.json"]


def test_beside_a_broken_catalog_a_broken_source_is_blamed_for_its_own_faults_only(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, "catalog.json", "{")
    put(folder, "sources/paper.json", json.dumps({**PAPER, "annotations": [SAID, {"id": "b"}]}))
    now = hand.rest()
    assert {p.file for p in now.problems} == {"geodata/catalog.json", "geodata/sources/paper.json"}
    assert "unknown-feature" not in {p.rule for p in now.problems}


def test_a_folder_that_vanishes_leaves_everything_on_screen_and_comes_back(folder: Path) -> None:
    hand = Hand(folder)
    before = hand.watch.standing
    folder.rename(folder.with_name("away"))
    gone = hand.rest()
    assert gone.dataset is before.dataset
    assert len(gone.kept) == 6
    folder.with_name("away").rename(folder)
    assert hand.rest().mark == before.mark


def test_without_a_catalog_at_the_start_it_is_no_data_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="it is not a data folder"):
        Hand(tmp_path)


def test_a_change_of_equal_size_and_time_is_seen(folder: Path) -> None:
    hand = Hand(folder)
    hand.look()
    path = folder / PLACES
    known = path.stat()
    path.write_text(layer(town("Nwot")), encoding="utf-8")
    os.utime(path, ns=(known.st_atime_ns, known.st_mtime_ns))
    assert path.stat().st_size == known.st_size
    hand.look()  # at once: nothing but the stamps says that all bytes must be read again
    hand.look(MOMENT_S)
    assert hand.name("town") == "Nwot"


def test_a_change_that_no_stamp_betrays_is_seen_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.store import shelf

    monkeypatch.setattr(shelf, "stamps_of", lambda _: dict.fromkeys(("catalog.json", PLACES, ROADS), (1,)))
    hand = Hand(folder)
    put(folder, PLACES, layer(town("Nwot")))
    hand.look()
    hand.look(REREAD_S * 1.1)
    hand.look(MOMENT_S)
    assert hand.name("town") == "Nwot"


def test_bad_news_waits_longer_than_good_news(folder: Path) -> None:
    hand = Hand(folder)
    put(folder, PLACES, "{")
    hand.look()
    assert hand.look(MOMENT_S).problems == ()
    put(folder, PLACES, layer(town("Whole")))
    hand.look()
    assert hand.look(MOMENT_S).problems == ()
    assert hand.name("town") == "Whole"
    put(folder, PLACES, "{")
    hand.look()
    assert len(hand.look(PATIENCE_S * 1.1).problems) == 1


def test_a_folder_that_never_rests_is_taken_in_the_end(folder: Path) -> None:
    hand = Hand(folder)
    hand.look()
    for n in range(round(LONGEST_S / 0.1) + 2):
        put(folder, PLACES, layer(town(f"Town {n}")))
        hand.look(0.1)
    assert hand.name("town") != "Town"


def test_what_was_just_saved_is_taken_at_once(folder: Path) -> None:
    current(folder)
    _, opened = read(folder / PLACES)
    save(folder / PLACES, layer(town("Saved")).encode(), opened=opened)
    assert renew(folder).dataset.features["town"].properties.name == "Saved"


def test_droppings_of_editors_are_no_data(folder: Path) -> None:
    hand = Hand(folder)
    (folder / "sources/.#paper.json").symlink_to("nobody@nowhere")
    put(folder, "sources/paper.json~", "{")
    put(folder, "sources/.paper.json.swp", "{")
    assert hand.rest().problems == ()


def test_the_network_file_is_followed_like_the_data(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "roads.npz"
    save_network(BROUGHT, path)
    monkeypatch.setenv("ALEPPO_NETWORK", str(path))
    hand = Hand(folder)
    before = hand.watch.standing
    path.write_bytes(b"text")
    broken = hand.rest()
    assert broken.dataset is before.dataset
    assert broken.network.size == before.network.size
    assert [(p.file, p.rule) for p in broken.problems] == [("roads.npz", "network-file")]
    assert broken.kept["roads.npz"] is not None
    save_network(BROUGHT, path)
    assert hand.rest().problems == ()


def test_all_sessions_share_one_dataset(folder: Path) -> None:
    assert current(folder)[0] is current(folder)[0]


def test_a_followed_folder_tells_its_listeners_of_changes_only(folder: Path) -> None:
    heard: list[str] = []
    came = threading.Event()
    stop = listen(folder, lambda: (heard.append(standing(folder).mark), came.set()))
    follow(folder)
    follow(folder)
    before = standing(folder).mark
    put(folder, PLACES, layer(town("New Town")))
    assert came.wait(10)
    stop()
    assert len(heard) == 1
    assert heard[0] == standing(folder).mark != before


# A child writes two files that must agree, in place and in slow pieces, over and over.
_SLOW_WRITER = """
import sys, time
from collections.abc import Callable
from pathlib import Path
folder, sets = Path(sys.argv[1]), int(sys.argv[2])
names = ("layers/places.geojson", "layers/roads.geojson")
texts = [Path(folder, name).read_text() for name in names]
for n in range(1, sets + 1):
    for name, text in zip(names, texts):
        body = text.replace("Town", f"Town{n}").replace('"Road"', f'"Road{n}"').encode()
        with open(folder / name, "r+b") as file:
            file.truncate(0)
            for at in range(0, len(body), 80):
                file.write(body[at:at + 80])
                file.flush()
                time.sleep(0.02)
        time.sleep(0.1)
    time.sleep(0.7)
"""


def test_a_reader_sees_old_or_new_while_a_set_is_written_in_slow_pieces(folder: Path) -> None:
    follow(folder)
    sets = 4
    writer = subprocess.Popen([sys.executable, "-c", _SLOW_WRITER, str(folder), str(sets)])
    seen: set[tuple[str, str]] = set()
    deadline = time.monotonic() + 60
    try:
        while time.monotonic() < deadline and ("Town4", "Road4") not in seen:
            now = standing(folder)
            assert now.problems == ()
            seen.add(tuple(now.dataset.features[i].properties.name for i in ("town", "road")))  # type: ignore[arg-type]
            time.sleep(0.002)
    finally:
        writer.kill()
        writer.wait()
    assert ("Town4", "Road4") in seen
    assert seen <= {("Town", "Road"), *((f"Town{n}", f"Road{n}") for n in range(1, sets + 1))}


# A child moves a layer, its catalog and a source about it to and fro: only together do they make sense.
_SLOW_PULL = """
import os, sys, time
from collections.abc import Callable
from pathlib import Path
folder, other, sets = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
names = ("layers/hamlets.geojson", "sources/paper.json", "catalog.json")
both = [{name: (at / name).read_bytes() for name in names if (at / name).exists()} for at in (folder, other)]
for n in range(1, sets + 1):
    for name in names:
        body = both[n % 2].get(name)
        if body is None:
            (folder / name).unlink()
        else:
            (folder / "beside").write_bytes(body)
            os.replace(folder / "beside", folder / name)
        time.sleep(0.12)
    time.sleep(0.8)
"""


def other_version(folder: Path, other: Path) -> Path:
    """Copy a folder and add a layer, with its feature, its place in the catalog, and a word about it."""
    shutil.copytree(folder, other)
    about = {**SAID, "about": ["hamlet"]}
    hamlets = {**json.loads(catalog())["layers"][0], "id": "hamlets", "file": "layers/hamlets.geojson"}
    put(other, "layers/hamlets.geojson", layer(feature("hamlet")))
    put(other, "catalog.json", catalog(layers=[*json.loads(catalog())["layers"], hamlets]))
    put(other, "sources/paper.json", json.dumps({**PAPER, "annotations": [about]}))
    return other


def seen_until(folder: Path, process: subprocess.Popen[bytes]) -> set[tuple[bool, tuple[str, ...]]]:
    """Watch what stands until a process has ended and the folder rests; nothing of it may be a problem."""
    seen = set()
    rest = time.monotonic() + 60
    while time.monotonic() < rest:
        now = standing(folder)
        assert now.problems == ()
        seen.add(("hamlet" in now.dataset.features, now.dataset.statement["a"].annotation.about))
        if process.poll() is not None:
            rest = min(rest, time.monotonic() + 1.5)
        time.sleep(0.002)
    assert process.returncode == 0
    return seen


OLD, NEW = (False, ("road",)), (True, ("hamlet",))


def test_a_set_whose_files_come_one_after_the_other_is_never_seen_half(folder: Path, tmp_path: Path) -> None:
    other = other_version(folder, tmp_path / "other")
    follow(folder)
    command = [sys.executable, "-c", _SLOW_PULL, str(folder), str(other), "3"]
    assert seen_until(folder, subprocess.Popen(command)) == {OLD, NEW}


def test_a_pull_is_never_seen_half(folder: Path, tmp_path: Path) -> None:
    def git(*arguments: str, at: Path) -> None:
        named = ("-c", "user.name=a", "-c", "user.email=a@b")
        subprocess.run(["git", *named, *arguments], cwd=at, check=True, capture_output=True)

    git("init", "-q", "-b", "main", at=folder)
    git("add", ".", at=folder)
    git("commit", "-qm", "old", at=folder)
    other = other_version(folder, tmp_path / "other")
    git("add", ".", at=other)
    git("commit", "-qm", "new", at=other)
    follow(folder)
    pull = subprocess.Popen(["git", "pull", "-q", "--ff-only", str(other), "main"], cwd=folder)
    seen = seen_until(folder, pull)
    assert NEW in seen
    assert seen <= {OLD, NEW}


def test_a_look_that_fails_is_met_by_who_asks_and_is_over_when_it_is_mended(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(folder)
    assert "town" in standing(folder).dataset.features
    monkeypatch.setenv("ALEPPO_NETWORK", str(tmp_path / "none.npz"))

    def is_refused() -> bool:
        try:
            standing(folder)
        except NetworkFileError:
            return True
        return False

    until(is_refused)
    monkeypatch.setenv("ALEPPO_NETWORK", "")
    until(lambda: folder not in module._failing)
    assert "town" in standing(folder).dataset.features


def until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
