"""What is shipped to deploy with: every file is sound by a tool that knows its form."""

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.postgis.behind_nginx import configured, nginx
from tests.postgis.packages import nginx_program
from tests.serving import free_port

DEPLOY = Path(__file__).parent.parent.parent / "docs" / "deploy"
LARGE = 2**24
BIN = Path(sys.executable).parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_nginx_takes_its_configuration_without_a_warning(tmp_path: Path) -> None:
    config = configured(tmp_path, listen=8080, replicas=[18501, 18502])
    done = run(nginx_program(), "-t", "-c", str(config), "-e", str(tmp_path / "error.log"))
    said = done.stderr.splitlines()
    assert done.returncode == 0, done.stderr
    assert [line for line in said if "syntax is ok" not in line and "test is successful" not in line] == []


class Replica(BaseHTTPRequestHandler):
    """Answers with more than the buffers of a connection hold."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(LARGE))
        self.end_headers()
        self.wfile.write(bytes(LARGE))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_nginx_writes_down_no_link_of_a_reader_and_keeps_no_answer_in_files(tmp_path: Path) -> None:
    replica = ThreadingHTTPServer(("127.0.0.1", 0), Replica)
    threading.Thread(target=replica.serve_forever, daemon=True).start()
    with nginx(tmp_path, listen=free_port(), replicas=[replica.server_port, free_port()]) as url:
        for i in range(8):  # some are led to the replica that is dead first
            request = urllib.request.Request(
                f"{url}?sel=marker", headers={"Cookie": f"aleppo_replica={i:032x}"}
            )
            with urllib.request.urlopen(request, timeout=10) as answer:
                assert len(answer.read()) == LARGE
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(url + "_stcore/metrics", timeout=10)
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2].strip("/")))) as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            time.sleep(0.5)
            spooled = [path for path in (tmp_path / "proxy").rglob("*") if path.is_file()]
    replica.shutdown()
    replica.server_close()
    assert spooled == []
    logs = (tmp_path / "error.log").read_text() + (tmp_path / "access.log").read_text()
    assert "marker" not in logs
    assert " 200 " in logs


def test_the_container_file_has_no_fault_that_hadolint_knows() -> None:
    linter = shutil.which("hadolint", path=str(BIN))
    assert linter
    done = run(linter, "--failure-threshold", "style", str(DEPLOY / "Containerfile"))
    assert (done.returncode, done.stdout) == (0, "")


def test_the_compose_file_fits_its_specification() -> None:
    linter = shutil.which("check-jsonschema", path=str(BIN))
    assert linter
    done = run(linter, "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml"))
    assert done.returncode == 0, done.stdout


def test_the_image_runs_as_nobody_in_particular_and_takes_packages_by_their_hashes() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM") :]
    assert re.search(r"^USER [1-9][0-9]+$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "RUN pip" not in last
    assert "--require-hashes" in text


def test_no_file_of_the_deployment_holds_a_password_or_a_registry() -> None:
    for path in DEPLOY.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(docker\.io|ghcr\.io|quay\.io|pypi\.org|registry\.)", text), path.name
        assert not re.search(r"://\w+:[\w-]+@", text), path.name
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert not re.search(
        r"(?i)password: *\S",
        compose.replace("owner_password: {file", "").replace("reader_password: {file", ""),
    )


def test_every_service_has_a_root_that_cannot_be_written() -> None:
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    services = compose.partition("\nservices:\n")[2].partition("\nsecrets:\n")[0]
    bodies = re.split(r"\n(?=  \S+:\n)", "\n" + services)[1:]
    assert len(bodies) == 7
    for body in bodies:
        assert "<<: *hardened" in body or "<<: *replica" in body, body
