"""A replica that says it is busy is there: nginx gives its answer on, and goes on sending readers to it."""

import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.postgis.behind_nginx import nginx
from tests.serving import free_port


class Busy(BaseHTTPRequestHandler):
    """Answers pages, and has no turn left for tiles."""

    def do_GET(self) -> None:
        body = b"busy" if self.path.startswith("/tiles/") else b"page"
        self.send_response(503 if body == b"busy" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Write nothing."""


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_busy_tiles_take_no_replica_from_its_readers(tmp_path: Path) -> None:
    replicas = [ThreadingHTTPServer(("127.0.0.1", 0), Busy) for _ in range(2)]
    for replica in replicas:
        threading.Thread(target=replica.serve_forever, daemon=True).start()
    ports = [replica.server_port for replica in replicas]
    with nginx(tmp_path / "nginx", listen=free_port(), replicas=ports) as url:
        tiles = [status_of(f"{url}tiles/places/9/308/{y}.mvt") for y in range(4)]
        pages = [status_of(url) for _ in range(4)]
    for replica in replicas:
        replica.shutdown()
        replica.server_close()
    assert (tiles, pages) == ([503] * 4, [200] * 4)
