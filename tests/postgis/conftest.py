"""Fixtures: a real PostgreSQL with PostGIS for the session, and databases in it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.store.copying import copy_data
from dashboard.store.load import data_folder
from dashboard.store.postgis.address import address_of
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.postgis.migrate import migrate
from dashboard.store.shelf import FolderShelf
from tests.postgis.cluster import Cluster
from tests.store.live_folder import written


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Start a server that no power cut threatens."""
    started = Cluster()
    yield started
    started.remove()


@pytest.fixture(scope="session")
def migrated(cluster: Cluster) -> str:
    """Give the name of a database with our tables and nothing in them; it is for copying."""
    url = cluster.database()
    migrate(address_of(url))
    return url.rpartition("/")[2]


@pytest.fixture(scope="session")
def shipped_name(cluster: Cluster, migrated: str) -> str:
    """Give the name of a database with the shipped data; it is for copying and reading."""
    url = cluster.database(migrated)
    copy_data(FolderShelf(data_folder()), shelf_at(url), replace=False)
    return url.rpartition("/")[2]


@pytest.fixture
def empty(cluster: Cluster, migrated: str) -> str:
    """Give the address of a database of the test's own, without data."""
    return cluster.database(migrated)


@pytest.fixture
def small(empty: str, tmp_path: Path) -> DatabaseShelf:
    """Give a database with a road, a town, and a paper that speaks of the road."""
    shelf = shelf_at(empty)
    copy_data(FolderShelf(written(tmp_path / "small")), shelf, replace=False)
    return shelf


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))
    for name in ("ALEPPO_DATABASE_URL", "ALEPPO_DATABASE_URL_FILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def own() -> Iterator[Cluster]:
    """Start a server that may be killed."""
    started = Cluster(careful=True)
    yield started
    started.remove()


def shelf_at(url: str) -> DatabaseShelf:
    """Open a database anew, as another process would."""
    return DatabaseShelf(address_of(url))


@pytest.fixture
def url(small: DatabaseShelf, empty: str) -> str:
    """Give the address of the database that `small` is."""
    return empty


def filled(own: Cluster) -> str:
    """Make a database with a small world on a server of the test's own."""
    url = own.database()
    migrate(address_of(url))
    with tempfile.TemporaryDirectory() as folder:
        copy_data(FolderShelf(written(Path(folder))), shelf_at(url), replace=False)
    return url
