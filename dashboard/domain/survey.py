"""Survey: reads the places of a network for one question, and decides what the question lets pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.lens import Clocks, Lens, admitted
from dashboard.domain.passage import Passage, Quiet, Verdict, denies_passage
from dashboard.domain.question import Question, Treatment
from dashboard.domain.timeline import AxisReading, State, audience, is_stale, read, read_for, word_day
from dashboard.domain.vocabulary import Axis, Mood, Presence, Status, Voice

_VERDICTS = {
    Treatment.PASS: Verdict.PASS,
    Treatment.COST: Verdict.COST,
    Treatment.REFUSE: Verdict.REFUSE,
}


@dataclass
class Survey:
    """Reads the places of a network for one question; each place once.

    A survey is a pure function of its four fields; what it holds besides is what it has already read.
    """

    dataset: Dataset
    clocks: Clocks
    lens: Lens
    question: Question
    _roads: dict[tuple[str, ...], Passage] = field(default_factory=dict)
    _posts: dict[tuple[str, ...], tuple[Passage, ...]] = field(default_factory=dict)

    def road(self, bearers: tuple[str, ...]) -> Passage:
        """Read a stretch; `bearers` are the features whose words hold for it, the most particular first.

        A word about a whole road holds for each of its parts: if it does not say where the road is cut,
        any part may be the place. Where nobody speaks of a part or the whole, it is the whole road's silence.
        """
        if bearers not in self._roads:
            self._roads[bearers] = self._read_road(bearers)
        return self._roads[bearers]

    def posts(self, feature_ids: Iterable[str]) -> tuple[Passage, ...]:
        """Read what stands at a place: checkpoints, a crossing, a town, and a siege of the areas around it.

        The features come the most particular first. A place that nobody mentions stops nobody: silence
        counts on roads only, so nothing said is an empty tuple. What is said of a siege of the whole
        holds for the part, as with roads, and is read together with what is said of the part.
        """
        key = tuple(feature_ids)
        if key not in self._posts:
            single = [self._read_post((f,), Axis.ACCESS) for f in key]
            siege = self._read_post(key, Axis.SIEGE) if key else None
            settled = {siege.place} if siege else set()
            found = [siege, *(p for p in single if p and (p.behind or p.place not in settled))]
            self._posts[key] = tuple(p for p in found if p is not None)
        return self._posts[key]

    def is_there(self, feature_id: str) -> bool:
        """Tell whether a feature is there on the day: of claimed things somebody must say so, open or closed.

        A proposal does not say so, nor a forecast, nor the denial that it exists.
        """
        if not self._is_claimed(feature_id):
            return True
        day = self.clocks.as_of
        return any(
            s.annotation.mood is Mood.ACTUAL
            and s.annotation.voice is not Voice.FORECAST
            and s.annotation.valid.holds_on(day)
            for s in self.known((feature_id,))
        )

    def _is_claimed(self, feature_id: str) -> bool:
        feature = self.dataset.features.get(feature_id)
        return feature is not None and feature.properties.presence is Presence.CLAIMED

    @property
    def _so_far(self) -> tuple[Passage, ...]:
        return (*self._roads.values(), *(p for posts in self._posts.values() for p in posts))

    @property
    def heard(self) -> bool:
        """Tell whether anybody's word about passage reached any of the places read so far."""
        return any(p.behind for p in self._so_far)

    @property
    def assumed_places(self) -> frozenset[str]:
        """Name the places read so far that the reader's assumptions reached."""
        return frozenset(p.place for p in self._so_far if p.assumed is not None)

    def overall(self, place: str) -> State:
        """Say what the map shows of a place: the reading for everybody together."""
        feature = self.dataset.features.get(place)
        if feature is None:
            return State.NO_CLAIM
        return read(self.dataset, feature, self.clocks, self.lens).state

    def asking(self, question: Question) -> "Survey":
        """Put another question to what was already read; only its treatments may differ.

        Raises ValueError where audience or assumptions differ: those change what is read.
        """
        if (question.whom, question.assumed) != (self.question.whom, self.question.assumed):
            raise ValueError("another audience or other assumptions need a survey of their own")
        other = Survey(self.dataset, self.clocks, self.lens, question)
        other._roads = {key: other._anew(p) for key, p in self._roads.items()}
        other._posts = {key: tuple(other._anew(p) for p in posts) for key, posts in self._posts.items()}
        return other

    def _anew(self, passage: Passage) -> Passage:
        return replace(passage, verdict=self._decide(passage))

    def _decide(self, passage: Passage) -> Verdict:
        """Decide about a place.

        A dispute passes no more easily than the best that any side of it claims: where one says hindered
        and another cut, nobody says open. An "open" too old to be drawn counts as silence here too. A word
        with a loose date that need not have begun yet is one side, and silence before it the other.
        """
        if passage.assumed is not None:
            return self.verdict(State(passage.assumed))
        quiet = {
            Quiet.STOPS_NOBODY: Verdict.PASS,
            Quiet.AS_ASKED: self.verdict(State.NO_CLAIM),
            Quiet.REFUSED: Verdict.REFUSE,
        }[passage.quiet]
        if passage.state is State.NO_CLAIM:
            return max(quiet, self.verdict(State.DISPUTED)) if passage.denied else quiet
        day = self.clocks.as_of
        spoken = [s for s in passage.behind if s.annotation.gives_status]
        sides = {self.verdict(passage.state)} if passage.state is not State.DISPUTED else set()
        if passage.state is State.DISPUTED:
            states = {_side(s, day) for s in spoken}
            sides = {quiet if state is State.NO_CLAIM else self.verdict(state) for state in states}
        if all(s.certain_from > day for s in spoken):
            sides.add(quiet)
        if len(sides) == 1:
            (one,) = sides
            return one if passage.state is not State.DISPUTED else max(one, self.verdict(State.DISPUTED))
        return max(self.verdict(State.DISPUTED), min(sides, default=Verdict.REFUSE))

    def verdict(self, state: State) -> Verdict:
        """Say what the question does with a state; only a plain "open" passes without a choice."""
        if state in (State.OPEN, State.SIEGE_BROKEN):
            return Verdict.PASS
        if state in (State.HINDERED, State.BESIEGED):
            return _VERDICTS[self.question.hindered]
        if state is State.DISPUTED:
            return _VERDICTS[self.question.disputed]
        if state in (State.NO_CLAIM, State.PROPOSED):
            return _VERDICTS[self.question.silence]
        return Verdict.REFUSE

    def _read_road(self, bearers: tuple[str, ...]) -> Passage:
        known = self.known(bearers)
        answer = self._answer(known, Axis.ACCESS)
        place = self._decided_by(bearers, answer) or bearers[-1]
        place, assumed = self._assumed_of(bearers, place)
        quiet = Quiet.REFUSED if self._is_claimed(bearers[0]) else Quiet.AS_ASKED
        return self._passage(place, Axis.ACCESS, known, answer, assumed, quiet)

    def _read_post(self, features: tuple[str, ...], axis: Axis) -> Passage | None:
        known = self.known(features)
        answer = self._answer(known, axis)
        decided = self._decided_by(features, answer)
        place = decided or features[0]
        assumed = self.question.assumptions.get(place)
        if decided is None and (assumed is None or axis is Axis.SIEGE):
            return None
        return self._passage(place, axis, known, answer, assumed, Quiet.STOPS_NOBODY)

    def _passage(
        self,
        place: str,
        axis: Axis,
        known: Sequence[Statement],
        answer: AxisReading | None,
        assumed: Status | None,
        quiet: Quiet,
    ) -> Passage:
        state = answer.state if answer else State.NO_CLAIM
        behind = answer.behind if answer else ()
        day, whom = self.clocks.as_of, self.question.whom
        found = Passage(
            place=place,
            axis=axis,
            state=state,
            verdict=Verdict.REFUSE,
            behind=behind,
            set_aside=answer.set_aside if answer else (),
            others=tuple(
                s
                for s in known
                if s.annotation.status is not None
                and s.annotation.status.axis is axis
                and s.annotation.gives_status
                and s.annotation.valid.holds_on(day)
                and whom not in audience(s)
            ),
            proposals=tuple(s for s in known if is_proposal(s) and s.annotation.valid.first_day <= day),
            assumed=assumed,
            quiet=quiet,
            mentioned=any(s.annotation.valid.first_day <= day for s in known),
        )
        return replace(found, verdict=self._decide(found))

    def _answer(self, known: Sequence[Statement], axis: Axis) -> AxisReading | None:
        return read_for(known, axis, self.clocks.as_of, self.question.whom)

    def known(self, feature_ids: Iterable[str]) -> tuple[Statement, ...]:
        """Give what was said of features, as far as clock and lens admit it; each statement once."""
        found = {s.id: s for f in feature_ids for s in self.dataset.statements_about(f)}
        if not found:
            return ()
        return tuple(admitted(found.values(), self.dataset, self.clocks.known_by, self.lens))

    def _assumed_of(self, bearers: tuple[str, ...], place: str) -> tuple[str, Status | None]:
        """Find the reader's assumption about a stretch, and the place that it is about.

        One about a whole road opens only what hangs on the whole road's own word: it hides nothing that
        is said of a part. One that closes a whole road closes each part.
        """
        assumed: Mapping[str, Status] = self.question.assumptions
        if bearers[0] in assumed:
            return bearers[0], assumed[bearers[0]]
        closing = [b for b in bearers if assumed.get(b, Status.OPEN) is not Status.OPEN]
        if closing:
            hardest = max(closing, key=lambda b: _HARSHER.index(assumed[b]))
            return hardest, assumed[hardest]
        return place, assumed.get(place)

    @staticmethod
    def _decided_by(bearers: tuple[str, ...], answer: AxisReading | None) -> str | None:
        """Name the most particular feature whose words decide; None where none do."""
        if answer is None:
            return None
        deciding = [s for s in answer.behind if answer.state is not State.NO_CLAIM or denies_passage(s)]
        spoken_of = {f for s in deciding for f in s.annotation.about}
        return next((b for b in bearers if b in spoken_of), None)


def _side(statement: Statement, day: date) -> State:
    """Give what one side of a dispute comes to on a day."""
    status = statement.annotation.status
    if status is None or (status is Status.OPEN and is_stale(word_day(statement, day), day)):
        return State.NO_CLAIM
    return State(status)


_HARSHER = (Status.OPEN, Status.HINDERED, Status.CUT)


def is_proposal(statement: Statement) -> bool:
    """Tell whether a statement proposes: it decides nothing, but may say who offers what."""
    return statement.annotation.mood is Mood.PROPOSED
