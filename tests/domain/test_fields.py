"""Forms know from the model what each field may hold, and say what is wrong beside it."""

import pytest

from dashboard.domain.fields import Holds, faults_of, fields_of, value_at, with_value
from dashboard.domain.model import Annotation, Asserter, Disagreement, Properties, Source
from tests.conftest import SAID


@pytest.mark.parametrize(
    ("section", "model"),
    [
        ("features", Properties),
        ("annotations", Annotation),
        ("asserters", Asserter),
        ("disagreements", Disagreement),
        ("", Source),
    ],
)
def test_no_member_of_the_model_is_left_out_of_its_form(section: str, model: type) -> None:
    shown = {str(field.path[1 if section == "features" else 0]) for field in fields_of(section)}
    wanted = {found.alias or name for name, found in model.model_fields.items()}  # type: ignore[attr-defined]
    assert wanted - shown == wanted & {"id", "annotations"}


def test_a_field_of_a_closed_list_offers_its_words() -> None:
    status = next(field for field in fields_of("annotations") if field.name == "status")
    assert (status.holds, status.required) == (Holds.CHOICE, False)
    assert "hindered" in status.choices


def test_a_fault_names_the_field_it_is_about() -> None:
    wrong = {**SAID, "valid": {"from": "2016-13", "printed": "then"}}
    assert [fault.path for fault in faults_of("annotations", wrong)] == [("valid", "from")]
    assert faults_of("annotations", SAID) == ()


def test_what_is_missing_is_told_apart_from_what_is_wrong() -> None:
    faults = faults_of("asserters", {"id": "x", "name": {"en": ""}})
    assert {(fault.path, fault.missing) for fault in faults} == {(("name", "en"), False), (("group",), True)}


def test_a_record_in_a_list_can_be_added_changed_and_taken_out() -> None:
    added = with_value({"id": "x"}, ("figures", 0), {})
    assert added == {"id": "x", "figures": [{}]}
    named = with_value(added, ("figures", 0, "what"), "trucks")
    assert value_at(named, ("figures", 0, "what")) == "trucks"
    assert with_value(named, ("figures", 0), None) == {"id": "x"}
