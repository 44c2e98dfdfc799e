"""Measure a question of corridors against the graph library called directly and against plain networkx.

    python -m benchmarks.corridors [--sizes 1e4,1e5,1e6] [--rounds 5] [--record]

Everything is measured in one run on one machine: read the ratios. The question is the same for all: five
corridors without a common segment, the single points of failure and the smallest cut between a crossing and
the middle of a made-up city. Ours reads on top of it what the shipped data say of roads, each of which
stands for twenty streets, finds which words count, and says what blocks the way. The floor is scipy, called
directly, with no statements at all. networkx stops at 10^5 segments: it would take minutes beyond. Needs
the test dependencies.
"""

import argparse
import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np

from benchmarks import history
from benchmarks.city import city, ends
from benchmarks.engines import machine
from benchmarks.graph_arrays import Scipy
from benchmarks.graph_objects import Networkx
from benchmarks.graph_questions import corridors
from dashboard.domain.alternatives import different_ways
from dashboard.domain.corridor import answer
from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.network import Network, network_of
from dashboard.domain.question import Question, Treatment
from dashboard.domain.resilience import cuts_of
from dashboard.domain.routing import graph_of
from dashboard.domain.survey import Survey
from dashboard.domain.unlocking import origins_of, unlocking_sets
from dashboard.domain.valuation import value
from dashboard.store.load import data_folder, load

DAY = Clocks(date(2016, 9, 8), date(2016, 9, 8))
LENS = Lens(context=True)
STREETS = 20
COUNT = 5
NETWORKX_UP_TO = 100_000


def spoken_of(network: Network) -> tuple[Network, Dataset]:
    """Let every road of the shipped data that has a status stand for twenty streets of the city."""
    dataset, _ = load(data_folder())
    ways = [f.id for f in dataset.features.values() if f.properties.kind in ("road", "corridor")]
    spoken = [w for w in ways if any(s.annotation.gives_status for s in dataset.statements_about(w))]
    chosen = np.random.default_rng(7).choice(len(network.tail), STREETS * len(spoken), replace=False)
    bearers = {int(segment): (spoken[i // STREETS],) for i, segment in enumerate(chosen)}
    return replace(network, bearers=bearers), dataset


def asked(network: Network) -> Question:
    """Ask from the crossing to the middle, letting silence pass: the widest search there is."""
    origin, target = ends(network)
    return Question(
        origins=(network.node_ids[origin],),
        destination=network.node_ids[target],
        silence=Treatment.PASS,
        hindered=Treatment.COST,
    )


def ours(network: Network, dataset: Dataset, question: Question) -> None:
    """Answer the whole question: words, ways, blockers, cuts."""
    survey = Survey(dataset, DAY, LENS, question)
    valuation = value(network, survey)
    origins, target = origins_of(network, survey), network.node(question.destination)
    assert target is not None
    ways = different_ways(
        network, valuation.weights, origins, target, count=COUNT, shared=0, shut_nodes=valuation.shut
    )
    assert ways
    assert [valuation.passage(s) for way in ways for s in way.segments]
    assert cuts_of(network, survey).disjoint >= 1


def floor(engine: Scipy, network: Network) -> None:
    """Call the library for the same ways and cuts, on a graph that is already there."""
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    origin, target = ends(network)
    assert corridors(engine, network, (origin, target), COUNT)
    flow, _, left = engine._flow(origin, target)
    assert flow >= 1
    connected_components(left, connection="strong")
    breadth_first_order(left, origin + network.size[0], return_predecessors=False)


def plain(engine: Networkx, network: Network) -> None:
    """Ask networkx the same."""
    pair = ends(network)
    assert corridors(engine, network, pair, COUNT)
    assert engine.cut(*pair)
    engine.failures(*pair)


def timed(rounds: int, *calls: Callable[[], None]) -> list[float]:
    """Take the median time of each call in seconds; the calls take turns."""
    found: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, times in zip(calls, found, strict=True):
            gc.collect()
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
    return [statistics.median(times) for times in found]


def peak_bytes(call: Callable[[], None]) -> int:
    """Measure the most memory that a call holds at once, in bytes."""
    gc.collect()
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def held_bytes(network: Network) -> int:
    """Count what our own records keep of a network: its columns, and the arcs beside the library's."""
    columns = [v for v in vars(network).values() if isinstance(v, np.ndarray)]
    return sum(c.nbytes for c in columns) + graph_of(network).segment.nbytes


def measure(segments: int, rounds: int) -> tuple[str, dict[str, float]]:
    """Measure one size; gives a row of the table and its ratios."""
    network, dataset = spoken_of(city(segments))
    question, count = asked(network), len(network.tail)
    engine = Scipy(network)
    graph_of(network)
    mine, low = timed(rounds, lambda: ours(network, dataset, question), lambda: floor(engine, network))
    extra = peak_bytes(lambda: ours(network, dataset, question)) - peak_bytes(lambda: floor(engine, network))
    memory = (held_bytes(network) + max(extra, 0)) / count
    slow = "-"
    if segments <= NETWORKX_UP_TO:
        other = Networkx(network)
        (seconds,) = timed(1, lambda: plain(other, network))
        slow = f"{seconds / mine:.0f}"
    query, way = timed(rounds, lambda: _answer(network, dataset, question), lambda: _one_way(engine, network))
    row = (
        f"| {count:,} | {mine * 1000:.0f} ms | {mine / low:.2f} | {slow} | {query * 1000:.0f} ms "
        f"| {query / way:.2f} | {memory:.0f} |"
    )
    ratios = {
        f"question to scipy, {count} segments": mine / low,
        f"one corridor, {count} segments": query / way,
    }
    return row, {name: round(ratio, 3) for name, ratio in ratios.items()}


def _answer(network: Network, dataset: Dataset, question: Question) -> None:
    assert answer(dataset, network, DAY, LENS, question, 1).ways


def _one_way(engine: Scipy, network: Network) -> None:
    assert engine.way(*ends(network))


def shipped(rounds: int) -> str:
    """Measure what a reader's click on the shipped map costs: answer, unlocking sets, numbers of the day."""
    dataset, _ = load(data_folder())
    network = network_of(dataset)
    question = Question()

    def click() -> None:
        found = answer(dataset, network, DAY, LENS, question)
        target = network.node(question.destination)
        unlocking_sets(
            found.valuation, origins_of(network, found.valuation.survey), 0 if target is None else target
        )

    def load_again() -> None:
        load(data_folder())

    mine, loading = timed(4 * rounds, click, load_again)
    return (
        f"Shipped network, {len(network.tail)} segments, with context: answer and unlocking sets "
        f"{mine * 1000:.1f} ms, {mine / loading:.3f} of loading the data."
    )


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1e4,1e5,1e6")
    parser.add_argument("--rounds", type=int, default=5)
    history.offer(parser)
    given = parser.parse_args()
    run, ratios = history.Run(benchmark="corridors"), {}
    print(machine())
    print(shipped(given.rounds))
    print()
    print("Five corridors, failures, cut; then one corridor with its blockers. Bytes are ours, per segment.")
    print()
    print("| segments | ours | to the floor | networkx to ours | one corridor | to the floor | bytes |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for size in given.sizes.split(","):
        row, found = measure(round(float(size)), given.rounds)
        print(row, flush=True)
        ratios |= found
    if given.record:
        history.record(run.line(ratios))


if __name__ == "__main__":
    main()
