"""The before/after map as one HTML file: no script, no request, nothing outside it; data texts escaped."""

from collections.abc import Iterable, Iterator
from datetime import date

from markupsafe import Markup

from dashboard.domain.timeline import State
from dashboard.exports.comparison_report import Report
from dashboard.exports.comparison_scene import Frame, Scene, scene_of
from dashboard.exports.comparison_style import style_sheet
from dashboard.exports.comparison_svg import picture
from dashboard.exports.svg_strokes import swatch
from dashboard.i18n import say
from dashboard.i18n.consequence_wording import lens_words
from dashboard.i18n.plain_text import cleaned, counted
from dashboard.i18n.wording import day_words, state_words
from dashboard.maps.style import STATUS
from dashboard.panels.markup import join, tag
from dashboard.store.comparison import Comparison

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_MARKS = {
    "lit": ("M3 12H53", "changed"),
    "ghost": ("M3 12H53", "as it was before"),
    "moved": ("M28 12m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0", "vertex that moved"),
    "new": ("M23 12H33M28 7V17", "vertex that came"),
    "gone": ("M24 8L32 16M24 16L32 8", "vertex that went"),
    "doubt": ("M3 12H53", "so wide may the truth lie beside it"),
}
_MARK_CLASSES = {"lit": "lit-line", "ghost": "ghost", "moved": "vertex", "doubt": "doubt-band"}


def comparison_page(comparison: Comparison, report: Report) -> str:
    """Write a page with a pair of pictures for each place where something changed, and the report beside."""
    scene = scene_of(comparison)
    states: set[State] = set()
    figures = [
        _pair(comparison, scene, frame, number, states) for number, frame in enumerate(scene.frames, start=1)
    ]
    maps = [*figures, _notes(comparison, scene), _legend(states, scene) if figures else None]
    body = tag(
        "body",
        _header(report, scene, drawn=bool(figures)),
        tag(
            "main",
            *_first(report),
            tag("div", *maps, class_="maps"),
            tag("aside", *_lists(report)),
            class_=None if figures else "plain",
        ),
        tag("footer", say("map.disclaimer")),
    )
    head = tag(
        "head",
        Markup('<meta charset="utf-8">'),
        Markup('<meta http-equiv="Content-Security-Policy" content="{}">').format(_POLICY),
        Markup('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Markup('<meta name="color-scheme" content="light dark">'),
        Markup('<meta name="referrer" content="no-referrer">'),
        tag("title", f"{report.before} → {report.after}"),
        tag("style", Markup(style_sheet())),
    )
    return str(Markup("<!doctype html>\n") + tag("html", head, body, lang="en") + "\n")


def _header(report: Report, scene: Scene, *, drawn: bool) -> Markup:
    known = (
        "with all that is known"
        if scene.clocks.known_by == date.max
        else f"known by {day_words(scene.clocks.known_by)}"
    )
    setting = f"Statuses as true on {day_words(scene.clocks.as_of)}, {known}, {lens_words(scene.lens)}."
    sides = [
        tag("span", tag("b", "before"), " ", _text(report.before), class_="side"),
        tag("span", tag("b", "after"), " ", _text(report.after), class_="side"),
    ]
    return tag(
        "header",
        tag("h1", "What changed"),
        tag("p", *sides, tag("span", report.counted, class_="count"), class_="sides"),
        tag("p", setting, class_="setting") if drawn else None,
    )


def _text(text: str) -> Markup:
    return tag("bdi", text, dir="auto")


def _pair(comparison: Comparison, scene: Scene, frame: Frame, number: int, states: set[State]) -> Markup:
    names = [_name(comparison, subject) for subject in frame.subjects[:4]]
    more = len(frame.subjects) - len(names)
    heading = join([_text(name) for name in names], ", ") + (f" and {more:,} more" if more else "")
    figures = []
    for side, word in enumerate(("before", "after")):
        drawn, shown = picture(scene, frame, comparison.datasets, side, f"{word}: {', '.join(names)}")
        states |= shown
        figures.append(tag("figure", tag("figcaption", word), drawn))
    return tag(
        "section",
        tag("h2", heading, id=f"place-{number}"),
        tag("div", *figures, class_="pair"),
        class_="place",
    )


def _name(comparison: Comparison, feature_id: str) -> str:
    for dataset in reversed(comparison.datasets):
        if feature_id in dataset.features:
            return cleaned(dataset.features[feature_id].properties.name)
    return cleaned(feature_id)


def _notes(comparison: Comparison, scene: Scene) -> Markup | None:
    notes: list[Markup] = []
    if not scene.frames:
        notes.append(tag("p", "Nothing that is drawn on the map changed."))
    if scene.unplaced:
        names = join([_text(_name(comparison, each)) for each in scene.unplaced[:30]], ", ")
        notes.append(tag("p", "Changed and not drawn, because no source places it: ", names))
    if scene.left_out:
        notes.append(tag("p", f"{counted(scene.left_out, 'further place')} not drawn; the lists name all."))
    return tag("div", *notes, class_="notes") if notes else None


def _legend(states: set[State], scene: Scene) -> Markup:
    rows = [tag("li", swatch(state), tag("span", state_words(state))) for state in STATUS if state in states]
    shapes = scene.shapes.values()
    wanted = {
        "lit": True,
        "ghost": bool(scene.shapes),
        "moved": any(shape.moves for shape in shapes),
        "new": any(shape.new for shape in shapes),
        "gone": any(shape.gone for shape in shapes),
        "doubt": True,
    }
    rows += [_mark_row(name) for name, asked in wanted.items() if asked]
    return tag("section", tag("h2", "Legend"), tag("ul", *rows), class_="legend")


def _mark_row(name: str) -> Markup:
    path, words = _MARKS[name]
    class_ = _MARK_CLASSES.get(name, "vertex-mark")
    width = {"lit": "14", "doubt": "14"}.get(name)
    drawn = tag("path", d=path, class_=class_, stroke_width=width)
    return tag(
        "li",
        tag("svg", drawn, viewBox="0 0 56 24", width="56", height="24", aria_hidden="true"),
        tag("span", words),
    )


def _first(report: Report) -> Iterator[Markup]:
    if report.broken:
        yield _list("Cannot be read", [("", report.broken)], "short broken")
    if report.short:
        yield _list("In short", [("", report.short)], "short")


def _lists(report: Report) -> Iterator[Markup]:
    if report.files or report.broken:
        yield _list("For readers", report.readers.items(), "readers")
    if report.files:
        yield _list("By file", report.files.items(), "files")


def _list(heading: str, groups: Iterable[tuple[str, Iterable[str]]], class_: str) -> Markup:
    parts: list[Markup] = []
    for title, sentences in groups:
        if title:
            parts.append(tag("h3", _text(title)))
        parts.append(tag("ul", *(tag("li", _text(sentence)) for sentence in sentences)))
    return tag("section", tag("h2", heading), *parts, class_=class_)
