"""Install everything beside the code and start the map, or run every check; needs only Python.

    python3 dashboard/start.py [run] [options of `aleppo run`]
    python3 dashboard/start.py test [options of pytest]
    python3 dashboard/start.py COMMAND ...      any other command of `aleppo`

The first start downloads the pinned packages into the folder .venv; later starts find them there.
"""

from __future__ import annotations  # an old Python must get as far as the message about its age

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCK = ROOT / "requirements.lock"
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.txt"
OLDEST = (3, 11)
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy", "--num-workers=auto"),
    # A worker more than cores (tests/conftest.py), a file on one; the slow ones, in the browser, come first.
    ("pytest", "--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder"),
)
_began = time.monotonic()


def main(arguments: list[str]) -> int:
    """Install what is missing, then hand over."""
    os.chdir(ROOT)
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        return _fail(
            f"this is Python {found}, and the dashboard needs {OLDEST[0]}.{OLDEST[1]} or newer",
            "start it with a newer one, for example: python3.12 dashboard/start.py",
        )
    status = install()
    if status:
        return status
    if arguments[:1] == ["test"]:
        return check(arguments[1:])
    if not arguments or arguments[0].startswith("-"):
        arguments = ["run", *arguments]
    return hand_over([str(BIN / "aleppo"), *arguments])


def install() -> int:
    """Bring .venv to what the lock and the sources say; give 0, or 1 after a message."""
    lock, build = _hash([LOCK]), _hash(_build_inputs())
    done = STAMP.read_text(encoding="utf-8").split() if STAMP.is_file() and PYTHON.exists() else []
    if done == [lock, build, _home()]:
        return 0
    # New, half made, made elsewhere (a virtual environment cannot be moved), or its Python is gone.
    if done[2:] != [_home()]:
        _say(f"making {VENV.name} with Python {sys.version.split()[0]}")
        if _run([sys.executable, "-m", "venv", "--clear", str(VENV)]):
            return _fail(
                "Python could not make a virtual environment",
                "on Debian or Ubuntu: sudo apt install python3-venv; elsewhere take Python from python.org",
            )
        done = []
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-input"]
    if done[:1] != [lock]:
        STAMP.unlink(missing_ok=True)
        _say("installing the pinned packages (the first time this downloads about 300 MB)")
        if _run([*pip, "--require-hashes", "--requirement", str(LOCK)]):
            return _fail(
                "the pinned packages could not be installed", "see pip's message above; check the network"
            )
    _say("building the browser code")
    if _run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]):
        return _fail("the dashboard could not be built", "see the message above; check the network")
    STAMP.write_text("\n".join([lock, build, _home()]) + "\n", encoding="utf-8")
    _say("checking the data")
    _run([str(BIN / "aleppo"), "check"])  # a problem is told; the map shows what is sound
    _say("installed")
    return 0


def check(arguments: list[str]) -> int:
    """Run every check, also after one failed; pytest comes last and takes the arguments."""
    failed = []
    for tool, *rest in CHECKS:
        named = " ".join([tool, *rest])
        _say(named)
        extra = arguments if tool == "pytest" else []
        if _run([str(BIN / tool), *rest, *extra]):
            failed.append(named)
            if tool != "pytest":  # pytest's own closing line stays the last
                _say(f"FAILED: {named}")
    return 1 if failed else 0


def hand_over(command: list[str]) -> int:
    """Become the command, where the system can do that."""
    if os.name == "nt":
        return _run(command)
    os.execv(command[0], command)


def _build_inputs() -> list[Path]:
    web = sorted(
        p for p in (ROOT / "dashboard" / "web").rglob("*") if p.is_file() and "__pycache__" not in p.parts
    )
    return [ROOT / "pyproject.toml", ROOT / "dashboard" / "__init__.py", *web]


def _home() -> str:
    place = f"{VENV} {sys.version_info[0]}.{sys.version_info[1]}"
    return hashlib.sha256(place.encode()).hexdigest()


def _hash(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        body = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {len(body)}\n".encode() + body)
    return digest.hexdigest()


def _run(command: list[str]) -> int:
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


def _say(text: str) -> None:
    print(f"[{time.monotonic() - _began:5.1f} s] {text}", flush=True)


def _fail(what: str, fix: str) -> int:
    print(f"error: {what}\nfix: {fix}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
