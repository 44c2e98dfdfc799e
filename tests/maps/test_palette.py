"""What each state looks like."""

import pytest

from dashboard.domain.timeline import State
from dashboard.i18n import say
from dashboard.maps.style import STATUS, palettes


def test_a_proposal_is_dashed() -> None:
    assert STATUS[State.PROPOSED].pattern == "dashed"


def test_no_holder_has_colours_of_its_own() -> None:
    held = {style for state, style in STATUS.items() if state.value.startswith("held-by-")}
    assert len(held) == 1


def test_a_siege_and_a_broken_siege_have_patterns_of_their_own() -> None:
    assert STATUS[State.BESIEGED].pattern != STATUS[State.SIEGE_BROKEN].pattern


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_browser_gets_every_state_with_letter_and_name(theme: str) -> None:
    status = palettes()[theme]["status"]
    assert isinstance(status, dict)
    for state in State:
        assert status[state.value]["letter"] == say(f"letter.{state.value}")
        assert status[state.value]["label"] == say(f"state.{state.value}")
