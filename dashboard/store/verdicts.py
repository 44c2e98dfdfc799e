"""What a check of the same bytes by the same code said before, so that it need not be made again.

A verdict is a file in the user's cache folder: a checksum, and JSON. A file that is damaged, or not there, is
no verdict. Nothing is ever read from it but the problems of a check.
"""

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dashboard import __version__
from dashboard.domain.problem import Problem, Severity
from dashboard.store import durable

_MOST_KEPT = 50


def cache_folder() -> Path:
    """Find where verdicts are kept: `aleppo/verdicts` in XDG_CACHE_HOME, else in ~/.cache."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    home = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
    return home / "aleppo" / "verdicts"


def key_of(bodies: Mapping[str, bytes | OSError], shown: str) -> str | None:
    """Name a check by everything that it depends on: the bytes, their names, and the code.

    None where a file could not be read: that may change without any byte changing.
    """
    digest = hashlib.sha256(f"{__version__} {sys.version} {shown}\n".encode())
    digest.update(_code().encode())
    for name in sorted(bodies):
        body = bodies[name]
        if not isinstance(body, bytes):
            return None
        digest.update(f"{name} {len(body)}\n".encode() + hashlib.sha256(body).digest())
    return digest.hexdigest()


def _code() -> str:
    """Give the names, sizes and time stamps of the modules that a check runs."""
    package = Path(__file__).resolve().parent.parent
    found = []
    for folder in ("domain", "domain/rules", "store"):
        with os.scandir(package / folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    known = entry.stat()
                    found.append(f"{folder}/{entry.name} {known.st_size} {known.st_mtime_ns}\n")
    return "".join(sorted(found))


def recall(key: str) -> tuple[str, list[Problem]] | None:
    """Give what a check said: its closing line and its problems; None where it is not known."""
    try:
        body, _ = durable.read_regular(cache_folder() / f"{key}.json")
    except OSError:
        return None
    checksum, _, text = body.partition(b"\n")
    if durable.content_hash(text) != checksum.decode("ascii", "replace"):
        return None
    found: dict[str, Any] = json.loads(text)
    problems = [Problem(**{**each, "severity": Severity(each["severity"])}) for each in found["problems"]]
    return found["counted"], problems


def keep(key: str, counted: str, problems: list[Problem]) -> None:
    """Keep what a check said. Where the cache cannot be written, the next check is made again."""
    text = json.dumps({"counted": counted, "problems": [asdict(p) for p in problems]}).encode()
    folder = cache_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with durable.opened_folder(folder) as opened:
            durable.put(opened, f"{key}.json", durable.content_hash(text).encode() + b"\n" + text, mode=0o600)
        kept = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        for old in kept[:-_MOST_KEPT]:
            old.unlink(missing_ok=True)
