"""The pane of problems: what is wrong in the draft, what the draft brought first; each leads to its place."""

from markupsafe import Markup

from dashboard.domain.rules import Problem
from dashboard.editor.bar import command
from dashboard.panels.context import Desk
from dashboard.panels.markup import join, quoted, tag
from dashboard.store.workbench import Bench

_MOST = 200


def problems_pane(bench: Bench, desk: Desk) -> Markup:
    """List the problems."""
    found = bench.problems
    if not found:
        return tag("p", desk.say("editor.no-problems"), class_="ed-empty")
    new = [problem for problem, is_new in found if is_new]
    old = [problem for problem, is_new in found if not is_new]
    return join(
        [
            tag("h2", desk.count("editor.problems.new", len(new))) if new else None,
            _listed(desk, new),
            tag("h2", desk.count("editor.problems.old", len(old))) if old else None,
            _listed(desk, old),
        ]
    )


def _listed(desk: Desk, problems: list[Problem]) -> Markup | None:
    if not problems:
        return None
    rows = [tag("li", _row(desk, problem)) for problem in problems[:_MOST]]
    more = len(problems) - _MOST
    rest = tag("p", desk.count("editor.problems.more", more)) if more > 0 else None
    return join([tag("ul", *rows, class_="ed-rows"), rest])


def _row(desk: Desk, problem: Problem) -> Markup:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    words = [
        tag("strong", quoted(problem.subject or problem.file)),
        tag("span", quoted(problem.message), class_="ed-row-text"),
        tag("span", quoted(problem.fix), class_="ed-row-fix"),
        tag("small", quoted(f"{place} · {problem.rule}")),
    ]
    return command("goto", *words, subject=problem.subject, class_="ed-row")
