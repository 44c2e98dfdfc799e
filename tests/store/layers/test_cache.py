"""What is held is found again, whole or not at all, and does not grow without end."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dashboard.store.layers import caching, reading
from dashboard.store.layers.held import Held
from dashboard.store.layers.limits import LayerError, LayerOptions, Progress, ReadingEnded
from dashboard.store.layers.reading import read_layer
from tests.store.layers import made


def held_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    """Read a file where no process can be started to read it."""
    with monkeypatch.context() as patched:
        patched.setattr(reading, "_CHILD", Path("/nowhere/child.py"))
        (held,) = read_layer(path)
        return held


def test_the_same_content_is_read_once_whatever_the_file_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = read_layer(made.table(tmp_path / "a.csv"))
    again = held_again(made.table(tmp_path / "b.csv"), monkeypatch)
    assert again.folder == first.folder
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
