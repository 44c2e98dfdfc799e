"""The commands on a database, as a maintainer types them."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.store.durable import SaveError, content_hash
from dashboard.store.folder import read_bodies
from dashboard.store.load import data_folder
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.save import ChangedMeanwhile
from dashboard.store.shelf import chosen_shelf
from tests.postgis.cluster import Cluster
from tests.postgis.conftest import shelf_at
from tests.postgis.test_following import PLACES, rename
from tests.serving import free_port
from tests.store.live_folder import written

ROLES = Path(__file__).parent.parent.parent / "docs" / "deploy" / "roles.sql"
SECRETS = ("p@ss", "p%40ss", "w:rd", "%3Ard")


def aleppo(*arguments: str, url: str | None = None, code: int = 0, **env: str) -> str:
    """Run a command; nothing it writes holds a password."""
    given = {**env, **({"ALEPPO_DATABASE_URL": url} if url else {})}
    done = CliRunner().invoke(main, arguments, env=given)
    assert done.exit_code == code, done.output
    assert not [secret for secret in SECRETS if secret in done.output]
    return done.output


def test_a_database_is_set_up_filled_and_read_back_in_three_commands(
    cluster: Cluster, tmp_path: Path
) -> None:
    url = cluster.database()
    assert "applied 2 migrations" in aleppo("store", "migrate", url=url)
    assert "nothing to apply" in aleppo("store", "migrate", url=url)
    said = aleppo("store", "copy", str(data_folder()), "database", url=url)
    assert "171 of 171 files written as revision 1" in said
    status = aleppo("store", "status", url=url)
    assert "revision: 1, copy, " in status
    assert "files: 171\n" in status
    aleppo("store", "copy", url, str(tmp_path / "back"))
    assert read_bodies(tmp_path / "back") == read_bodies(data_folder())
    assert "holds 171 data files already" in aleppo("store", "copy", str(data_folder()), url, code=1)


def test_the_address_may_stand_in_a_file(small: DatabaseShelf, url: str, tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text(f"{url}\n")
    assert "files: 6" in aleppo("store", "status", ALEPPO_DATABASE_URL_FILE=str(secret))
    assert "cannot be read" in aleppo(
        "store", "status", ALEPPO_DATABASE_URL_FILE=str(tmp_path / "none"), code=2
    )
    assert "it is no address of a database" in aleppo("store", "status", url="mysql://x", code=2)


def test_a_file_of_the_address_is_read_once_and_an_empty_one_is_not_the_data_folder(
    small: DatabaseShelf, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "url"
    secret.write_text("")
    monkeypatch.setenv("ALEPPO_DATABASE_URL_FILE", str(secret))
    with pytest.raises(ValueError, match=r"url is empty\n  fix: write the address into it"):
        chosen_shelf()
    secret.write_text(url)
    chosen = chosen_shelf()
    secret.write_text("")  # as in the midst of a rotation
    assert chosen_shelf() is chosen


def test_undo_history_and_show_work_on_the_chosen_database(small: DatabaseShelf, url: str) -> None:
    first = small.read(PLACES)[0]
    rename(small, "Nwot")
    said = aleppo("undo", PLACES, url=url)
    assert f"undone: {PLACES} is again as it was before its last save; that is revision 3" in said
    assert small.read(PLACES)[0] == first
    history = aleppo("store", "history", PLACES, url=url).splitlines()
    assert [line.split()[-3] for line in history] == ["undo", "save", "save"]
    assert '"name": "Nwot"' in aleppo("store", "show", PLACES, "--hash", history[0].split()[-1], url=url)
    assert "the database knows nothing of it" in aleppo(
        "store", "history", "layers/none.geojson", url=url, code=1
    )


def test_times_are_those_of_utc_wherever_the_server_is(small: DatabaseShelf, url: str) -> None:
    began = datetime.now(UTC)
    rename(small, "Nwot")
    said = aleppo("store", "history", PLACES, url=url).splitlines()[0]
    status = re.search(r"revision: 2, save, (\S+ \S+) UTC", aleppo("store", "status", url=url))
    assert status is not None
    for told in (" ".join(said.split()[1:3]), status[1]):
        made = datetime.strptime(told, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        assert abs(made - began) < timedelta(minutes=5)


def test_diff_speaks_of_databases_folders_and_revisions(
    small: DatabaseShelf, url: str, tmp_path: Path
) -> None:
    assert "Nwot" not in aleppo("diff", str(tmp_path / "small"), "database", "--exit-code", url=url)
    rename(small, "Nwot")
    said = aleppo("diff", str(tmp_path / "small"), "database", "--exit-code", url=url, code=1)
    assert "Nwot" in said
    assert "Nwot" in aleppo("diff", url=url)
    assert "Nwot" in aleppo("diff", "database#1", "database#2", url=url)
    found = json.loads(aleppo("diff", f"{url}#1", url, "--format", "json"))
    assert found
    assert "has no revision 9: the newest is 2" in aleppo("diff", "database#9", url=url, code=2)
    assert "knows no git revisions" in aleppo("diff", "HEAD", url=url, code=2)


@pytest.mark.parametrize("wrong", ["port", "password", "empty"])
def test_the_map_does_not_start_on_a_database_that_cannot_be_read(
    wrong: str, empty: str, cluster: Cluster
) -> None:
    url, said = {
        "port": (empty.replace(str(cluster.port), str(free_port())), "nobody listens there"),
        "password": (empty.replace("p%40ss", "nope"), "the password or the user is wrong"),
        "empty": (empty, "bring the data with `aleppo store copy FOLDER database`"),
    }[wrong]
    assert said in aleppo("run", "--no-browser", "--port", str(free_port()), url=url, code=1)


def test_the_map_does_not_start_with_tiles_of_a_table_that_is_none(small: DatabaseShelf, url: str) -> None:
    given = ("run", "--no-browser", "--port", str(free_port()))
    assert "table:public.none: there is no such table" in aleppo(
        *given, url=url, code=1, ALEPPO_TABLES="table:public.none"
    )


def test_adopt_wants_a_folder(empty: str, tmp_path: Path) -> None:
    (tmp_path / "x.geojson").write_text("{}")
    said = aleppo("adopt", str(tmp_path / "x.geojson"), url=empty, code=2)
    assert "adopt works on a data folder, and a database is chosen" in said


def test_a_user_who_may_only_read_can_show_the_map_and_save_nothing(
    small: DatabaseShelf, url: str, cluster: Cluster
) -> None:
    name = url.rpartition("/")[2]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(ROLES.read_bytes())
        connection.execute(ROLES.read_bytes())  # it may be run again
    cluster.execute(name, "alter role aleppo_reader password 'r'", "alter role aleppo_writer password 'w'")
    reader = shelf_at(cluster.url(name, "aleppo_reader", "r"))
    assert reader.bodies(reader.stamps()) == small.bodies(small.stamps())
    with pytest.raises(Exception, match="this user may not do that"):
        reader.save(PLACES, b"{}", opened=reader.read(PLACES)[1])
    writer = shelf_at(cluster.url(name, "aleppo_writer", "w"))
    rename(writer, "Nwot")
    writer.undo(PLACES)
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        psycopg.connect(writer_url(cluster, name)) as forger,
    ):
        forger.execute("update aleppo.change set before = null")
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        psycopg.connect(writer_url(cluster, name)) as forger,
    ):
        forger.execute("delete from aleppo.body")


def test_numbers_and_times_are_the_servers_and_what_was_not_saved_is_for_editors(
    small: DatabaseShelf, url: str, cluster: Cluster
) -> None:
    name = url.rpartition("/")[2]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(ROLES.read_bytes())
    cluster.execute(name, "alter role aleppo_reader password 'r'", "alter role aleppo_writer password 'w'")
    for forged in (
        "insert into aleppo.revision (id, kind) overriding system value values (9223372036854775807, 'save')",
        "insert into aleppo.revision (made, kind) values ('2016-01-01', 'save')",
    ):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            psycopg.connect(writer_url(cluster, name)) as forger,
        ):
            forger.execute(forged.encode())
    writer = shelf_at(writer_url(cluster, name))
    _, opened = writer.read(PLACES)
    rename(writer, "Nwot")
    with pytest.raises(ChangedMeanwhile, match="your version is kept"):
        writer.save(PLACES, b"mine", opened=opened)
    assert writer.body(content_hash(b"mine"), PLACES) == b"mine"
    reader_url = cluster.url(name, "aleppo_reader", "r")
    reader = shelf_at(reader_url)
    assert [entry.kind for entry in reader.history(PLACES)] == ["save", "save"]
    assert reader.at(1)
    with pytest.raises(SaveError, match="no version has this hash"):
        reader.body(content_hash(b"mine"), PLACES)
    assert "could not be saved" not in aleppo("store", "status", url=reader_url)
    with psycopg.connect(reader_url) as connection:
        assert connection.execute("select 1 from aleppo.body where body = 'mine'").fetchall() == []
    assert "versions that could not be saved: 1" in aleppo("store", "status", url=url)


def test_an_owner_who_is_no_administrator_sets_everything_up(cluster: Cluster, tmp_path: Path) -> None:
    cluster.execute(
        "postgres", "create role plain_owner login password 'o'", "create database owned owner plain_owner"
    )
    cluster.execute("owned", "create extension postgis")
    owner = cluster.url("owned", "plain_owner", "o")
    assert "applied 2 migrations" in aleppo("store", "migrate", url=owner)
    cluster.execute("owned", ROLES.read_text())
    assert "as revision 1" in aleppo("store", "copy", str(written(tmp_path / "small")), "database", url=owner)


def writer_url(cluster: Cluster, name: str) -> str:
    return cluster.url(name, "aleppo_writer", "w")
