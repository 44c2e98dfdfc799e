"""Content-addressed bytes."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.store.blobs import BlobStore

TEXT = "text/plain"


def test_the_same_content_has_the_same_address_and_another_content_another() -> None:
    store = BlobStore()
    assert store.put(b"a", TEXT, "txt") == store.put(b"a", TEXT, "txt")
    assert store.put(b"a", TEXT, "txt") != store.put(b"b", TEXT, "txt")


def test_a_blob_is_found_by_the_last_part_of_its_address() -> None:
    store = BlobStore()
    address = store.put(b"content " * 500, TEXT, "txt")
    blob = store.get(address.removeprefix("/atlas/"))
    assert blob is not None
    assert blob.body == b"content " * 500
    assert blob.gzip_body is not None
    assert len(blob.gzip_body) < len(blob.body)


def test_what_was_never_put_is_not_found() -> None:
    assert BlobStore().get("0" * 32 + ".txt") is None


def test_the_blob_not_asked_for_the_longest_is_dropped_first() -> None:
    store = BlobStore(limit_bytes=100)
    first, second = (store.put(bytes([i]) * 40, TEXT, "txt").removeprefix("/atlas/") for i in (1, 2))
    store.get(first)
    third = store.put(b"3" * 40, TEXT, "txt").removeprefix("/atlas/")
    assert [store.get(name) is not None for name in (first, second, third)] == [True, False, True]


def test_a_body_above_the_limit_is_refused_not_lost() -> None:
    with pytest.raises(ValueError, match=r"^11 bytes are more than the 10 that may be held$"):
        BlobStore(limit_bytes=10).put(b"12345678901", TEXT, "txt")


@pytest.mark.parametrize("suffix", ["", "../x", "JSON", "a.b", "json\n"])
def test_a_suffix_is_a_plain_word(suffix: str) -> None:
    with pytest.raises(ValueError, match="is not a plain file suffix"):
        BlobStore().put(b"a", TEXT, suffix)


def test_an_offer_is_made_when_asked_for_and_once_for_all_who_ask() -> None:
    store, made, everybody = BlobStore(), [], threading.Barrier(8)

    def make() -> bytes:
        made.append(1)
        return b"late"

    name = store.offer("identity", make, TEXT, "txt").removeprefix("/atlas/")
    assert made == []

    def ask(_: int) -> bytes | None:
        everybody.wait()
        blob = store.get(name)
        return blob and blob.body

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {b"late"}
    assert made == [1]


def test_an_offer_that_was_dropped_is_made_again() -> None:
    store = BlobStore(limit_bytes=10)
    name = store.offer("identity", lambda: b"12345678", TEXT, "txt").removeprefix("/atlas/")
    store.get(name)
    store.put(b"87654321", TEXT, "txt")
    blob = store.get(name)
    assert blob is not None
    assert blob.body == b"12345678"


def test_many_threads_never_hold_more_than_the_limit() -> None:
    store = BlobStore(limit_bytes=1000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: store.put(i.to_bytes(2) * 20, TEXT, "txt"), range(500)))
    held = [store.get(store.put(i.to_bytes(2) * 20, TEXT, "txt").removeprefix("/atlas/")) for i in range(500)]
    assert all(held)
    assert store._held_bytes == sum(b.held_bytes for b in store._blobs.values()) <= 1000
