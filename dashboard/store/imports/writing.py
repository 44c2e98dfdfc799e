"""A draft on the disk: the layer, what it has no room for, and the rejects with their reasons."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dashboard.domain.cells import guarded
from dashboard.domain.draft_rows import Reject
from dashboard.domain.drafts import Draft
from dashboard.store.format import canonical
from dashboard.store.imports.limits import DraftError
from dashboard.store.imports.recipes import put

_CHUNK = 2_000
_HEAD, _FOOT = b'{"type":"FeatureCollection","features":[\n', b"\n]}\n"
_OWN_COLUMNS = ("import_row", "import_reason")
_BOM = b"\xef\xbb\xbf"  # without it a spreadsheet garbles Arabic


def draft_body(draft: Draft, file: str) -> bytes:
    """Write a draft in the canonical form of a layer, one feature per line.

    Raises Refused where the canonical form cannot hold it.
    """
    rows = [
        _rows_in(canonical(_collection(draft.features[start : start + _CHUNK]), file))
        for start in range(0, len(draft.features), _CHUNK)
    ]
    return _HEAD + b",\n".join(rows) + _FOOT


def rejects_body(rejects: tuple[Reject, ...], columns: tuple[str, ...], *, table: bool) -> bytes:
    """Write rejected rows with their number, the reason and all that they hold.

    Those of a table become CSV, with cells guarded that a spreadsheet would run; other ones a JSON text per
    line.
    """
    if not table:
        return b"".join(
            _line({"row": each.number, "reason": each.reason, "original": each.original}) for each in rejects
        )
    more = dict.fromkeys(column for each in rejects for column in each.original if column not in columns)
    every = (*columns, *more)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*_OWN_COLUMNS, *map(guarded, every)])
    for each in rejects:
        cells = [guarded(str(each.original.get(column, ""))) for column in every]
        writer.writerow([each.number, guarded(each.reason), *cells])
    return _BOM + out.getvalue().encode("utf-8", "surrogatepass")


def rest_body(draft: Draft, beside: dict[str, Any]) -> bytes:
    """Write what the draft has no room for: a JSON text per feature, and one for the file as a whole."""
    head = [_line({"file": beside})] if beside else []
    return b"".join([*head, *map(_line, draft.rest)])


def write_draft(
    draft: Draft, out: Path, *, columns: tuple[str, ...], table: bool, beside: dict[str, Any]
) -> Iterator[tuple[str, Path, bool]]:
    """Save a draft and its companions; give for each what it is, where, and whether there was one before.

    Without any feature there is no draft. A companion with nothing in it is only written over an older one.
    Raises SaveError where it cannot be written, and Refused where the canonical form cannot hold it.
    """
    stem = out.name.removesuffix(".geojson")
    if draft.features:
        yield "draft", out, put(out, draft_body(draft, out.name))
    companions = (
        (f"{stem}.rejects.csv" if table else f"{stem}.rejects.jsonl", "rejected",
         rejects_body(draft.rejects, columns, table=table), bool(draft.rejects)),
        (f"{stem}.rest.jsonl", "kept beside it", body := rest_body(draft, beside), bool(body)),
    )  # fmt: skip
    for name, word, content, filled in companions:
        path = out.with_name(name)
        if filled or path.exists():
            yield word, path, put(path, content)


def _collection(features: tuple[dict[str, Any], ...]) -> bytes:
    return _text({"type": "FeatureCollection", "features": features}).encode()


def _rows_in(body: bytes) -> bytes:
    return body[body.index(b"\n") + 1 : body.rindex(b"\n]")]


def _line(value: dict[str, Any]) -> bytes:
    return f"{_text(value)}\n".encode("utf-8", "surrogatepass")


def _text(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=dict)
    except RecursionError as error:
        said = "a value nests too deep to be written down"
        raise DraftError("file", said, "flatten the values of its features") from error
