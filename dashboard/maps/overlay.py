"""The overlay: a reader's question on the map; ways, what stops them, assumptions and what is avoided.

Nothing of it is a source's. It is drawn apart from the layers, and only while the reader asks.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from dashboard.domain.corridor import Answer
from dashboard.domain.dataset import Dataset
from dashboard.domain.network import Floats, Network
from dashboard.domain.vocabulary import Precision
from dashboard.domain.ways import Way

Line = list[list[float]]


def overlay(network: Network, answer: Answer, chosen: int) -> dict[str, Any]:
    """Give ways, assumptions and avoided places with their lines, longitude and latitude in degrees.

    `chosen` is the number of the way that the reader looks at. What nobody says is there on the day is not
    drawn because a link names it. Five decimals are about a metre: finer
    than anything drawn here.
    """
    question, survey = answer.question, answer.valuation.survey
    dataset = survey.dataset
    return {
        "lens": survey.lens.key,
        "as_of": survey.clocks.as_of.isoformat(),
        "chosen": chosen if any(way.number == chosen for way in answer.ways) else 0,
        "ways": [
            {
                "n": way.number,
                "passes": way.passes,
                "said": way.said_open,
                "line": _rounded(np.concatenate([_line(network, dataset, way, i) for i in _each(way)])),
                "stops": _stops(network, dataset, way),
            }
            for way in answer.ways
        ],
        "assumed": [
            {"id": place, "state": status.value, "lines": _lines(network, dataset, place)}
            for place, status in question.assumed
            if survey.is_there(place)
        ],
        "avoided": [_avoided(network, dataset, place) for place in question.avoid if survey.is_there(place)],
        "area": [list(corner) for corner in question.area],
    }


def _stops(network: Network, dataset: Dataset, way: Way) -> list[list[float]]:
    """Mark where words stand against the way; what is refused for silence shows as silence already."""
    found = []
    for i in _each(way):
        stretch, line = way.stretches[i], _line(network, dataset, way, i)
        if any(p.refused and not p.silent for p in (stretch.passage, *stretch.posts)):
            found.append(_middle(line))
        if any(p.refused for p in stretch.arrival):
            found.append(_rounded(line[-1:])[0])
    if any(p.refused for p in way.departure):
        found.insert(0, _rounded(_line(network, dataset, way, 0)[:1])[0])
    return found


def _each(way: Way) -> range:
    return range(len(way.stretches))


def _line(network: Network, dataset: Dataset, way: Way, i: int) -> Floats:
    stretch = way.stretches[i]
    line = _as_drawn(network, dataset, stretch.segment)
    backwards = network.node_ids[int(network.tail[stretch.segment])] != stretch.start
    return line[::-1] if backwards else line


def _as_drawn(network: Network, dataset: Dataset, segment: int) -> Floats:
    """Give the line as the map draws it: sketches have their corners cut, twice (Chaikin 1974)."""
    line = network.line_deg(segment)
    feature = dataset.features.get(network.segment_ids[segment])
    if feature is None or feature.properties.precision is not Precision.SCHEMATIC or len(line) < 3:
        return line
    for _ in range(2):
        begins, ends = line[:-1], line[1:]
        cut = np.stack([0.75 * begins + 0.25 * ends, 0.25 * begins + 0.75 * ends], axis=1).reshape(-1, 2)
        line = np.concatenate([line[:1], cut, line[-1:]])
    return line


def _lines(network: Network, dataset: Dataset, place: str) -> list[Line]:
    """Find the segments that a name stands for: a segment, or every part of a road."""
    return [_rounded(_as_drawn(network, dataset, i)) for i in _segments(network, place)]


def _segments(network: Network, place: str) -> Iterable[int]:
    own = network.segment(place)
    if own is not None:
        return [own]
    found = {i for i, features in network.bearers.items() if place in features}
    found |= {i for i, gates in network.gates.items() if place in gates}
    if place in network.road_ids:
        found |= set(np.flatnonzero(network.road == network.road_ids.index(place)).tolist())
    return sorted(found)


def _avoided(network: Network, dataset: Dataset, place: str) -> dict[str, Any]:
    found: dict[str, Any] = {"id": place, "lines": _lines(network, dataset, place)}
    nodes = [i for i, features in network.node_gates.items() if place in features]
    own = network.node(place)
    nodes = nodes if own is None else [own]
    if nodes:
        found["at"] = [round(float(x), 5) for x in network.node_at[nodes[0]]]
    return found


def _middle(line: Floats) -> list[float]:
    """Give the point half way along a line, measured in degrees: it only carries a mark."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    half = steps.sum() / 2
    along = np.concatenate([[0], np.cumsum(steps)])
    return [round(float(np.interp(half, along, line[:, k])), 5) for k in (0, 1)]


def _rounded(line: Floats) -> Line:
    return [[round(float(x), 5), round(float(y), 5)] for x, y in line]
