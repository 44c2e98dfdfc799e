"""What a model's validation says of a record, put under the names of the rules."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from dashboard.domain.problem import Fault
from dashboard.domain.rules.quoting import escaped, near
from dashboard.domain.rules.record_rules import FORMS, last_of
from dashboard.domain.rules.registry import RULES
from dashboard.domain.rules.texts import MOST_MEMBERS

_MOST_FAULTS = 20
_MOST_CHARACTERS = 1_000_000
_STATUS_KEYS = ("status", "access", "access_status", "state", "control", "reading", "mood", "voice")
_PROVENANCE = ("source", "licence", "method")


def record_faults(error: ValidationError, model: type[BaseModel], prefix: str = "") -> Iterator[Fault]:
    """Turn what pydantic says of a record into faults under the rules' names, with remedies.

    `prefix` is put before each pointer: where the record stands in its raw value.
    """
    details = error.errors(include_url=False)[:_MOST_FAULTS]
    misspelt = {
        (detail["loc"][:-1], near(last_of(detail), _names_at(model, list(detail["loc"][:-1]))))
        for detail in details
        if detail["type"] == "extra_forbidden"
    }
    at_fault = {detail["loc"][:-1] for detail in details}
    has_no_id = any(detail["type"] == "missing" and detail["loc"] == ("id",) for detail in details)
    for detail in details:
        if detail["type"] == "missing" and (detail["loc"][:-1], last_of(detail)) in misspelt:
            continue  # the key is there, misspelt, and that is said
        if detail["type"] == "too_short" and detail["loc"] in at_fault:
            continue  # the entries are there, and are wrong
        if has_no_id and detail["loc"] == ("properties", "id"):
            continue  # said where it is missing
        location, key = detail["loc"], last_of(detail)
        pointer = prefix + "".join(f"/{escaped(str(part))}" for part in location)
        on_feature = location[:1] == ("properties",) and len(location) == 2
        if on_feature and detail["type"] == "extra_forbidden" and key in _STATUS_KEYS:
            yield RULES["status-in-layer"].check(pointer, detail["input"])
        elif on_feature and detail["type"] == "missing" and key in _PROVENANCE:
            yield RULES["missing-source"].check(key, pointer.rpartition("/")[0])
        else:
            name = detail["type"] if detail["type"] in RULES else _RULE_OF.get(detail["type"], "record")
            if name == "id-form" and key in FORMS:
                name = "record"
            yield RULES[name].check(detail, _names_at(model, list(location[:-1])), pointer)


def oversize_faults(value: Any, characters: int) -> Iterator[Fault]:
    """Find records far beyond what one can be; they are not looked at further."""
    properties = value.get("properties") if isinstance(value, dict) else None
    at, many = ("/properties", properties) if isinstance(properties, dict) else ("", value)
    fix = "divide it; a record is a few lines"
    if isinstance(many, dict) and len(many) > MOST_MEMBERS:
        yield Fault("record", f"the record has {len(many):,} members, far too many", fix, at)
    elif characters > _MOST_CHARACTERS and not at:
        yield Fault("record", f"the record has {characters:,} characters, far too many", fix)


def _names_at(model: type[BaseModel], location: list[Any]) -> list[str]:
    """Give the names of the members that a record may have at a place inside of a model."""
    found: type[BaseModel] | None = model
    for part in location:
        if isinstance(part, str) and found is not None:
            fields = {(f.alias or name): f.annotation for name, f in found.model_fields.items()}
            found = _model_in(fields.get(part))
    return [] if found is None else [(f.alias or name) for name, f in found.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = getattr(annotation, "__args__", ())
    return next((found for part in inner if (found := _model_in(part))), None)


_RULE_OF = {
    "extra_forbidden": "unknown-key",
    "missing": "missing-key",
    "enum": "unknown-word",
    "literal_error": "unknown-word",
    "string_pattern_mismatch": "id-form",
    "string_too_short": "text-length",
    "string_too_long": "text-length",
    "too_short": "empty-list",
    "greater_than": "out-of-range",
    "greater_than_equal": "out-of-range",
    "less_than": "out-of-range",
    "less_than_equal": "out-of-range",
    **{
        name: "wrong-type"
        for name in (
            "string_type",
            "int_type",
            "int_parsing",
            "int_from_float",
            "float_type",
            "float_parsing",
            "bool_type",
            "bool_parsing",
            "tuple_type",
            "list_type",
            "mapping_type",
            "dict_type",
            "model_type",
            "date_type",
            "date_parsing",
            "date_from_datetime_parsing",
            "finite_number",
        )
    },
}
