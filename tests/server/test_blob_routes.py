"""Blobs over HTTP: parts, compression, files on disk."""

import gzip
import hashlib
import os
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.serving.answers import CHUNK_BYTES
from dashboard.serving.ranges import wanted_part
from dashboard.store import blobs
from tests.server.asking import ask

BODY = random.Random(5).randbytes(3 * CHUNK_BYTES + 17)
TEXT = b"a line of text\n" * 5000


@pytest.fixture(params=["memory", "file"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "memory":
        return blobs.put(BODY, "application/octet-stream", "cols")
    path = tmp_path / "columns.bin"
    path.write_bytes(BODY)
    return blobs.put_file(path, "application/octet-stream", "cols")


def test_a_blob_arrives_whole_with_its_length_and_may_be_kept_for_ever(address: str) -> None:
    got = ask(address, headers={"Accept-Encoding": "gzip"})  # bytes at random: compression does not help
    assert (got.status, got.body) == (200, BODY)
    assert got.headers["content-length"] == str(len(BODY))
    assert "content-encoding" not in got.headers
    assert "immutable" in got.headers["cache-control"]
    assert got.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=5-99", 5, 99),
        ("bytes=100-", 100, len(BODY) - 1),
        ("bytes=-7", len(BODY) - 7, len(BODY) - 1),
        (f"bytes=10-{10**17}", 10, len(BODY) - 1),
        (f"bytes=-{10**17}", 0, len(BODY) - 1),
        (f"bytes={CHUNK_BYTES - 1}-{CHUNK_BYTES}", CHUNK_BYTES - 1, CHUNK_BYTES),
    ],
)
def test_a_part_is_exactly_the_bytes_that_are_asked_for(
    address: str, asked: str, first: int, last: int
) -> None:
    got = ask(address, headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert (got.status, got.body) == (206, BODY[first : last + 1])
    assert got.headers["content-range"] == f"bytes {first}-{last}/{len(BODY)}"
    assert got.headers["content-length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", [f"bytes={len(BODY)}-", "bytes=-0", f"bytes={10**17}-"])
def test_a_part_outside_the_body_is_refused_with_its_length(address: str, asked: str) -> None:
    got = ask(address, headers={"Range": asked})
    assert (got.status, got.headers["content-range"]) == (416, f"bytes */{len(BODY)}")


@pytest.mark.parametrize(
    "asked",
    ["bytes=0-1,5-9", "bytes=9-5", "bytes=", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=1_0-20", "x"],
)
def test_several_parts_and_nonsense_are_answered_with_the_whole(address: str, asked: str) -> None:
    got = ask(address, headers={"Range": asked})
    assert (got.status, got.body) == (200, BODY)


def test_a_part_of_another_content_is_never_given(address: str) -> None:
    tag = ask(address, "HEAD").headers["etag"]
    assert ask(address, headers={"Range": "bytes=0-9", "If-Range": tag}).status == 206
    for other in ('"another"', f"W/{tag}", "Wed, 07 Sep 2016 00:00:00 GMT"):
        assert ask(address, headers={"Range": "bytes=0-9", "If-Range": other}).status == 200, other


def test_who_has_it_gets_no_body(address: str) -> None:
    tag = ask(address, "HEAD").headers["etag"]
    for told in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        got = ask(address, headers={"If-None-Match": told})
        assert (got.status, got.body) == (304, b""), told


def test_head_tells_the_same_and_sends_nothing_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "columns.bin"
    path.write_bytes(BODY)
    address = blobs.put_file(path, "application/octet-stream", "cols")
    asked, told = ask(address), ask(address, "HEAD")
    assert told.headers == asked.headers
    assert told.body == b""


def test_another_method_is_refused_with_those_that_work(address: str) -> None:
    got = ask(address, "POST")
    assert (got.status, sorted(got.headers["allow"].split(", "))) == (405, ["GET", "HEAD"])


def test_the_compressed_copy_beside_a_file_goes_to_who_takes_it_and_asks_no_part(tmp_path: Path) -> None:
    path = tmp_path / "columns.bin"
    path.write_bytes(TEXT)
    (tmp_path / "columns.bin.gz").write_bytes(gzip.compress(TEXT))
    address = blobs.put_file(path, "application/octet-stream", "cols")
    got = ask(address, headers={"Accept-Encoding": "br, gzip"})
    assert got.headers["content-encoding"] == "gzip"
    assert gzip.decompress(got.body) == TEXT
    assert ask(address).body == TEXT
    assert ask(address, headers={"Accept-Encoding": "gzip;q=0"}).body == TEXT
    part = ask(address, headers={"Accept-Encoding": "gzip", "Range": "bytes=3-5"})
    assert (part.body, "content-encoding" in part.headers) == (TEXT[3:6], False)
    assert ask(address).headers["etag"] != got.headers["etag"]


def test_an_older_copy_beside_a_file_is_not_taken_for_it(tmp_path: Path) -> None:
    copy = tmp_path / "columns.bin.gz"
    copy.write_bytes(gzip.compress(b"old"))
    path = tmp_path / "columns.bin"
    path.write_bytes(TEXT)

    os.utime(copy, (1, 1))
    address = blobs.put_file(path, "application/octet-stream", "cols")
    assert ask(address, headers={"Accept-Encoding": "gzip"}).body == TEXT


def test_a_file_that_was_changed_or_removed_is_not_found(tmp_path: Path) -> None:
    path = tmp_path / "columns.bin"
    path.write_bytes(TEXT)
    address = blobs.put_file(path, "text/plain", "txt")
    path.write_bytes(TEXT.upper())
    assert ask(address).status == 404
    path.unlink()
    assert ask(address).status == 404


def test_a_file_is_named_by_its_content_or_by_the_hash_that_is_given(tmp_path: Path) -> None:
    path = tmp_path / "columns.bin"
    path.write_bytes(TEXT)
    digest = hashlib.sha256(TEXT).hexdigest()[:32]
    assert blobs.put_file(path, "text/plain", "txt") == f"/atlas/{digest}.txt"
    assert blobs.put_file(path, "text/plain", "txt", name="0123456789abcdef") == "/atlas/0123456789abcdef.txt"
    for name in ("", "../x", "XYZ", "0123456789abcde", "0123456789abcdef\n"):
        with pytest.raises(ValueError, match="is not a hash in hexadecimal"):
            blobs.put_file(path, "text/plain", "txt", name=name)
    with pytest.raises(ValueError, match="is not a regular file"):
        blobs.put_file(tmp_path, "text/plain", "txt")


def test_an_empty_file_has_no_part(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    address = blobs.put_file(path, "text/plain", "txt")
    assert (ask(address).status, ask(address).body) == (200, b"")
    assert ask(address, headers={"Range": "bytes=0-"}).status == 416


def test_a_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "columns.bin"
    path.write_bytes(BODY)
    got = ask(blobs.put_file(path, "text/plain", "txt"))
    assert max(map(len, got.chunks)) == CHUNK_BYTES


@given(
    header=st.one_of(st.text(), st.from_regex(re.compile(r"bytes=\d*-\d*", re.ASCII))),
    size=st.integers(0, 999),
)
def test_a_part_always_lies_within_the_body(header: str, size: int) -> None:
    part = wanted_part(header, size)
    assert part in ("whole", "none") or 0 <= part[0] <= part[1] < size
