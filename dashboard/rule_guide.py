"""The rules in words: one on a terminal, or all of them as the section of the maintainers' guide."""

from collections.abc import Iterable, Iterator

from dashboard.domain.problem import Severity
from dashboard.domain.rules import RULES, Rule

BEGIN, END = "<!-- rules: made by `aleppo rules --markdown` -->", "<!-- end of the rules -->"
FAMILIES = {
    "text": "The bytes of a file",
    "json": "JSON",
    "geojson": "GeoJSON (RFC 7946)",
    "geometry": "Shapes",
    "place": "Places",
    "record": "Records",
    "statement": "Statements and documents",
    "truth": "The truth rules",
}
_CONSEQUENCE = {
    "text": "the file is refused, and its last good version stays on screen",
    "json": "the file is refused, and its last good version stays on screen",
    "geojson": "the feature is set aside, or the file refused where the whole of it is meant",
    "geometry": "the feature is set aside",
    "place": "the feature is set aside where it would be drawn in a wrong place",
    "record": "the record is set aside",
    "statement": "it is listed; what is sound is shown",
    "truth": "it is listed; what has no source is not drawn",
}


def explained(rule: Rule) -> Iterator[str]:
    """Give the lines that explain a rule to a reader of the terminal."""
    yield f"{rule.name} ({rule.severity.value}{', fixable' if rule.fixable else ''})"
    yield f"  {rule.what}"
    yield f"  why:   {rule.why}"
    yield f"  wrong: {rule.wrong}"
    yield f"  right: {rule.right}"


def listed(rules: Iterable[Rule]) -> Iterator[str]:
    """Give a line for each rule: its name and what it finds."""
    for rule in rules:
        yield f"{rule.name:24} {rule.what}"


def markdown() -> str:
    """Write every rule by family, with why, wrong and right: the section of the guide between its marks."""
    lines = [BEGIN]
    for family, title in FAMILIES.items():
        rules = [rule for rule in RULES.values() if rule.family == family]
        lines += ["", f"### {title}", "", f"When such a rule is broken, {_CONSEQUENCE[family]}.", ""]
        lines += ["| rule | finds | why | wrong | right |", "|---|---|---|---|---|"]
        lines += [_row(rule) for rule in rules]
    return "\n".join([*lines, "", END])


def _row(rule: Rule) -> str:
    marks = " ⚠" * (rule.severity is Severity.WARNING) + " ✎" * rule.fixable
    finds = rule.what.removeprefix("Find ")
    cells = (f"`{rule.name}`{marks}", finds[:1].upper() + finds[1:], rule.why, rule.wrong, rule.right)
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
