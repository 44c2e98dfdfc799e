"""Network files: one .npz that holds a whole network, written at once or not at all, checked when read."""

import json
import os
import secrets
import tokenize
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from dashboard.domain.network import Network, NumberedIds

FORMAT = "aleppo-network"
VERSION = 2
LIMIT_MB = 2000
# The type of each column, and its further dimensions.
_COLUMNS: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "node_at": ("f8", (2,)),
    "tail": ("i4", ()),
    "head": ("i4", ()),
    "length_m": ("f4", ()),
    "spread_m": ("f4", ()),
    "oneway": ("?", ()),
    "road": ("i4", ()),
    "shape_from": ("u4", ()),
    "shape": ("i4", (2,)),
    "rank": ("u1", ()),
}
_PER_SEGMENT = ("head", "length_m", "spread_m", "oneway", "road")
_IDS = ("node_ids", "segment_ids", "road_ids")
_EARTH_M = 41_000_000  # no segment is longer than the way round


# What numpy and zipfile raise for a damaged file: a single array or a bare pickle instead of columns
# (AttributeError, TypeError), a torn header (TokenError), an encrypted part (RuntimeError), and the rest.
_DAMAGE = (
    OSError,
    ValueError,
    EOFError,
    MemoryError,
    AttributeError,
    TypeError,
    RuntimeError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


class NetworkFileError(ValueError):
    """A network file that cannot be used; says which, what is wrong with it and what helps."""

    def __init__(self, path: Path, what: str) -> None:
        self.path, self.what, self.fix = path, what, "make it again with aleppo network import"
        super().__init__(f"{path}: {what}\n  fix: {self.fix}")


def save_network(network: Network, path: Path) -> None:
    """Write a network to a file: beside it first and then renamed, so that no reader meets half of it.

    It is written as it was imported, before the dataset is tied to it: what is said of it goes stale.
    Raises ValueError for one that is tied already.
    """
    if network.bearers or network.gates or network.node_gates:
        raise ValueError("a network is saved before the dataset is tied to it")
    columns = {name: getattr(network, name) for name in _COLUMNS}
    facts: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    for name in _IDS:
        facts[name], numbers = _packed(getattr(network, name))
        if numbers is not None:
            columns[f"{name}_numbers"] = numbers
    columns["facts"] = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            np.savez_compressed(file, **columns)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def load_network(path: Path, *, limit_mb: float = LIMIT_MB) -> Network:
    """Read a network that `save_network` wrote; a million segments take about 70 MB.

    Raises NetworkFileError for a file that is missing, of another format or version, larger than the limit
    when unpacked, or damaged: columns that are absent, of another type or length, or that point to rows
    which are not there.
    """
    try:
        # Opened here: numpy leaves a damaged file open.
        with path.open("rb") as opened:
            size_mb = _unpacked_mb(opened)
            if size_mb > limit_mb:
                raise NetworkFileError(
                    path, f"it unpacks to {size_mb:,.0f} MB, the limit is {limit_mb:,.0f} MB"
                )
            with np.load(opened, allow_pickle=False) as file:
                columns = {name: file[name] for name in file.files}
    except NetworkFileError:
        raise
    except FileNotFoundError as error:
        raise NetworkFileError(path, "there is no such file") from error
    except _DAMAGE as error:
        raise NetworkFileError(path, "it is damaged, or no network file") from error
    facts = _facts(path, columns)
    try:
        _check_columns(columns)
        parts: dict[str, Any] = {name: columns[name] for name in _COLUMNS}
        parts |= {name: _unpacked(facts[name], columns.get(f"{name}_numbers")) for name in _IDS}
        network = Network(**parts)
        _check_rows(network)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise NetworkFileError(path, f"it is damaged ({error})") from error
    return network


def _unpacked_mb(opened: IO[bytes]) -> float:
    """Add up what the directory of a zip file says of its parts; nothing is unpacked."""
    with zipfile.ZipFile(opened) as archive:
        size = sum(part.file_size for part in archive.infolist())
    opened.seek(0)
    return size / 1e6


def _facts(path: Path, columns: Mapping[str, NDArray[Any]]) -> dict[str, Any]:
    try:
        facts = json.loads(columns["facts"].tobytes())
        found, version = facts["format"], facts["version"]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NetworkFileError(path, "it is no network file") from error
    if found != FORMAT:
        raise NetworkFileError(path, "it is no network file")
    if version != VERSION:
        raise NetworkFileError(path, f"it has version {version}; this program reads version {VERSION}")
    return dict(facts)


def _packed(ids: Sequence[str]) -> tuple[dict[str, Any], NDArray[np.int64] | None]:
    """Give ids as what JSON can hold, and their numbers where they have some."""
    if isinstance(ids, NumberedIds):
        return {"word": ids.word}, ids.numbers
    return {"ids": list(ids)}, None


def _unpacked(packed: Mapping[str, Any], numbers: NDArray[Any] | None) -> Sequence[str]:
    if "word" in packed:
        _demand(
            numbers is not None and numbers.dtype == np.int64 and numbers.ndim == 1, "ids without numbers"
        )
        _demand(len(np.unique(np.asarray(numbers))) == len(np.asarray(numbers)), "an id that stands twice")
        return NumberedIds(str(packed["word"]), np.asarray(numbers))
    listed = packed["ids"]
    _demand(isinstance(listed, list) and all(isinstance(i, str) for i in listed), "ids that are no texts")
    _demand(len(set(listed)) == len(listed), "an id that stands twice")
    return tuple(listed)


def _demand(right: bool | np.bool_, what: str) -> None:
    if not right:
        raise ValueError(what)


def _check_columns(columns: Mapping[str, NDArray[Any]]) -> None:
    for name, (kind, further) in _COLUMNS.items():
        _demand(name in columns, f"{name} is missing")
        column = columns[name]
        _demand(column.dtype == np.dtype(kind), f"{name} is of type {column.dtype}")
        _demand(column.ndim >= 1 and column.shape[1:] == further, f"{name} has the shape {column.shape}")


def _check_rows(network: Network) -> None:
    """Check that columns fit each other, so that no later look-up can go astray."""
    nodes, segments, shape_from = len(network.node_at), len(network.tail), network.shape_from
    for name in _PER_SEGMENT:
        _demand(len(getattr(network, name)) == segments, f"{name} has another length than tail")
    _demand(len(network.node_ids) == nodes, "nodes and their ids differ in number")
    _demand(len(network.segment_ids) == segments, "segments and their ids differ in number")
    for ends in (network.tail, network.head):
        _demand(((ends >= 0) & (ends < nodes)).all(), "a segment ends at a node that is not there")
    _demand(len(network.rank) in (0, segments), "rank has another length than tail")
    roads = len(network.road_ids)
    _demand(((network.road >= -1) & (network.road < roads)).all(), "a road that is not there")
    _demand(len(shape_from) == segments + 1 and shape_from[0] == 0, "shape_from does not fit")
    # Not np.diff: these numbers have no sign, and a step back would come out as a huge step forward.
    _demand((shape_from[1:] > shape_from[:-1] + 1).all(), "a segment of fewer than two vertices")
    _demand(shape_from[-1] == len(network.shape), "shape has another length than shape_from says")
    _demand(_on_the_globe(network.node_at), "a node is nowhere")
    _demand(_on_the_globe(network.shape / 1e7), "a vertex is nowhere")
    for lengths in (network.length_m, network.spread_m):
        _demand(((lengths >= 0) & (lengths <= _EARTH_M)).all(), "a length is no length")


def _on_the_globe(positions: NDArray[Any]) -> bool:
    return bool((np.abs(positions) <= (180, 90)).all())
