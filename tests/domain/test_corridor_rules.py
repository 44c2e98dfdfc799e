"""The rules of the corridor explorer, as properties of random networks and random words."""

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.model import Annotation, Source
from dashboard.domain.network import network_of
from dashboard.domain.question import Question, Treatment
from dashboard.domain.survey import Survey
from dashboard.domain.unlocking import LARGEST, origins_of, unlocking_sets
from dashboard.domain.valuation import value
from dashboard.domain.vocabulary import AsserterGroup, Audience, Status
from tests.conftest import ALL, DAY, annotation, speaker, world
from tests.domain.small_network import LATER, ask, node, road, roads, shortest_m, with_sources

Drawn = tuple[Dataset, list[dict[str, Any]]]
PAIRS = ["".join(pair) for pair in combinations("abcdef", 2)]
STATUSES = ["open", "hindered", "cut"]
SPEAKERS = {"one": "media", "two": "un", "three": "opposition"}
PARTS = [road("ab", part_of="whole"), road("bd", part_of="whole")]

# Worlds are built and asked several times for each example: slow at the first one, never a fault.
checked = settings(deadline=None, max_examples=60)

pairs = st.lists(st.sampled_from(PAIRS), min_size=2, max_size=9, unique=True)
treatments = st.sampled_from(list(Treatment))
questions = st.builds(
    Question,
    origins=st.sampled_from([("a",), ("a", "b")]),
    destination=st.sampled_from(["d", "f"]),
    whom=st.sampled_from(list(Audience)),
    silence=treatments,
    disputed=treatments,
    hindered=treatments,
    assumed=st.dictionaries(
        st.sampled_from(["ab", "bd", "whole", "city", "d", "post"]),
        st.sampled_from([Status.OPEN, Status.HINDERED, Status.CUT]),
        max_size=2,
    ).map(lambda given: tuple(sorted(given.items()))),
)


@st.composite
def words(draw: st.DrawFn, places: list[str]) -> dict[str, Any]:
    """Draw a word about one of the places; published within three weeks, true from another day on."""
    place = draw(st.sampled_from(places))
    statuses = ["besieged", "siege-broken"] if place == "city" else STATUSES
    begin = date(2016, 8, 1) + timedelta(days=draw(st.integers(0, 45)))
    valid: dict[str, Any] = {"from": begin.isoformat(), "printed": "then"}
    if draw(st.booleans()):
        valid["to"] = (begin + timedelta(days=draw(st.integers(1, 40)))).isoformat()
    return {
        "about": [place],
        "status": draw(st.sampled_from(statuses)),
        "mood": draw(st.sampled_from(["actual", "actual", "actual", "denied", "proposed"])),
        "effect": draw(st.sampled_from(["state", "change"])),
        "for_whom": draw(st.lists(st.sampled_from([a.value for a in Audience]), max_size=2, unique=True)),
        "asserted_by": [draw(st.sampled_from(list(SPEAKERS)))],
        "valid": valid,
        "published": (date(2016, 8, 20) + timedelta(days=draw(st.integers(0, 20)))).isoformat(),
        "kind": draw(st.sampled_from(["article", "context"])),
    }


@st.composite
def worlds(draw: st.DrawFn, most: int = 7) -> Drawn:
    """Draw a network with a checkpoint, a whole road of two parts and a besieged city, and words about it."""
    edges = draw(pairs)
    places = [*edges, "post", "city", "whole", "a", "b"]
    more = [
        node("post", kind="checkpoint", part_of=edges[0]),
        node("city", kind="area"),
        node("d", part_of="city"),
        road("ad", "whole", **{"from": None, "to": None}, kind="road"),
        *(part for part in PARTS if part.id in edges),
        road(edges[-1], presence="claimed"),
    ]
    dataset = roads(*edges, more=more)
    return dataset, draw(st.lists(words(places), max_size=most))


def documents(given_words: list[dict[str, Any]]) -> list[Source]:
    """Put every word into a document of its own."""
    found = []
    for n, drawn in enumerate(given_words):
        kept = {k: v for k, v in drawn.items() if k not in ("published", "kind")}
        said: Annotation = annotation(id=f"word-{n}", **kept)
        found.append(
            Source.model_validate(
                {
                    "id": f"paper-{n}",
                    "kind": drawn["kind"],
                    "publisher": "Paper",
                    "title": "Title",
                    "published": drawn["published"],
                    "published_basis": "printed",
                    "where_read": "here",
                    "licence": "facts",
                    "annotations": (said,),
                }
            )
        )
    return found


def telling(drawn: Drawn) -> Dataset:
    dataset, given_words = drawn
    asserters = tuple(speaker(name, group) for name, group in SPEAKERS.items())
    return world(*documents(given_words), features=tuple(dataset.features.values()), asserters=asserters)


def told(dataset: Dataset, question: Question, **setting: Any) -> object:
    """Say everything of an answer that a reader sees, without addresses in memory."""
    found = ask(dataset, question, **setting)
    return (
        [
            (way.passes, [(s.segment_id, s.passage, s.posts, s.arrival, s.planned) for s in way.stretches])
            for way in found.ways
        ],
        found.unplaced,
        found.unknown,
    )


@checked
@given(worlds(), questions, st.data())
def test_a_further_word_against_a_stretch_never_shortens_a_corridor(
    drawn: Drawn, question: Question, data: st.DataObject
) -> None:
    dataset, given_words = drawn
    before = telling(drawn)
    against = data.draw(words([p for p in before.features if len(p) == 2] + ["post", "a"]))
    against |= {"status": "cut", "mood": "actual"}
    if question.hindered is Treatment.REFUSE and data.draw(st.booleans()):
        against["status"] = "hindered"
    found = ask(before, question)
    # A stretch that is only claimed is there once somebody speaks of it, and nothing is assumed of it before.
    assume(not found.idle)
    after = telling((dataset, [*given_words, against]))
    assert shortest_m(ask(after, question)) >= shortest_m(found) - 0.01


def _shown(dataset: Dataset, question: Question) -> list[Any]:
    return [
        (way.passes, [(s.segment_id, s.passage.state, s.passage.place) for s in way.stretches])
        for way in ask(dataset, question).ways
    ]


@checked
@given(worlds(), questions)
def test_without_words_no_corridor_is_open(drawn: Drawn, question: Question) -> None:
    asked = question.without_assumptions().model_copy(update={"silence": Treatment.REFUSE})
    assert ask(with_sources(telling(drawn), []), asked).corridors == ()


@checked
@given(worlds(), questions)
def test_every_stretch_of_a_strict_corridor_rests_on_a_word(drawn: Drawn, question: Question) -> None:
    asked = question.without_assumptions().model_copy(update={"silence": Treatment.REFUSE})
    for way in ask(telling(drawn), asked).corridors:
        assert all(
            any(s.annotation.gives_status for s in stretch.passage.behind) for stretch in way.stretches
        )


@checked
@given(worlds(), questions, st.data())
def test_a_proposal_changes_no_corridor(drawn: Drawn, question: Question, data: st.DataObject) -> None:
    dataset, given_words = drawn
    question = question.model_copy(update={"silence": Treatment.PASS})
    before = telling(drawn)
    offered = data.draw(words([p for p in before.features if len(p) == 2] + ["city", "post"]))
    after = telling((dataset, [*given_words, offered | {"mood": "proposed"}]))
    found = [
        [(w.passes, [s.segment for s in w.stretches]) for w in ask(x, question).ways] for x in (before, after)
    ]
    assert found[0] == found[1]


@checked
@given(worlds(), questions)
def test_an_unlocking_set_opens_a_corridor_and_no_part_of_it_does(drawn: Drawn, question: Question) -> None:
    dataset = telling(drawn)
    network = network_of(dataset)
    target = network.node(question.destination)
    survey = Survey(dataset, Clocks(DAY, LATER), ALL, question)
    origins = origins_of(network, survey)
    assume(target is not None and origins and target not in origins)
    found = unlocking_sets(value(network, survey), origins, int(target or 0))
    assert found.complete
    if ask(dataset, question).corridors:
        assert found.sets == ()
    for unlocking in found.sets:
        assert ask(dataset, question.assuming(*unlocking.places)).corridors
        for size in range(len(unlocking.places)):
            for part in combinations(unlocking.places, size):
                assert not ask(dataset, question.assuming(*part)).corridors


@checked
@given(worlds(most=4), questions)
def test_no_unlocking_set_is_missed(drawn: Drawn, question: Question) -> None:
    dataset = telling(drawn)
    network = network_of(dataset)
    target = network.node(question.destination)
    survey = Survey(dataset, Clocks(DAY, LATER), ALL, question)
    origins = origins_of(network, survey)
    assume(target is not None and origins and target not in origins)
    found = {s.places for s in unlocking_sets(value(network, survey), origins, int(target or 0)).sets}
    every = sorted({p.place for p in _refused(dataset, question) if p.assumed is None})
    opening: list[frozenset[str]] = []
    for size in range(LARGEST + 1):
        for places in combinations(every, size):
            known = frozenset(places)
            if not any(o <= known for o in opening) and ask(dataset, question.assuming(*places)).corridors:
                opening.append(known)
    assert {frozenset(p) for p in found} == {o for o in opening if o}


@pytest.mark.parametrize(("stretches", "sets"), [("abcde", 1), ("abcdef", 0)])
def test_four_places_are_a_set_and_five_are_none(stretches: str, sets: int) -> None:
    dataset = roads(*("".join(pair) for pair in pairwise(stretches)))
    asked = Question(origins=("a",), destination=stretches[-1])
    network = network_of(dataset)
    survey = Survey(dataset, Clocks(DAY, LATER), ALL, asked)
    found = unlocking_sets(
        value(network, survey), origins_of(network, survey), int(network.node(stretches[-1]) or 0)
    )
    assert [len(s.places) for s in found.sets] == [4] * sets


def test_of_two_equal_roads_the_same_is_taken_whatever_the_order_of_files() -> None:
    for more in ([road("ad", "one"), road("ad", "two")], [road("ad", "two"), road("ad", "one")]):
        dataset = world(features=(node("a"), node("d"), *more))
        asked = Question(origins=("a",), destination="d", silence=Treatment.PASS)
        assert _shown(dataset, asked)[0][1][0][0] == "one"


def _refused(dataset: Dataset, question: Question) -> list[Any]:
    network = network_of(dataset)
    valuation = value(network, Survey(dataset, Clocks(DAY, LATER), ALL, question))
    _, segments = network.size
    passages = [valuation.passage(i) for i in range(segments)]
    passages += [p for i in range(segments) for p in valuation.gates(i)]
    passages += [p for posts in valuation.stops.values() for p in posts]
    return [p for p in passages if p.refused]


@checked
@given(worlds(), questions, st.sampled_from([None, *AsserterGroup]), st.booleans())
@example((roads("ad"), []), Question(origins=("a",), destination="d"), AsserterGroup.UN, True)
def test_narrowing_the_lens_equals_deleting_the_words_of_the_others(
    drawn: Drawn,
    question: Question,
    voice: AsserterGroup | None,
    context: bool,
) -> None:
    dataset, given_words = drawn
    lens = Lens(context, voice)
    kept = [
        w
        for w in given_words
        if (context or w["kind"] == "article") and (voice is None or SPEAKERS[w["asserted_by"][0]] == voice)
    ]
    everything = telling(drawn)
    asserters = tuple(everything.asserters.values())
    by_id = {f"word-{given_words.index(w)}": w for w in kept}
    sources = [s for s in everything.sources.values() if s.annotations[0].id in by_id]
    remaining = world(*sources, features=tuple(dataset.features.values()), asserters=asserters)
    assume(len({id(w) for w in kept}) == len(by_id))
    assert told(everything, question, lens=lens) == told(remaining, question)


@checked
@given(worlds(), questions, st.integers(0, 25))
def test_before_its_publication_no_answer_depends_on_a_word(
    drawn: Drawn, question: Question, days: int
) -> None:
    dataset, _ = drawn
    day = date(2016, 8, 18) + timedelta(days=days)
    everything = telling(drawn)
    sources = [s for s in everything.sources.values() if s.known_from <= day]
    then = world(
        *sources,
        features=tuple(dataset.features.values()),
        asserters=tuple(everything.asserters.values()),
    )
    assert told(everything, question, known_by=day) == told(then, question)


@checked
@given(worlds(), questions, st.randoms(use_true_random=False))
def test_the_order_of_files_changes_no_answer(drawn: Drawn, question: Question, random: Any) -> None:
    dataset = telling(drawn)
    features, sources = list(dataset.features.values()), list(dataset.sources.values())
    random.shuffle(features)
    random.shuffle(sources)
    mixed = world(*sources, features=tuple(features), asserters=tuple(dataset.asserters.values()))
    assert _shown(dataset, question) == _shown(mixed, question)


@given(st.floats(36, 38), st.floats(35, 37.5), st.floats(36, 38), st.floats(35, 37.5))
def test_lengths_agree_with_the_ellipsoid(west: float, south: float, east: float, north: float) -> None:
    line = {"type": "LineString", "coordinates": [[west, south], [east, north]]}
    network = network_of(roads("ad", more=[road("ad", geometry=line)]))
    true = Geod(ellps="WGS84").inv(west, south, east, north)[2]
    assert float(network.length_m[0]) == pytest.approx(true, rel=0.005, abs=0.05)
