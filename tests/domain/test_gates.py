"""A gate that no source places stands on its whole road, and counts as one gate all the same."""

import pytest

from dashboard.domain.attach import attach
from dashboard.domain.lens import Clocks
from dashboard.domain.question import Question, Treatment
from dashboard.domain.survey import Survey
from dashboard.domain.valuation import value
from tests.conftest import ALL, DAY, annotation, feature, source, world
from tests.domain.test_attach import network, road

WORDS = (
    annotation(id="road-open", status="open"),
    annotation(id="gate-shut", about=("gate",), status="cut"),
)
GATE = feature("gate", geometry=None, kind="checkpoint", part_of="road")


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_a_gate_on_several_segments_is_one_detour(parts: int) -> None:
    pieces = [[(at * 1000 / parts, 0.0), ((at + 1) * 1000 / parts, 0.0)] for at in range(parts)]
    dataset = world(source(*WORDS), features=(road(), GATE))
    tied, _ = attach(network(*pieces), dataset)
    assert len(tied.gates) == parts
    question = Question(origins=("a",), destination="b", silence=Treatment.PASS)
    nearness = value(tied, Survey(dataset, Clocks(DAY, DAY), ALL, question)).nearness
    length_m = 1000 * 3  # what does not pass counts three times as long
    assert nearness.sum() - length_m == pytest.approx(150_000, rel=0.001)
