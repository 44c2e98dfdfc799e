"""A data folder as a whole."""

from collections.abc import Callable
from pathlib import Path

from dashboard.store.folder import stamps_of
from dashboard.store.load import load
from tests.conftest import SAID
from tests.store.test_load import SPEAKER, files
from tests.store.test_load import _source as source_text
from tests.store.test_load import feature as raw_feature

Write = Callable[[dict[str, str]], Path]


def test_an_id_that_stands_in_two_features_is_named_and_the_first_is_kept(write_folder: Write) -> None:
    dataset, problems = load(write_folder(files(raw_feature(name="First"), raw_feature(name="Second"))))
    assert [p.rule for p in problems] == ["repeated-id"]
    assert dataset.features["road"].properties.name == "First"


def test_a_member_that_geojson_does_not_know_is_named(write_folder: Write) -> None:
    _, problems = load(write_folder(files({**raw_feature(), "colour": "red"})))
    assert [(p.rule, p.subject) for p in problems] == [("foreign-member", "road")]


def test_other_content_is_another_version_and_is_noticed(write_folder: Write) -> None:
    folder = write_folder(files(raw_feature(), **{"sources/paper.json": source_text(SAID)}))
    before = (load(folder)[0].version, stamps_of(folder))
    path = folder / "sources" / "paper.json"
    path.write_text(source_text({**SAID, "says": {"en": "y"}}), encoding="utf-8")
    after = (load(folder)[0].version, stamps_of(folder))
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_the_map_opens_on_the_frame_of_the_catalog(write_folder: Write) -> None:
    dataset, _ = load(write_folder(files(raw_feature())))
    assert dataset.frame.start_deg == (36, 36, 37, 37)


def test_a_layer_whose_file_is_missing_is_named_and_costs_nothing_else(write_folder: Write) -> None:
    folder = write_folder(files(raw_feature()))
    (folder / "layers" / "roads.geojson").unlink()
    dataset, problems = load(folder)
    assert [(p.rule, p.file) for p in problems] == [("unreadable", "geodata/layers/roads.geojson")]
    assert [layer.id for layer in dataset.layers] == ["roads"]


def test_a_document_whose_id_is_taken_is_named_and_the_first_is_kept(write_folder: Write) -> None:
    document = source_text({**SAID, "about": ["road"]})
    again = source_text({**SAID, "id": "b", "about": ["road"]})
    folder = write_folder(
        files(raw_feature(), **{"sources/a.json": document, "sources/b.json": again, **SPEAKER})
    )
    dataset, problems = load(folder)
    assert [s.id for s in dataset.statements] == ["a"]
    assert [(p.rule, p.file) for p in problems] == [("repeated-id", "geodata/sources/b.json")]
    assert "geodata/sources/a.json" in problems[0].message
