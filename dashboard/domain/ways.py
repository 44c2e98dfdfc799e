"""Ways: stretches in the order of travel, with what is said of each and what changes hands."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.domain.passage import Passage
from dashboard.domain.timeline import State

_PLAINLY_OPEN = (State.OPEN, State.SIEGE_BROKEN)


@dataclass(frozen=True, slots=True)
class Handover:
    """A place where a load changes hands: a border, or a line between those who hold the two sides.

    `kind` is "cross-border" or "cross-line"; `before` and `after` are who is said to hold the two
    sides of a line, None at a border.
    """

    kind: str
    at: str
    before: State | None = None
    after: State | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One segment of a way, in the direction of travel.

    `posts` are the checkpoints and the like that stand on it, `arrival` what stands where it ends.
    `present` are the ids of the posts that exist by what is said; `planned` those only proposed.
    """

    segment: int
    segment_id: str
    start: str
    end: str
    passage: Passage
    posts: tuple[Passage, ...]
    arrival: tuple[Passage, ...]
    present: tuple[str, ...]
    planned: tuple[str, ...]
    handovers: tuple[Handover, ...]
    length_m: float
    spread_m: float
    avoided: bool

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Give everything that decides about the stretch."""
        return (self.passage, *self.posts, *self.arrival)

    @property
    def unsaid(self) -> bool:
        """Tell whether no source's word decides, whatever the reader assumes: unheard, or too long ago."""
        return self.passage.state is State.NO_CLAIM and not self.passage.denied

    @property
    def stops(self) -> tuple[Passage, ...]:
        """Give what the question refuses here."""
        return tuple(p for p in self.passages if p.refused)


@dataclass(frozen=True, slots=True)
class Way:
    """A way through the network; `passes` says whether the question lets every stretch pass.

    `departure` is what stands where the way begins, `handover` what changes hands there.
    """

    number: int
    stretches: tuple[Stretch, ...]
    departure: tuple[Passage, ...]
    handovers: tuple[Handover, ...]
    passes: bool

    @property
    def length_m(self) -> float:
        """Add the lengths of the stretches."""
        return sum(s.length_m for s in self.stretches)

    @property
    def spread_m(self) -> float:
        """Give by how much the length may be wrong, either way: the spreads of the stretches added."""
        return sum(s.spread_m for s in self.stretches)

    @property
    def silent_m(self) -> float:
        """Add the lengths of the stretches about which no word of a source decides."""
        return sum(s.length_m for s in self.stretches if s.unsaid)

    @property
    def blockers(self) -> tuple[Passage, ...]:
        """Give what the question refuses on the way, each place once, in the order of travel."""
        refused = [p for p in self.departure if p.refused]
        refused += [p for s in self.stretches for p in s.stops]
        return once(refused)

    @property
    def said_open(self) -> bool:
        """Tell whether sources say of every stretch that it is open, and nothing else of any place on it."""
        every = (*self.departure, *(p for s in self.stretches for p in s.passages))
        return all(p.state in _PLAINLY_OPEN and p.assumed is None for p in every)

    @property
    def assumed(self) -> tuple[Passage, ...]:
        """Give the places on the way whose status is the reader's own assumption."""
        every = (*self.departure, *(p for s in self.stretches for p in s.passages))
        return once(p for p in every if p.assumed is not None)


def once(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Keep the first passage of each place and kind of question."""
    return tuple({(p.place, p.axis): p for p in reversed(list(passages))}.values())[::-1]
