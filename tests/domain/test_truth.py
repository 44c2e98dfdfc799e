"""The truth rules, each as the sentence that would be false."""

from datetime import date

import pytest

from dashboard.domain.disagreement import visible_disagreements
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.model import Disagreement
from dashboard.domain.timeline import State, original_asserters, read, voices_for
from dashboard.domain.vocabulary import AsserterGroup, Status
from tests.conftest import ALL, DAY, annotation, reading, source, world


def test_silence_is_no_claim_not_open() -> None:
    silent = reading()
    assert silent.state is State.NO_CLAIM
    assert silent.axes == ()
    assert silent.age_days is None


def test_a_status_rests_on_an_annotation() -> None:
    found = reading(source(annotation(status="cut")))
    assert found.state is State.CUT
    assert [s.id for s in found.behind] == ["a"]


def test_a_claimed_feature_is_absent_until_somebody_speaks_of_it() -> None:
    assert not reading(presence="claimed").present
    assert reading(source(annotation()), presence="claimed").present
    assert not reading(source(annotation()), presence="claimed", as_of=date(2016, 8, 31)).present


def test_a_statement_ages() -> None:
    assert reading(source(annotation(status="hindered"))).age_days == 9


def test_a_statement_with_an_end_stops_holding_on_that_day() -> None:
    ended = annotation(
        status="cut", valid={"from": "2016-09-01", "to": "2016-09-10", "printed": "till Friday"}
    )
    assert reading(source(ended), as_of=date(2016, 9, 9)).state is State.CUT
    assert reading(source(ended), as_of=date(2016, 9, 10)).state is State.NO_CLAIM


def test_a_proposal_never_gives_a_status() -> None:
    wished = reading(source(annotation(mood="proposed", status="open")))
    assert wished.state is State.NO_CLAIM
    assert [s.id for s in wished.proposals] == ["a"]


def test_a_proposal_leaves_a_status_as_it_was() -> None:
    cut = annotation(id="cut", status="cut")
    wish = annotation(id="wish", mood="proposed", status="open")
    assert reading(source(cut, wish)).state is State.CUT


def test_a_claimed_thing_with_only_proposals_is_proposed() -> None:
    assert reading(source(annotation(mood="proposed")), presence="claimed").state is State.PROPOSED


def test_a_forecast_never_gives_a_status() -> None:
    assert reading(source(annotation(voice="forecast", status="open"))).state is State.NO_CLAIM


def test_statements_that_disagree_are_disputed_and_both_stand() -> None:
    found = reading(
        source(annotation(id="a", status="cut"), annotation(id="b", status="open", asserted_by=["two"]))
    )
    assert found.state is State.DISPUTED
    assert {s.id for s in found.behind} == {"a", "b"}


def test_a_denial_contradicts_what_it_denies_and_claims_nothing() -> None:
    denial = annotation(id="no", mood="denied", status="cut")
    assert reading(source(annotation(id="yes", status="cut"), denial)).state is State.DISPUTED
    assert reading(source(denial)).state is State.NO_CLAIM


def test_sides_with_different_passage_do_not_disagree_and_the_worst_is_drawn() -> None:
    ours = annotation(id="a", status="open", for_whom=["government-side"])
    theirs = annotation(id="b", status="cut", for_whom=["opposition-side"])
    found = reading(source(ours, theirs))
    assert found.state is State.CUT
    assert found.axes[0].statuses == (Status.CUT, Status.OPEN)


def test_open_to_one_side_is_not_open() -> None:
    ours = annotation(id="a", status="open", for_whom=["government-side"])
    assert reading(source(ours)).state is State.OPEN_TO_SOME
    everybody = ["un-aid", "civilians", "opposition-side", "government-side"]
    assert reading(source(annotation(status="open", for_whom=everybody))).state is State.OPEN
    assert reading(source(annotation(status="open"))).state is State.OPEN


def test_an_old_open_is_told_but_no_longer_drawn() -> None:
    said = source(annotation(status="open"))
    assert reading(said, as_of=date(2016, 10, 1)).state is State.OPEN
    stale = reading(said, as_of=date(2016, 10, 2))
    assert stale.state is State.NO_CLAIM
    assert [s.id for s in stale.behind] == ["a"]


def test_an_old_cut_stays_cut() -> None:
    assert reading(source(annotation(status="cut")), as_of=date(2017, 3, 1)).state is State.CUT


def test_a_loose_date_ages_from_its_first_day() -> None:
    loose = annotation(status="cut", valid={"from": "2016-09", "printed": "this month"})
    found = reading(source(loose, published="2016-09-10"))
    assert found.age_days == 9
    assert found.age_is_loose


def test_a_word_about_anyone_disagrees_with_a_word_about_one_side() -> None:
    found = reading(
        source(annotation(id="a", status="cut"), annotation(id="b", status="open", for_whom=["civilians"]))
    )
    assert found.state is State.DISPUTED


def _changed(day: str, **given):  # type: ignore[no-untyped-def]
    return annotation(id="new", effect="change", valid={"from": day, "printed": "then"}, **given)


def test_a_dated_change_sets_aside_earlier_words_but_keeps_them_to_show() -> None:
    found = reading(source(annotation(id="old", status="open"), _changed("2016-09-05", status="cut")))
    assert found.state is State.CUT
    assert [s.id for s in found.axes[0].set_aside] == ["old"]


def test_a_change_does_not_set_aside_words_of_the_same_day_or_later() -> None:
    later = annotation(id="old", status="open", valid={"from": "2016-09-05", "printed": "today"})
    assert reading(source(later, _changed("2016-09-05", status="cut"))).state is State.DISPUTED


def test_a_change_for_one_side_does_not_set_aside_a_word_for_anyone() -> None:
    change = _changed("2016-09-05", status="open", for_whom=["government-side"])
    assert reading(source(annotation(id="old", status="cut"), change)).state is State.DISPUTED


def test_a_change_with_a_loose_date_sets_nothing_aside_before_it_has_certainly_begun() -> None:
    words = source(
        annotation(id="old", status="cut"), _changed("2016-W36", status="open"), published="2016-09-30"
    )
    assert reading(words, as_of=date(2016, 9, 7)).state is State.DISPUTED
    assert reading(words, as_of=date(2016, 9, 11)).state is State.OPEN


def test_what_was_published_later_is_not_known() -> None:
    words = source(annotation(status="cut"), published="2016-09-08")
    assert reading(words, known_by=date(2016, 9, 7)).state is State.NO_CLAIM
    assert reading(words, known_by=date(2016, 9, 8)).state is State.CUT


def test_a_loosely_dated_document_is_known_when_it_was_certainly_out() -> None:
    words = source(annotation(status="cut"), published="2016-09")
    assert reading(words, known_by=date(2016, 9, 29)).state is State.NO_CLAIM
    assert reading(words, known_by=date(2016, 9, 30)).state is State.CUT


def test_context_switched_off_counts_for_nothing() -> None:
    words = source(annotation(status="cut"), kind="context")
    assert reading(words, lens=Lens(context=False)).state is State.NO_CLAIM
    assert reading(words, lens=ALL).state is State.CUT


def test_a_lens_of_one_group_hears_only_its_first_speakers() -> None:
    from dashboard.domain.model import Asserter

    speakers = (
        Asserter.model_validate({"id": "one", "name": {"en": "One"}, "group": "monitor"}),
        Asserter.model_validate({"id": "two", "name": {"en": "Two"}, "group": "media"}),
    )
    words = source(
        annotation(id="a", status="cut", asserted_by=["one", "two"]),
        annotation(id="b", status="open", asserted_by=["two"]),
    )
    dataset = world(words, asserters=speakers)
    road, clocks = dataset.features["road"], Clocks(DAY)
    assert read(dataset, road, clocks, Lens(True, AsserterGroup.MONITOR)).state is State.CUT
    assert read(dataset, road, clocks, Lens(True, AsserterGroup.MEDIA)).state is State.OPEN


def test_corroboration_counts_first_speakers_not_articles() -> None:
    repeated = [
        source(annotation(id=f"a{n}", status="cut", asserted_by=["monitor", f"paper{n}"]), id=f"s{n}")
        for n in range(3)
    ]
    found = reading(*repeated)
    assert voices_for(found, Status.CUT) == {"monitor"}
    assert len(original_asserters(found.behind)) == 1


def test_statuses_of_different_questions_do_not_disagree() -> None:
    found = reading(source(annotation(id="a", status="besieged"), annotation(id="b", status="divided")))
    assert found.state is State.BESIEGED
    assert [axis.state for axis in found.axes] == [State.BESIEGED, State.DIVIDED]


def test_a_disagreement_of_which_one_position_is_hidden_is_none() -> None:
    first = source(annotation(id="a"), id="s1")
    second = source(annotation(id="b"), id="s2", published="2016-09-08")
    question = Disagreement.model_validate(
        {
            "id": "d",
            "question": {"en": "How many?"},
            "kind": "estimate",
            "positions": [
                {"says": {"en": "few"}, "members": ["a"]},
                {"says": {"en": "many"}, "members": ["b"]},
            ],
        }
    )
    from dataclasses import replace

    dataset = replace(world(first, second), disagreements=(question,))
    assert visible_disagreements(dataset, date(2016, 9, 7), ALL) == ()
    (seen,) = visible_disagreements(dataset, date(2016, 9, 8), ALL)
    assert [[m.id for m in p.members] for p in seen.positions] == [["a"], ["b"]]


def test_a_figure_needs_a_number_and_keeps_its_qualifier() -> None:
    with pytest.raises(ValueError, match="low, high or both"):
        annotation(figures=[{"what": "killed", "qualifier": "many", "unit": "people", "about": "road"}])
