"""The schemas explain themselves: every member and word has its meaning, every shape its limits."""

import copy
import json
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from dashboard.domain import dataset, model, vocabulary
from dashboard.store.schema import schemas
from dashboard.store.schema_words import MEMBERS, WORDS

RECORDS = {
    record.__name__: record
    for module in (model, dataset)
    for record in vars(module).values()
    if isinstance(record, type) and issubclass(record, BaseModel)
}
SCHEMAS = {name: json.loads(text) for name, text in schemas().items()}
LAYER = SCHEMAS["layer.json"]
PLACE = {
    "type": "Feature",
    "id": "a-place",
    "properties": {"name": "A", "kind": "town", "presence": "reference", "source": "s",
                   "licence": "l", "method": "m"},
    "geometry": None,
}  # fmt: skip


def test_every_member_of_every_record_is_explained_and_nothing_else() -> None:
    for name, words in MEMBERS.items():
        members = {field.alias or key for key, field in RECORDS[name].model_fields.items()}
        assert set(words) == members, name
    assert set(MEMBERS) == set(RECORDS) - {"BaseModel", "Record", "Feature"}


def test_every_word_of_every_list_is_explained_and_nothing_else() -> None:
    lists = {
        name: each
        for name, each in vars(vocabulary).items()
        if isinstance(each, type) and each is not StrEnum
    }
    assert {name: set(words) for name, words in WORDS.items()} == {
        name: {each.value for each in words} for name, words in lists.items()
    }


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for each in schema.values():
            yield from parts(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from parts(each)


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_editor_finds_a_meaning_at_every_member_and_word(name: str) -> None:
    explained = 0
    for part in parts(SCHEMAS[name].get("$defs", {})):
        for key, member in part.get("properties", {}).items() if "additionalProperties" in part else ():
            assert member["description"].endswith((".", "?", ":", "`")), key
            assert "`" not in member["description"], key
            explained += 1
        if "enum" in part:
            assert len(part["enumDescriptions"]) == len(part["enum"])
    assert explained > 1 or name == "layer.json"


def refused(geometry: Any, **more: Any) -> bool:
    place = {**copy.deepcopy(PLACE), "geometry": geometry, **more}
    document = {"type": "FeatureCollection", "features": [place]}
    return not jsonschema.Draft202012Validator(LAYER).is_valid(document)


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [("Point", [37, 36]), ("MultiPoint", [[37, 36]]), ("LineString", [[37, 36], [37, 37]]),
     ("MultiLineString", [[[37, 36], [37, 37]]]), ("Polygon", [[[1, 1], [2, 1], [2, 2], [1, 1]]]),
     ("MultiPolygon", [[[[1, 1], [2, 1], [2, 2], [1, 1]]]])],
)  # fmt: skip
def test_coordinates_are_as_deep_as_their_type_says(kind: str, coordinates: Any) -> None:
    assert not refused({"type": kind, "coordinates": coordinates})
    assert refused({"type": kind, "coordinates": [coordinates]})
    assert refused({"type": kind, "coordinates": coordinates[0]})
    assert refused({"type": kind})


def test_an_unplaced_feature_fits_and_a_wrong_word_does_not() -> None:
    assert not refused(None)
    assert refused({"type": "Pont", "coordinates": [1, 2]})
    assert refused(None, id="Not An Id")
    assert refused(None, properties=PLACE["properties"] | {"presence": "there"})
    assert refused(None, properties=PLACE["properties"] | {"nmae": "A"})


def filled(body: Any) -> Any:
    """Fill in a snippet as somebody would who takes the first of each choice."""
    text = json.dumps(body)
    text = re.sub(r'"\^\$\{\d+:([^}]*)\}"', r"\1", text)
    text = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\}", r"\1", text)
    return json.loads(re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text).replace("$7", "2016-09-07"))


def test_a_snippet_that_is_filled_in_fits_the_schema() -> None:
    feature = LAYER["properties"]["features"]["items"]
    made = filled(feature["defaultSnippets"][0]["body"])
    made["id"], made["properties"]["kind"] = "a-place", "town"
    validator = jsonschema.Draft202012Validator({**feature, "$defs": LAYER["$defs"]})
    assert [error.message for error in validator.iter_errors(made)] == []
    source = SCHEMAS["source.json"]
    items = source["properties"]["annotations"]["items"]
    made = filled(items["defaultSnippets"][0]["body"])
    made |= {"id": "x", "asserted_by": ["cnn"], "about": ["aleppo"], "voice": "named", "topics": ["aid"]}
    assert list(jsonschema.Draft202012Validator({**items, "$defs": source["$defs"]}).iter_errors(made)) == []
