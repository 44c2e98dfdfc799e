"""Find PostgreSQL with PostGIS, and nginx, or get them; never do without."""

import os
import shutil
import subprocess
from pathlib import Path


class Missing(RuntimeError):
    """A server program could not be found or installed; the message lists what was tried."""


def postgres_programs() -> Path:
    """Give the folder of initdb and postgres; its server can load PostGIS."""
    found = _postgres()
    if found is None:
        if not _versions():
            _install("postgresql")
        # The package of the server's own version: postgis alone would bring only its commands.
        _install(*(f"postgresql-{version}-postgis-3" for version in _versions()[-1:]))
        found = _postgres()
    if found is None:
        raise Missing("PostgreSQL 15 or newer with PostGIS is not there after it was installed")
    return found


def nginx_program() -> str:
    """Give the path of nginx."""
    if not (found := _nginx()):
        _install("nginx")
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
    for place in sorted(set(places), key=_version_of, reverse=True):
        shared = subprocess.run(
            [place / "pg_config", "--sharedir"], capture_output=True, text=True, check=False
        )
        if Path(shared.stdout.strip(), "extension", "postgis.control").is_file():
            return place
    return None


def _versions() -> list[str]:
    return sorted((path.name for path in Path("/usr/lib/postgresql").glob("[0-9]*")), key=int)


def _version_of(place: Path) -> int:
    return int(place.parent.name) if place.parent.name.isdecimal() else 0


def _install(*packages: str) -> None:
    named = " ".join(packages)
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise Missing(f"the tests need {named}\n  fix: install it, or run the tests as root where apt-get is")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    tried = []
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-qy", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(command, capture_output=True, text=True, env=quiet, timeout=900, check=False)
        if done.returncode:
            tried.append(f"{' '.join(command)}: status {done.returncode}, {done.stderr.strip()[-300:]}")
    if tried:
        raise Missing(f"the tests need {named}; tried:\n" + "\n".join(tried))
