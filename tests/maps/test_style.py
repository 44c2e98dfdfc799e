"""Status is told by colour, pattern and letter, and readable by everybody."""

from itertools import combinations

import pytest

from dashboard.domain.timeline import State
from dashboard.i18n import say
from dashboard.maps.style import STATUS, palettes


def _linear(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (_linear(int(colour[n : n + 2], 16)) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("state", list(State))
def test_every_state_stands_out_from_its_white_casing(state: State) -> None:
    assert round(contrast(STATUS[state].colour, "#FFFFFF"), 2) >= 3.0


def test_no_two_access_states_share_pattern_or_letter() -> None:
    shown = [
        State.OPEN,
        State.OPEN_TO_SOME,
        State.HINDERED,
        State.CUT,
        State.DISPUTED,
        State.PROPOSED,
        State.NO_CLAIM,
    ]
    for one, other in combinations(shown, 2):
        assert STATUS[one].pattern != STATUS[other].pattern
        assert say(f"letter.{one.value}") != say(f"letter.{other.value}")
        both_open = {one, other} == {State.OPEN, State.OPEN_TO_SOME}
        assert both_open or STATUS[one].colour != STATUS[other].colour


def test_silence_does_not_look_like_open() -> None:
    assert STATUS[State.NO_CLAIM].pattern == "dotted"
    assert STATUS[State.OPEN].pattern == "solid"


def test_letters_are_unique() -> None:
    letters = [say(f"letter.{state.value}") for state in State]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_on_land_and_panel(theme: str) -> None:
    palette = palettes()[theme]
    for ground in ("land", "land_other", "panel", "halo"):
        assert contrast(str(palette["text"]), str(palette[ground])) >= 7
        assert contrast(str(palette["text_muted"]), str(palette[ground])) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["way_edge", "assumed", "avoided"])
def test_what_the_reader_asks_stands_out_from_land_and_panel(theme: str, name: str) -> None:
    palette = palettes()[theme]
    for ground in ("land", "panel", "halo"):
        assert contrast(str(palette[name]), str(palette[ground])) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["way", "way_edge", "assumed", "avoided"])
def test_no_state_has_the_colour_of_a_way_or_an_assumption(theme: str, name: str) -> None:
    taken = {style.colour for style in STATUS.values()}
    assert palettes()[theme][name] not in taken
