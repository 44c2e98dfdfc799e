"""Ways that really differ: not the same road with one detour."""

from collections.abc import Sequence

import numpy as np

from dashboard.domain.cuts import cut_analysis
from dashboard.domain.network import Floats, Network
from dashboard.domain.routing import STRETCH, Mask, Path, graph_of, shortest, shut_off

# Two ways may have so much of the shorter one's length in common.
SHARED = 0.5
# So much longer is a segment made to look once a way has used it (the penalty method).
_PENALTY = 3.0


def different_ways(
    network: Network,
    weights: Floats,
    origins: Sequence[int],
    target: int,
    *,
    count: int,
    shared: float = SHARED,
    shut_nodes: Mask | None = None,
) -> tuple[Path, ...]:
    """Find up to `count` ways that really differ, the lightest first.

    After each way its segments are made to look longer and the search runs again (the penalty method,
    compared with others by Bader, Dees, Geisberger and Sanders, 2011). A way is kept if it and each one
    kept before share at most `shared` of the length of the shorter; stretches that no way can avoid are
    not counted. With `shared` = 0 no two ways have a segment in common.
    """
    graph = graph_of(network)
    true = shut_off(network, weights, shut_nodes)
    best = shortest(graph, true, origins, target)
    if best is None:
        return ()
    kept, last, seen = [best], best, true.copy()
    free_of: frozenset[int] | None = None
    for _ in range(count - 1 if shared == 0 else 4 * (count - 1)):
        used = np.fromiter(last.segments, np.int64)
        seen[used] = np.inf if shared == 0 else seen[used] * _PENALTY
        found = shortest(graph, seen, origins, target)
        if found is None:
            break
        last = Path(found.nodes, found.segments, float(true[np.fromiter(found.segments, np.int64)].sum()))
        if shared > 0:
            if free_of is None:
                cuts = cut_analysis(network, np.isfinite(true), origins, target)
                free_of = frozenset(cuts.single_segments)
            if not _differs(network, last, kept, shared, free_of):
                continue
        kept.append(last)
        if len(kept) == count:
            break
    return tuple(sorted(kept, key=lambda path: path.weight))


def _differs(
    network: Network, way: Path, kept: Sequence[Path], shared: float, unavoidable: frozenset[int]
) -> bool:
    best = kept[0]
    length = network.length_m[list(way.segments)].sum()
    too_long = (
        way.weight > STRETCH * best.weight or length > STRETCH * network.length_m[list(best.segments)].sum()
    )
    return not too_long and all(_overlap(network, way, other, unavoidable) <= shared for other in kept)


def _overlap(network: Network, way: Path, other: Path, unavoidable: frozenset[int]) -> float:
    """Give the share that two ways have in common, of the shorter one, what no way can avoid left aside."""
    mine, theirs = set(way.segments) - unavoidable, set(other.segments) - unavoidable
    if not mine or not theirs:
        return 1.0
    shorter = min(network.length_m[list(one)].sum() for one in (mine, theirs))
    return float(network.length_m[list(mine & theirs)].sum() / max(shorter, 1e-9))
