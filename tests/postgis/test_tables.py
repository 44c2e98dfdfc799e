"""The tables for SQL say what the loader says, whatever the files hold."""

import json
import struct
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.domain.dataset import Dataset
from dashboard.store.load import data_folder, load, load_bodies
from dashboard.store.postgis.address import address_of
from dashboard.store.postgis.connection import connected
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.postgis.derived import dataset_of, rows_of, write_tables
from tests.postgis.cluster import Cluster
from tests.rules.test_examples import CASES, EXAMPLES, bodies
from tests.store.live_folder import layer, town
from tests.store.test_load import feature


def asked(url: str, query: str, *given: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, options="-c search_path=aleppo,public") as connection:
        return connection.execute(query.encode(), given).fetchall()


def rows_in(url: str, table: str) -> list[tuple[Any, ...]]:
    if table == "feature":
        rows = asked(url, "select id, layer, properties, st_asbinary(geom) from feature")
    else:
        rows = asked(url, f"select * from {table}")
    return sorted(rows, key=repr)


def rows_wanted(dataset: Dataset, table: str) -> list[tuple[Any, ...]]:
    rows: Iterator[tuple[Any, ...]] = rows_of(dataset, table)
    if table == "feature":
        made = [(a, b, c, None if g is None else wkb(json.loads(g))) for a, b, c, g in rows]
        return sorted(made, key=repr)
    return sorted(rows, key=repr)


def wkb(geometry: dict[str, Any]) -> bytes:
    return shapely.to_wkb(shapely.geometry.shape(geometry), byte_order=1)


def agree(url: str, dataset: Dataset) -> None:
    for table in ("layer", "source", "feature", "statement"):
        assert rows_in(url, table) == rows_wanted(dataset, table), table


def test_the_tables_of_the_shipped_data_say_what_the_loader_says(cluster: Cluster, shipped_name: str) -> None:
    dataset, _ = load(data_folder())
    agree(cluster.url(shipped_name), dataset)
    assert len(rows_in(cluster.url(shipped_name), "statement")) == len(dataset.statements)


def test_every_statement_in_sql_is_the_one_that_the_map_knows(cluster: Cluster, shipped_name: str) -> None:
    dataset, _ = load(data_folder())
    columns = (
        "source, id, mood, status, gives_status, about, asserted_by, valid_from, valid_until, known, says_en"
    )
    found = {
        (row[0], row[1]): row[2:]
        for row in asked(cluster.url(shipped_name), f"select {columns} from statement")
    }
    assert len(found) == len(dataset.statements)
    for each in dataset.statements:
        said = each.annotation
        assert found[each.source.id, each.id] == (
            str(said.mood),
            said.status and str(said.status),
            said.gives_status,
            list(said.about),
            list(said.asserted_by),
            said.valid.first_day,
            said.valid.end_day,
            each.known_from,
            said.says.en,
        )
    names = asked(cluster.url(shipped_name), "select id, layer, properties->>'name' from feature")
    assert set(names) == {(f.id, f.layer, f.properties.name) for f in dataset.features.values()}


def test_a_position_in_sql_is_the_same_to_the_last_bit(cluster: Cluster, shipped_name: str) -> None:
    dataset, _ = load(data_folder())
    rows = asked(
        cluster.url(shipped_name), "select id, st_asbinary(geom) from feature where st_dimension(geom) = 0"
    )
    assert rows
    for feature_id, binary in rows:
        geometry = dataset.features[feature_id].geometry
        assert geometry is not None
        assert struct.unpack("<2d", binary[-16:]) == tuple(geometry["coordinates"])


def test_what_is_saved_stands_in_the_tables_at_once(small: DatabaseShelf, url: str) -> None:
    body, opened = small.read("layers/places.geojson")
    small.save("layers/places.geojson", layer(town("Nwot")).encode(), opened=opened)
    assert asked(url, "select properties->>'name' from feature where id = 'town'") == [("Nwot",)]
    small.save("layers/places.geojson", body, opened=small.read("layers/places.geojson")[1])
    agree(url, load_bodies(small.mirror.held().bodies)[0])


def test_a_broken_file_is_kept_as_it_is_and_leaves_the_tables_without_it(
    small: DatabaseShelf, url: str
) -> None:
    _, opened = small.read("layers/places.geojson")
    small.save("layers/places.geojson", b'{"features": [', opened=opened)
    assert small.read("layers/places.geojson")[0] == b'{"features": ['
    assert asked(url, "select id from feature") == [("road",)]


def test_rows_that_stay_are_not_written_again(small: DatabaseShelf, url: str) -> None:
    before = asked(
        url, "select xmin::text from statement union all select xmin::text from feature where id = 'road'"
    )
    _, opened = small.read("layers/places.geojson")
    small.save("layers/places.geojson", layer(town("Nwot")).encode(), opened=opened)
    after = asked(
        url, "select xmin::text from statement union all select xmin::text from feature where id = 'road'"
    )
    assert after == before


def test_no_example_of_a_rule_keeps_its_files_from_being_saved(empty: str) -> None:
    assert len(CASES) > 100
    with connected(address_of(empty), autocommit=True) as connection:
        for example in CASES:
            with connection.transaction():
                write_tables(
                    connection, dataset_of({**bodies(EXAMPLES / "base"), **bodies(EXAMPLES / example)})
                )


TEXTS = st.text(min_size=1, max_size=20)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS, note=TEXTS, x=st.floats(37, 37.5), y=st.floats(36, 36.5))
def test_no_text_or_position_that_the_loader_takes_is_refused_by_the_tables(
    name: str, note: str, x: float, y: float, small: DatabaseShelf, url: str
) -> None:
    place = {"type": "Point", "coordinates": [x, y]}
    body = layer(town(name, note=note, geometry=place)).encode()
    dataset = load_bodies({**small.mirror.held().bodies, "layers/places.geojson": body})[0]
    with connected(address_of(url)) as connection:
        write_tables(connection, dataset)
    found = {row[0] for row in asked(url, "select id from feature")}
    assert found == set(dataset.features)


def test_the_database_itself_refuses_what_the_truth_rules_out(small: DatabaseShelf, url: str) -> None:
    for wrong in (
        "update statement set gives_status = true, status = 'open', mood = 'proposed'",
        "update statement set about = '{}'",
        "update statement set asserted_by = '{}'",
        "update statement set valid_until = valid_from",
        "update feature set properties = properties - 'accuracy_m' where geom is not null",
        "update feature set geom = null where geom is not null",
        "update body set body = 'forged'",
        "insert into file values ('../../etc/passwd', (select hash from body limit 1), 1)",
    ):
        with pytest.raises((psycopg.errors.CheckViolation, psycopg.errors.ForeignKeyViolation)):
            asked(url, f"{wrong} returning 1")


def test_an_unlocated_place_has_no_coordinates_in_sql(small: DatabaseShelf, url: str) -> None:
    _, opened = small.read("layers/places.geojson")
    lost = feature("lost", None, why_unlocated="nobody says where", precision=None, accuracy_m=None)
    lost["properties"] = {k: v for k, v in lost["properties"].items() if v is not None}  # type: ignore[attr-defined]
    small.save("layers/places.geojson", layer(lost).encode(), opened=opened)
    assert asked(url, "select geom is null from feature where id = 'lost'") == [(True,)]
