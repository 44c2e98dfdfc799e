"""How problems are written: for a person, as JSON, for GitHub's checks, and as SARIF."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict

from dashboard import __version__
from dashboard.domain.problem import Problem, Severity, visible

_LIKE = 20
_WIDTH = 100
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def as_text(
    problems: Sequence[Problem], line_of: Callable[[Problem], str | None], every: bool
) -> Iterator[str]:
    """Write problems for a person, each with its line and a caret where `line_of` gives the line.

    Of one rule in one file the first 20 are written, and the rest counted, unless `every` is set.
    """
    told: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        told[problem.file, problem.rule] += 1
        if every or told[problem.file, problem.rule] <= _LIKE:
            yield str(problem)
            line = line_of(problem)
            if line is not None:
                yield from caret(line, problem.column)
    for (file, rule), many in told.items():
        if not every and many > _LIKE:
            yield f"{visible(file)}: {many - _LIKE} more of [{rule}] (--all writes them)"


def caret(line: str, column: int) -> tuple[str, str]:
    """Cut a line down to what stands around a column, and mark the column below.

    >>> caret('{"a": 1, "a": 2}', 10)
    ('    {"a": 1, "a": 2}', '             ^')
    """
    start = max(0, column - 1 - _WIDTH // 2)
    shown = "".join(c if c.isprintable() and not _turns(c) else "·" for c in line[start : start + _WIDTH])
    before, after = "…" if start else "", "…" if len(line) > start + _WIDTH else ""
    return f"    {before}{shown}{after}", " " * (4 + len(before) + column - 1 - start) + "^"


def _turns(character: str) -> bool:
    return visible(character) != character


def as_json(problems: Iterable[Problem], counted: Sequence[str]) -> str:
    """Write problems as one JSON object: `checked`, the lines about what was read, and `problems`."""
    listed = [asdict(problem) for problem in problems]
    return json.dumps(
        {"version": 1, "checked": list(counted), "problems": listed}, ensure_ascii=False, indent=1
    )


def as_github(problems: Iterable[Problem]) -> Iterator[str]:
    """Write problems as workflow commands, which GitHub shows beside the lines of a pull request."""
    for problem in problems:
        place = {"file": problem.file, "line": problem.line or 1, "col": problem.column or 1}
        title = f"{problem.rule} {problem.subject}".strip()
        properties = ",".join(f"{key}={_property(visible(str(value)))}" for key, value in place.items())
        said = _data(f"{visible(problem.message)}\nfix: {visible(problem.fix)}")
        yield f"::{problem.severity.value} {properties},title={_property(visible(title))}::{said}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(problems: Sequence[Problem]) -> str:
    """Write problems in the Static Analysis Results Interchange Format 2.1.0 (OASIS)."""
    from dashboard.domain.rules import RULES

    names = sorted({problem.rule for problem in problems})
    driver = {
        "name": "aleppo check",
        "version": __version__,
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": RULES[name].what},
                "fullDescription": {"text": RULES[name].why},
                "defaultConfiguration": {"level": RULES[name].severity.value},
            }
            for name in names
        ],
    }
    results = [_sarif_result(problem, names.index(problem.rule)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _sarif_result(problem: Problem, number: int) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": problem.file}}
    if problem.line:
        place["region"] = {"startLine": problem.line, "startColumn": problem.column}
    location: dict[str, object] = {"physicalLocation": place}
    if problem.subject or problem.pointer:
        name = f"{problem.subject}{problem.pointer}"
        location["logicalLocations"] = [{"fullyQualifiedName": visible(name), "kind": "member"}]
    return {
        "ruleId": problem.rule,
        "ruleIndex": number,
        "level": "error" if problem.severity is Severity.ERROR else "warning",
        "message": {"text": f"{visible(problem.message)}\nfix: {visible(problem.fix)}"},
        "locations": [location],
    }
