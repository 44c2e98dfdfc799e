"""A shapefile in a zip file: its parts are unpacked under names of our own, up to the limit."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

from dashboard.store.imports.archives import IGNORED, MOST_RATIO
from dashboard.store.imports.limits import shown
from dashboard.store.imports.vector import dbf_encoding
from dashboard.store.layers.limits import LayerError

_MOST_ENTRIES = 1_000
_PARTS = ("shp", "shx", "dbf", "prj", "cpg")
_BLOCK = 2**20
_RATIO_FROM_BYTES = 50_000_000


def unpacked(request: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Unpack the shapefile of a request; give its path, the encoding of its texts, and what to say of it.

    Raises LayerError where there is no one shapefile, where it lacks a part, or is too large.
    """
    name, scratch = request["name"], Path(request["scratch"])
    try:
        with zipfile.ZipFile(request["path"]) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                what = f"it holds {len(entries):,} files; {_MOST_ENTRIES:,} are the limit"
                raise LayerError(name, what, "zip only the shapefile")
            entries = [each for each in entries if not IGNORED.search(each.filename)]
            stem = _chosen([entry.filename for entry in entries], request["layer"], name)
            parts = _parts(entries, stem)
            if missing := [each for each in ("shx", "dbf") if each not in parts]:
                what = f"the shapefile {shown(stem)!r} lacks its .{' and .'.join(missing)}"
                raise LayerError(name, what, "zip the .shp together with its .shx, .dbf and .prj")
            _refuse_large(parts, request["limit_bytes"], name)
            left = request["limit_bytes"]
            for ending, entry in parts.items():
                left -= _unpack(archive, entry, scratch / f"unpacked.{ending}", left, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise LayerError(
            name, f"it cannot be unpacked: {error}", "zip it again, without a password"
        ) from error
    return str(scratch / "unpacked.shp"), *_encoding(scratch, name, request["encoding"], "prj" in parts)


def _chosen(names: list[str], wanted: str | None, name: str) -> str:
    stems = [each[:-4] for each in names if each.lower().endswith(".shp")]
    titles = {stem: stem.replace("\\", "/").rpartition("/")[2] for stem in stems}
    fitting = [stem for stem in stems if wanted in (None, titles[stem])]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(map(shown, titles.values()))
    if not stems:
        what = "it is a zip file without a shapefile"
        raise LayerError(name, what, "unpack it and give the file inside; for KMZ and XLSX use aleppo import")
    what = f"it holds {len(stems)} shapefiles" if wanted is None else f"it has no one shapefile {wanted!r}"
    raise LayerError(name, what, f"name one with --layer-of: {listed}")


def _parts(entries: list[zipfile.ZipInfo], stem: str) -> dict[str, zipfile.ZipInfo]:
    found = {}
    for entry in entries:
        base, _, ending = entry.filename.rpartition(".")
        if base.lower() == stem.lower() and ending.lower() in _PARTS:
            found[ending.lower()] = entry
    return found


def _refuse_large(parts: dict[str, zipfile.ZipInfo], most: int, name: str) -> None:
    """Refuse by what the archive says of itself, before anything is unpacked."""
    for entry in parts.values():
        if entry.file_size > max(MOST_RATIO * entry.compress_size, _RATIO_FROM_BYTES):
            what = f"its entry {shown(entry.filename)!r} is packed more than {MOST_RATIO} times smaller"
            raise LayerError(name, what, "zip the shapefile again")
    if (size := sum(entry.file_size for entry in parts.values())) > most:
        what = f"it unpacks to {size / 1e6:,.0f} MB; {most / 1e6:,.0f} MB are the limit"
        raise LayerError(name, what, "cut the region out of it, or raise --layer-limit-mb")


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path, most: int, name: str) -> int:
    """Unpack one entry, counting what really comes; give its size."""
    size = 0
    with archive.open(entry) as packed, to.open("xb") as file:
        while block := packed.read(_BLOCK):
            size += len(block)
            if size > most:
                what = "it unpacks to more than the limit"
                raise LayerError(name, what, "cut the region out of it, or raise --layer-limit-mb")
            file.write(block)
    return size


def _encoding(scratch: Path, name: str, asked: str | None, placed: bool) -> tuple[str, list[str]]:
    with (scratch / "unpacked.dbf").open("rb") as file:
        parts = {"dbf": file.read(_BLOCK)}
    declared = scratch / "unpacked.cpg"
    if declared.exists():
        parts["cpg"] = declared.read_bytes()[:100]
    encoding, said = dbf_encoding(parts, name, asked)
    remarks = [f"its texts are {said}"]
    return encoding, remarks if placed else [*remarks, "it has no .prj, so no reference system is declared"]
