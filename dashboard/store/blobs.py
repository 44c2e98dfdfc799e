"""Content-addressed bytes for the browser, shared by the whole process.

A page names its data by an address that contains the content's hash, so the browser may keep it for ever
and a changed content has a changed address. Large or rarely wanted content can be offered instead of put:
it is then made when somebody first asks for it. What lies in a file stays there, and is read piece by piece.
"""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.store.file_blobs import FileBlob, file_blob

LIMIT_BYTES = 256 * 2**20
LIMIT_OFFERS = 512
LIMIT_FILES = 4096
_SUFFIX = re.compile(r"[a-z0-9]{1,8}\Z")
_DIGEST = re.compile(r"[0-9a-f]{16,64}\Z")
_GZIP_FROM_BYTES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Bytes with what HTTP says about them; `gzip_body` is None where compression does not help."""

    body: bytes
    gzip_body: bytes | None
    media_type: str
    etag: str

    @property
    def held_bytes(self) -> int:
        """Count what the blob holds in memory."""
        return len(self.body) + len(self.gzip_body or b"")

    @property
    def size_bytes(self) -> int:
        """Give the length of the body."""
        return len(self.body)

    @property
    def gzip_size_bytes(self) -> int | None:
        """Give the length of the compressed body; None where there is none."""
        return None if self.gzip_body is None else len(self.gzip_body)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobState:
    """What a store holds: bytes and blobs in memory, files, and how often it had what was asked for."""

    held_bytes: int
    held: int
    files: int
    found: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    make: Callable[[], bytes]
    media_type: str
    lock: threading.Lock = field(default_factory=threading.Lock)


def make_blob(body: bytes, media_type: str) -> Blob:
    """Compress a body once and name it by its hash.

    >>> make_blob(b"a", "text/plain").gzip_body is None
    True
    """
    squeezed = gzip.compress(body, compresslevel=6, mtime=0) if len(body) >= _GZIP_FROM_BYTES else body
    return Blob(
        body=body,
        gzip_body=squeezed if len(squeezed) < 0.9 * len(body) else None,
        media_type=media_type,
        etag=f'"{_digest(body)}"',
    )


class BlobStore:
    """Blobs by name, at most `limit_bytes` of them: the one not asked for the longest goes first."""

    def __init__(self, limit_bytes: int = LIMIT_BYTES, limit_offers: int = LIMIT_OFFERS) -> None:
        self._limit_bytes = limit_bytes
        self._limit_offers = limit_offers
        self._blobs: OrderedDict[str, Blob] = OrderedDict()
        self._offers: OrderedDict[str, _Offer] = OrderedDict()
        self._files: OrderedDict[str, FileBlob] = OrderedDict()
        self._held_bytes = self._found = self._missed = 0
        self._lock = threading.Lock()

    def put(self, body: bytes, media_type: str, suffix: str) -> str:
        """Keep a body and give its address; the same body again costs only the hash.

        Raises ValueError for a suffix that is not a plain word, and for a body above the limit.
        """
        name = _name(body, suffix)
        if self._held(name) is None:
            self._keep(name, make_blob(body, media_type))
        return _address(name)

    def offer(self, identity: str, make: Callable[[], bytes], media_type: str, suffix: str) -> str:
        """Give an address whose body is made when it is first asked for.

        `identity` must name everything that the body depends on: it stands in for the content in the
        address. The body is made again if it was dropped meanwhile.
        """
        name = _name(identity.encode(), suffix)
        with self._lock:
            self._offers[name] = _Offer(make=make, media_type=media_type)
            self._offers.move_to_end(name)
            while len(self._offers) > self._limit_offers:
                self._offers.popitem(last=False)
        return _address(name)

    def put_file(self, path: Path, media_type: str, suffix: str, *, name: str | None = None) -> str:
        """Give the address of a file, which is read from disk for each answer.

        `name` is a hash of the content, in hexadecimal; without it the file is hashed now. The file must not
        change afterwards: it is "not found" from then on. A compressed copy beside it, `<file>.gz`, is sent
        to browsers that take it.
        Raises OSError if there is no such file, ValueError for a name or suffix that is not as said.
        """
        if name is not None and not _DIGEST.match(name):
            raise ValueError(f"{name!r} is not a hash in hexadecimal, of 16 to 64 digits")
        if not _SUFFIX.match(suffix):
            raise ValueError(f"{suffix!r} is not a plain file suffix such as 'json'")
        blob = file_blob(path, media_type, name)
        full_name = f"{blob.etag.strip(chr(34))}.{suffix}"
        with self._lock:
            self._files[full_name] = blob
            self._files.move_to_end(full_name)
            while len(self._files) > LIMIT_FILES:
                self._files.popitem(last=False)
        return _address(full_name)

    def get(self, name: str) -> Blob | FileBlob | None:
        """Find a blob by the last part of its address; an offered one is made now, once for all who ask."""
        return self.at_hand(name) or self.made(name)

    def at_hand(self, name: str) -> Blob | FileBlob | None:
        """Find a blob that need not be made; waits for nobody."""
        blob = self._file(name) or self._held(name)
        with self._lock:
            self._found += blob is not None
            self._missed += blob is None
        return blob

    def made(self, name: str) -> Blob | None:
        """Make an offered blob, once for all who ask; None where it is not offered."""
        with self._lock:
            offer = self._offers.get(name)
        if offer is None:
            return None
        with offer.lock:
            if blob := self._held(name):
                return blob
            blob = make_blob(offer.make(), offer.media_type)
            self._keep(name, blob)
            return blob

    def state(self) -> BlobState:
        """Tell what is held, and how often what was asked for was at hand."""
        with self._lock:
            return BlobState(
                held_bytes=self._held_bytes,
                held=len(self._blobs),
                files=len(self._files),
                found=self._found,
                missed=self._missed,
            )

    def _file(self, name: str) -> FileBlob | None:
        with self._lock:
            blob = self._files.get(name)
            if blob is not None:
                self._files.move_to_end(name)
            return blob

    def _held(self, name: str) -> Blob | None:
        with self._lock:
            blob = self._blobs.get(name)
            if blob is not None:
                self._blobs.move_to_end(name)
            return blob

    def _keep(self, name: str, blob: Blob) -> None:
        if blob.held_bytes > self._limit_bytes:
            raise ValueError(
                f"{blob.held_bytes} bytes are more than the {self._limit_bytes} that may be held"
            )
        with self._lock:
            if name in self._blobs:  # another thread was faster
                return
            self._blobs[name] = blob
            self._held_bytes += blob.held_bytes
            while self._held_bytes > self._limit_bytes:
                _, dropped = self._blobs.popitem(last=False)
                self._held_bytes -= dropped.held_bytes


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _name(content: bytes, suffix: str) -> str:
    if not _SUFFIX.match(suffix):
        raise ValueError(f"{suffix!r} is not a plain file suffix such as 'json'")
    return f"{_digest(content)}.{suffix}"


def _address(name: str) -> str:
    return f"/atlas/{name}"


_store = BlobStore()
put = _store.put
put_file = _store.put_file
offer = _store.offer
get = _store.get
at_hand = _store.at_hand
made = _store.made
state = _store.state
