"""The banner: which files of the data are broken, where, and what is shown of them meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from dashboard.domain.rules import Problem
from dashboard.i18n.wording import day_words
from dashboard.panels.context import Desk
from dashboard.panels.markup import quoted, tag

_MOST = 50


Kept = Mapping[str, datetime | None]


def banner(desk: Desk, problems: Sequence[Problem], kept: Kept) -> Markup:
    """Say what is wrong, file by file, with place, rule, plain words and remedy; folded to one line.

    `kept` has the files that could not be taken as they are, with the time at which the version was read
    that is shown instead, None where there is none.
    """
    files: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=_urgency(kept))[:_MOST]:
        files.setdefault(problem.file, []).append(problem)
    left_out = len(problems) - _MOST
    return tag(
        "details",
        tag("summary", tag("span", "!", class_="ad-alarm", aria_hidden="true"), _line(desk, problems, kept)),
        tag("ul", *(_file(desk, file, listed, kept, len(files) == 1) for file, listed in files.items())),
        tag("p", desk.count("banner.more", left_out)) if left_out > 0 else None,
        class_="ad-banner",
        data_keep="banner",
        aria_label=desk.say("banner.title"),
    )


def news(desk: Desk, mark: str, problems: Sequence[Problem], kept: Kept) -> dict[str, Any]:
    """Give the browser what it says aloud: the banner's line once, and which files are sound again."""
    files = list(dict.fromkeys(p.file for p in problems))
    if not problems:
        return {"mark": mark, "alarm": "", "files": files}
    first = min(problems, key=_urgency(kept))
    state = _state(desk, first.file, kept)
    alarm = desk.say("banner.alarm", place=_place(first), rule=first.rule, state=state)
    return {"mark": mark, "alarm": alarm, "files": files}


def _urgency(kept: Kept) -> Callable[[Problem], int]:
    """Set files of which something is missing first, then those that are older than they should be."""
    return lambda p: 0 if p.file in kept and kept[p.file] is None else 1 if p.file in kept else 2


def _line(desk: Desk, problems: Sequence[Problem], kept: Kept) -> Markup:
    first = min(problems, key=_urgency(kept))
    others = len(problems) - 1
    more = tag("span", desk.count("banner.others", others), class_="ad-others") if others else None
    rule = tag("strong", quoted(first.rule))
    return tag("span", _code(first), " ", rule, ": ", _state(desk, first.file, kept), " ", more)


def _file(desk: Desk, file: str, problems: Sequence[Problem], kept: Kept, alone: bool) -> Markup:
    """List what is wrong with a file; where it is the only one, the line above has said what is shown."""
    rows = [
        tag(
            "li",
            tag("p", _code(p), " ", tag("strong", quoted(p.rule)), " ", quoted(_words(p))),
            tag("p", desk.say("banner.fix"), " ", quoted(p.fix), class_="ad-fix"),
        )
        for p in problems
    ]
    state = tag("p", tag("strong", quoted(file)), ": ", _state(desk, file, kept))
    return tag("li", None if alone else state, tag("ul", *rows))


def _state(desk: Desk, file: str, kept: Kept) -> str:
    """Say what is shown of a file: an older version, nothing, or what of it is sound."""
    if file not in kept:
        return desk.say("banner.part")
    read_at = kept[file]
    if read_at is None:
        return desk.say("banner.lost")
    return desk.say("banner.kept", time=f"{read_at:%H:%M}", day=day_words(read_at.date(), desk.language))


def _words(problem: Problem) -> str:
    return f"{problem.subject}: {problem.message}" if problem.subject else problem.message


def _code(problem: Problem) -> Markup:
    return tag("code", quoted(_place(problem)))


def _place(problem: Problem) -> str:
    return f"{problem.file}:{problem.line}" if problem.line else problem.file
