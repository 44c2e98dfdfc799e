"""The plan of the made-up city: streets, country roads and border crossings, not yet placed on earth."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

CROSSINGS = 5
ROADS_OF_LAST_CROSSING = 6
RAYS = 24


@dataclass
class Draft:
    """Nodes and segments while they are drawn; the city has radius 1 and its centre at 0, 0."""

    rng: np.random.Generator
    at: list[Floats] = field(default_factory=list)
    rows: list[Ints] = field(default_factory=list)
    roads: list[str] = field(default_factory=list)
    nodes: int = 0

    def place(self, at: Floats) -> Ints:
        """Add nodes, (n, 2), and give their numbers."""
        self.at.append(at)
        self.nodes += len(at)
        return np.arange(self.nodes - len(at), self.nodes)

    def name(self, road: str) -> int:
        """Give the number of a road, new or known."""
        if road not in self.roads:
            self.roads.append(road)
        return self.roads.index(road)

    def join(self, tail: Ints, head: Ints, road: Ints | int = -1, oneway: Flags | bool = False) -> None:
        """Add segments."""
        self.rows.append(np.column_stack(np.broadcast_arrays(tail, head, road, oneway)).astype(np.int64))


def plan(side: int, rng: np.random.Generator) -> Draft:
    """Draw a city with a grid of side times side corners, `side` odd; the last nodes are the crossings."""
    draft = Draft(rng)
    grid = _draw_streets(draft, side)
    ends = _draw_country(draft, grid, side)
    _draw_dead_ends(draft, grid)
    _draw_crossings(draft, ends)
    return draft


def _draw_streets(draft: Draft, side: int) -> Ints:
    """Draw the grid with its rings and avenues; gives the grid of node numbers, (side, side)."""
    grid = draft.place(_bend(draft.rng, side)).reshape(side, side)
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    along = (grid[:, :-1].ravel(), grid[:, 1:].ravel(), row[:, :-1].ravel())
    across = (grid[:-1, :].ravel(), grid[1:, :].ravel(), column[:-1, :].ravel())
    tail, head, line = (np.concatenate(pair) for pair in zip(along, across, strict=True))
    is_along = np.arange(len(tail)) < len(along[0])
    ring = np.maximum(np.abs(column - side // 2), np.abs(row - side // 2)).ravel()
    lane = np.where(ring[tail] == ring[head], ring[tail], -1)
    road, oneway, turn = _classify(draft, side, lane, line, is_along, draft.at[0][tail])
    core = np.hypot(*draft.at[0][tail].T) < 0.15
    gap = (road < 0) & (draft.rng.random(len(tail)) < np.where(core, 0.22, 0.09)) & (lane != side // 2)
    main = np.array([name.split("-")[0] in ("ring", "avenue") for name in draft.roads] + [False])[road]
    kept = ~gap & (main | ~over_river(draft.at[0][tail], draft.at[0][head]))
    start, end = np.where(turn, head, tail), np.where(turn, tail, head)
    draft.join(start[kept], end[kept], road[kept], oneway[kept])
    middle = side // 2
    corners = grid[middle - 1 : middle + 2 : 2, middle - 1 : middle + 2 : 2].ravel()
    draft.join(np.full(4, grid[middle, middle]), corners)
    return grid


def _bend(rng: np.random.Generator, side: int) -> Floats:
    """Place the nodes of the grid in a disc of radius 1; the square's rings become rings (Fong's mapping)."""
    lines = []
    for _ in range(2):
        widths = rng.lognormal(0, 0.35, side - 1)
        place = np.concatenate([[0], np.cumsum(widths)])
        place = place - place[side // 2]
        place /= np.where(place < 0, -place[0], place[-1])
        lines.append(np.sign(place) * np.abs(place) ** 1.35)
    u, v = (axis.ravel() for axis in np.meshgrid(*lines))
    x, y = u * np.sqrt(1 - v**2 / 2), v * np.sqrt(1 - u**2 / 2)
    away = np.hypot(x, y)
    twist = 0.6 * np.exp(-((away / 0.12) ** 2))
    x, y = x * np.cos(twist) - y * np.sin(twist), x * np.sin(twist) + y * np.cos(twist)
    wobble = rng.normal(0, 1, (len(x), 2)) * np.where(away < 0.15, 0.3, 0.2)[:, None] / side
    wobble[len(x) // 2] = 0
    return np.column_stack([x, y]) + wobble


def _classify(
    draft: Draft, side: int, lane: Ints, line: Ints, is_along: Flags, at: Floats
) -> tuple[Ints, Flags, Flags]:
    """Tell each street's road, whether it is one-way, and whether it runs against the order of the grid."""
    middle, roads = side // 2, np.full(len(line), -1)
    away = np.hypot(*at.T)
    oneway, turn = np.zeros(len(line), bool), np.zeros(len(line), bool)
    for first in range(0, side, 8):
        roads[is_along & (line == first)] = draft.name(f"street-{first}-along")
        roads[~is_along & (line == first)] = draft.name(f"street-{first}-across")
    pair = (line % 16 // 2 == 2) & (away < 0.6)
    single = (draft.rng.random(len(line)) < 0.05) & (lane != middle)
    oneway |= pair | single
    turn |= np.where(pair, line % 2 == 1, draft.rng.random(len(line)) < 0.5)
    roads[is_along & (line == middle)] = draft.name("avenue-along")
    roads[~is_along & (line == middle)] = draft.name("avenue-across")
    oneway[line == middle] = False
    for number, part in enumerate((0.25, 0.5, 0.8)):
        for outer in (0, 1):
            on = lane == round(part * middle) + outer
            roads[on] = draft.name(f"ring-{number + 1}")
            oneway[on] = True
            forth = np.where(is_along, line < middle, at[:, 0] > 0)
            turn[on] = forth[on] == bool(outer)
    return roads, oneway, turn


def _draw_country(draft: Draft, grid: Ints, side: int) -> Ints:
    """Draw radial roads from the edge of the city and lanes between them; gives the outer ends."""
    steps = max(4, side * side // 720)
    edge = np.concatenate([grid[0, :-1], grid[:-1, -1], grid[-1, :0:-1], grid[:0:-1, 0]])
    angle = np.arctan2(*draft.at[0][edge].T[::-1])
    chains = np.empty((RAYS, steps), np.int64)
    for ray in range(RAYS):
        course = 2 * np.pi * ray / RAYS + np.cumsum(draft.rng.normal(0, 0.1 / steps, steps))
        reach = 1 + 0.8 * np.sort(draft.rng.random(steps)) + 0.02
        chains[ray] = draft.place(np.column_stack([reach * np.cos(course), reach * np.sin(course)]))
        turned = np.angle(np.exp(1j * (angle - 2 * np.pi * ray / RAYS)))
        start = edge[np.argmin(np.abs(turned))]
        way = np.concatenate([[start], chains[ray]])
        draft.join(way[:-1], way[1:], draft.name(f"radial-{ray + 1}"))
    lanes = chains[:, 2 :: max(3, steps // 3)]
    for number in range(lanes.shape[1]):
        round_ = lanes[:, number]
        draft.join(round_, np.roll(round_, -1), draft.name(f"lane-{number + 1}"))
    return chains[:, -1]


def _draw_dead_ends(draft: Draft, grid: Ints) -> None:
    at = np.concatenate(draft.at)
    roots = draft.rng.choice(len(at), len(at) // 20, replace=False)
    roots = roots[roots != grid[len(grid) // 2, len(grid) // 2]]
    course = draft.rng.random(len(roots)) * 2 * np.pi
    stubs = at[roots] + np.column_stack([np.cos(course), np.sin(course)]) / len(grid)
    draft.join(roots, draft.place(stubs))


def _draw_crossings(draft: Draft, ends: Ints) -> None:
    for number in range(CROSSINGS):
        ray = (number + 1) * RAYS // CROSSINGS % RAYS if number < CROSSINGS - 1 else 0
        course = 2 * np.pi * ray / RAYS
        crossing = draft.place(np.array([[1.95 * np.cos(course), 1.95 * np.sin(course)]]))
        count = ROADS_OF_LAST_CROSSING if number == CROSSINGS - 1 else 1
        near = ends[(ray + np.arange(count) - count // 2) % RAYS]
        draft.join(near, np.repeat(crossing, count), draft.name(f"radial-crossing-{number + 1}"))


def over_river(one: Floats, other: Floats) -> Flags:
    """Tell whether segments join the two banks."""
    return np.asarray(_is_east(one) != _is_east(other))


def _is_east(at: Floats) -> Flags:
    return np.asarray(at[:, 0] > 0.22 + 0.06 * np.sin(5 * at[:, 1]))
