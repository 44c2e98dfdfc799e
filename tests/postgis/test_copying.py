"""Copies between folders and databases: the same bytes, and nothing lost of what was there."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.store.copying import CopyError, copy_data
from dashboard.store.folder import read_bodies
from dashboard.store.load import data_folder
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.shelf import FolderShelf
from tests.postgis.cluster import Cluster
from tests.postgis.conftest import shelf_at


def test_the_shipped_data_comes_back_byte_for_byte(
    cluster: Cluster, shipped_name: str, tmp_path: Path
) -> None:
    there = shelf_at(cluster.url(shipped_name))
    done = copy_data(there, FolderShelf(tmp_path / "back"), replace=False)
    assert read_bodies(tmp_path / "back") == read_bodies(data_folder())
    assert done.files == len(read_bodies(data_folder()))


NAMES = st.one_of(
    st.sampled_from(["catalog.json", "asserters.json", "disagreements.json", "layers/places.geojson"]),
    st.text("abcß ع'\"%\\;-", min_size=1, max_size=12).map(lambda name: f"layers/{name}.geojson"),
    st.text("ab.\n\t", min_size=1, max_size=5)
    .filter(lambda n: n[0] != ".")
    .map(lambda name: f"sources/{name}.json"),
)
BODIES = st.one_of(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\0", b"\xff\xfe", b'{"a": "\\u0000"}', b'{"features": [', b"[" * 5000]),
    st.just((data_folder() / "catalog.json").read_bytes()),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.dictionaries(NAMES, BODIES, max_size=5).map(lambda made: {"catalog.json": b"", **made}))
def test_whatever_bytes_a_file_has_they_come_back(
    bodies: dict[str, bytes], empty: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, back = tmp_path_factory.mktemp("there"), tmp_path_factory.mktemp("back")
    for name, body in bodies.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(body)
    assert read_names(folder) == bodies
    copy_data(FolderShelf(folder), shelf_at(empty), replace=True)
    copy_data(shelf_at(empty), FolderShelf(back), replace=False)
    assert read_names(back) == bodies


def read_names(folder: Path) -> dict[str, bytes]:
    shelf = FolderShelf(folder)
    return {name: body for name, body in shelf.bodies(shelf.stamps()).items() if isinstance(body, bytes)}


def test_a_copy_never_goes_over_data_unasked(small: DatabaseShelf, tmp_path: Path) -> None:
    before = small.bodies(small.stamps())
    with pytest.raises(CopyError, match=r"holds 6 data files already\n  fix: name another, or"):
        copy_data(FolderShelf(data_folder()), small, replace=False)
    with pytest.raises(CopyError, match="holds 6 data files already"):
        copy_data(FolderShelf(data_folder()), FolderShelf(tmp_path / "small"), replace=False)
    assert small.bodies(small.stamps()) == before


def test_what_a_copy_replaces_in_a_database_is_the_revision_before(small: DatabaseShelf) -> None:
    before = small.bodies(small.stamps())
    done = copy_data(FolderShelf(data_folder()), small, replace=True)
    assert done.revision == small.revision() == 2
    assert small.bodies(small.stamps()) == read_bodies(data_folder())
    assert small.at(1) == before
    assert done.removed == ("layers/roads.geojson", "sources/paper.json")


def test_what_a_copy_replaces_in_a_folder_is_kept(small: DatabaseShelf, tmp_path: Path) -> None:
    target = tmp_path / "folder"
    (target / "sources").mkdir(parents=True)
    (target / "catalog.json").write_bytes(b"old")
    (target / "sources/gone.json").write_bytes(b"gone")
    (target / "README.md").write_bytes(b"mine")
    done = copy_data(small, FolderShelf(target), replace=True)
    assert read_bodies(target) == small.bodies(small.stamps())
    assert done.removed == ("sources/gone.json",)
    assert done.kept is not None
    assert (done.kept / "sources/gone.json").read_bytes() == b"gone"
    FolderShelf(target).undo("catalog.json")
    assert (target / "catalog.json").read_bytes() == b"old"
    assert (target / "README.md").read_bytes() == b"mine"


def test_a_folder_that_is_a_part_only_takes_nothing_away(small: DatabaseShelf, tmp_path: Path) -> None:
    part = tmp_path / "part"
    (part / "sources").mkdir(parents=True)
    (part / "sources/x.json").write_bytes(b"{}")
    before = small.bodies(small.stamps())
    with pytest.raises(CopyError, match=r"has no catalog.json, and .* has one"):
        copy_data(FolderShelf(part), small, replace=True)
    assert small.bodies(small.stamps()) == before


def test_copying_again_changes_nothing(small: DatabaseShelf, tmp_path: Path) -> None:
    done = copy_data(FolderShelf(tmp_path / "small"), small, replace=True)
    assert (done.written, done.revision) == ((), None)
    assert small.revision() == 1


def test_a_folder_without_data_is_not_copied(small: DatabaseShelf, tmp_path: Path) -> None:
    with pytest.raises(CopyError, match="holds no data files"):
        copy_data(FolderShelf(tmp_path / "nothing"), small, replace=True)
