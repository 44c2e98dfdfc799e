"""Find PostgreSQL with PostGIS, and nginx, or get them; never do without."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path


class Missing(RuntimeError):
    """A server program could not be found or installed; the message lists what was tried."""


def postgres_programs() -> Path:
    """Give the folder of initdb and postgres; its server can load PostGIS."""
    found = _postgres()
    if found is None:
        if not _versions():
            _install("postgresql", is_there=lambda: bool(_versions()))
        # The package of the server's own version: postgis alone would bring only its commands.
        named = [f"postgresql-{version}-postgis-3" for version in _versions()[-1:]]
        _install(*named, is_there=lambda: _postgres() is not None)
        found = _postgres()
    if found is None:
        raise Missing("PostgreSQL 15 or newer with PostGIS is not there after it was installed")
    return found


def nginx_program() -> str:
    """Give the path of nginx."""
    if not (found := _nginx()):
        _install("nginx", is_there=lambda: _nginx() is not None)
        found = _nginx()
    if not found:
        raise Missing("nginx is not there after it was installed")
    return found


def _nginx() -> str | None:
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def _postgres() -> Path | None:
    """Find the newest server that has PostGIS."""
    places = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    places += [Path(found).parent for name in ("initdb",) if (found := shutil.which(name))]
    # On the path there may be a mere wrapper, with nothing beside it.
    whole = {place for place in places if (place / "pg_config").is_file()}
    for place in sorted(whole, key=_version_of, reverse=True):
        shared, library = (_told(place, each) for each in ("--sharedir", "--pkglibdir"))
        # They come in two packages, and one may be there without the other.
        if (shared / "extension" / "postgis.control").is_file() and list(library.glob("postgis-3*.so")):
            return place
    return None


def _told(place: Path, which: str) -> Path:
    asked = [place / "pg_config", which]
    return Path(subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip())


def _versions() -> list[str]:
    return sorted((path.name for path in Path("/usr/lib/postgresql").glob("[0-9]*")), key=int)


def _version_of(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdecimal() else 0


def _install(*packages: str, is_there: Callable[[], bool]) -> None:
    """Install packages, one process after another: every worker of the tests may want them at once."""
    named = " ".join(packages)
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise Missing(f"the tests need {named}\n  fix: install it, or run the tests as root where apt-get is")
    with Path(tempfile.gettempdir(), "aleppo-tests-install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        tried: list[str] = []
        # First by the lists of packages that are there; then by new ones.
        for refresh in (False, True):
            if is_there():
                return
            if refresh:
                _ran(["apt-get", *_PATIENT, "update", "-q"], tried)
            _ran(["apt-get", *_PATIENT, "install", "-qy", "--no-install-recommends", *packages], tried)
        if not is_there():
            raise Missing(f"the tests need {named}; tried:\n" + "\n".join(tried))


# Other programs, Chromium's installation for one, may hold the lock of the packages.
_PATIENT = ("-o", "DPkg::Lock::Timeout=300")


def _ran(command: list[str], tried: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, capture_output=True, text=True, env=quiet, timeout=900, check=False)
    said = (done.stderr or done.stdout).strip()[-300:]
    tried.append(f"{' '.join(command)}: status {done.returncode}, {said}")
