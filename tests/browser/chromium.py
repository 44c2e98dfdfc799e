"""Find a Chromium for the browser tests, or get one; never do without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The smallest comes first: it draws the same in two thirds of the time of one that has a window.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
# A quiet browser: no sandbox (tests run as root in containers), no GPU, nothing asked of its maker,
# and no host name that resolves.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class ChromiumMissing(RuntimeError):
    """No Chromium could be found or installed; the message lists what was tried."""


def find_chromium(playwrights_own: str) -> str:
    """Give the path of a Chromium that starts: installed, Playwright's own, or installed now."""
    tried: list[str] = []
    for path in [*_on_the_path(tried), *filter(os.path.exists, PLACES), playwrights_own]:
        if _starts(path, tried):
            return path
    if _install_with_apt(tried):
        for path in _on_the_path(tried):
            if _starts(path, tried):
                return path
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if _ran(command, tried) and _starts(playwrights_own, tried):
        return playwrights_own
    raise ChromiumMissing(
        "the browser tests need Chromium; tried:\n"
        + "\n".join(f"  - {line}" for line in tried)
        + "\nfix: install Chromium or Google Chrome so that it is on the PATH"
    )


def _on_the_path(tried: list[str]) -> list[str]:
    found = [path for name in NAMES if (path := shutil.which(name))]
    if not found:
        tried.append(f"none of {', '.join(NAMES)} is on the PATH")
    return found


def _starts(path: str, tried: list[str]) -> bool:
    """Ask for the version: a distribution may ship a stub that only says where the real one is."""
    if not Path(path).exists():
        tried.append(f"{path}: not there")
        return False
    return _ran([path, "--version"], tried)


def _install_with_apt(tried: list[str]) -> bool:
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        tried.append("apt-get install chromium: needs apt-get and root")
        return False
    return _ran(["apt-get", "update", "-q"], tried) and _ran(["apt-get", "install", "-qy", "chromium"], tried)


def _ran(command: list[str], tried: list[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        tried.append(f"{' '.join(command)}: {error}")
        return False
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        told = next((line.strip() for line in said if "rror" in line), said[-1] if said else "no message")
        tried.append(f"{' '.join(command)}: status {done.returncode}, {told}")
    return done.returncode == 0
