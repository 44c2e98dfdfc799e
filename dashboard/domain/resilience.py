"""Resilience: how few losses cut a destination off, on a day and over the summer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b

from dashboard.domain.cuts import Cuts, cut_analysis
from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens, admitted
from dashboard.domain.network import Network
from dashboard.domain.question import Question, Treatment
from dashboard.domain.survey import Survey
from dashboard.domain.timeline import turning_days
from dashboard.domain.valuation import value


@dataclass(frozen=True, slots=True)
class Resilience:
    """The ways left on one day, counted in three manners, and where they can be cut.

    `said_open` counts only ways of which every stretch is said to be open. `unopposed` counts ways of
    which nobody says that they are blocked: silence is passed. `contested` passes also what is
    disputed. None of them says that anybody could travel. `heard` tells whether anybody's word reaches
    any place of the network at all: a way of which nobody speaks is no way that nobody speaks against.
    """

    day: date
    said_open: Cuts
    unopposed: Cuts
    contested: Cuts
    heard: bool = True


def strict(question: Question) -> Question:
    """Ask the same, passing only what is plainly said to be open."""
    refuse = Treatment.REFUSE
    return question.model_copy(update={"silence": refuse, "disputed": refuse, "hindered": refuse})


def unopposed(question: Question) -> Question:
    """Ask the same, passing silence but no word against a way."""
    return strict(question).model_copy(update={"silence": Treatment.PASS})


def contested(question: Question) -> Question:
    """Ask the same, passing silence and what is disputed."""
    return unopposed(question).model_copy(update={"disputed": Treatment.PASS})


Known = dict[tuple[bytes, bytes], Cuts]


def resilience(
    dataset: Dataset,
    network: Network,
    clocks: Clocks,
    lens: Lens,
    question: Question,
    known: Known | None = None,
) -> Resilience:
    """Count the ways of one day that share no node, and find what cuts them.

    `known` remembers the cuts of networks that were the same: most days only few segments differ.
    """
    survey = Survey(dataset, clocks, lens, question)
    found = []
    for asked in (strict(question), unopposed(question), contested(question)):
        survey = survey.asking(asked)  # what the first has read the others take over
        found.append(cuts_of(network, survey, known))
    said, quiet, disputed = found
    return Resilience(clocks.as_of, said, quiet, disputed, survey.heard)


def cuts_of(network: Network, survey: Survey, known: Known | None = None) -> Cuts:
    """Count the node-disjoint ways that a question passes, and find what cuts them."""
    question = survey.question
    target = network.node(question.destination)
    origins = network.nodes(question.origins)
    if target is None or not origins:
        return Cuts(0)
    valuation = value(network, survey)
    shut = valuation.shut
    known = {} if known is None else known
    same = (blake2b(valuation.usable.tobytes()).digest(), blake2b(shut.tobytes()).digest())
    if same not in known:
        known[same] = cut_analysis(network, valuation.usable, origins, target, shut)
    return known[same]


def through_the_summer(
    dataset: Dataset, network: Network, known_by: date, lens: Lens, question: Question
) -> tuple[Resilience, ...]:
    """Give the numbers of each day that the data covers, up to the day by which they are known.

    Nothing is told of days to come. Readings change on few days only; the days between repeat the
    numbers of the day before.
    """
    return _through(_Made(dataset, network), known_by, lens, question)


@dataclass(frozen=True, eq=False)
class _Made:
    """What the numbers are made from, known again by being the very same objects."""

    dataset: Dataset
    network: Network

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Made):
            return NotImplemented
        return other.dataset is self.dataset and other.network is self.network

    def __hash__(self) -> int:
        return hash((id(self.dataset), id(self.network)))


@lru_cache(maxsize=64)
def _through(made: _Made, known_by: date, lens: Lens, question: Question) -> tuple[Resilience, ...]:
    dataset, network = made.dataset, made.network
    frame = dataset.frame
    words = {s.id: s for place in _places(network) for s in dataset.statements_about(place)}
    known = admitted(words.values(), dataset, known_by, lens)
    turns = set(turning_days(s for s in known if s.annotation.status is not None))
    found: list[Resilience] = []
    met: Known = {}
    for day in days_between(frame.first_day, min(frame.last_day, known_by)):
        if not found or day in turns:
            found.append(resilience(dataset, network, Clocks(day, known_by), lens, question, met))
        else:
            last = found[-1]
            found.append(replace(last, day=day))
    return tuple(found)


def _places(network: Network) -> frozenset[str]:
    """Name every feature whose words reach the network."""
    reached = (network.bearers, network.gates, network.node_gates)
    return frozenset(place for mapping in reached for places in mapping.values() for place in places)


def days_between(first: date, last: date) -> Iterable[date]:
    """Give every day from the first to the last, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
