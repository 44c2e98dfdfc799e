"""What stands in the way: words about a place, words about an unplaced way, silence, the reader's own."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from dashboard.domain.dataset import Statement
from dashboard.domain.disagreement import concerning
from dashboard.domain.passage import Passage
from dashboard.domain.vocabulary import Axis, Status
from dashboard.i18n.corridor_wording import passage_age_words, whom_listed
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import (
    claimed_words,
    for_whom,
    place_button,
    place_buttons,
    spoken_of,
    the_name,
    unheard,
    whom_words,
)
from dashboard.panels.markup import button, quoted, tag
from dashboard.panels.statement import state_chip, statement_row

_AT_FIRST = 2
_AT_MOST = 6


def blockers(desk: Desk) -> Markup:
    """Set what keeps the ways shown from passing, each kind by itself; the unplaced is told either way."""
    given = desk.answer
    said = [p for p in given.blockers if p.assumed is None and not p.silent]
    silent = [p.place for p in given.blockers if unheard(p) and not p.mentioned]
    others = [p for p in given.blockers if unheard(p) and p.mentioned]
    stale = [p for p in given.blockers if p.silent and p.behind]
    rows = [
        *_group(desk, "said", [_said(desk, p) for p in said]),
        *_group(desk, "unplaced", [_unplaced(desk, p) for p in given.unplaced]),
        *_group(
            desk,
            "silence",
            [
                *([_silence(desk, silent)] if silent else []),
                *(_not_asked(desk, p) for p in others),
                *(_stale(desk, p) for p in stale),
            ],
        ),
        *_group(desk, "own", _own(desk, given.blockers)),
    ]
    title = tag("h3", desk.say("panel.corridor.blockers"))
    empty = tag("p", desk.say("panel.corridor.no-blockers"), class_="ad-empty") if not rows else None
    return tag("section", title, empty, *rows)


def _group(desk: Desk, key: str, rows: Sequence[Markup]) -> list[Markup]:
    if not rows:
        return []
    return [
        tag("h4", desk.say(f"panel.corridor.blocked.{key}")),
        tag("ul", *rows, class_="ad-blockers"),
    ]


def _said(desk: Desk, passage: Passage) -> Markup:
    """Set a place with the words against it: each of them leads to its statement and paragraph."""
    at_end = passage.axis is Axis.SIEGE
    return tag(
        "li",
        tag(
            "span",
            tag("span", claimed_words(desk, passage), class_="ad-badge ad-denied")
            if passage.denied
            else state_chip(desk, passage.state),
            " ",
            place_button(desk, passage.place),
            " ",
            tag("span", for_whom(desk), class_="ad-badge"),
            " ",
            tag("span", passage_age_words(passage, desk.view.as_of, desk.language), class_="ad-origin"),
            class_="ad-row-head",
        ),
        *statement_rows(desk, passage.behind, f"said-{passage.place}-{passage.axis.value}"),
        differs(desk, passage.behind),
        class_="ad-blocker ad-blocker-destination" if at_end else "ad-blocker ad-blocker-said",
    )


def statement_rows(
    desk: Desk, statements: Iterable[Statement], keep: str, at_first: int = _AT_FIRST
) -> list[Markup]:
    """Set statements as rows, each side's newest first; the rest is folded, then counted.

    `keep` is the name by which the page remembers whether the reader unfolded the rest.
    """
    every = each_side_first(sorted(statements, key=lambda s: (s.is_context, -s.known_from.toordinal(), s.id)))
    rows = [statement_row(desk, s) for s in every[:_AT_MOST]]
    sides = len({(s.annotation.status, s.annotation.mood) for s in every})
    at_first = max(at_first, min(sides, _AT_MOST))
    shown, folded, rest = rows[:at_first], rows[at_first:], len(every) - len(rows)
    if folded:
        summary = tag("summary", desk.count("panel.more-changes", len(folded) + rest))
        left = tag("p", desk.count("panel.corridor.left-out", rest), class_="ad-origin") if rest else None
        shown.append(tag("details", summary, *folded, left, data_keep=keep))
    return shown


def each_side_first(statements: Iterable[Statement]) -> list[Statement]:
    """Put the first word of each side before the rest: where sources differ, no side is folded away."""
    first: dict[tuple[object, object], Statement] = {}
    rest = []
    for statement in statements:
        side = (statement.annotation.status, statement.annotation.mood)
        if side in first:
            rest.append(statement)
        else:
            first[side] = statement
    return [*first.values(), *rest]


def differs(desk: Desk, statements: Iterable[Statement]) -> Markup | None:
    """Say that sources differ where these statements take part in a disagreement, with a way to it."""
    ids = [s.id for s in statements]
    found = concerning(desk.disagreements, ids)
    if not found:
        return None
    note = next(m.id for p in found[0].positions for m in p.members if m.id in ids)
    patch = {"tab": "disagreements", "note": note, "sel": "", "source": ""}
    return button(patch, desk.say("panel.corridor.differ"), class_="ad-link ad-differs")


def _unplaced(desk: Desk, passage: Passage) -> Markup:
    """Set what is said of a way that no source places: it cannot be tied to any stretch."""
    words = (*passage.behind, *passage.others)
    feature = spoken_of(desk, passage.place)
    return tag(
        "li",
        tag("span", place_button(desk, passage.place), " ", desk.say("panel.corridor.cannot-be-tied")),
        tag("span", _whose(desk, passage), class_="ad-origin"),
        *statement_rows(desk, words, f"unplaced-{passage.place}"),
        _may_be(desk, passage.place) if feature is not None else None,
        differs(desk, words),
        class_="ad-blocker ad-blocker-unplaced",
    )


def _whose(desk: Desk, passage: Passage) -> str:
    """Say whose passage the words are about, and whether that of those asked about is among it."""
    if passage.behind:
        return desk.say("panel.corridor.whose-own", whom=for_whom(desk))
    named = dict.fromkeys(w for s in passage.others for w in s.annotation.for_whom)
    whom = whom_listed(tuple(named), desk.language)
    asked = desk.say(f"audience.{desk.view.question.whom.value}")
    return desk.say("panel.corridor.whose-others", whom=whom, asked=asked)


def _may_be(desk: Desk, place: str) -> Markup | None:
    """With context on, say which known way it may be, and why; this is nobody's statement about a day."""
    known = desk.dataset.features[place].properties
    other = spoken_of(desk, known.may_be) if known.may_be else None
    if not desk.view.context or other is None:
        return None
    badge = tag("span", desk.say("panel.kind.context"), class_="ad-badge ad-context")
    words = desk.say("panel.corridor.may-be", name=the_name(desk, other.id))
    why = quoted(known.may_be_why) if known.may_be_why else None
    return tag("p", badge, " ", words, " ", why, " ", place_button(desk, other.id))


def _silence(desk: Desk, places: Sequence[str]) -> Markup:
    return tag(
        "li",
        tag("span", desk.say("panel.corridor.nobody-speaks")),
        tag("span", place_buttons(desk, places)),
        class_="ad-blocker ad-blocker-silence",
    )


def _not_asked(desk: Desk, passage: Passage) -> Markup:
    """Set a place of which sources speak, but not of the passage of those asked about."""
    words = desk.say("panel.corridor.not-asked", whom=whom_words(desk))
    return tag(
        "li",
        tag("span", place_button(desk, passage.place), " ", words),
        *statement_rows(desk, passage.others, f"others-{passage.place}-{passage.axis.value}"),
        class_="ad-blocker ad-blocker-silence",
    )


def _stale(desk: Desk, passage: Passage) -> Markup:
    """Set a place of which somebody spoke, but so that nothing follows for the day."""
    return tag(
        "li",
        tag("span", place_button(desk, passage.place), " ", desk.say("panel.corridor.stale-word")),
        *statement_rows(desk, passage.behind, f"stale-{passage.place}-{passage.axis.value}"),
        class_="ad-blocker ad-blocker-silence",
    )


def _own(desk: Desk, found: Iterable[Passage]) -> list[Markup]:
    """Set what the reader leaves out or takes as blocked: no source stands behind it."""
    asked = desk.view.question
    rows = []
    if asked.avoid:
        names = place_buttons(desk, asked.avoid)
        rows.append(tag("li", desk.say("panel.corridor.own-avoid"), " ", names, class_=_AVOIDED))
    if asked.area:
        words = desk.say("panel.corridor.own-area", n=len(asked.area))
        rows.append(tag("li", words, class_=_AVOIDED))
    closing = [place for place, status in asked.assumed if status is not Status.OPEN]
    closing += [p.place for p in found if p.assumed is not None]
    for place in dict.fromkeys(closing):
        words = desk.say("panel.corridor.own-closed", name=the_name(desk, place))
        rows.append(tag("li", words, class_="ad-blocker ad-assumption"))
    return rows


_AVOIDED = "ad-blocker ad-blocker-avoided"
