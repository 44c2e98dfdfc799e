"""What the map shows and never shows, how to read it, and where everything comes from."""

from markupsafe import Markup

from dashboard.domain.timeline import State
from dashboard.domain.vocabulary import SourceKind, Voice
from dashboard.panels.context import Desk
from dashboard.panels.markup import button, join, quoted, tag
from dashboard.panels.statement import kind_badge, published_words, state_chip


def about_panel(desk: Desk) -> Markup:
    """Set the reading guide, the documents cited and the layers with their licences."""
    promises = tag("ul", *(tag("li", desk.say(f"panel.promise.{n}")) for n in range(1, 7)))
    states = tag(
        "ul",
        *(
            tag("li", state_chip(desk, state), " ", desk.say(f"panel.meaning.{state.value}"))
            for state in State
        ),
        class_="ad-plain",
    )
    voices = tag(
        "dl",
        *(
            part
            for v in Voice
            for part in (tag("dt", v.value), tag("dd", desk.say(f"panel.voice.{v.value}")))
        ),
    )
    return join(
        [
            tag("h2", desk.say("panel.about")),
            tag("p", desk.say("panel.about.lead"), class_="ad-lead"),
            promises,
            tag("p", desk.say("panel.disclaimer"), class_="ad-note"),
            tag(
                "section",
                tag("h3", desk.say("panel.about.clocks")),
                tag("p", desk.say("panel.about.clocks.text")),
            ),
            tag(
                "section",
                tag("h3", desk.say("panel.about.corridors")),
                tag("p", desk.say("panel.about.corridors.text")),
            ),
            tag("section", tag("h3", desk.say("panel.about.states")), states),
            tag("section", tag("h3", desk.say("panel.about.voices")), voices),
            _sources(desk),
            _layers(desk),
        ]
    )


def _sources(desk: Desk) -> Markup:
    known = {s.source.id: s.source for s in desk.statements}
    rows = []
    for source in sorted(known.values(), key=lambda s: (s.kind is SourceKind.CONTEXT, s.known_from, s.id)):
        said = sum(1 for s in desk.statements if s.source.id == source.id)
        rows.append(
            button(
                {"tab": "article", "source": source.id, "sel": "", "note": ""},
                tag(
                    "span", kind_badge(desk, source), " ", published_words(desk, source), class_="ad-row-head"
                ),
                quoted(source.title),
                tag("span", desk.count("panel.statements", said), class_="ad-origin"),
                class_=f"ad-row ad-from-{source.kind.value}",
            )
        )
    return tag(
        "section", tag("h3", desk.say("panel.about.sources"), " ", tag("small", str(len(rows)))), *rows
    )


def _layers(desk: Desk) -> Markup:
    blocks = []
    for layer in desk.dataset.layers:
        features = [
            f
            for f in desk.dataset.features_by_layer.get(layer.id, ())
            if f.properties.presence == "reference" or desk.read(f).present
        ]
        licences = sorted({(f.properties.source, f.properties.licence) for f in features})
        rows = [tag("li", quoted(source), " — ", quoted(licence)) for source, licence in licences]
        summary = tag("summary", desk.words(layer.title), " ", tag("small", str(len(features))))
        blocks.append(tag("details", summary, tag("ul", *rows)))
    return tag(
        "section",
        tag("h3", desk.say("panel.about.layers")),
        tag("p", desk.say("panel.about.layers.lead"), class_="ad-lead"),
        *blocks,
    )
