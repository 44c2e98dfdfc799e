"""Two replicas on one database, behind nginx: a reader keeps the view when theirs is killed under load."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.copying import copy_data
from dashboard.store.load import data_folder
from dashboard.store.postgis.address import address_of
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.postgis.migrate import migrate
from dashboard.store.shelf import FolderShelf
from tests.browser.atlas import PATIENCE_MS, open_map
from tests.browser.test_live import LINK, NAME, ROAD, SOON_MS, view_of
from tests.postgis.behind_nginx import nginx
from tests.postgis.cluster import Cluster
from tests.serving import ROOT, Running, free_port, running

READERS, PAUSE_S = 4, 0.3
NGINX_LOOKS_AGAIN_S = 5.5


@dataclass(frozen=True, kw_only=True)
class Site:
    """The map behind nginx: its address, its replicas, its data."""

    url: str
    folder: Path
    replicas: tuple[Running, Running]
    shelf: DatabaseShelf
    database: str

    def replica_of(self, page: Page) -> Running:
        """Find the replica that the page's websocket leads to."""
        (cookie,) = [c["value"] for c in page.context.cookies() if c["name"] == "aleppo_replica"]
        headers = {"Cookie": f"aleppo_replica={cookie}"}
        request = urllib.request.Request(f"{self.url}assets/atlas.js", headers=headers)
        with urllib.request.urlopen(request, timeout=10):
            pass
        time.sleep(0.2)
        last = (self.folder / "access.log").read_text().splitlines()[-1]
        answered = int(re.findall(r"127\.0\.0\.1:(\d+)", last)[-1])  # the one before was tried in vain
        return next(each for each in self.replicas if each.port == answered)

    def rename(self, new: str) -> None:
        _, opened = self.shelf.read(ROAD)
        whole = (data_folder() / ROAD).read_text(encoding="utf-8")
        self.shelf.save(ROAD, whole.replace(NAME, f'"name": "{new}"').encode(), opened=opened)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("replicas")
    cluster = Cluster()
    url = cluster.database()
    migrate(address_of(url))
    shelf = DatabaseShelf(address_of(url))
    copy_data(FolderShelf(data_folder()), shelf, replace=False)
    assert (data_folder() / ROAD).read_text(encoding="utf-8").count(NAME) == 1
    env = {"ALEPPO_DATABASE_URL": url}
    with running(home / "one", env=env) as one, running(home / "two", env=env) as two:
        front = nginx(home / "nginx", listen=free_port(), replicas=[one.port, two.port])
        with front as address:
            yield Site(url=address, folder=home / "nginx", replicas=(one, two), shelf=shelf, database=url)
    cluster.remove()


class Load:
    """Readers that open the page again and again, each with its own cookie; notes what they were told.

    `broken` names, once for each time, the reader whose answer stopped in its middle: what a replica was
    about to send when it was killed, nobody can send to its end.
    """

    def __init__(self, url: str) -> None:
        self.url, self.statuses, self.broken = url, list[int](), list[int]()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(n,)) for n in range(READERS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, number: int) -> None:
        cookie = {"Cookie": f"aleppo_replica={number:032x}"}
        while not self._stop.is_set():
            try:
                with urllib.request.urlopen(
                    urllib.request.Request(self.url, headers=cookie), timeout=20
                ) as answer:
                    answer.read()
                    self.statuses.append(answer.status)
            except urllib.error.HTTPError as error:
                self.statuses.append(error.code)
            except http.client.IncompleteRead:
                self.broken.append(number)
            time.sleep(PAUSE_S)


def test_a_reader_keeps_the_view_when_their_replica_is_killed_under_load(
    page: Page, site: Site, console_errors: list[str]
) -> None:
    atlas = open_map(page, site.url, LINK)
    expect(page.locator(".ad-panel h2")).to_contain_text("Castello road", timeout=PATIENCE_MS)
    before = view_of(page, atlas)
    killed = site.replica_of(page)
    with Load(site.url) as load:
        wait_for(lambda: len(load.statuses) > READERS)
        os.kill(pid_of(killed), signal.SIGKILL)
        site.rename("Castello Way")
        expect(page.locator(".ad-panel h2")).to_contain_text("Castello Way", timeout=3 * PATIENCE_MS)
    assert set(load.statuses) == {200}
    assert len(load.broken) == len(set(load.broken)), "who asked again after a broken answer got a whole one"
    assert view_of(page, atlas) == before
    assert site.replica_of(page) is not killed
    site.rename("Castello Lane")
    expect(page.locator(".ad-panel h2")).to_contain_text("Castello Lane", timeout=SOON_MS)
    with started_again(killed, site):  # a rolling restart: one is there anew before the other goes
        time.sleep(NGINX_LOOKS_AGAIN_S)
        other = site.replica_of(page)
        os.kill(pid_of(other), signal.SIGTERM)
        site.rename("Castello Mile")
        expect(page.locator(".ad-panel h2")).to_contain_text("Castello Mile", timeout=3 * PATIENCE_MS)
        assert view_of(page, atlas) == before
    console_errors.clear()  # the browser writes down that a connection broke


def test_what_is_for_the_machine_beside_is_not_public(site: Site) -> None:
    for path in ("metrics", "readyz"):
        with pytest.raises(urllib.error.HTTPError) as told:
            urllib.request.urlopen(site.url + path, timeout=10)
        assert told.value.code == 404
        told.value.close()


def test_no_header_is_there_twice_and_the_log_holds_no_address_and_no_query(site: Site) -> None:
    with urllib.request.urlopen(f"{site.url}?sel=castello-road", timeout=10) as answer:
        names = [name.lower() for name in answer.headers]
        cookie = answer.headers["Set-Cookie"]
    assert [name for name in names if names.count(name) > 1 and name != "link"] == []
    assert re.fullmatch(r"aleppo_replica=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", cookie)
    log = (site.folder / "access.log").read_text()
    assert "castello-road" not in log
    assert json.dumps(log).count("127.0.0.1") == len(re.findall(r"127\.0\.0\.1:\d+", log))


@contextmanager
def started_again(served: Running, site: Site) -> Iterator[None]:
    """Start a replica on the port of one that is gone."""
    command = [
        str(Path(sys.executable).with_name("aleppo")),
        "run",
        "--no-browser",
        "--port",
        str(served.port),
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ALEPPO_DATABASE_URL": site.database}
    with (site.folder / "again.txt").open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=site.folder, stdout=log, stderr=log)
    try:
        wait_for(lambda: is_ready(served.port), 60)
        yield
    finally:
        process.kill()
        process.wait()


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def pid_of(served: Running) -> int:
    """Find the process of a replica by the port that only it was told."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        words = path.read_bytes().split(b"\0")
        if b"run" in words and str(served.port).encode() in words:
            return int(path.parent.name)
    raise AssertionError("the replica is not there")


def wait_for(is_so: object, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)
