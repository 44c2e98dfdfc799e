"""Passage: what is said of one place on a way, for one audience, and whether a question lets it pass."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from dashboard.domain.dataset import Statement
from dashboard.domain.timeline import State
from dashboard.domain.vocabulary import Axis, Mood, Status


class Verdict(IntEnum):
    """What the question does with a place: mind that passing says nothing about the road itself."""

    PASS = 0
    COST = 1
    REFUSE = 2


class Quiet(StrEnum):
    """What the silence of a place comes to."""

    STOPS_NOBODY = "stops-nobody"  # a checkpoint, a crossing, an area
    AS_ASKED = "as-asked"  # a road: the question says
    REFUSED = (
        "refused"  # a way that exists only by word: a word about others' passage opens it to nobody else
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """The reading of one place for the audience of a question.

    `place` is the feature whose words decide: the stretch, the whole road it is part of, a checkpoint
    on it, a crossing, or the area where it ends. `others` are standing words about other people's
    passage, `proposals` what somebody proposes for the place; neither decides anything. `assumed` is
    the reader's own status, which then stands in the place of the sources' one. `quiet` is what
    silence comes to here. `mentioned` tells whether anybody says anything of the place at all, whatever it
    is about.
    """

    place: str
    axis: Axis
    state: State
    verdict: Verdict
    behind: tuple[Statement, ...] = ()
    set_aside: tuple[Statement, ...] = ()
    others: tuple[Statement, ...] = ()
    proposals: tuple[Statement, ...] = ()
    assumed: Status | None = None
    quiet: Quiet = Quiet.AS_ASKED
    mentioned: bool = False

    @property
    def refused(self) -> bool:
        """Tell whether the question stops here."""
        return self.verdict is Verdict.REFUSE

    @property
    def silent(self) -> bool:
        """Tell whether nobody's word decides: neither a source's nor the reader's."""
        return self.state is State.NO_CLAIM and self.assumed is None and not self.denied

    @property
    def denied(self) -> bool:
        """Tell whether all that is said is that it is not open, or that the siege is not broken.

        Such a word claims no status, but it is a word against: the opposite of silence.
        """
        return self.state is State.NO_CLAIM and any(denies_passage(s) for s in self.behind)


def denies_passage(statement: Statement) -> bool:
    """Tell whether a statement denies that a way is open, or that a siege is broken."""
    said = statement.annotation
    return said.mood is Mood.DENIED and said.status in (Status.OPEN, Status.SIEGE_BROKEN)
