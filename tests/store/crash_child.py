"""Saves that are killed: a program that `test_crash` runs, so that no kill hits the tests themselves."""

import fcntl
import hashlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dashboard.store.journal import entries
from dashboard.store.merge import save_merged
from dashboard.store.save import ChangedMeanwhile, read, save

CALLS = ["open", "read", "write", "close", "fsync", "replace", "unlink", "listdir", "mkdir"]
CALLS += ["stat", "lstat", "fstat", "fchmod", "fchown"]


def version(number: int) -> bytes:
    """Make a body that tells whether it is whole: its first line is the hash of the rest."""
    rest = f"{number}\n".encode() * (5_000 + number % 7 * 3_000)
    return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def is_whole(body: bytes) -> bool:
    """Tell whether a body is a version from the first byte to the last."""
    told, _, rest = body.partition(b"\n")
    return bool(rest) and hashlib.sha256(rest).hexdigest().encode() == told


def die() -> None:
    """End at once, as by a power cut: nothing is flushed or tidied."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(stop: int, after: bool) -> None:
    """Make the n-th call of the system the last one: killed before it, or after it (a write: halfway)."""
    done = 0
    write = os.write

    def armed(call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            nonlocal done
            done += 1
            if done == stop and after and call is write:
                write(given[0], bytes(given[1])[: len(given[1]) // 2])
            elif done == stop and after:
                call(*given, **named)
            if done == stop:
                die()
            return call(*given, **named)

        return run

    for name in CALLS:
        setattr(os, name, armed(getattr(os, name)))
    fcntl.flock = armed(fcntl.flock)


def in_child(work: Callable[[], None], kill_after_s: float | None = None) -> int:
    """Run something in a process of its own, which may be killed; gives 0 or the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0 if sys.exc_info()[0] is None else 99)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the save itself failed"
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def every_step(path: Path) -> Counter[str]:
    """Kill a save at every call it makes, before and after it; then look, save again, and look again."""
    found: Counter[str] = Counter()
    for after in (False, True):
        for stop in range(1, 1_000):
            body, opened = read(path)
            new = version(found["kills"] + 1)

            def work(new: bytes = new, opened: str = opened, stop: int = stop, after: bool = after) -> None:
                arm(stop, after)
                save(path, new, opened=opened)

            if in_child(work) == 0:
                break
            found["kills"] += 1
            look(path, {body: "old", new: "new"}, found)
    return found


def look(path: Path, allowed: dict[bytes, str], found: Counter[str]) -> None:
    """Count what a kill left behind, and save once more: that must work and leave nothing lying about."""
    there = path.read_bytes()
    found[allowed.get(there, "torn")] += 1
    found["left over"] += len(list(path.parent.glob(".aleppo-*")))
    known = [entry.after for entry in entries(path)]
    save(path, version(1_000_000 + found["kills"]), opened=hashlib.sha256(there).hexdigest())
    found["left over after the next save"] += len(list(path.parent.glob(".aleppo-*")))
    found["entries lost"] += [entry.after for entry in entries(path)][:-1] != known[-199:]


def at_random(path: Path, kills: int, seed: int) -> Counter[str]:
    """Kill a loop of saves again and again while another process reads all the time."""
    found: Counter[str] = Counter()
    chance = random.Random(seed)
    stop, told = path.with_suffix(".stop"), path.with_suffix(".reads")
    reader = os.fork()
    if reader == 0:
        watch(path, stop, told)
    for _ in range(kills):

        def work() -> None:
            number = 0
            while True:
                number += 1
                save(path, version(number), opened=read(path)[1])

        assert in_child(work, kill_after_s=chance.uniform(0.0, 0.03)) == signal.SIGKILL
        found["kills"] += 1
        body = path.read_bytes()
        found["whole" if is_whole(body) else "torn"] += 1
        found["left over"] += len(list(path.parent.glob(".aleppo-*")))
    stop.touch()
    os.waitpid(reader, 0)
    save(path, version(0), opened=read(path)[1])
    found["left over after the next save"] = len(list(path.parent.glob(".aleppo-*")))
    return found + Counter(json.loads(told.read_text()))


def watch(path: Path, stop: Path, told: Path) -> None:
    """Read a file until told to stop, and write down how many reads were whole."""
    reads: Counter[str] = Counter()
    try:
        while not stop.exists():
            reads["reads whole" if is_whole(path.read_bytes()) else "reads torn"] += 1
            time.sleep(0.000_5)
        told.write_text(json.dumps(reads))
    finally:
        os._exit(0)


def writer(path: Path, name: str, edits: int) -> Counter[str]:
    """Add lines to a file that others change too; who is told that it changed looks again."""
    found: Counter[str] = Counter()
    for number in range(edits):
        line = f"{name} {number}\n".encode()
        while True:
            body, opened = read(path)
            time.sleep(0.002)
            try:
                save(path, body + line, opened=opened)
                break
            except ChangedMeanwhile as told:
                found["told"] += 1
                found["kept"] += told.kept is not None and told.kept.read_bytes() == body + line
    return found


def merger(path: Path, name: str, edits: int) -> Counter[str]:
    """Change a member of a shared record and add a record, again and again, merging what others saved."""
    found: Counter[str] = Counter()
    for number in range(edits):
        body, opened = read(path)
        document = json.loads(body)
        document["asserters"][0][name] = number
        document["asserters"].append({"id": f"{name}-{number}"})
        time.sleep(0.002)
        saved = save_merged(path, json.dumps(document).encode(), base=body)
        found["merged"] += saved.before != opened
    return found


if __name__ == "__main__":
    what, place, *more = sys.argv[1:]
    done = {
        "steps": lambda: every_step(Path(place)),
        "random": lambda: at_random(Path(place), int(more[0]), int(more[1])),
        "merger": lambda: merger(Path(place), more[0], int(more[1])),
        "writer": lambda: writer(Path(place), more[0], int(more[1])),
    }[what]()
    print(json.dumps(done))
