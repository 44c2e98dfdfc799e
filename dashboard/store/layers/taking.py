"""Take a file in, batch by batch, whatever its format: what the reading process does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.store.imports.limits import shown
from dashboard.store.layers.dropped import Dropped
from dashboard.store.layers.held import DROPPED
from dashboard.store.layers.limits import MOST_COLUMNS, MOST_LISTED, LayerError
from dashboard.store.layers.shapes import Degrees, Shapes
from dashboard.store.layers.values import refuse_values
from dashboard.store.layers.writing import Writer


@dataclass(kw_only=True)
class Opened:
    """A file whose columns are known: its batches are still to come.

    A batch is a pyarrow.RecordBatch of attributes with its shapes. `dates` names columns that hold dates as
    texts; `expected` is how many rows the file must have, 0 where it does not say; `share` tells how much of
    it has been read where that is known. `dropped` are the rows that no batch has, and grows while batches
    come. `second_look` is called at the end: it gives the rows that came without a place but have one in the
    file, which could not be read.
    """

    format: str
    crs: str | None
    batches: Iterator[tuple[Any, Shapes]]
    dates: frozenset[str] = frozenset()
    remarks: list[str] = field(default_factory=list)
    expected: int = 0
    share: Callable[[int], float | None] = lambda rows: None
    dropped: Dropped = field(default_factory=Dropped)
    second_look: Callable[[], list[int]] = list


def take(request: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Read the file of a request into its folder; give what is to be said of the layer.

    Raises LayerError, with a remedy, for a file that cannot be read, or that holds nothing to draw.
    """
    return taken(_open(request), Path(request["into"]), request["name"], tell)


def taken(opened: Opened, into: Path, name: str, tell: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Write all batches of what was opened into a folder, as `take` does."""
    writer = Writer(into, name)
    count, unlocated, heights = 0, 0, 0
    first: list[tuple[int, str]] = []
    fields: list[dict[str, str]] = []
    try:
        for batch, shapes in opened.batches:
            batch = _plain(batch, name, writer.rows + 1)
            if not fields:
                fields = _fields(batch.schema, opened.dates)
            count += len({row for row, _ in shapes.faults})
            listed = sorted(shapes.faults)[: MOST_LISTED - len(first)]
            first += [(row + writer.rows, why) for row, why in listed]
            unlocated += shapes.unlocated
            heights += shapes.heights
            writer.append(batch, shapes)
            tell({"rows": writer.rows, "share": opened.share(writer.rows)})
    except BaseException:
        writer.close()
        raise
    features = writer.close()
    _refuse_half(name, writer.rows, opened)
    unreadable = opened.second_look()
    first += [(row, "its shape cannot be read") for row in unreadable[:MOST_LISTED]]
    unlocated -= len(unreadable)
    count += len(opened.dropped) + len(unreadable)
    numbered = [(opened.dropped.number_of(row), why) for row, why in first]
    first = sorted([*opened.dropped.first, *numbered])[:MOST_LISTED]
    opened.dropped.write(into / DROPPED)
    _refuse_empty(name, writer.rows, features, count, first, opened)
    remarks = list(opened.remarks)
    remarks += [f"heights were left out of {heights:,} shapes"] if heights else []
    return {
        "format": opened.format,
        "crs": opened.crs,
        "rows": writer.rows,
        "features": features,
        "unlocated": unlocated,
        "set_aside": {"count": count, "first": first},
        "fields": fields,
        "remarks": remarks,
    }


def degrees_for(crs: str | None, name: str, asked: str | None) -> tuple[Degrees | None, str | None]:
    """Tell how coordinates become degrees, None where they are, and what the reference system is called.

    `asked` is the caller's choice and comes before the file's own. Raises LayerError for an unknown one.
    """
    from dashboard.domain.measure import degrees_from, reference_system

    wanted = asked or crs
    if wanted is None:
        return None, None
    try:
        title, plain = reference_system(wanted)
    except ValueError as error:
        fix = "say which it is: --layer-crs EPSG:32637 (UTM zone 37N), for one"
        raise LayerError(name, shown(str(error), 160), fix) from error
    if plain:
        return None, title
    return lambda x, y: degrees_from(wanted, x, y), title


def _refuse_half(name: str, rows: int, opened: Opened) -> None:
    """Refuse a file from which fewer rows came than it says that it has: nobody knows which are missing."""
    if rows < opened.expected:
        what = f"it says that it has {opened.expected:,} rows, and {rows:,} could be read"
        raise LayerError(name, what, "it may be damaged; export it again")


def _open(request: dict[str, Any]) -> Opened:
    match request["kind"]:
        case "parquet":
            from dashboard.store.layers.geoparquet import open_geoparquet

            return open_geoparquet(request)
        case "table":
            from dashboard.store.layers.tables import open_table

            return open_table(request)
    from dashboard.store.layers.through_gdal import open_through_gdal

    return open_through_gdal(request)


def _refuse_empty(
    name: str, rows: int, features: dict[str, int], count: int, first: list[Any], opened: Opened
) -> None:
    if features:
        return
    if not rows:
        raise LayerError(name, "it holds no row and no feature", "choose the file with the data")
    if not count:
        raise LayerError(name, f"none of its {rows:,} rows has a place", "choose a file with places")
    what = f"none of its {rows:,} rows can be drawn; the first: {first[0][1]}"
    metres = opened.crs is None and "outside the world" in first[0][1]
    fix = "say which reference system it has: --layer-crs EPSG:32637 (UTM zone 37N), for one"
    raise LayerError(name, what, fix if metres else "export it again, with sound shapes")


def _plain(batch: Any, name: str, first: int) -> Any:
    """Bring a batch into types that an Arrow file holds whole, and refuse what is too large or no text.

    `first` is the number of its first row.
    """
    import pyarrow as pa

    if batch.num_columns > MOST_COLUMNS:
        what = f"it has {batch.num_columns:,} columns; {MOST_COLUMNS} are the limit"
        raise LayerError(name, what, "leave out those that nobody needs")
    if not batch.num_columns:  # made of no columns it would have no rows
        return batch.replace_schema_metadata(None)
    columns = []
    names = _own_names(batch.schema.names)
    for title, column in zip(names, batch.columns, strict=True):
        kind = column.type
        if isinstance(kind, pa.ExtensionType):
            column = column.storage
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        wide = {pa.large_string(): pa.string(), pa.string_view(): pa.string(), pa.large_binary(): pa.binary()}
        column = column.cast(wide.get(column.type, column.type))
        refuse_values(column, name, title, first)
        columns.append(column)
    fields = [pa.field(n, c.type) for n, c in zip(names, columns, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))


def _own_names(names: Sequence[str]) -> list[str]:
    """Give each column a name of its own, as an Arrow file may have several of one name, or of none."""
    found: dict[str, None] = {}
    for number, name in enumerate(names, 1):
        wanted = base = name or f"column {number}"
        again = 2
        while wanted in found:
            wanted, again = f"{base} ({again})", again + 1
        found[wanted] = None
    return list(found)


def _fields(schema: Any, dates: frozenset[str]) -> list[dict[str, str]]:
    return [{"name": each.name, "type": _type(each.name, each.type, dates)} for each in schema]


def _type(name: str, kind: Any, dates: frozenset[str]) -> str:
    import pyarrow as pa

    types = pa.types
    if name in dates or types.is_date(kind) or types.is_timestamp(kind):
        return "date"
    if types.is_boolean(kind):
        return "flag"
    return "number" if types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind) else "text"
