"""Small networks for tests: nodes on a grid, roads between them, words about them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dashboard.domain.corridor import Answer, answer
from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.model import Annotation, Feature, Source
from dashboard.domain.network import network_of
from dashboard.domain.question import Question, Treatment
from tests.conftest import ALL, DAY, annotation, feature, source, world

LATER = date(2016, 12, 31)
# Silence passes: for tests of what words do.
LENIENT = Question(origins=("a",), destination="d", silence=Treatment.PASS)
STRICT = Question(origins=("a",), destination="d")
PLACES = {
    "a": (37.0, 36.0),
    "b": (37.1, 36.1),
    "c": (37.1, 35.9),
    "d": (37.2, 36.0),
    "e": (37.3, 36.1),
    "f": (37.3, 35.9),
}


def node(name: str, **given: Any) -> Feature:
    """Make a node; `part_of` and `kind` may be given."""
    at = given.pop("at", PLACES.get(name, (37.0, 36.0)))
    plain = {"kind": "town", "geometry": {"type": "Point", "coordinates": list(at)}}
    return feature(name, **{**plain, **given})


def road(ends: str, road_id: str = "", **given: Any) -> Feature:
    """Make a segment between two one-letter nodes, named like "ab" unless told otherwise."""
    start, end = PLACES[ends[0]], PLACES[ends[1]]
    plain = {
        "kind": "segment",
        "from": ends[0],
        "to": ends[1],
        "geometry": {"type": "LineString", "coordinates": [list(start), list(end)]},
    }
    return feature(road_id or ends, **{**plain, **given})


def roads(*ends: str, more: Iterable[Feature] = (), sources: Iterable[Source] = ()) -> Dataset:
    """Make a world of roads such as "ab", "bd" with their nodes."""
    names = sorted({letter for pair in ends for letter in pair})
    extra = {f.id: f for f in more}
    features = {**{n: node(n) for n in names}, **{e: road(e) for e in ends}, **extra}
    return world(*sources, features=tuple(features.values()))


def road_of_two_parts() -> list[Feature]:
    """Make a road "whole" of two segments, "ab" and "bd"."""
    whole = feature("whole", kind="road")
    return [whole, road("ab", part_of="whole"), road("bd", part_of="whole")]


def unplaced(name: str) -> Feature:
    """Make a corridor that no source pins down."""
    return feature(name, geometry=None, kind="corridor", presence="claimed")


def word(place: str, status: str | None = "cut", **given: Any) -> Annotation:
    """Make a word about one place; its id tells what it says."""
    plain = {"id": f"{place}-{status or 'mentioned'}", "about": [place], "status": status}
    return annotation(**{**plain, **given})


def said(*annotations: Annotation, **given: Any) -> Source:
    """Make a source known from the first of September."""
    return source(*annotations, **given)


def ask(
    dataset: Dataset,
    question: Question = LENIENT,
    *,
    as_of: date = DAY,
    known_by: date = LATER,
    lens: Lens = ALL,
    count: int = 3,
) -> Answer:
    """Ask a question of a small world."""
    return answer(dataset, network_of(dataset), Clocks(as_of, known_by), lens, question, count)


def ways(found: Answer) -> list[list[str]]:
    """Name the segments of each corridor."""
    return [[s.segment_id for s in way.stretches] for way in found.corridors]


def shortest_m(found: Answer) -> float:
    """Give the length of the shortest corridor, infinite where there is none."""
    return min((way.length_m for way in found.corridors), default=float("inf"))


def with_sources(dataset: Dataset, sources: Iterable[Source]) -> Dataset:
    """Give the same world with other sources."""
    return world(*sources, features=tuple(dataset.features.values()))


def blockers(found: Answer) -> Mapping[str, str]:
    """Give what blocks the ways shown: place and state."""
    return {p.place: p.state.value for p in found.blockers}
