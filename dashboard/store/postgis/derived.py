"""The tables for SQL: what the loader makes of the files, row by row, written with the files themselves."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, LiteralString, NamedTuple

import psycopg

from dashboard.domain.dataset import Dataset
from dashboard.store.folder import Bodies
from dashboard.store.load import load_bodies

Row = tuple[Any, ...]

_BATCH = 20_000
_GEOMETRY: LiteralString = "st_force2d(st_setsrid(st_geomfromgeojson(geom), 4326)) as geom"


class _Table(NamedTuple):
    """A table: its columns as they are staged, and its key."""

    name: LiteralString
    staged: LiteralString
    key: tuple[LiteralString, ...] = ("id",)

    @property
    def columns(self) -> list[LiteralString]:
        return [column.split()[0] for column in self.staged.split(", ")]


_TABLES = (
    _Table(
        "layer",
        "id text, place int, title_en text, title_ar text, file text, role text, shown boolean",
    ),
    _Table(
        "source",
        "id text, kind text, publisher text, title text, published text, known date, url text, licence text",
    ),
    _Table("feature", "id text, layer text, properties jsonb, geom text"),
    _Table(
        "statement",
        "source text, place int, id text, paragraph int, says_en text, says_ar text, asserted_by text[], "
        "voice text, mood text, status text, gives_status boolean, for_whom text[], about text[], "
        "topics text[], valid_from date, valid_until date, valid_printed text, known date",
        ("source", "place"),
    ),
)


def dataset_of(bodies: Bodies) -> Dataset:
    """Read files as the map does: what is not sound is left out."""
    return load_bodies(bodies)[0]


def write_tables(connection: psycopg.Connection, dataset: Dataset) -> None:
    """Make the tables say what a dataset says, in the caller's transaction; rows that stay stay untouched."""
    for table in _TABLES:
        rows = rows_of(dataset, table.name)
        keys: list[Row] = []
        while batch := [
            dict(zip(table.columns, map(_plain, row), strict=True)) for row in islice(rows, _BATCH)
        ]:
            keys += [tuple(row[part] for part in table.key) for row in batch]
            connection.execute(_merging(table), (json.dumps(batch, ensure_ascii=False, default=str),))
        types = [f"%s::{_type_of(table, part)}[]" for part in table.key]
        given = [[key[n] for key in keys] for n in range(len(table.key))]
        connection.execute(
            f"delete from {table.name} old where not exists (select from unnest({', '.join(types)})"
            f" new ({', '.join(table.key)}) where {_same(table)})",
            given,
        )


def _merging(table: _Table) -> LiteralString:
    """Write the statement that takes rows, as JSON, into a table."""
    columns = table.columns
    listed, old, new = (", ".join(before + each for each in columns) for before in ("", "old.", "new."))
    made = ", ".join(_GEOMETRY if each == "geom" else each for each in columns)
    sets = ", ".join(f"{each} = new.{each}" for each in columns)
    return (
        f"merge into {table.name} old using"
        f" (select {made} from json_to_recordset(%s::json) staged ({table.staged})) new on {_same(table)}"
        f" when matched and ({old}) is distinct from ({new}) then update set {sets}"
        f" when not matched then insert ({listed}) values ({new})"
    )


def _same(table: _Table) -> LiteralString:
    return " and ".join(f"old.{part} = new.{part}" for part in table.key)


def _type_of(table: _Table, column: LiteralString) -> LiteralString:
    return next(each.split()[1] for each in table.staged.split(", ") if each.split()[0] == column)


def rows_of(dataset: Dataset, table: str) -> Iterator[Row]:
    """Give the rows of a table."""
    match table:
        case "layer":
            layers = {layer.id: layer for layer in dataset.layers}  # a broken catalog may name one twice
            for place, layer in enumerate(layers.values()):
                words = (layer.title.en, layer.title.ar)
                yield (layer.id, place, *words, layer.file, layer.role, layer.shown)
        case "source":
            for source in dataset.sources.values():
                about = (source.publisher, source.title, source.published, source.known_from)
                yield (source.id, source.kind.value, *about, source.url, source.licence)
        case "feature":
            for feature in dataset.features.values():
                known = feature.properties.model_dump(mode="json", by_alias=True, exclude_none=True)
                geometry = None if feature.geometry is None else json.dumps(feature.geometry, default=dict)
                yield (feature.id, feature.layer, known, geometry)
        case "statement":
            yield from _statements(dataset)


def _statements(dataset: Dataset) -> Iterator[Row]:
    for source in dataset.sources.values():
        for place, said in enumerate(source.annotations):
            yield (
                source.id,
                place,
                said.id,
                said.paragraph,
                said.says.en,
                said.says.ar,
                _texts(said.asserted_by),
                said.voice.value,
                said.mood.value,
                None if said.status is None else said.status.value,
                said.gives_status,
                _texts(said.for_whom),
                _texts(said.about),
                _texts(said.topics),
                said.valid.first_day,
                said.valid.end_day,
                said.valid.printed,
                source.known_from,
            )


def _texts(words: Iterable[str]) -> list[str]:
    return [str(word) for word in words]


def _plain(value: Any) -> Any:
    """Make a value one that PostgreSQL can hold: it has no place for the character NUL."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return list(map(_plain, value)) if isinstance(value, list) else value
