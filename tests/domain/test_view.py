"""A view survives its own link, and a mangled link shows what can still be shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.dataset import Dataset
from dashboard.domain.question import Question, Treatment
from dashboard.domain.view import NAMES, TABS, View, unread_keys, view_from_query
from dashboard.domain.vocabulary import AsserterGroup, Audience, Status

ids = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
views = st.builds(
    View,
    as_of=st.dates(date(2016, 1, 1), date(2017, 1, 1)),
    known_by=st.none() | st.dates(date(2016, 1, 1), date(2017, 1, 1)),
    context=st.booleans(),
    voice=st.none() | st.sampled_from(list(AsserterGroup)),
    layers=st.none() | st.lists(ids, max_size=3).map(tuple),
    sel=st.just("") | ids,
    note=st.just("") | ids,
    source=st.just("") | ids,
    tab=st.sampled_from(TABS),
    q=st.text(max_size=50),
    names=st.sampled_from(NAMES),
    at=st.sampled_from(["", "36.2500,37.1400,13"]),
    more=st.booleans(),
    brought=st.sampled_from(["", "1.on.d1.c0.h0-3.s2_120.all", "2"]),
    origin=st.lists(ids, min_size=1, max_size=3, unique=True).map(tuple),
    destination=ids,
    whom=st.sampled_from(list(Audience)),
    avoid=st.lists(ids, max_size=3, unique=True).map(tuple),
    area=st.just(()) | st.just(((36.5, 36.25), (37.0, 36.25), (37.12345, 36.5))),
    silence=st.sampled_from(list(Treatment)),
    disputed=st.sampled_from(list(Treatment)),
    hindered=st.sampled_from(list(Treatment)),
    assume=st.dictionaries(ids, st.sampled_from([Status.OPEN, Status.HINDERED, Status.CUT]), max_size=3).map(
        lambda given: tuple(sorted(given.items()))
    ),
    speed=st.none() | st.integers(1, 120),
    way=st.integers(0, 9),
)


@given(views)
def test_a_view_survives_its_own_link(view: View) -> None:
    assert view_from_query(view.to_query()) == view


@given(st.dictionaries(st.sampled_from([*View.model_fields, "other"]), st.text(max_size=40)))
def test_a_mangled_link_never_fails(query: dict[str, str]) -> None:
    view_from_query(query)


def test_clocks_stay_within_the_days_of_the_data() -> None:
    frame = Dataset().frame
    far = View(as_of=date(9999, 12, 31), known_by=date(1, 1, 1)).within(frame)
    assert (far.as_of, far.known_by) == (frame.last_day, frame.first_day)
    assert View(known_by=None).within(frame).known_by is None


def test_what_could_not_be_read_of_a_link_is_named() -> None:
    assert unread_keys({"as_of": "2016-02-30", "sel": "castello-road", "tab": "nowhere"}) == ("as_of", "tab")


def test_what_does_not_fit_takes_its_default_and_the_rest_stays() -> None:
    view = view_from_query({"as_of": "tomorrow", "sel": "<script>", "context": "1", "tab": "nowhere"})
    assert (view.as_of, view.sel, view.context, view.tab) == (View().as_of, "", True, "day")


def test_a_link_carries_the_whole_question() -> None:
    view = view_from_query(
        {
            "origin": "kilis,gaziantep",
            "destination": "aleppo-west-centre",
            "whom": "civilians",
            "avoid": "castello-road",
            "area": "36.5,36.2;37,36.2;37,36.5",
            "silence": "pass",
            "disputed": "cost",
            "hindered": "pass",
            "assume": "western-road:open,ramouseh-corridor:cut",
            "speed": "30",
        }
    )
    assert view.question == Question(
        origins=("kilis", "gaziantep"),
        destination="aleppo-west-centre",
        whom=Audience.CIVILIANS,
        avoid=("castello-road",),
        area=((36.5, 36.2), (37.0, 36.2), (37.0, 36.5)),
        silence=Treatment.PASS,
        disputed=Treatment.COST,
        hindered=Treatment.PASS,
        assumed=(("ramouseh-corridor", Status.CUT), ("western-road", Status.OPEN)),
        speed_kmh=30,
    )


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("assume", "castello-road:besieged"),
        ("assume", "castello-road:open,castello-road:cut"),
        ("assume", ",".join(f"a{n}:open" for n in range(101))),
        ("avoid", ",".join(f"a{n}" for n in range(101))),
        ("area", "179,36;-179,36;-179,37"),
        ("speed", "030"),
        ("area", "36.5,36.2;37,36.2"),
        ("area", "361,36.2;37,36.2;37,36.5"),
        ("speed", "0"),
        ("speed", "١٢"),
        ("whom", "everybody"),
        ("silence", "open"),
        ("origin", "kilis,,azaz"),
        ("destination", "a" * 81),
    ],
)
def test_a_question_that_makes_no_sense_is_not_asked(key: str, text: str) -> None:
    assert view_from_query({key: text}) == View()
    assert unread_keys({key: text}) == (key,)
