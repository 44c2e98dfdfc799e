"""What is published: nothing of context reaches a reader who has switched it off."""

import json

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Lens
from dashboard.domain.vocabulary import SourceKind
from dashboard.maps.publish import publish
from dashboard.store import blobs

CONTEXT_ONLY = [
    "ramouseh-corridor",
    "castello-pullback-3500",
    "castello-checkpoint-east",
    "castello-checkpoint-west",
    "urum-convoy-attack",
]


def body(address: str) -> bytes:
    blob = blobs.get(address.rpartition("/")[2])
    assert blob is not None
    return blob.body


def first_bytes(dataset: Dataset) -> bytes:
    return b"".join(body(address) for address in publish(dataset).first_needed(Lens()))


@pytest.mark.parametrize("feature_id", CONTEXT_ONLY)
def test_what_only_context_knows_is_not_sent_without_it(shipped: Dataset, feature_id: str) -> None:
    sent = first_bytes(shipped)
    assert feature_id.encode() not in sent
    assert shipped.features[feature_id].properties.name.encode() not in sent
    spec = json.loads(body(publish(shipped).specs["1"]))
    assert any(feature_id.encode() in body(layer["url"]) for layer in spec["layers"])


def test_no_context_statement_is_sent_without_context(shipped: Dataset) -> None:
    sent = first_bytes(shipped)
    for source in shipped.sources.values():
        if source.kind is SourceKind.CONTEXT:
            for annotation in source.annotations:
                assert annotation.id.encode() not in sent
                assert annotation.says.en.encode() not in sent


def test_the_articles_are_sent(shipped: Dataset) -> None:
    assert b"cnn-castello-access-unsettled" in first_bytes(shipped)
    assert b'"castello-road"' in first_bytes(shipped)


def test_the_same_data_are_published_once(shipped: Dataset) -> None:
    assert publish(shipped) is publish(shipped)
    assert publish(shipped).tables[Lens().key] != publish(shipped).tables[Lens(context=True).key]
