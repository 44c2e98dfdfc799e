"""Uploads: only with `--edit`, and only as much as fits into memory, whatever a client invents."""

import asyncio
import http.client
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.server.viewer import viewing
from tests.serving import Running, running, until_ready

SMALL = "import dashboard.serving.uploads as u; u.MOST_BYTES, u.FILE_BYTES = 5 * 2**20, 2 * 2**20"
BOUNDARY = "boundary"


def token(server: Running) -> str:
    with urllib.request.urlopen(server.url + "_stcore/health") as answer:
        return str(answer.headers["Set-Cookie"]).partition("=")[2].partition(";")[0]


def put(server: Running, session: str, name: str, size: int) -> int:
    """Send a file as a page with a widget for files would; gives the status."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'.encode()
    secret = token(server)
    body = head + bytes(size) + f"\r\n--{BOUNDARY}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "X-Xsrftoken": secret,
        "Cookie": f"_streamlit_xsrf={secret}",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        connection.request("PUT", f"/_stcore/upload_file/{session}/{name}", body, headers)
        return connection.getresponse().status


@pytest.mark.parametrize(
    ("options", "statuses"), [([], [404, 404, 404]), (["--edit"], [204, 204, 413])], ids=["map", "editor"]
)
def test_files_are_taken_for_the_editor_only_while_all_fit(
    tmp_path: Path, options: list[str], statuses: list[int]
) -> None:
    with running(tmp_path / "served", options, before=SMALL) as server:
        until_ready(server)

        async def look() -> list[int]:
            async with viewing(server.url) as viewer:
                await viewer.open()
                mine = viewer.session
                return [await asyncio.to_thread(put, server, mine, f"f{i}", 2**21) for i in range(3)]

        assert asyncio.run(look()) == statuses
