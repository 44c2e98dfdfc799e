"""Judge what a server did under malformed requests: its answers, its log, and what it still holds."""

import collections
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.serving import Running, until

# What is answered below our app, and so without its headers: a request that is no HTTP, or no websocket's.
BARE = (b"HTTP/1.1 100 ", b"HTTP/1.1 101 ", b"HTTP/1.1 400 ", b"HTTP/1.1 426 ")
_HEAD = re.compile(rb"HTTP/1\.1 \d{3} [^\r\n]*\r\n(?:[!-9;-~]+:[^\r\n]*\r\n)*\r\n")
MOST_GROWTH = 1.3
MOST_MORE_FILES = 20
MOST_MORE_THREADS = 60  # those that wait for the next piece of work are kept
LET_GO_S = 45


class Held(NamedTuple):
    """What the server holds: memory, open files, threads."""

    rss_mb: float
    files: int
    threads: int


@dataclass
class Told:
    """What came back."""

    answers: collections.Counter[str] = field(default_factory=collections.Counter)
    bad: list[str] = field(default_factory=list)
    before: Held | None = None
    after: Held | None = None


def judge(kind: str, sent: bytes, got: bytes, told: Told) -> None:
    """Note each status; a server error is bad, a bare answer, and a file of this machine."""
    heads: list[bytes] = _HEAD.findall(got)
    for status in [head[9:12].decode("latin-1") for head in heads] or ["other" if got else "closed"]:
        told.answers[f"{kind} {status}"] += 1
        if status.startswith("5") or status == "other":
            told.bad.append(f"{kind}: {sent[:300]!r} was answered with {got[:200]!r}")
    bare = [head for head in heads if b"x-content-type-options: nosniff" not in head.lower()]
    bare = [head for head in bare if not head.startswith(BARE)]
    if bare or b"root:x:" in got or b"Traceback (most" in got:
        told.bad.append(f"{kind}: {sent[:300]!r} was answered with {(bare or [got])[0][:300]!r}")


def is_known(line: str) -> bool:
    """Tell whether a line is no error, or the one that Streamlit writes for what the client did.

    That is a component's file that is not there, answered with 404. Every line must be JSON.
    """
    try:
        told = json.loads(line)
    except ValueError:
        return False
    is_no_file = told.get("error") in ("FileNotFoundError", "NotADirectoryError", "IsADirectoryError")
    is_asset = str(told["event"]).startswith("Error reading bidi component asset")
    return told["level"] in ("info", "warning") or (is_no_file and is_asset)


def read_log(server: Running, told: Told) -> None:
    """Add what the log should not have."""
    errors = [line for line in server.log().splitlines() if not is_known(line)]
    told.bad += [f"the log has: {line[:120]} … {line[-500:]}" for line in errors[:5]]


def held(server: Running) -> Held:
    """Look at what the server holds, but for three files of each page that Streamlit remembers."""
    process = Path(f"/proc/{server.process[0].pid}")
    lines = (process / "status").read_text(encoding="utf-8").splitlines()
    rss_kb = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    files = [_target(each) for each in (process / "fd").iterdir()]
    pages = sum("eventpoll" in each for each in files)
    return Held(rss_kb / 1024, len(files) - 3 * pages, sum(1 for _ in (process / "task").iterdir()))


def compare(server: Running, told: Told) -> None:
    """Set what the server holds at the end beside what it held after a fifth."""
    before = told.before or held(server)
    most_files, most_threads = before.files + MOST_MORE_FILES, before.threads + MOST_MORE_THREADS

    def has_let_go() -> bool:
        told.after = held(server)
        return told.after.files <= most_files and told.after.threads <= most_threads

    has_all = until(has_let_go, longest_s=LET_GO_S)
    after = told.after or held(server)
    if after.rss_mb > MOST_GROWTH * before.rss_mb:
        told.bad.append(f"memory grew from {before.rss_mb:.0f} to {after.rss_mb:.0f} MB")
    if not has_all:
        told.bad.append(f"files and threads are kept: first {before}, now {after}")


def _target(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:  # closed meanwhile
        return ""
