"""The journal: what was replaced can be had back, one save after the other, whatever happened to the log."""

import errno
import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.store import journal
from dashboard.store.journal import Kind, body_file, body_of, entries, state_folder, undo
from dashboard.store.save import SaveError, content_hash, read, save


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "file.json"
    found.write_bytes(b"0")
    return found


def write(path: Path, body: bytes) -> None:
    save(path, body, opened=read(path)[1])


def log_of(path: Path) -> Path:
    kept = body_file(entries(path)[0])
    assert kept is not None
    return kept.with_name("log.jsonl")


def test_an_undo_puts_the_version_before_back_and_keeps_the_other(path: Path) -> None:
    write(path, b"1")
    saved = undo(path)
    assert path.read_bytes() == b"0"
    done, undone = entries(path)
    assert (undone.kind, undone.undoes, undone.id) == (Kind.UNDO, done.id, saved.entry)
    assert body_of(undone) == b"1"


def test_each_further_undo_goes_back_one_save_more(path: Path) -> None:
    for body in (b"1", b"2", b"3"):
        write(path, body)
    seen = []
    for _ in range(3):
        undo(path)
        seen.append(path.read_bytes())
    assert seen == [b"2", b"1", b"0"]
    with pytest.raises(SaveError, match="the journal holds no earlier version"):
        undo(path)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.none(), st.binary(min_size=1, max_size=2)), max_size=12))
def test_saves_and_undos_in_any_order_behave_like_a_stack(steps: list[bytes | None]) -> None:
    with tempfile.TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALEPPO_STATE", f"{place}/state")
        path, stack = Path(place, "file"), [b"0"]
        path.write_bytes(b"0")
        for body in steps:
            if body is None and len(stack) > 1:
                undo(path)
                stack.pop()
            elif body is not None and body != stack[-1]:
                write(path, body)
                stack.append(body)
            assert path.read_bytes() == stack[-1]


def test_an_undo_through_a_link_is_that_of_its_target(path: Path) -> None:
    write(path, b"1")
    link = path.with_name("link")
    link.symlink_to(path)
    undo(link)
    assert (link.is_symlink(), path.read_bytes()) == (True, b"0")


def test_a_file_that_something_else_changed_is_not_undone(path: Path) -> None:
    write(path, b"1")
    path.write_bytes(b"theirs")
    with pytest.raises(SaveError) as told:
        undo(path)
    kept = body_file(entries(path)[0])
    assert str(told.value) == (
        f"{path}: the file was changed since its last save, by something else than this program\n"
        f"  fix: keep that, or copy the version before from {kept}"
    )
    assert path.read_bytes() == b"theirs"


def test_the_save_that_made_a_file_cannot_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "new.json"
    save(path, b"1", opened=None)
    with pytest.raises(SaveError, match="there is no version before it"):
        undo(path)
    assert path.read_bytes() == b"1"


def test_a_save_that_was_cut_off_is_not_undone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, b"1")
    replace = os.replace

    def cut_off(beside: str, name: str, **folders: int) -> None:
        if name == path.name:
            raise OSError(errno.EIO, "Input/output error")
        replace(beside, name, **folders)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", cut_off)
        with pytest.raises(SaveError):
            write(path, b"2")
    assert [entry.after for entry in entries(path)] == [content_hash(b"1"), content_hash(b"2")]
    undo(path)
    assert path.read_bytes() == b"0"


def test_bytes_that_were_not_saved_are_kept_but_never_put_back(path: Path) -> None:
    write(path, b"1")
    with pytest.raises(SaveError):
        save(path, b"late", opened=content_hash(b"0"))
    undo(path)
    assert path.read_bytes() == b"0"


def test_a_torn_line_is_passed_over_and_the_next_entry_stands_on_its_own(path: Path) -> None:
    write(path, b"1")
    with log_of(path).open("ab") as log:
        log.write(b'{"id": "half')
    write(path, b"2")
    assert [entry.after for entry in entries(path)] == [content_hash(b"1"), content_hash(b"2")]
    assert log_of(path).read_bytes().count(b"\n") == 3
    undo(path)
    assert path.read_bytes() == b"1"


@pytest.mark.parametrize(
    "change",
    [{"before": "../../secret"}, {"after": 7}, {"when": "2016-09-01"}, {"kind": "other"}, {"after": None}],
)
def test_a_strange_line_is_passed_over(path: Path, change: dict[str, object]) -> None:
    write(path, b"1")
    log = log_of(path)
    line = json.loads(log.read_text()) | change
    log.write_text(f"[]\n{{}}\n\xff\n{json.dumps(line)}\n{log.read_text()}")
    assert [entry.after for entry in entries(path)] == [content_hash(b"1")]


def test_a_damaged_version_is_not_put_back(path: Path) -> None:
    write(path, b"1")
    kept = body_file(entries(path)[0])
    assert kept is not None
    kept.write_bytes(b"?")
    with pytest.raises(SaveError, match="the kept version was changed or damaged"):
        undo(path)
    assert path.read_bytes() == b"1"


def test_only_the_last_entries_of_a_file_and_their_bodies_are_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "KEPT_PER_FILE", 4)
    for number in range(1, 10):
        write(path, str(number).encode())
    assert [body_of(entry) for entry in entries(path)] == [b"5", b"6", b"7", b"8"]
    assert len(list(log_of(path).parent.iterdir())) == 5
    for _ in range(2):
        undo(path)
    assert path.read_bytes() == b"7"


def test_200_entries_of_a_file_are_kept() -> None:
    assert journal.KEPT_PER_FILE == 200


def test_the_entries_of_all_files_come_in_the_order_of_time(tmp_path: Path) -> None:
    made = [tmp_path / name for name in ("c", "a", "b")]
    for path in made:
        save(path, b"1", opened=None)
    assert [entry.path for entry in entries()] == made
    assert [entry.path for entry in entries(made[1])] == [made[1]]


def test_a_file_without_a_journal_has_no_entries(path: Path) -> None:
    assert (entries(path), entries()) == ((), ())


def test_a_name_that_is_no_text_is_kept_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\n.json")
    save(path, b"1", opened=None)
    write(path, b"2")
    assert entries(path)[0].path == path
    undo(path)
    assert path.read_bytes() == b"1"


@pytest.mark.parametrize(
    ("named", "state", "found"),
    [
        ("/own", "/given", "/own"),
        (None, "/given", "/given/aleppo"),
        (None, "relative", "/home/reader/.local/state/aleppo"),
        (None, None, "/home/reader/.local/state/aleppo"),
    ],
)
def test_the_state_folder_is_where_the_reader_says(
    monkeypatch: pytest.MonkeyPatch, named: str | None, state: str | None, found: str
) -> None:
    monkeypatch.setenv("HOME", "/home/reader")
    for name, value in (("ALEPPO_STATE", named), ("XDG_STATE_HOME", state)):
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name, raising=False)
    assert state_folder() == Path(found)


def test_nobody_else_may_read_the_journal(path: Path) -> None:
    write(path, b"1")
    place = log_of(path).parent
    assert {each.stat().st_mode & 0o077 for each in [place, *place.iterdir()]} == {0}
