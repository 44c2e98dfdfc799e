"""The rules by name: each with its severity, what it finds, why, and a wrong and a right example."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from dashboard.domain.problem import Severity

F = TypeVar("F", bound=Callable[..., Any])
FAMILIES = ("text", "json", "geojson", "geometry", "place", "record", "statement", "truth")
_PARTS = re.compile(r"^\s*(Why|Wrong|Right): ", re.MULTILINE)
_rules: dict[str, "Rule"] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named check. `fixable` rules have a remedy that `aleppo fmt --fix` applies without a question.

    `about` is the kind of record that its findings name: feature, statement, disagreement, asserter, source,
    layer or card; empty for rules about raw text and raw values. `needs` are the kinds of records that must
    be complete for a finding to mean anything: what was set aside must not seem to be missing.
    """

    name: str
    family: str
    severity: Severity
    what: str
    why: str
    wrong: str
    right: str
    fixable: bool
    about: str
    needs: tuple[str, ...]
    check: Callable[..., Any]


def rule(
    name: str,
    family: str,
    *,
    severity: Severity = Severity.ERROR,
    fixable: bool = False,
    about: str = "",
    needs: tuple[str, ...] = (),
) -> Callable[[F], F]:
    """Enter a function as a rule. Its docstring says what it finds, `Why:`, `Wrong:` and `Right:`.

    Raises ValueError for a name that is taken, an unknown family and a docstring without its four parts.
    """

    def enter(check: F) -> F:
        if name in _rules or family not in FAMILIES:
            raise ValueError(f"the rule {name!r} is entered twice, or {family!r} is no family of rules")
        first, *rest = _PARTS.split(check.__doc__ or "")
        parts = {key: " ".join(text.split()) for key, text in zip(rest[::2], rest[1::2], strict=True)}
        if set(parts) != {"Why", "Wrong", "Right"}:
            raise ValueError(f"the rule {name!r} does not say Why, Wrong and Right in its docstring")
        _rules[name] = Rule(
            name=name,
            family=family,
            severity=severity,
            what=" ".join(first.split()),
            why=parts["Why"],
            wrong=parts["Wrong"],
            right=parts["Right"],
            fixable=fixable,
            about=about,
            needs=needs,
            check=check,
        )
        return check

    return enter


RULES: Mapping[str, Rule] = MappingProxyType(_rules)


def severity_of(name: str) -> Severity:
    """Give how much a rule's findings weigh."""
    return _rules[name].severity
