"""GeoPackage and shapefiles: read by GDAL, in a process of its own that can do nothing else."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dashboard.domain.draft_rows import Found, Row, columns_of
from dashboard.store.imports.archives import Archive
from dashboard.store.imports.limits import MOST_ROWS, DraftError, Options, refuse_many_rows, shown
from dashboard.store.imports.text_encoding import guess_of, high_bytes, known_codec

_CHILD = Path(__file__).resolve().with_name("child.py")
MEMORY_BYTES = 400 * 2**20
ADDRESS_BYTES = 1536 * 2**20
SECONDS_BASE = 2
_SECONDS_PER_MB = 0.5
_OUTPUT_PER_BYTE = 12
_OUTPUT_AT_LEAST = 64 * 2**20
_SHAPE_PARTS = ("shp", "shx", "dbf", "prj", "cpg")


def read_geopackage(body: bytes, name: str, options: Options) -> Found:
    """Read a layer of a GeoPackage: the one that `options.layer` names, or the only one with places.

    Raises DraftError for what is no sound GeoPackage.
    """
    if options.encoding:
        raise DraftError(name, "a GeoPackage is always UTF-8", "leave --encoding out")
    return _read({"input.gpkg": body}, name, "GeoPackage", options, layer=options.layer, encoding=None)


def read_shapefile(archive: Archive, options: Options) -> Found:
    """Read a shapefile from a zip file: the one that `options.layer` names, or the only one.

    Raises DraftError where there is none, or its parts do not belong together.
    """
    stems = {entry[:-4]: entry for entry in archive.entries if entry.lower().endswith(".shp")}
    names = {stem: stem.replace("\\", "/").rpartition("/")[2] for stem in stems}
    chosen = [stem for stem in stems if options.layer in (None, names[stem])]
    if len(chosen) != 1:
        listed = ", ".join(map(shown, names.values()))
        what = (
            f"it holds {len(stems)} shapefiles"
            if options.layer is None
            else f"it has no one layer {options.layer!r}"
        )
        raise DraftError(archive.name, what, f"name one with --layer: {listed}")
    stem = chosen[0]
    parts = {}
    for entry in archive.entries:
        base, _, ending = entry.rpartition(".")
        if base.lower() == stem.lower() and ending.lower() in _SHAPE_PARTS:
            parts[ending.lower()] = archive.read(entry)
    if missing := [ending for ending in ("shx", "dbf") if ending not in parts]:
        raise DraftError(
            archive.name,
            f"the shapefile {shown(names[stem])!r} lacks its .{' and .'.join(missing)}",
            "zip the .shp together with its .shx, .dbf and .prj",
        )
    encoding, said = dbf_encoding(parts, archive.name, options.encoding)
    files = {f"input.{ending}": body for ending, body in parts.items() if ending != "cpg"}
    found = _read(files, archive.name, f"shapefile {names[stem]!r}", options, layer=None, encoding=encoding)
    remarks = found.remarks
    if "prj" not in parts:
        remarks = (*remarks, "it has no .prj, so no reference system is declared")
    return Found(
        format=found.format,
        columns=found.columns,
        rows=found.rows,
        crs=parts["prj"].decode("utf-8", "replace") if "prj" in parts else None,
        encoding=said,
        remarks=remarks,
    )


def dbf_encoding(parts: Mapping[str, bytes], name: str, asked: str | None) -> tuple[str, str]:
    """Tell in which encoding the texts of a .dbf are, and how it is known."""
    if asked:
        if (codec := known_codec(asked)) is None:
            raise DraftError(
                name, f"{shown(asked)!r} is no encoding of texts", "--encoding windows-1256, for one"
            )
        return codec.upper(), asked
    told = parts.get("cpg", b"").decode("ascii", "replace").strip().strip("\0")
    for candidate in (told, f"cp{told}"):
        if told and (codec := known_codec(candidate)):
            return codec.upper(), f"{told}, declared by its .cpg"
    body = parts["dbf"]
    texts = body[int.from_bytes(body[8:10], "little") :]
    if texts.isascii():
        return "UTF-8", "ASCII"
    lost = texts.decode("utf-8", "replace").count("\ufffd")
    if lost * 20 < high_bytes(texts):  # texts cut at the width of a field lose their end
        return "UTF-8", "UTF-8, guessed"
    codec = guess_of(texts.replace(b" ", b""))
    return codec.upper(), f"{codec}, guessed"


def _read(
    files: Mapping[str, bytes],
    name: str,
    form: str,
    options: Options,
    *,
    layer: str | None,
    encoding: str | None,
) -> Found:
    with tempfile.TemporaryDirectory(prefix="aleppo-import-") as folder:
        for file, body in files.items():
            (Path(folder) / file).write_bytes(body)
        main = next(file for file in files if file.endswith((".gpkg", ".shp")))
        size = sum(map(len, files.values()))
        request = {
            "path": str(Path(folder) / main),
            "layer": layer,
            "encoding": encoding,
            "memory_bytes": max(MEMORY_BYTES, 4 * options.limit_bytes),
            "address_bytes": max(ADDRESS_BYTES, 8 * options.limit_bytes),
            "seconds": int(SECONDS_BASE + size / 1e6 * _SECONDS_PER_MB),
            "rows": MOST_ROWS + 1,
            "output_bytes": max(_OUTPUT_AT_LEAST, size * _OUTPUT_PER_BYTE),
        }
        with tempfile.TemporaryFile(dir=folder) as told:
            _run(request, told.fileno(), folder, name)
            told.seek(0)
            return _found(map(json.loads, told), name, form, options)


def _run(request: Mapping[str, Any], output: int, folder: str, name: str) -> None:
    """Let the child read; raises DraftError where it is ended for what it took."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LANG", "PROJ_DATA") if key in os.environ}
    started = subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", str(_CHILD)],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**kept, "TMPDIR": folder, "HOME": folder},
    )
    assert started.stdin is not None
    assert started.stderr is not None
    try:
        with started.stdin as asked:
            asked.write(json.dumps(request).encode())
        with started.stderr as ready:
            ready.readline()
        started.wait(timeout=2 + 2 * request["seconds"])
    except subprocess.TimeoutExpired as error:
        raise DraftError(
            name, "reading it takes too long", "the file may be damaged; convert it again"
        ) from error
    finally:
        started.kill()
        started.wait()
    if started.returncode in (-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL):
        raise DraftError(
            name,
            "reading it takes more time or space than a file of its size may",
            "convert it again, or split it",
        )


def _found(told: Iterator[dict[str, Any]], name: str, form: str, options: Options) -> Found:
    head = next(told, None)
    if head is None or "error" in head:
        raise _refusal(head or {}, name, form)
    rows: list[Row] = []
    counts = {"measured": 0, "empty": 0}
    ended = False
    for each in told:
        if "error" in each:
            raise _refusal(each, name, form)
        if "end" in each:
            ended = True
            continue
        for word in counts:
            counts[word] += word in each
        geometry = each["geometry"]
        original = {"fid": each["fid"], "properties": each["values"], "geometry": geometry}
        fault = each.get("fault", "")
        row = Row(
            number=len(rows) + 1,
            values=each["values"],
            geometry=geometry,
            fault=fault,
            # The row of a shapefile says nothing; the key of a GeoPackage may be what other tables name.
            members={"fid": each["fid"]} if form == "GeoPackage" else {},
            original=original,
        )
        rows.append(row)
        refuse_many_rows(name, len(rows))
        options.tell(len(rows))
    if not ended:
        raise _refusal({}, name, form)
    return Found(
        format=form,
        columns=columns_of(rows) or tuple(head["fields"]),
        rows=rows,
        crs=head["crs"],
        encoding="UTF-8",
        remarks=tuple(_remarks(head, counts, form)),
    )


def _remarks(head: Mapping[str, Any], counts: Mapping[str, int], form: str) -> list[str]:
    others = [layer for layer in head["layers"] if layer != head["layer"]]
    remarks = [f"layer {head['layer']!r}"] if form == "GeoPackage" else []
    remarks += [f"other layers not read: {', '.join(map(shown, others))} (--layer NAME)"] if others else []
    remarks += [f"measures (M) left out of {counts['measured']:,} shapes"] if counts["measured"] else []
    remarks += [f"{counts['empty']:,} empty shapes are taken for none"] if counts["empty"] else []
    return remarks


def _refusal(told: Mapping[str, Any], name: str, form: str) -> DraftError:
    listed = ", ".join(map(shown, told.get("layers", ()))) or "none"
    match told.get("error"):
        case "layers":
            what = f"it has {len(told['placed'])} layers with places"
            return DraftError(name, what, f"name one with --layer: {listed}")
        case "no-layer":
            return DraftError(name, "it has no layer of that name", f"name one with --layer: {listed}")
        case "memory":
            return DraftError(name, told["said"], "split the file")
    said = f": {shown(told['said'], 160)}" if "said" in told else ""
    return DraftError(name, f"it cannot be read as {form}{said}", "it may be damaged; export it again")
