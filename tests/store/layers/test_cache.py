"""What is held is found again, whole or not at all, and does not grow without end."""

import errno
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from dashboard.store.layers import caching, reading
from dashboard.store.layers.held import Held
from dashboard.store.layers.limits import LayerError, LayerOptions, Progress, ReadingEnded
from dashboard.store.layers.reading import read_layer
from dashboard.store.layers.shapes import Places
from dashboard.store.layers.writing import Sheet
from tests.store.layers import made


def held_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Read a file where no process can be started to read it."""
    with monkeypatch.context() as patched:
        patched.setattr(reading, "_CHILD", Path("/nowhere/child.py"))
        (held,) = read_layer(path)
        return held


def patch(path: Path, at: int, body: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(body)


def test_the_same_content_is_read_once_whatever_the_file_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = read_layer(made.table(tmp_path / "a.csv"))
    again = held_again(made.table(tmp_path / "b.csv"), monkeypatch)
    assert again.folder == first.folder
    assert (first.about["file"], again.about["file"]) == ("a.csv", "b.csv")
    (tmp_path / "a.csv").write_text("lon,lat\n37,36\n")
    with pytest.raises(LayerError):
        held_again(tmp_path / "a.csv", monkeypatch)


def test_other_options_make_another_layer(tmp_path: Path) -> None:
    path = made.table(tmp_path / "a.csv")
    (first,) = read_layer(path)
    (second,) = read_layer(path, LayerOptions(encoding="utf-8"))
    assert first.key != second.key


@pytest.mark.parametrize(
    "spoil",
    [
        lambda place: (place / "point" / "lon.npy").unlink(),
        lambda place: os.truncate(place / "point" / "lat.npy", 400),
        lambda place: (place / "point" / "rows.arrow").write_bytes(
            bytes((place / "point" / "rows.arrow").stat().st_size)
        ),
        lambda place: (place / "point" / "row.npy").write_bytes(
            bytes((place / "point" / "row.npy").stat().st_size)
        ),
        lambda place: (place / "point" / "about.json").write_text("{}"),
        lambda place: patch(place / "point" / "lon.npy", 10, b"{{(("),
        lambda place: patch(place / "point" / "lon.npy", 0, b"PK\3\4"),
        lambda place: (place / "layer.json").write_text("[]"),
        lambda place: (place / "layer.json").unlink(),
    ],
)
def test_a_damaged_layer_is_noticed_and_made_again(spoil: object, tmp_path: Path) -> None:
    path = made.table(tmp_path / "a.csv")
    (first,) = read_layer(path)
    assert callable(spoil)
    spoil(first.folder.parent)
    (again,) = read_layer(path)
    assert again.folder == first.folder
    assert [again.row(number)["place"] for number in (0, 199)] == ["بيت 0", "بيت 199"]
    assert len(again.lon) == len(again.row_of) == made.ROWS


@pytest.mark.parametrize("after", [1, 3])
def test_a_reading_that_is_called_off_leaves_nothing(after: int, tmp_path: Path, cache: Path) -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked >= after

    with pytest.raises(ReadingEnded):
        read_layer(made.gpkg(tmp_path / "a.gpkg"), cancelled=cancelled)
    assert not list(cache.glob("*"))


def test_an_interrupt_ends_the_reader_and_leaves_nothing(tmp_path: Path, cache: Path) -> None:
    def interrupt(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_layer(made.gpkg(tmp_path / "a.gpkg"), tell=interrupt)
    assert not list(cache.glob("*"))


def test_what_a_killed_reading_left_is_taken_for_nothing_and_removed_in_time(
    tmp_path: Path, cache: Path
) -> None:
    path = made.table(tmp_path / "a.csv")
    left = caching.making("0" * 40)
    (left / "rows.arrow").write_bytes(b"half")
    assert caching.held_under("0" * 40) is None
    (held,) = read_layer(path)
    assert left.exists()  # it may be somebody's who reads now
    old = time.time() - caching.STALE_S - 10
    os.utime(left, (old, old))
    caching.prune([])
    assert left.exists()  # it still writes
    os.utime(left / "rows.arrow", (old, old))
    caching.prune([])
    assert [each.name for each in cache.iterdir()] == [held.folder.parent.name]


def test_old_layers_go_beyond_the_limit_but_none_in_use(tmp_path: Path, cache: Path) -> None:
    keys = []
    for number in range(3):
        place = cache / (f"{number}" * 40)
        (place / "point").mkdir(parents=True)
        (place / "point" / "lon.npy").write_bytes(bytes(1000))
        (place / "used").touch()
        os.utime(place / "used", (number, number))
        keys.append(place.name)
    assert caching.prune([keys[0]], most=2500) == [keys[1]]
    assert caching.prune([], most=2500) == []
    caching.hold(keys[0])
    root = Path(caching.__file__).parents[3]
    script = (
        f"import sys; sys.path.insert(0, {str(root)!r}); from dashboard.store.layers import caching; "
        "print(caching.prune([], most=0))"
    )
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert other.stdout == f"{[keys[2]]}\n"  # another process respects what this one holds


def test_progress_is_told_with_rows_and_share(tmp_path: Path) -> None:
    told: list[Progress] = []
    read_layer(made.gpkg(tmp_path / "a.gpkg"), tell=told.append)
    assert told[-1] == Progress(rows=made.ROWS, share=1.0)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, cache: Path) -> None:
    path = made.table(tmp_path / "a.csv")

    def change(progress: Progress) -> None:
        os.utime(path, (1, 1))

    with pytest.raises(LayerError, match="it was changed while it was read"):
        read_layer(path, tell=change)
    assert not list(cache.glob("*"))


def test_a_disk_without_second_names_holds_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    (held,) = read_layer(made.table(tmp_path / "a.csv"))
    assert held.row(199)["place"] == "بيت 199"


def test_a_full_disk_is_said_with_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(caching, "_write_json", full)
    with pytest.raises(LayerError) as refused:
        read_layer(made.table(tmp_path / "a.csv"))
    assert str(refused.value) == (
        f"a.csv: layers cannot be held in {cache}: No space left on device\n"
        "  fix: free some space there, or set XDG_CACHE_HOME elsewhere"
    )
    assert not list(cache.glob("*"))


def made_twice(held: Held, key: str) -> Path:
    """Make what is held anew, up to where it is finished."""
    folder = caching.making(key)
    shutil.copytree(held.folder, folder / "point")
    for name in ("rows.arrow", "dropped.npy"):
        (folder / "point" / name).rename(folder / name)
    return folder


def test_who_finishes_second_takes_what_is_there(tmp_path: Path) -> None:
    (first,) = read_layer(made.table(tmp_path / "a.csv"))
    key, inode = first.folder.parent.name, (first.folder / "lon.npy").stat().st_ino
    other = made_twice(first, key)
    (again,) = caching.finish(other, key, {"point": first.about})
    assert (again.folder / "lon.npy").stat().st_ino == inode
    assert not other.exists()


def test_what_does_not_fit_together_is_never_held(tmp_path: Path) -> None:
    (first,) = read_layer(made.table(tmp_path / "a.csv"))
    other = made_twice(first, "0" * 40)
    np.save(other / "point" / "row.npy", np.zeros(made.ROWS + 1, np.uint32))
    with pytest.raises(ValueError, match="rows that are not there"):
        caching.finish(other, "0" * 40, {"point": first.about})
    assert caching.held_under("0" * 40) is None
    sheet = Sheet(tmp_path / "sheet", "point")
    with pytest.raises(ValueError, match="rows and places differ in number"):
        sheet.append(Places(row=np.zeros(3, np.uint32), xy=np.zeros((2, 2))), 0)
    sheet.close()
