"""The colours of what users bring: told apart by everybody, and never those of a status."""

from itertools import combinations

import numpy as np
import pytest

from dashboard.maps.style import STATUS, palettes
from tests.maps.test_style import contrast

# Colour-vision deficiencies, matrices over linear RGB (Machado, Oliveira, Fernandes 2009).
VISION = {
    "normal": np.eye(3),
    "protan": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "deutan": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "tritan": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}
_TO_CONES = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
_TO_LAB = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])


def apart(one: str, other: str, vision: str) -> float:
    """Give the distance of two colours as somebody sees them (OKLab, in hundredths)."""

    def seen(colour: str) -> np.ndarray:
        share = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
        linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
        return _TO_LAB @ np.cbrt(_TO_CONES @ np.clip(VISION[vision] @ linear, 0, 1))

    return float(np.linalg.norm(seen(one) - seen(other)) * 100)


def colours(theme: str, name: str) -> list[str]:
    found = palettes()[theme][name]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_any_two_categories_and_the_unsourced_grey_are_told_apart(theme: str, vision: str) -> None:
    shown = [*colours(theme, "brought"), str(palettes()[theme]["unsourced"])]
    assert len(shown) == 9
    for one, other in combinations(shown, 2):
        assert apart(one, other, vision) >= (12 if vision == "normal" else 8), (one, other)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_category_has_the_colour_of_a_status(theme: str) -> None:
    for colour in colours(theme, "brought"):
        for style in STATUS.values():
            assert apart(colour, style.colour, "normal") >= 12, (colour, style.colour)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_green_comes_last_for_it_reads_as_all_is_well(theme: str) -> None:
    def is_green(colour: str) -> bool:
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        return green > max(red, blue) and green - min(red, blue) >= 40

    greens = [is_green(colour) for colour in colours(theme, "brought")]
    assert any(greens)
    assert greens == sorted(greens)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_categories_and_unsourced_features_stand_out_from_the_land(theme: str) -> None:
    palette = palettes()[theme]
    for colour in [*colours(theme, "brought"), str(palette["unsourced"]), str(palette["brought_other"])]:
        assert contrast(colour, str(palette["land"])) >= 2.9, colour


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["density", "density_unsourced"])
def test_a_ramp_of_density_goes_one_way(theme: str, name: str) -> None:
    ground = str(palettes()[theme]["land"])
    steps = [contrast(colour, ground) for colour in colours(theme, name)]
    assert len(steps) == 6
    assert steps == sorted(steps)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_unsourced_has_no_hue(theme: str) -> None:
    for colour in [str(palettes()[theme]["unsourced"]), *colours(theme, "density_unsourced")]:
        channels = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
        assert max(channels) - min(channels) <= 8, colour
