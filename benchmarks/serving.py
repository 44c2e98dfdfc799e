"""Servers and libraries for benchmarks that open pages: started, answered from here, stopped again."""

import mimetypes
import os
import re
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Route

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


class NotServed(Exception):
    """What a benchmark needs could not be started or fetched; says which."""


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(command: Sequence[str], port: int, path: str, wait_s: float = 60) -> Iterator[int]:
    """Start a server and stop it again; gives its process once it answers."""
    surroundings = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=surroundings, cwd=ROOT
    )
    deadline = time.monotonic() + wait_s
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1).read()
                break
            except urllib.error.HTTPError:
                break  # it answers
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise NotServed(f"{' '.join(command)} did not answer") from None
                time.sleep(0.25)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def aleppo(port: int, *arguments: str) -> list[str]:
    """Give the command that serves our page."""
    program = "from dashboard.cli import main; main()"
    return [sys.executable, "-c", program, "run", f"--port={port}", "--no-browser", *arguments]


def streamlit(script: str, port: int, *arguments: str) -> list[str]:
    """Give the command that serves a bare script of this folder."""
    options = ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    run = [sys.executable, "-m", "streamlit", "run", str(HERE / script), f"--server.port={port}"]
    return [*run, *options, "--", *arguments]


def folder(path: Path, port: int) -> list[str]:
    """Give the command that serves a folder as it lies there, uncompressed."""
    return [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(path), str(port)]


def npm_files(package: str, names: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Fetch a package by name from the npm registry and give files of its `dist` folder.

    `names` maps a path in the package to the name wanted; without it, all that lies directly in `dist`.
    """
    with tempfile.TemporaryDirectory() as place:
        packing = ["npm", "pack", "--silent", package]
        if subprocess.run(packing, cwd=place, stdout=subprocess.DEVNULL, check=False).returncode:
            raise NotServed(f"npm could not fetch {package}")
        with tarfile.open(next(Path(place).glob("*.tgz"))) as packed:
            found = {}
            for entry in packed:
                path = entry.name.partition("/")[2]
                own = path.startswith("dist/") and path.count("/") == 1 and not path.endswith(".map")
                if (
                    name := path[5:] if names is None and own else (names or {}).get(path)
                ) and entry.isfile():
                    body = packed.extractfile(entry)
                    assert body is not None
                    found[name] = body.read()
            return found


def leaflet() -> dict[str, bytes]:
    """Fetch Leaflet: the plain pages' own links lead to foreign hosts."""
    files = npm_files("leaflet@1.9.4")
    return {name: files[name] for name in ("leaflet.js", "leaflet.css")}


def keep_off_the_network(page: Page, files: Mapping[str, bytes]) -> None:
    """Answer a page's foreign links from here, by the end of their path; what is not there is empty."""

    def answer(route: Route) -> None:
        path = route.request.url.partition("?")[0]
        name = next((name for name in files if path.endswith(f"/{name}")), path)
        kind = mimetypes.guess_type(name)[0] or "text/javascript"
        route.fulfill(
            body=files.get(name, b""), content_type=kind, headers={"Access-Control-Allow-Origin": "*"}
        )

    page.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), answer)
