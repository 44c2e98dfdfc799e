"""Tables as text: read as a stream, with places from two columns or from one of WKT."""

import io
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from dashboard.store.imports.limits import shown
from dashboard.store.imports.tables import HEAD_ROWS, SIGNS, header_of, lines_of, with_sign
from dashboard.store.layers.dropped import Dropped
from dashboard.store.layers.encodings import encoding_of, line_of
from dashboard.store.layers.limits import LayerError
from dashboard.store.layers.positions import places_in
from dashboard.store.layers.quotes import Quotes
from dashboard.store.layers.shapes import Shapes
from dashboard.store.layers.taking import Opened, degrees_for

_BLOCK = 4 * 2**20
_SAMPLE = 256 * 1024


def open_table(request: dict[str, Any]) -> Opened:
    """Open a table. Raises LayerError where it has no columns that hold places."""
    path, name = Path(request["path"]), request["name"]
    if request["layer"]:
        raise LayerError(name, "a table has one layer only", "leave --layer-of out")
    codec, said = encoding_of(path, name, request["encoding"])
    text, sign = with_sign(start := _start(path, codec))
    head = list(islice(lines_of(text, sign), HEAD_ROWS))
    header, tags, first = header_of(head, name)
    skipped = (head[first][0] - 1 if first < len(head) else len(head)) + (text is not start)
    degrees, title = degrees_for(None, name, request["crs"])
    example = next((dict(zip(header, cells, strict=False)) for _, cells, _ in head[first:] if cells), {})
    places, placed = places_in(header, tags, example, degrees, name)
    size = path.stat().st_size
    file = path.open("rb")
    dropped = Dropped()
    quotes = Quotes(sign, len(header))
    remarks = [f"cells are parted by {SIGNS[sign]}", f"its texts are {said}", placed]
    return Opened(
        format="table",
        crs=title,
        batches=_batches(
            file,
            codec,
            header,
            sign,
            skipped,
            places,
            _noting(dropped, skipped, quotes),
            quotes,
            remarks,
            name,
        ),
        remarks=remarks,
        share=lambda rows: 1.0 if file.closed else min(file.tell() / size, 1.0),
        dropped=dropped,
    )


def _start(path: Path, codec: str) -> str:
    """Give the first whole lines of a file, or what there is of the first one."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    text = start.decode(codec, "ignore").removeprefix("\ufeff")
    return text if len(start) < _SAMPLE else text[: text.rfind("\n") + 1] or text


def _noting(dropped: Dropped, skipped: int, quotes: Quotes) -> Callable[[Any], str]:
    def note(row: Any) -> str:
        why = f"it has {row.actual_columns} cells, the header {row.expected_columns}"
        dropped.note((row.number or skipped) - skipped, why)
        quotes.look_at_text(row.text)
        return "skip"

    return note


def _batches(
    file: io.BufferedReader,
    codec: str,
    header: list[str],
    sign: str,
    skipped: int,
    places: Callable[[Any], Shapes],
    note: Callable[[Any], str],
    quotes: Quotes,
    remarks: list[str],
    name: str,
) -> Iterator[tuple[Any, Shapes]]:
    import pyarrow as pa
    from pyarrow import csv

    try:
        with csv.open_csv(
            file,
            csv.ReadOptions(
                block_size=_BLOCK, column_names=header, skip_rows=skipped, encoding=codec, use_threads=False
            ),
            csv.ParseOptions(delimiter=sign, newlines_in_values=True, invalid_row_handler=note),
            csv.ConvertOptions(
                column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True, null_values=[""]
            ),
        ) as batches:
            for batch in batches:
                if batch.num_rows:
                    quotes.look_at(batch)
                    yield batch, places(batch)
        quotes.refuse_unclosed(Path(file.name), name)
        remarks += quotes.lines()
    except UnicodeDecodeError as error:
        place = line_of(Path(file.name), codec)
        what = f"{place}: byte 0x{error.object[error.start]:02x} is not {codec}"
        raise LayerError(name, what, "name its encoding with --layer-encoding") from error
    except pa.ArrowInvalid as error:
        if "UTF8" in str(error):
            what = f"{line_of(Path(file.name), 'utf-8')}: some bytes are not UTF-8"
            raise LayerError(name, what, "name its encoding with --layer-encoding") from error
        raise LayerError(name, *_plainly(str(error))) from error


def _plainly(said: str) -> tuple[str, str]:
    if "straddling" in said:
        what = f"a row is longer than {_BLOCK / 2**20:.0f} MB; a quote may never be closed"
        return what, "look for a quote that stands alone"
    if "Empty CSV" in said:
        return "it holds a header and no row", "choose the file with the data"
    return f"it cannot be read as a table: {shown(said, 160)}", "save it again as CSV in UTF-8"
