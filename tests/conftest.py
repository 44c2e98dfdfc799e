"""Fixtures shared by all tests: the shipped data, and small worlds built by hand."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from dashboard.domain.dataset import Card, Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.model import Annotation, Asserter, Disagreement, Feature, Layer, Source
from dashboard.domain.timeline import Reading, read
from dashboard.store.load import data_folder, load

# No test is timed: a busy machine is no fault of the code. Tests that need more examples say so themselves.
settings.register_profile("untimed", deadline=None, max_examples=50)
settings.load_profile("untimed")


def pytest_xdist_auto_num_workers() -> int:
    """Give the tests a worker more than there are cores: those in the browser wait half of their time."""
    return (os.cpu_count() or 1) + 1


DAY = date(2016, 9, 10)
ALL = Lens(context=True)
ARTICLES_ONLY = Lens(context=False)
ARTICLES = Path(__file__).resolve().parent.parent.parent / "shared" / "articles"
# An annotation of which every part is plain.
SAID: dict[str, Any] = {
    "id": "a",
    "paragraph": 1,
    "says": {"en": "Something is said."},
    "asserted_by": ["one"],
    "voice": "own-voice",
    "mood": "actual",
    "valid": {"from": "2016-09-01", "printed": "today"},
    "about": ["road"],
    "topics": ["access"],
}


@pytest.fixture(scope="session")
def shipped() -> Dataset:
    """Give the shipped data, which has no problems."""
    dataset, problems = load(data_folder())
    assert problems == (), "\n".join(map(str, problems))
    return dataset


def annotation(**given: Any) -> Annotation:
    """Make an annotation; what a test does not care about gets a plain value."""
    return Annotation.model_validate({**SAID, **given})


def source(*annotations: Annotation, **given: Any) -> Source:
    """Make a source of annotations."""
    plain: dict[str, Any] = {
        "id": "s",
        "kind": "article",
        "publisher": "Paper",
        "title": "Title",
        "published": "2016-09-01",
        "published_basis": "printed",
        "where_read": "here",
        "licence": "facts",
        "annotations": annotations,
    }
    return Source.model_validate({**plain, **given})


def feature(feature_id: str = "road", **given: Any) -> Feature:
    """Make a feature; without a geometry it is unlocated."""
    geometry = given.pop("geometry", {"type": "LineString", "coordinates": [[37.1, 36.2], [37.2, 36.3]]})
    plain: dict[str, Any] = {
        "name": feature_id.title(),
        "kind": "road",
        "presence": "reference",
        "source": "survey",
        "licence": "CC0",
        "method": "drawn",
    }
    located = {"precision": "exact", "accuracy_m": 30} if geometry else {"why_unlocated": "nobody says where"}
    return Feature.model_validate(
        {
            "id": feature_id,
            "layer": "roads",
            "geometry": geometry,
            "properties": {**plain, **located, **given},
        }
    )


def world(
    *sources: Source, features: tuple[Feature, ...] = (), asserters: tuple[Asserter, ...] = ()
) -> Dataset:
    """Put sources and features together; a road is there unless features are given."""
    every = features or (feature(),)
    layer = Layer.model_validate(
        {
            "id": "roads",
            "title": {"en": "Roads"},
            "file": "layers/roads.geojson",
            "extent_deg": [36, 35, 39, 38],
            "shown": True,
            "role": "road",
        }
    )
    return Dataset(
        layers=(layer,),
        features={f.id: f for f in every},
        sources={s.id: s for s in sources},
        asserters={a.id: a for a in asserters},
        version="test",
    )


def reading(*sources, lens: Lens = ALL, as_of: date = DAY, known_by: date = date.max, **given) -> Reading:  # type: ignore[no-untyped-def]
    dataset = world(*sources, features=(feature(**given),))
    return read(dataset, dataset.features["road"], Clocks(as_of, known_by), lens)


def speaker(asserter_id: str, group: str = "media", name: str = "") -> Asserter:
    return Asserter.model_validate(
        {"id": asserter_id, "name": {"en": name or asserter_id.title()}, "group": group}
    )


def dispute(*positions: list[str], disagreement_id: str = "d", question: str = "How many?") -> Disagreement:
    return Disagreement.model_validate(
        {
            "id": disagreement_id,
            "question": {"en": question},
            "kind": "estimate",
            "positions": [{"says": {"en": f"answer {n}"}, "members": m} for n, m in enumerate(positions)],
        }
    )


def on(day: str, until: str | None = None) -> dict[str, str]:
    return {"from": day, "printed": "then"} | ({"to": until} if until else {})


def question_card(**given: object) -> Card:
    plain = {"id": "c", "title": {"en": "T"}, "question": {"en": "Q?"}, "features": ["road"]}
    return Card.model_validate({**plain, **given})


def at(day: str, known_by: str = "2016-12-31") -> tuple[Clocks, Lens]:
    return Clocks(date.fromisoformat(day), date.fromisoformat(known_by)), ALL


@pytest.fixture
def write_folder(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Write a data folder from texts by file name."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write
