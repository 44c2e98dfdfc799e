"""Saving: the old file or the new one, what was opened is what is replaced, and the error says what to do."""

import errno
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dashboard.store import durable
from dashboard.store.journal import Kind, body_file, body_of, entries
from dashboard.store.save import ChangedMeanwhile, SaveError, content_hash, read, save

OLD, NEW = b"old\n", b"new\n"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "data" / "file.json"
    found.parent.mkdir()
    found.write_bytes(OLD)
    return found


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_a_save_replaces_the_file_and_keeps_the_version_before(path: Path) -> None:
    body, opened = read(path)
    saved = save(path, NEW, opened=opened)
    assert (body, path.read_bytes()) == (OLD, NEW)
    assert (saved.path, saved.before, saved.after) == (path, content_hash(OLD), content_hash(NEW))
    (entry,) = entries(path)
    assert (entry.id, entry.path, entry.before, entry.after) == (saved.entry, path, opened, saved.after)
    assert body_of(entry) == OLD
    assert names(path.parent) == ["file.json"]


def test_a_new_file_gets_the_usual_mode(path: Path) -> None:
    new = path.with_name("new.json")
    before = os.umask(0o027)
    try:
        save(new, NEW, opened=None)
    finally:
        os.umask(before)
    assert new.read_bytes() == NEW
    assert stat.S_IMODE(new.stat().st_mode) == 0o640


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_of_a_file_stays(path: Path, mode: int) -> None:
    path.chmod(mode)
    save(path, NEW, opened=content_hash(OLD))
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_the_owner_of_a_file_stays(path: Path) -> None:
    # Only root can give files away; anybody else can hand one to another of their own groups.
    owner = (4711, 4712) if os.geteuid() == 0 else (os.geteuid(), max(os.getgroups(), default=os.getegid()))
    os.chown(path, *owner)
    save(path, NEW, opened=content_hash(OLD))
    assert (path.stat().st_uid, path.stat().st_gid) == owner


def test_the_same_bytes_are_not_written_again(path: Path) -> None:
    known = path.stat()
    assert save(path, OLD, opened=content_hash(OLD)).entry is None
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (known.st_ino, known.st_mtime_ns)
    assert entries(path) == ()


def test_who_opened_an_older_version_is_told_and_the_bytes_are_kept(path: Path) -> None:
    save(path, NEW, opened=content_hash(OLD))
    with pytest.raises(ChangedMeanwhile) as told:
        save(path, b"mine\n", opened=content_hash(OLD))
    assert (told.value.opened, told.value.found) == (content_hash(OLD), content_hash(NEW))
    assert path.read_bytes() == NEW
    entry = entries(path)[-1]
    assert (entry.kind, body_of(entry), body_file(entry)) == (Kind.NOT_SAVED, b"mine\n", told.value.kept)
    assert str(told.value) == (
        f"{path}: the file was changed since it was opened; your version is kept in {told.value.kept}\n"
        "  fix: open the file again and repeat the change"
    )


def test_a_new_file_does_not_replace_one_that_is_there(path: Path) -> None:
    with pytest.raises(ChangedMeanwhile, match="the file is there already"):
        save(path, NEW, opened=None)
    assert path.read_bytes() == OLD


def test_a_file_that_was_removed_does_not_come_back_unnoticed(path: Path) -> None:
    path.unlink()
    with pytest.raises(ChangedMeanwhile, match="the file was removed since it was opened"):
        save(path, NEW, opened=content_hash(OLD))
    assert not path.exists()


def test_a_program_without_the_lock_is_noticed_at_the_last_step(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = os.fsync

    def meddle(file: int) -> None:
        sync(file)
        path.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", meddle)
    with pytest.raises(ChangedMeanwhile) as told:
        save(path, NEW, opened=content_hash(OLD))
    assert told.value.found == content_hash(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert told.value.kept is not None
    assert told.value.kept.read_bytes() == NEW


@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_and_its_target_is_replaced(path: Path, there: bool) -> None:
    link = path.parent.parent / "link.json"
    link.symlink_to("data/file.json")
    if not there:
        path.unlink()
    saved = save(link, NEW, opened=content_hash(OLD) if there else None)
    assert link.is_symlink()
    assert (saved.path, path.read_bytes()) == (path, NEW)


def test_links_in_a_ring_are_refused(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)
    with pytest.raises(SaveError, match="symbolic links lead round in a ring"):
        save(path, NEW, opened=None)
    assert path.is_symlink()


def test_a_pipe_is_refused_at_once(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SaveError) as told:
        save(path, NEW, opened=None)
    assert str(told.value) == (
        f"{path}: it is no regular file\n  fix: name a file; folders, pipes and devices are left alone"
    )
    with pytest.raises(SaveError, match="it is no regular file"):
        read(path)
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_folder_is_refused(path: Path) -> None:
    with pytest.raises(SaveError, match="it is no regular file"):
        save(path.parent, NEW, opened=None)


def test_a_missing_folder_is_named(path: Path) -> None:
    with pytest.raises(SaveError) as told:
        save(path.parent / "none" / "file.json", NEW, opened=None)
    assert told.value.fix == "make the folder first"


def test_a_write_protected_file_is_left_alone(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(SaveError) as told:
        save(path, NEW, opened=content_hash(OLD))
    said = f"{path}: the file is write-protected\n  fix: chmod u+w file.json, then save again"
    assert (str(told.value), path.read_bytes()) == (said, OLD)


@contextmanager
def no_rights() -> Iterator[None]:
    """Act as somebody who owns nothing: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_leaves_the_file_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    # Not in tmp_path: nobody but its owner may look into that.
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "file.json").write_bytes(OLD)
        (folder / "state").mkdir()
        (folder / "state").chmod(0o777)
        folder.chmod(0o555)
        monkeypatch.setenv("ALEPPO_STATE", str(folder / "state"))
        with no_rights(), pytest.raises(SaveError) as told:
            save(folder / "file.json", NEW, opened=content_hash(OLD))
        assert told.value.said == "writing is not permitted; the file is as it was"
        assert (folder / "file.json").read_bytes() == OLD
        folder.chmod(0o755)


def test_a_state_folder_that_cannot_be_written_stops_the_save(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(path))  # a file, so that no folder can be made in it
    with pytest.raises(SaveError) as told:
        save(path, NEW, opened=content_hash(OLD))
    assert told.value.fix == "set ALEPPO_STATE to a folder that can be written"
    assert (path.read_bytes(), names(path.parent)) == (OLD, ["file.json"])
    with pytest.raises(ChangedMeanwhile, match="your version could not be kept"):
        save(path, NEW, opened=None)


def test_a_full_disk_leaves_the_file_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, body: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(SaveError) as told:
            save(path, NEW, opened=content_hash(OLD))
    said = f"{path}: the disk is full; the file is as it was\n  fix: free some space and save again"
    assert (str(told.value), path.read_bytes()) == (said, OLD)
    assert (names(path.parent), entries(path)) == (["file.json"], ())


def test_a_body_that_the_system_takes_in_pieces_is_written_to_the_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, body: write(file, bytes(body[:7])))
    save(path, bytes(range(256)), opened=content_hash(OLD))
    assert path.read_bytes() == bytes(range(256))
    assert body_of(entries(path)[0]) == OLD


def test_what_a_killed_save_left_is_removed_and_nothing_else(path: Path) -> None:
    others = [".aleppo-0123456789abcdeg.tmp", ".aleppo-0123456789abcdef.tmp.bak", "x.tmp"]
    for name in [".aleppo-0123456789abcdef.tmp", *others]:
        path.with_name(name).touch()
    save(path, NEW, opened=content_hash(OLD))
    assert names(path.parent) == sorted(["file.json", *others])


def test_file_and_journal_are_on_the_disk_before_the_replacement_and_the_folder_after(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    sync, replace = os.fsync, os.replace

    def noted_sync(file: int) -> None:
        done.append(os.fstat(file).st_ino)
        sync(file)

    def noted_replace(beside: str, name: str, **folders: int) -> None:
        done.append(name)
        replace(beside, name, **folders)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "replace", noted_replace)
    save(path, NEW, opened=content_hash(OLD))
    at = done.index("file.json")
    kept = body_file(entries(path)[0])
    assert kept is not None
    journal_files = [kept, kept.with_name("log.jsonl"), kept.parent, kept.parent.parent]
    assert {path.stat().st_ino, *(each.stat().st_ino for each in journal_files)} <= set(done[:at])
    assert done[at + 1 :] == [path.parent.stat().st_ino]


def test_a_lock_that_nobody_gives_back_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "LOCK_PATIENCE_S", 0.05)
    with durable.opened_folder(path.parent) as folder:
        fcntl.flock(folder, fcntl.LOCK_EX)
        with pytest.raises(SaveError, match=r"another save has held the folder for 0\.05 seconds"):
            save(path, NEW, opened=content_hash(OLD))
    save(path, NEW, opened=content_hash(OLD))


CALLS = ["open", "read", "write", "close", "fsync", "replace", "unlink", "listdir", "mkdir"]
CALLS += ["stat", "lstat", "fstat", "fchmod"]


def fail_at(stop: int, patch: pytest.MonkeyPatch) -> list[str]:
    """Make the n-th call of the system fail; gives the calls made, in order."""
    made: list[str] = []
    real = {name: getattr(os, name) for name in CALLS}

    def armed(name: str) -> Any:
        def run(*given: Any, **named: Any) -> Any:
            made.append(name)
            if len(made) == stop:
                if name == "close":  # Linux closes the file whatever it answers
                    real[name](*given, **named)
                raise OSError(errno.EIO, "Input/output error")
            return real[name](*given, **named)

        return run

    for name in CALLS:
        patch.setattr(os, name, armed(name))
    return made


def test_whichever_call_fails_the_file_is_whole_and_the_next_save_works(path: Path) -> None:
    failed = 0
    for stop in range(1, 1_000):
        body, opened = read(path)
        new = f"version {stop}".encode()
        with pytest.MonkeyPatch.context() as patch:
            made = fail_at(stop, patch)
            try:
                save(path, new, opened=opened)
                told = ""
            except SaveError as error:
                told = str(error)
        there = path.read_bytes()
        if len(made) < stop:
            break
        failed += bool(told)
        landed = not told or "the new version is in place" in told
        assert there == body or (landed and there == new), f"call {stop}, {made[stop - 1]}: {told}"
        save(path, b"next", opened=content_hash(there))
        assert names(path.parent) == ["file.json"]
    assert failed > 30
