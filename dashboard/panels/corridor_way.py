"""The ways as cards: how long, how silent, how old the words, and the strip chart of each."""

from markupsafe import Markup

from dashboard.domain.timeline import word_day
from dashboard.domain.vocabulary import Precision
from dashboard.domain.ways import Way
from dashboard.i18n.corridor_wording import length_words, travel_words, word_origin
from dashboard.i18n.wording import day_words
from dashboard.panels.context import Desk
from dashboard.panels.corridor_names import spoken_of
from dashboard.panels.corridor_strip import strip_chart
from dashboard.panels.markup import button, quoted, tag


def ways(desk: Desk) -> Markup:
    """Set each way that the answer shows as a card; the chosen one is unfolded."""
    found = desk.answer.ways
    title = tag("h3", desk.say("panel.corridor.ways"), " ", tag("small", str(len(found))))
    if not found:
        return tag("section", title, tag("p", desk.say("panel.corridor.no-ways"), class_="ad-empty"))
    key = "panel.corridor.ways-lead" if desk.answer.corridors else "panel.corridor.ways-nearest"
    lead = tag("p", desk.say(key), class_="ad-lead")
    return tag("section", title, lead, *(_card(desk, way) for way in found))


def _card(desk: Desk, way: Way) -> Markup:
    chosen = way.number == desk.view.way
    passes = desk.say(f"panel.corridor.passes.{_passing(way)}")
    head = tag(
        "div",
        button(
            {"way": str(way.number)},
            str(way.number),
            fly=[s.segment_id for s in way.stretches if spoken_of(desk, s.segment_id) is not None],
            class_="ad-way-n",
            aria_pressed="true" if chosen else "false",
            aria_label=desk.say("panel.corridor.way-n", n=way.number),
        ),
        tag("span", length_words(way.length_m, way.spread_m, desk.language)),
        tag("span", passes, class_="ad-badge"),
        class_="ad-way-head",
    )
    summary = tag("summary", desk.count("panel.corridor.stretches-of", len(way.stretches), way=way.number))
    return tag(
        "article",
        head,
        _facts(desk, way),
        tag(
            "details",
            summary,
            strip_chart(desk, way, full=chosen),
            open=chosen,
            data_keep=f"way-{way.number}",
        ),
        class_="ad-way ad-way-chosen" if chosen else "ad-way",
    )


def _passing(way: Way) -> str:
    """Tell by what a way passes: by what is said of it, by the reader's assumptions or choices, or not."""
    if not way.passes:
        return "not"
    if way.assumed:
        return "own"
    return "said" if way.said_open else "choice"


def _facts(desk: Desk, way: Way) -> Markup:
    """Say what the way as a whole comes to, each fact with its unit."""
    lines: list[str | Markup] = []
    if _has_schematic(desk, way):
        lines.append(desk.say("panel.corridor.schematic"))
    speed = desk.view.question.speed_kmh
    if speed:
        lines.append(travel_words(way.length_m, way.spread_m, speed, desk.language))
    silent = [s for s in way.stretches if s.unsaid]
    if silent:
        length = length_words(way.silent_m, sum(s.spread_m for s in silent), desk.language)
        lines.append(desk.say("panel.corridor.silent", length=length))
        if any(s.passage.behind for s in silent):
            lines.append(desk.say("panel.corridor.stale"))
    else:
        lines.append(desk.say("panel.corridor.never-silent"))
    lines += _words(desk, way)
    if way.assumed:
        lines.append(tag("span", desk.count("panel.corridor.own", len(way.assumed)), class_="ad-assumption"))
    return tag("ul", *(tag("li", line) for line in lines), class_="ad-figures")


def _words(desk: Desk, way: Way) -> list[str | Markup]:
    """Say which word about the way is the oldest and which the newest."""
    as_of = desk.view.as_of
    passages = (*way.departure, *(p for s in way.stretches for p in s.passages))
    every = {s.id: s for p in passages for s in p.behind}.values()
    if not every:
        return [desk.say("panel.corridor.no-words")]
    dated = sorted(every, key=lambda s: (word_day(s, as_of), s.known_from, s.id))
    found: list[str | Markup] = []
    for key, statement in (("newest", dated[-1]), ("oldest", dated[0])):
        words = desk.say(
            f"panel.corridor.word.{key}",
            day=day_words(word_day(statement, as_of), desk.language),
            who=word_origin(desk.dataset, statement, desk.language),
        )
        found.append(quoted(words))
    return found if len(dated) > 1 else found[:1]


def _has_schematic(desk: Desk, way: Way) -> bool:
    features = desk.dataset.features
    drawn = (features.get(s.segment_id) for s in way.stretches)
    return any(f is not None and f.properties.precision is Precision.SCHEMATIC for f in drawn)
