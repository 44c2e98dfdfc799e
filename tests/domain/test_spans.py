"""The compiled table answers exactly as the reading does, on every day under both clocks."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.timeline import Reading, State, compile_spans, read
from dashboard.domain.vocabulary import AsserterGroup
from tests.conftest import annotation, feature, source, world

FIRST = date(2016, 8, 28)
DAYS = [FIRST + timedelta(days=n) for n in range(24)]
LENS = Lens(context=True)

day_texts = st.sampled_from([d.isoformat() for d in DAYS])
loose_texts = st.one_of(day_texts, st.sampled_from(["2016-08", "2016-09", "2016-W35", "2016-W36", "2016"]))


@st.composite
def statements(draw: st.DrawFn, number: int) -> dict[str, object]:
    valid: dict[str, object] = {"from": draw(loose_texts), "printed": "words"}
    if draw(st.booleans()):
        valid["to"] = draw(st.sampled_from(["2016-09-21", "2016-10", "2017"]))
    return {
        "id": f"a{number}",
        "asserted_by": [draw(st.sampled_from(["one", "two", "three"]))],
        "voice": draw(st.sampled_from(["own-voice", "forecast", "monitor"])),
        "mood": draw(st.sampled_from(["actual", "actual", "actual", "proposed", "denied"])),
        "status": draw(st.sampled_from([None, "open", "hindered", "cut", "besieged", "siege-broken"])),
        "effect": draw(st.sampled_from(["change", "state"])),
        "for_whom": draw(st.sampled_from([[], [], ["un-aid"], ["government-side"]])),
        "valid": valid,
    }


@st.composite
def worlds(draw: st.DrawFn) -> Dataset:
    sources = []
    for number in range(draw(st.integers(0, 5))):
        said = annotation(**draw(statements(number)))
        kind = draw(st.sampled_from(["article", "context"]))
        sources.append(source(said, id=f"s{number}", kind=kind, published=draw(loose_texts)))
    presence = draw(st.sampled_from(["reference", "claimed"]))
    return world(*sources, features=(feature(presence=presence),))


def _picture(reading: Reading) -> tuple[object, ...]:
    return (
        reading.state,
        reading.present,
        [(a.axis, a.state, [s.id for s in a.behind], [s.id for s in a.set_aside]) for a in reading.axes],
        [s.id for s in reading.proposals],
        [s.id for s in reading.mentions],
    )


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_the_table_says_what_the_reading_says(dataset: Dataset) -> None:
    road = dataset.features["road"]
    spans = compile_spans(dataset, road, LENS)
    for as_of in DAYS[::2]:
        for known_by in DAYS[::3]:
            reading = read(dataset, road, Clocks(as_of, known_by), LENS)
            hits = [
                s
                for s in spans
                if s.as_of[0] <= as_of < s.as_of[1] and s.known_by[0] <= known_by < s.known_by[1]
            ]
            assert len(hits) <= 1
            if hits:
                assert _picture(hits[0].reading) == _picture(reading)
            else:
                assert reading.state is State.NO_CLAIM
                assert not reading.axes
                assert not reading.proposals
                assert not reading.mentions


@settings(max_examples=100, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(dataset: Dataset, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(dataset.sources.values())
    random.shuffle(shuffled)
    other = world(*shuffled, features=tuple(dataset.features.values()))
    for as_of in DAYS[::4]:
        clocks = Clocks(as_of)
        one = read(dataset, dataset.features["road"], clocks, LENS)
        two = read(other, other.features["road"], clocks, LENS)
        assert _picture(one) == _picture(two)


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_switching_context_off_equals_deleting_it(dataset: Dataset) -> None:
    kept = [s for s in dataset.sources.values() if s.kind == "article"]
    other = world(*kept, features=tuple(dataset.features.values()))
    for as_of in DAYS[::3]:
        one = read(dataset, dataset.features["road"], Clocks(as_of), Lens(context=False))
        two = read(other, other.features["road"], Clocks(as_of), LENS)
        assert _picture(one) == _picture(two)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.sampled_from(DAYS))
def test_before_its_publication_a_statement_changes_no_answer(dataset: Dataset, known_by: date) -> None:
    kept = [s for s in dataset.sources.values() if s.known_from <= known_by]
    other = world(*kept, features=tuple(dataset.features.values()))
    for as_of in DAYS[::3]:
        one = read(dataset, dataset.features["road"], Clocks(as_of, known_by), LENS)
        two = read(other, other.features["road"], Clocks(as_of), LENS)
        assert _picture(one) == _picture(two)


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_proposals_change_no_status(dataset: Dataset) -> None:
    kept = [s for s in dataset.sources.values() if s.annotations[0].mood != "proposed"]
    other = world(*kept, features=tuple(dataset.features.values()))
    for as_of in DAYS[::3]:
        one = read(dataset, dataset.features["road"], Clocks(as_of), LENS)
        two = read(other, other.features["road"], Clocks(as_of), LENS)
        assert [(a.axis, a.state) for a in one.axes] == [(a.axis, a.state) for a in two.axes]


def test_a_lens_of_one_group_admits_only_known_speakers() -> None:
    dataset = world(source(annotation(status="cut")))
    lens = Lens(True, AsserterGroup.UN)
    assert read(dataset, dataset.features["road"], Clocks(DAYS[-1]), lens).state is State.NO_CLAIM
