"""Every lens and every version of the data has addresses of its own."""

import json
from dataclasses import replace

from dashboard.domain.lens import Lens, every_lens
from dashboard.maps.publish import publish
from dashboard.store import blobs
from tests.conftest import (
    ALL,
    annotation,
    feature,
    source,
    world,
)


def _body(address: str) -> bytes:
    blob = blobs.get(address.rpartition("/")[2])
    assert blob is not None
    return blob.body


def test_every_lens_fetches_a_table_of_its_own() -> None:
    dataset = replace(world(source(annotation(status="cut"), kind="context")), version="lenses")
    tables = publish(dataset).tables
    assert len(set(tables.values())) == len(every_lens())
    for lens in every_lens():
        found = json.loads(_body(tables[lens.key]))
        assert found["lens"] == lens.key
        assert bool(found["statements"]) is (lens == ALL)


def test_new_data_are_published_anew() -> None:
    old = replace(world(source(annotation(status="cut"))), version="old")
    new = replace(world(source(annotation(status="open"))), version="new")
    assert publish(old) is not publish(new)
    assert b'"open"' in _body(publish(new).tables[ALL.key])


def test_a_plain_link_fetches_the_map_without_context_first() -> None:
    paper = source(annotation(about=["road"]), id="s1")
    note = source(annotation(id="b", about=["hidden"]), id="s2", kind="context")
    dataset = world(paper, note, features=(feature(), feature("hidden", presence="claimed")))
    addresses = publish(replace(dataset, version="first"))
    assert addresses.specs["0"] in addresses.first_needed(Lens())
    assert addresses.specs["1"] not in addresses.first_needed(Lens())
    assert not [a for a in addresses.first_needed(Lens()) if b"hidden" in _body(a)]
