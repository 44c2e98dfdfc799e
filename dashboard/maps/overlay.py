"""The overlay: a reader's question on the map; ways, what stops them, assumptions and what is avoided.

Nothing of it is a source's. It is drawn apart from the layers, and only while the reader asks.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from dashboard.domain.corridor import Answer, Way
from dashboard.domain.network import Floats, Network

Line = list[list[float]]


def overlay(network: Network, answer: Answer, chosen: int) -> dict[str, Any]:
    """Give ways, assumptions and avoided places with their lines, longitude and latitude in degrees.

    `chosen` is the number of the way that the reader looks at. Five decimals are about a metre: finer
    than anything drawn here.
    """
    question = answer.question
    return {
        "lens": answer.valuation.survey.lens.key,
        "chosen": chosen if any(way.number == chosen for way in answer.ways) else 0,
        "ways": [
            {
                "n": way.number,
                "passes": way.passes,
                "line": _rounded(np.concatenate([_line(network, way, i) for i in range(len(way.stretches))])),
                "stops": [_middle(_line(network, way, i)) for i, s in enumerate(way.stretches) if s.stops],
            }
            for way in answer.ways
        ],
        "assumed": [
            {"id": place, "state": status.value, "lines": _lines(network, place)}
            for place, status in question.assumed
        ],
        "avoided": [_avoided(network, place) for place in question.avoid],
        "area": [list(corner) for corner in question.area],
    }


def _line(network: Network, way: Way, i: int) -> Floats:
    stretch = way.stretches[i]
    line = network.line_deg(stretch.segment)
    backwards = network.node_ids[int(network.tail[stretch.segment])] != stretch.start
    return line[::-1] if backwards else line


def _lines(network: Network, place: str) -> list[Line]:
    """Find the segments that a name stands for: a segment, or every part of a road."""
    return [_rounded(network.line_deg(i)) for i in _segments(network, place)]


def _segments(network: Network, place: str) -> Iterable[int]:
    own = network.segment(place)
    if own is not None:
        return [own]
    found = {i for i, features in network.bearers.items() if place in features}
    found |= {i for i, gates in network.gates.items() if place in gates}
    if place in network.road_ids:
        found |= set(np.flatnonzero(network.road == network.road_ids.index(place)).tolist())
    return sorted(found)


def _avoided(network: Network, place: str) -> dict[str, Any]:
    found: dict[str, Any] = {"id": place, "lines": _lines(network, place)}
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
