"""Start the real `aleppo run` for a test: any folder, an empty home, a free port; watch what it dials."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Python imports a module of this name at its start; the hook writes down every address looked up or dialled.
_WATCH = """
import os, sys

def watch(event, arguments, path=os.environ["DIALLED"]):
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in (None, "127.0.0.1", "::1", "localhost", "0.0.0.0", "::", ""):
        with open(path, "a", encoding="utf-8") as log:
            log.write(f"{event} {host}\\n")

sys.addaudithook(watch)
"""


@dataclass(frozen=True, kw_only=True)
class Running:
    """A served map: where it is, and what it wrote and dialled."""

    port: int
    log_file: Path
    dialled_file: Path
    process: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def dialled(self) -> str:
        """Give every foreign address that the process looked up or connected to; empty is right."""
        return self.dialled_file.read_text(encoding="utf-8") if self.dialled_file.exists() else ""


@contextmanager
def running(
    folder: Path,
    arguments: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    before: str = "",
    port: int | None = None,
) -> Iterator[Running]:
    """Serve the map until the block ends; `folder` becomes working directory and home.

    `before` is code that the process runs before the command.
    """
    command = shutil.which("aleppo", path=str(Path(sys.executable).parent))
    assert command, "the command `aleppo` is not installed beside this Python: pip install -e ."
    program = (
        [sys.executable, "-c", f"{before}\nfrom dashboard.cli import main; main()"] if before else [command]
    )
    watch = folder / "watch"
    watch.mkdir(parents=True)
    (watch / "sitecustomize.py").write_text(_WATCH, encoding="utf-8")
    served = Running(
        port=port or free_port(), log_file=folder / "log.txt", dialled_file=folder / "dialled.txt"
    )
    surroundings = {
        **{k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")},
        "HOME": str(folder),
        "PYTHONPATH": os.pathsep.join([str(watch), str(ROOT)]),  # this code, wherever else it is installed
        "DIALLED": str(served.dialled_file),
        **(env or {}),
    }
    with served.log_file.open("wb") as log:
        process = subprocess.Popen(
            [*program, "run", "--no-browser", "--port", str(served.port), *arguments],
            cwd=folder,
            env=surroundings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        served.process.append(process)
        try:
            wait_until_it_answers(served, process)
            yield served
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_it_answers(served: Running, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Poll until the server answers; fail with its log when it ends or stays silent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(served.url + "healthz", timeout=1) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    ended = "is silent" if process.poll() is None else f"ended with status {process.returncode}"
    raise AssertionError(f"the server {ended}; it wrote:\n{served.log()}")


def until_ready(served: Running) -> None:
    """Wait until the server would be sent readers: the data is loaded and the first tables are made."""
    for _ in range(600):
        try:
            urllib.request.urlopen(served.url + "readyz", timeout=5).read()
            return
        except urllib.error.HTTPError:
            time.sleep(0.05)
    raise AssertionError(f"the server does not get ready; it wrote:\n{served.log()}")


def until(is_so: Callable[[], bool], longest_s: float = 10) -> bool:
    """Wait until something is so; tell whether it is."""
    ends = time.monotonic() + longest_s
    while not is_so() and time.monotonic() < ends:
        time.sleep(0.02)
    return is_so()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
