"""The shipped nginx configuration with the ports of a test, and a real nginx that runs it."""

import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.postgis.packages import nginx_program

SHIPPED = Path(__file__).parent.parent.parent / "docs" / "deploy" / "nginx.conf"


def configured(folder: Path, *, listen: int, replicas: Sequence[int]) -> Path:
    """Write the shipped configuration with other ports and folders; nothing else in it is changed."""
    text = SHIPPED.read_text(encoding="utf-8")
    for number, port in enumerate(replicas, 1):
        text, found = re.subn(rf"server replica-{number}:8501 ", f"server 127.0.0.1:{port} ", text)
        assert found == 1
    text, found = re.subn(r"(?m)^(        listen) 8080;", rf"\1 127.0.0.1:{listen};", text)
    assert found == 1
    text = text.replace("/tmp/", f"{folder}/").replace("/dev/stdout", f"{folder}/access.log")
    text = text.replace("/dev/stderr", f"{folder}/error.log")
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def nginx(folder: Path, *, listen: int, replicas: Sequence[int]) -> Iterator[str]:
    """Run nginx in front of replicas; give the address of the map behind it."""
    folder.mkdir(parents=True, exist_ok=True)
    config = configured(folder, listen=listen, replicas=replicas)
    command = [
        nginx_program(),
        "-c",
        str(config),
        "-e",
        str(folder / "error.log"),
        "-g",
        "daemon off; user root;",
    ]
    with (folder / "nginx.txt").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{listen}/"
    try:
        _wait(url, process, folder)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}healthz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise AssertionError((folder / "nginx.txt").read_text() + (folder / "error.log").read_text())
