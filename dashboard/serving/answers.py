"""An answer with a blob: compressed, in part, or only that the browser has it already."""

from io import BytesIO
from typing import BinaryIO

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from dashboard.serving.aside import READS, aside
from dashboard.serving.ranges import Wanted, wanted_part
from dashboard.store.blobs import Blob
from dashboard.store.file_blobs import FileBlob, FileChanged

CHUNK_BYTES = 256 * 1024


def not_found() -> Response:
    """Answer that there is no such thing, and that it should be asked again next time."""
    return PlainTextResponse("not found", status_code=404, headers={"Cache-Control": "no-store"})


def answer(request: Request, blob: Blob | FileBlob | None, caching: str) -> Response:
    """Answer with a blob: a part if one is asked for, compressed if the browser takes that, 304 if it has it.

    The compressed body is another representation: it has a tag of its own, so that nobody puts together
    the beginning of one and the end of the other.
    """
    if blob is None:
        return not_found()
    plain_tag, gzip_tag = blob.etag, f'{blob.etag[:-1]}-gz"'
    headers = {"Cache-Control": caching, "Vary": "Accept-Encoding", "Accept-Ranges": "bytes"}
    part = _part(request, blob)
    squeezed = part == "whole" and blob.gzip_size_bytes is not None and _takes_gzip(request)
    headers["ETag"] = gzip_tag if squeezed else plain_tag
    if _has_already(request, (plain_tag, gzip_tag)):
        return Response(status_code=304, headers=headers)
    if part == "none":
        headers["Content-Range"] = f"bytes */{blob.size_bytes}"
        return PlainTextResponse("range not satisfiable", status_code=416, headers=headers)
    headers["Content-Encoding"] = "gzip" if squeezed else "identity"  # otherwise Streamlit compresses it
    status, first, last = 200, 0, _size(blob, squeezed) - 1
    if part != "whole":
        status, (first, last) = 206, part
        headers["Content-Range"] = f"bytes {first}-{last}/{blob.size_bytes}"
    return Part(blob, squeezed, first, last, status, headers)


class Part(Response):
    """A part of a blob, sent piece by piece, as fast as the client takes it; a file is read so too."""

    def __init__(
        self,
        blob: Blob | FileBlob,
        squeezed: bool,
        first: int,
        last: int,
        status: int,
        headers: dict[str, str],
    ) -> None:
        self._blob, self._squeezed, self._first, self._left = blob, squeezed, first, last + 1 - first
        length = {"Content-Length": str(self._left)}
        super().__init__(None, status_code=status, media_type=blob.media_type, headers=headers | length)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the part; "not found" where a file is no longer what its address names."""
        try:
            file = await self._opened()
        except (FileChanged, FileNotFoundError, PermissionError):
            await not_found()(scope, receive, send)
            return
        with file:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            left = 0 if scope["method"] == "HEAD" else self._left
            file.seek(self._first)
            while left:
                piece = await self._read(file, min(CHUNK_BYTES, left))
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _opened(self) -> BinaryIO:
        blob = self._blob
        if isinstance(blob, FileBlob):
            return await aside(READS, lambda: blob.opened(squeezed=self._squeezed))
        return BytesIO((blob.gzip_body if self._squeezed else blob.body) or b"")

    async def _read(self, file: BinaryIO, size: int) -> bytes:
        if isinstance(file, BytesIO):
            return file.read(size)
        piece = await aside(READS, file.read, size)
        if not piece:  # cut short under our hands: the client sees that bytes are missing
            raise FileChanged(f"{self._blob} ended early")
        return piece


def _part(request: Request, blob: Blob | FileBlob) -> Wanted:
    if request.method != "GET" or request.headers.get("if-range", blob.etag) != blob.etag:
        return "whole"
    return wanted_part(request.headers.get("range"), blob.size_bytes)


def _size(blob: Blob | FileBlob, squeezed: bool) -> int:
    return (blob.gzip_size_bytes or 0) if squeezed else blob.size_bytes


def _takes_gzip(request: Request) -> bool:
    for each in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = each.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _has_already(request: Request, tags: tuple[str, ...]) -> bool:
    held = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    return "*" in held or not held.isdisjoint(tags)
