"""From a file to a layer that is held: found in the cache, or read by a process of its own."""

import errno
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from dashboard.store.imports.limits import DraftError
from dashboard.store.imports.opening import open_regular
from dashboard.store.layers import caching
from dashboard.store.layers.held import Held
from dashboard.store.layers.kinds import ending_of, kind_of
from dashboard.store.layers.limits import (
    ADDRESS_BYTES,
    CPU_SECONDS,
    CPU_SECONDS_PER_MB,
    MEMORY_BYTES,
    MOST_HELD_BYTES,
    LayerError,
    LayerOptions,
    Progress,
    ReadingEnded,
)

_CHILD = Path(__file__).resolve().with_name("child.py")
_BLOCK = 2**20
_LOOK_S = 0.2
_HOT = bytes.fromhex("d9d505f920a163d7")  # a journal of SQLite that is to be rolled back
DEFAULT = LayerOptions()


def read_layer(
    path: Path,
    options: LayerOptions = DEFAULT,
    *,
    tell: Callable[[Progress], object] = lambda progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Held]:
    """Read a file into the cache, or find it there; give one layer for each kind of geometry that it has.

    The file is read by a process of its own with bounded memory; this one only counts its bytes. `tell` hears
    a few times a second how far it is, and `cancelled` is asked as often. Raises LayerError for a file that
    cannot be read, ReadingEnded when it was called off; then, as after KeyboardInterrupt, nothing is kept.
    """
    name = name_of(path)
    try:
        opened = open_regular(path)
    except DraftError as error:
        raise LayerError(name, error.what, error.fix.replace("an import", "aleppo run")) from error
    with os.fdopen(opened, "rb") as file:
        before = os.fstat(file.fileno())
        if before.st_size > options.limit_bytes:
            what = f"it has {before.st_size / 1e6:,.1f} MB; {options.limit_mb:,.0f} MB are the limit"
            raise LayerError(name, what, "cut the region out of it, or raise --layer-limit-mb")
        kind = kind_of(file.read(64 * 1024), name)
        if kind == "gpkg":
            _refuse_unwritten(path.resolve(), name)
        content = _content(file, before.st_size, tell, cancelled)
        key = caching.key_of(content, options)
        caching.hold(key)
        found = caching.held_under(key)
        if found is None:
            found = _made(path, name, kind, key, options, tell, cancelled, before)
    caching.hold(key)
    caching.prune([key])
    return [replace(held, name=name) for held in found]


def name_of(path: Path) -> str:
    """Give what a file is called, as a text: bytes of its name that are none are written as \\xff."""
    return os.fsencode(path.name or str(path)).decode("utf-8", "backslashreplace")


def _refuse_unwritten(path: Path, name: str) -> None:
    """Refuse a GeoPackage with changes that another program has not written into it, or not whole."""
    newer, older = (path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-journal"))
    with suppress(OSError):
        if newer.stat().st_size:
            what = f"another program has it open: the newest changes are in {name_of(newer)} still"
            raise LayerError(name, what, "close it there, and try again")
    with suppress(OSError), older.open("rb") as file:
        if file.read(len(_HOT)) == _HOT:
            what = f"another program is changing it, or ended in the midst of that: see {name_of(older)}"
            raise LayerError(name, what, "open it once in that program, close it there, and try again")


def _content(
    file: IO[bytes], size: int, tell: Callable[[Progress], object], cancelled: Callable[[], bool]
) -> str:
    """Give the hash of all bytes, read piece by piece."""
    file.seek(0)
    digest, told = sha256(), time.monotonic()
    while block := file.read(_BLOCK):
        digest.update(block)
        if time.monotonic() - told > _LOOK_S:
            told = time.monotonic()
            tell(Progress(rows=0, share=0.0))
            if cancelled():
                raise ReadingEnded
    return digest.hexdigest()


def _made(
    path: Path,
    name: str,
    kind: str,
    key: str,
    options: LayerOptions,
    tell: Callable[[Progress], object],
    cancelled: Callable[[], bool],
    before: os.stat_result,
) -> list[Held]:
    try:
        folder = caching.making(key)
    except OSError as error:
        raise _unheld(name, error) from error
    try:
        with tempfile.TemporaryDirectory(prefix="aleppo-layer-") as scratch:
            # A neutral name: what stands beside the file is not looked at, nor is its own name.
            link = Path(scratch) / f"input{ending_of(kind)}"
            link.symlink_to(path.resolve())
            request = {
                "path": str(link),
                "name": name,
                "kind": kind,
                "into": str(folder),
                "scratch": scratch,
                "layer": options.layer,
                "encoding": options.encoding,
                "crs": options.crs,
                "memory_bytes": MEMORY_BYTES,
                "address_bytes": ADDRESS_BYTES,
                "output_bytes": MOST_HELD_BYTES,
                "limit_bytes": options.limit_bytes,
                "seconds": int(CPU_SECONDS + before.st_size / 1e6 * CPU_SECONDS_PER_MB),
            }
            done = _run(request, tell, cancelled)
        after = path.stat()
        if (after.st_size, after.st_mtime_ns, after.st_ino) != (
            before.st_size,
            before.st_mtime_ns,
            before.st_ino,
        ):
            raise LayerError(name, "it was changed while it was read", "read it again when it is whole")
        try:
            return caching.finish(folder, key, abouts(name, done))
        except OSError as error:
            raise _unheld(name, error) from error
        except ValueError as error:
            what = f"what was read of it does not fit together: {error}"
            raise LayerError(name, what, "export it again, in another format") from error
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _unheld(name: str, error: OSError) -> LayerError:
    what = f"layers cannot be held in {caching.layers_folder()}: {error.strerror or error}"
    full = error.errno == errno.ENOSPC
    return LayerError(
        name,
        what,
        "free some space there, or set XDG_CACHE_HOME elsewhere"
        if full
        else "set XDG_CACHE_HOME to a folder that can be written",
    )


def abouts(name: str, done: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give what about.json says of each kind of geometry, from what the reading came to."""
    said = {key: done[key] for key in ("rows", "unlocated", "set_aside", "crs", "fields")}
    said |= {"read_as": done["format"], "remarks": done["remarks"]}
    return {
        kind: {"format": caching.FORMAT, "file": name, "geometry": kind, "features": count} | said
        for kind, count in done["features"].items()
    }


def _run(
    request: Mapping[str, Any], tell: Callable[[Progress], object], cancelled: Callable[[], bool]
) -> Mapping[str, Any]:
    """Let the child read; give what it says at the end. Raises LayerError for what it refuses, or died of."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LANG", "PROJ_DATA") if key in os.environ}
    scratch, name = request["scratch"], request["name"]
    child = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(_CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env={**kept, "TMPDIR": scratch, "HOME": scratch},
        start_new_session=True,  # Ctrl+C is for this process, which ends the child
    )
    try:
        assert child.stdin is not None
        assert child.stdout is not None
        with child.stdin as asked:
            asked.write(json.dumps(request).encode())
        last = _listened(child.stdout, tell, cancelled)
        child.wait()
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
    if "done" in last:
        done: Mapping[str, Any] = last["done"]
        return done
    if "refused" in last:
        raise LayerError(name, *last["refused"])
    if child.returncode == -signal.SIGABRT:  # as C++ ends that gets no more memory
        what = "reading it ended at once; it may take more memory than the reader may have"
        raise LayerError(name, what, "split the file, or simplify it; if it is small, it may be damaged")
    if child.returncode in (-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL):
        what = "reading it takes more time or space than a file of its size may"
        raise LayerError(name, what, "it may be damaged; convert it again, or split it")
    raise LayerError(name, "reading it ended before its end", "it may be damaged; export it again")


def _listened(
    said: IO[bytes], tell: Callable[[Progress], object], cancelled: Callable[[], bool]
) -> dict[str, Any]:
    """Pass on how far the child is; give its last word."""
    last: dict[str, Any] = {}
    progress = Progress(rows=0)
    rest = b""
    while True:
        ready, _, _ = select.select([said], [], [], _LOOK_S)
        if cancelled():
            raise ReadingEnded
        if ready:
            piece = os.read(said.fileno(), _BLOCK)
            if not piece:
                return last
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:  # the last word may come together with how far it was
                last = json.loads(line)
                if "rows" in last:
                    progress = Progress(rows=last["rows"], share=last["share"])
        tell(progress)
