"""Names on the corridor panel: places, stretches and the words behind them, as text and as buttons."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from dashboard.domain.dataset import Statement
from dashboard.domain.model import Feature
from dashboard.domain.network import Network
from dashboard.domain.passage import Passage
from dashboard.domain.timeline import State
from dashboard.domain.valuation import silent_place
from dashboard.domain.ways import Stretch
from dashboard.i18n.corridor_wording import word_origin
from dashboard.i18n.wording import claim_words, state_words
from dashboard.panels.context import Desk
from dashboard.panels.markup import button, join, quoted, tag

NAMED_ROADS = frozenset({"road", "corridor"})
_LISTED = 4
_WORDS = 3


def spoken_of(desk: Desk, place: str) -> Feature | None:
    """Give the feature of a place, if there is one that the reader may see by name."""
    feature = desk.dataset.features.get(place)
    return feature if feature is not None and desk.read(feature).present else None


def name_of(desk: Desk, place: str) -> str:
    """Name a place in plain text; an end within a city is named after the area that it stands for.

    What nobody has spoken of yet has no name. An Arabic name is isolated, so that the marks around it stay.
    """
    feature = spoken_of(desk, place)
    if feature is None:
        return _unnamed(desk, place)
    if feature.properties.kind == "city-point":
        feature = desk.dataset.features.get(feature.properties.part_of or "", feature)
    known = feature.properties
    if desk.view.names == "ar" and known.name_ar:
        return f"\u2068{known.name_ar}\u2069"
    return known.name


def the_name(desk: Desk, place: str) -> str:
    """Name a place as it stands inside a sentence: roads and corridors take the article, places do not."""
    name = name_of(desk, place)
    return desk.say("panel.corridor.the", name=name) if is_named_road(desk, place) else name


def is_named_road(desk: Desk, place: str) -> bool:
    """Tell whether a place is a road or corridor that people speak of by name."""
    feature = spoken_of(desk, place)
    return feature is not None and feature.properties.kind in NAMED_ROADS


def _unnamed(desk: Desk, place: str) -> str:
    network = desk.network
    if place not in desk.dataset.features:
        return desk.say("panel.corridor.nameless")
    segment = network.segment(place)
    if segment is None:
        return desk.say("panel.corridor.unnamed")
    ends = (network.node_ids[network.tail[segment]], network.node_ids[network.head[segment]])
    if any(spoken_of(desk, end) is None for end in ends):
        return desk.say("panel.corridor.unnamed")
    return desk.say("panel.corridor.unnamed-between", a=name_of(desk, ends[0]), b=name_of(desk, ends[1]))


def listed(desk: Desk, names: Sequence[str], at_most: int = _LISTED) -> str:
    """List names in plain text, each once; those that find no room are counted."""
    names = list(dict.fromkeys(names))
    if len(names) > at_most + 1:
        return desk.say("list.more", first=", ".join(names[:at_most]), n=len(names) - at_most)
    if len(names) < 2:
        return "".join(names)
    return desk.say("list.and", first=", ".join(names[:-1]), last=names[-1])


def either(desk: Desk, names: Sequence[str]) -> str:
    """List names of which one is enough."""
    if len(names) < 2:
        return "".join(names)
    return desk.say("panel.corridor.or", first=", ".join(names[:-1]), last=names[-1])


def place_button(desk: Desk, place: str, label: str = "") -> Markup:
    """Set a place as a button that opens its panel and flies there; unnamed places stay text."""
    words = label or name_of(desk, place)
    if spoken_of(desk, place) is None:
        return tag("span", quoted(words))
    patch = {"sel": place, "tab": "feature", "note": "", "source": ""}
    return button(patch, quoted(words), fly=[place], class_="ad-place", data_features=place)


def place_buttons(desk: Desk, places: Iterable[str], at_most: int = 12) -> Markup:
    """Set places as buttons, each once; what finds no room is counted."""
    every = list({name_of(desk, place): place for place in places}.values())
    rest = len(every) - at_most
    more = desk.count("panel.more-changes", rest) if rest > 0 else None
    return join([*(place_button(desk, place) for place in every[:at_most]), more], " ")


def word_button(desk: Desk, statement: Statement, label: str = "", more: str = "") -> Markup:
    """Set who says it and where as a button that opens the statement itself; `more` stands after it."""
    said = statement.annotation
    context = f" [{desk.say('panel.kind.context')}]" if statement.is_context else ""
    return button(
        {"sel": said.about[0], "note": statement.id, "source": "", "tab": "feature"},
        quoted((label or word_origin(desk.dataset, statement, desk.language)) + context + more),
        class_="ad-link",
        data_features=",".join(said.about),
    )


def word_buttons(desk: Desk, statements: Sequence[Statement], at_most: int = _WORDS) -> Markup | None:
    """Set the newest words as buttons and count the rest; None where there are none."""
    if not statements:
        return None
    entries = by_origin(desk, sorted(statements, key=lambda s: (-s.known_from.toordinal(), s.id)))
    rest = sum(len(same) for same in entries[at_most:])
    more = desk.count("panel.more-changes", rest) if rest > 0 else None
    buttons = (words_button(desk, same) for same in entries[:at_most])
    return tag("span", join([*buttons, more], " "), class_="ad-origin ad-words")


def by_origin(desk: Desk, statements: Iterable[Statement]) -> list[list[Statement]]:
    """Put statements together whose origin reads the same: two words of one paragraph are one entry."""
    found: dict[str, list[Statement]] = {}
    for statement in statements:
        found.setdefault(word_origin(desk.dataset, statement, desk.language), []).append(statement)
    return list(found.values())


def words_button(desk: Desk, same: Sequence[Statement]) -> Markup:
    """Set statements of one origin as one button that opens the first; their number stands beside it."""
    return word_button(desk, same[0], more=f" ({len(same)})" if len(same) > 1 else "")


def whom_words(desk: Desk) -> str:
    """Name those whose passage the question is about."""
    return desk.say(f"panel.corridor.whom.{desk.view.question.whom.value}")


def for_whom(desk: Desk) -> str:
    """Say for whom a state is read, as it stands beside the state."""
    return desk.say("panel.for", whom=desk.say(f"audience.{desk.view.question.whom.value}"))


def taken_as(passage: Passage) -> State:
    """Give the state that the question goes by: the reader's own assumption before any source's word."""
    return State(passage.assumed) if passage.assumed is not None else passage.state


def claimed_words(desk: Desk, passage: Passage) -> str:
    """Name what is claimed of a place; where all that is said is a denial, what is denied."""
    if passage.denied:
        denied = dict.fromkeys(s.annotation.status for s in passage.behind if s.annotation.status)
        return ", ".join(claim_words(status, True, desk.language) for status in denied)
    return state_words(passage.state, desk.language)


def unheard(passage: Passage) -> bool:
    """Tell whether nobody speaks of a place at all; a word too old to count is a word nevertheless."""
    return passage.silent and not passage.behind


def by_place(stretches: Iterable[Stretch]) -> dict[str, list[Stretch]]:
    """Group stretches by the place whose words decide, in the order of travel."""
    found: dict[str, list[Stretch]] = {}
    for stretch in stretches:
        found.setdefault(stretch.passage.place, []).append(stretch)
    return found


def by_rows(network: Network, nodes: Iterable[int], segments: Iterable[int]) -> tuple[str, ...]:
    """Name nodes and segments given by their rows; segments of one road are named once, by the road."""
    names = [network.node_ids[node] for node in nodes]
    names += [silent_place(network, segment) for segment in segments]
    return tuple(dict.fromkeys(names))
