"""What the panel says of a network that was brought."""

from typing import Any

import pytest

from dashboard.domain.attach import Attachment, attach
from dashboard.domain.dataset import Dataset
from dashboard.domain.junctions import join
from dashboard.domain.view import View
from dashboard.panels.context import Desk
from dashboard.panels.corridor import corridor_panel
from dashboard.panels.corridor_network import network_note
from tests.conftest import DAY
from tests.domain.test_junctions import lines
from tests.panels.test_corridor_small_worlds import desk, patches, text

NETWORK = join(lines([(37.0, 36.2), (37.1, 36.2), (37.2, 36.2)], [(37.1, 36.2), (37.1, 36.3)])).network


def brought(*ties: Attachment, **given: Any) -> Desk:
    """Put a network of three segments on the desk."""
    plain = desk(**given)
    return Desk(plain.dataset, plain.view, "en", NETWORK, ties)


def tie(feature_id: str, **given: Any) -> Attachment:
    return Attachment(**{"feature_id": feature_id, "kind": "segment", "count": 0, "distance_m": 0.0, **given})


TIED = tie("road", count=2)


def test_of_the_datas_own_network_nothing_is_said() -> None:
    assert network_note(desk()) is None
    assert "that was brought" not in text(corridor_panel(desk()))


def test_a_network_that_everything_is_tied_to_is_said_in_one_line() -> None:
    assert text(network_note(brought(TIED))) == (
        "Ways are looked for in a network that was brought. Its segments: 3. "
        "Every road and place of the question was tied to it."
    )
    assert "<details" not in str(network_note(brought(TIED)))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"why": "coarse", "accuracy_m": 2500.0}, "Too coarse to tell which road is meant: Onward (±2.5 km)"),
        ({"why": "far", "distance_m": 2140.0}, "Too far away: Onward (2.1 km)"),
        ({"why": "far", "kind": "node", "distance_m": 62_400.0}, "Too far away: Onward (62.4 km)"),
        ({"why": "across"}, "No road runs along: Onward"),
    ],
)
def test_what_could_not_be_tied_is_named_with_the_reason(given: dict[str, Any], why: str) -> None:
    said = text(network_note(brought(TIED, tie("onward", **given))))
    assert said == (
        "Ways are looked for in a network that was brought. Its segments: 3. "
        f"Not tied to it: 1 road or place. What is said of these reaches no road of that network: {why}"
    )


def test_what_could_not_be_tied_is_listed_by_reason_the_nearest_first() -> None:
    far = [tie(name, why="far", distance_m=km * 1000.0) for name, km in (("end", 9), ("middle", 2))]
    said = text(network_note(brought(*far, tie("road", why="coarse", accuracy_m=600))))
    assert said.endswith(
        "Too coarse to tell which road is meant: Road (±0.6 km) Too far away: Middle (2.0 km), End (9.0 km)"
    )


def test_the_list_is_folded_and_its_names_lead_to_the_words() -> None:
    note = network_note(brought(tie("onward", why="across"), tie("end", why="far", kind="node")))
    assert str(note).startswith("<details")
    assert "Not tied to it: 2 roads and places." in text(note)
    assert [patch["sel"] for patch in patches(note)] == ["onward", "end"]


def test_the_panel_holds_the_note() -> None:
    assert "that was brought. Its segments: 3." in text(corridor_panel(brought(TIED)))


def test_a_thing_that_nobody_has_spoken_of_yet_is_not_named(shipped: Dataset) -> None:
    network, ties = attach(NETWORK, shipped)
    articles = View.model_validate({"as_of": DAY, "known_by": DAY, "context": False, "names": "en"})
    seen = Desk(shipped, articles, "en", network, ties)
    seen_ids = {f.id for f in seen.features}
    untied = [t.feature_id for t in ties if not t.count]
    named = [patch["sel"] for patch in patches(network_note(seen))]
    assert set(untied) - seen_ids
    assert sorted(named) == sorted(name for name in untied if name in seen_ids)
    assert f"Not tied to it: {len(named)} roads and places." in text(network_note(seen))
