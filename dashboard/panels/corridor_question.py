"""The question as a form: from where, to where, for whom, past what; every control is one key of the link."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from dashboard.domain.model import Feature
from dashboard.domain.network import CROSSING_KINDS, GATE_KINDS
from dashboard.domain.question import Question, Treatment
from dashboard.domain.view import View
from dashboard.domain.vocabulary import Audience
from dashboard.panels.context import Desk
from dashboard.panels.corridor_chips import avoid_chips, origin_chips
from dashboard.panels.corridor_names import either, name_of, spoken_of
from dashboard.panels.markup import button, join, tag

_SPEEDS_KMH = (10, 20, 30, 40, 60)
_ENDS_FIRST = ("city-point", "city", "town", "village")
_WAYS = frozenset({"road", "corridor"})
_FURTHER_BEGINS = ("town", "junction")
_KEYS = (
    "origin",
    "destination",
    "whom",
    "avoid",
    "area",
    "silence",
    "disputed",
    "hindered",
    "assume",
    "speed",
)

Option = tuple[str, str]


def question_form(desk: Desk) -> Markup:
    """Set every choice of the question; each control sets one key of the link."""
    asked = desk.view.question
    chips = [*origin_chips(desk), *avoid_chips(desk)]
    whom = [(w.value, desk.say(f"audience.{w.value}")) for w in Audience]
    speeds = [("", desk.say("panel.corridor.no-speed"))]
    speeds += [
        (str(kmh), desk.say("panel.corridor.speed", n=kmh))
        for kmh in sorted({*_SPEEDS_KMH, *([asked.speed_kmh] if asked.speed_kmh else [])})
    ]
    return tag(
        "details",
        tag("summary", tag("strong", desk.say("panel.corridor.question")), " ", _in_short(desk, asked)),
        tag(
            "div",
            _from(desk, asked),
            _field(desk, "destination", _ends(desk, asked.destination), asked.destination),
            _field(desk, "whom", whom, asked.whom.value),
            *(_treatment(desk, key) for key in _TREATED),
            _field(desk, "speed", speeds, str(asked.speed_kmh or "")),
            _avoid(desk, asked),
            class_="ad-question",
        ),
        tag("p", join(chips, " ")) if chips else None,
        _tools(desk, asked),
        class_="ad-ask",
        data_keep="question",
    )


def _in_short(desk: Desk, asked: Question) -> Markup:
    """Say the question in one line, for those who leave the form folded."""
    refused = [key for key in _TREATED if getattr(asked, key) is Treatment.REFUSE]
    treated = (
        desk.say("panel.corridor.short.strict")
        if len(refused) == len(_TREATED)
        else "; ".join(
            f"{desk.say(f'panel.corridor.field.{key}')}: {desk.say(f'panel.corridor.treat.{how.value}')}"
            for key in _TREATED
            if (how := getattr(asked, key)) is not Treatment.REFUSE
        )
    )
    words = desk.say(
        "panel.corridor.short",
        origin=either(desk, [name_of(desk, place) for place in asked.origins]),
        destination=name_of(desk, asked.destination),
        whom=desk.say(f"audience.{asked.whom.value}"),
        treated=treated,
    )
    return tag("span", join([words, _besides(desk, asked)], " "), class_="ad-ask-short")


def _besides(desk: Desk, asked: Question) -> str | None:
    """Say what else the reader chose: what is avoided, how much is assumed, the speed; None for nothing."""
    found = []
    if asked.avoid:
        key = "panel.corridor.short.avoid-both" if asked.area else "panel.corridor.short.avoid"
        found.append(desk.count(key, len(asked.avoid)))
    elif asked.area:
        found.append(desk.say("panel.corridor.short.area"))
    if asked.assumed:
        found.append(desk.count("panel.corridor.short.assumed", len(asked.assumed)))
    if asked.speed_kmh:
        found.append(desk.say("panel.corridor.speed", n=asked.speed_kmh))
    return f"{'; '.join(found)}." if found else None


_TREATED = ("silence", "disputed", "hindered")


def _field(desk: Desk, key: str, options: Iterable[Option], chosen: str, label: str = "") -> Markup:
    """Label a select of options; `label` names a further control for a key that has one already."""
    control = f"ad-q-{label or key}"
    choices = (tag("option", text, value=value, selected=value == chosen) for value, text in options)
    select = tag("select", *choices, data_set=key, id=control)
    return tag("label", desk.say(f"panel.corridor.field.{label or key}"), select, for_=control)


def _treatment(desk: Desk, key: str) -> Markup:
    options = [(t.value, desk.say(f"panel.corridor.treat.{t.value}")) for t in Treatment]
    return _field(desk, key, options[::-1], getattr(desk.view, key).value)


def _from(desk: Desk, asked: Question) -> Markup:
    """Set the first origin, and a control that adds another."""
    begins = _begins(desk, asked.origins)
    rest = asked.origins[1:]
    first = [(",".join(dict.fromkeys((i, *rest))), text) for i, text in begins]
    more = [(",".join((*asked.origins, i)), text) for i, text in begins if i not in asked.origins]
    now = ",".join(asked.origins)
    return join(
        [
            _field(desk, "origin", first, now),
            _field(desk, "origin", [(now, desk.say("panel.corridor.choose")), *more], now, "origin-more"),
        ]
    )


def _avoid(desk: Desk, asked: Question) -> Markup:
    now = ",".join(asked.avoid)
    options = [(now, desk.say("panel.corridor.choose"))]
    options += [
        (",".join((*asked.avoid, f.id)), _option(desk, f.id))
        for f in _avoidable(desk)
        if f.id not in asked.avoid
    ]
    return _field(desk, "avoid", options, now)


def _begins(desk: Desk, chosen: Sequence[str]) -> list[Option]:
    """List where a way may begin: crossings, then hubs; who is not the UN may begin in a town as well."""
    further = () if desk.view.question.whom is Audience.UN_AID else _FURTHER_BEGINS
    kinds = {*CROSSING_KINDS, "hub", *further}
    rank = {kind: n for n, kind in enumerate(("hub", *_FURTHER_BEGINS), 1)}
    found = [f for f in _nodes(desk) if f.properties.kind in kinds or f.id in chosen]
    found.sort(key=lambda f: (rank.get(f.properties.kind, 0), f.properties.importance, f.properties.name))
    known = [(f.id, _option(desk, f.id)) for f in found]
    return known + [(i, i) for i in chosen if i not in {f.id for f in found}]


def _ends(desk: Desk, chosen: str) -> list[Option]:
    found = [f for f in _nodes(desk) if f.properties.kind in _ENDS_FIRST or f.id == chosen]
    rank = {kind: n for n, kind in enumerate(_ENDS_FIRST)}
    found.sort(key=lambda f: (rank.get(f.properties.kind, len(rank)), f.id))
    known = [(f.id, _option(desk, f.id)) for f in found]
    return known + ([] if any(f.id == chosen for f in found) else [(chosen, chosen)])


def _nodes(desk: Desk) -> list[Feature]:
    return [f for f in desk.features if desk.network.node(f.id) is not None]


def _avoidable(desk: Desk) -> list[Feature]:
    """Give the roads, checkpoints and crossings of the network that can be left out by name."""
    network = desk.network
    posts = {g for gates in (*network.gates.values(), *network.node_gates.values()) for g in gates}
    roads = {b for bearers in network.bearers.values() for b in bearers}
    sorts = ((_WAYS, roads), (GATE_KINDS, posts), (CROSSING_KINDS, posts))
    found: list[Feature] = []
    for kinds, there in sorts:
        some = [f for f in desk.features if f.properties.kind in kinds and f.id in there]
        found += sorted(some, key=lambda f: f.properties.name)
    return found


def _option(desk: Desk, place: str) -> str:
    """Name a place in an option, which holds plain text only; Arabic stands beside where it is wanted."""
    feature = spoken_of(desk, place)
    if feature is None:
        return place
    name = name_of(desk, place)
    arabic = feature.properties.name_ar
    both = desk.view.names == "both" and arabic and feature.properties.kind != "city-point"
    return f"{name} · {arabic}" if both else name


def _tools(desk: Desk, asked: Question) -> Markup:
    area = tag(
        "button", desk.say("panel.corridor.draw-area"), type="button", data_tool="area", class_="ad-more"
    )
    plain = View().to_query()
    over = button(
        {**{key: plain[key] for key in _KEYS}, "way": plain["way"]},
        desk.say("panel.corridor.start-over"),
        class_="ad-more",
    )
    return tag("p", area, " ", over if asked != Question() else None)
