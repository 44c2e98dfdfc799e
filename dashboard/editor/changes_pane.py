"""The pane before saving: every change in words, what follows for readers, what others changed."""

from markupsafe import Markup

from dashboard.domain.differences.compare import compare
from dashboard.domain.differences.consequences import consequences
from dashboard.editor.bar import command
from dashboard.editor.merging import conflicts_of
from dashboard.editor.state import window
from dashboard.i18n.consequence_wording import grouped_consequences
from dashboard.i18n.difference_wording import grouped
from dashboard.panels.context import Desk
from dashboard.panels.markup import join, quoted, tag
from dashboard.store.workbench import Bench


def changes_pane(bench: Bench, desk: Desk) -> Markup:
    """Set the pane."""
    if not bench.draft.changed_files:
        return tag("p", desk.say("editor.no-changes"), class_="ed-empty")
    return join(
        [
            *(conflicts_of(bench, desk, file) for file in bench.moved),
            tag("h2", desk.say("editor.what-changes")),
            *_sentences(_differences(bench)),
            tag("h2", desk.say("editor.what-follows")),
            *_sentences(_consequences(bench)),
            _last_step(bench, desk),
        ]
    )


def _sentences(groups: dict[str, list[str]]) -> list[Markup]:
    return [
        tag(
            "section",
            tag("h3", quoted(head)),
            tag("ul", *(tag("li", quoted(sentence)) for sentence in sentences), class_="ed-sentences"),
        )
        for head, sentences in groups.items()
        if sentences
    ]


def _differences(bench: Bench) -> dict[str, list[str]]:
    draft = bench.draft
    return grouped(compare(dict(draft.base), dict(draft.drafted), rewritten=()))


def _consequences(bench: Bench) -> dict[str, list[str]]:
    before, after = bench.on_disk[1], tuple(problem for problem, _ in bench.problems)
    return grouped_consequences(consequences(bench.saved, bench.dataset, before, after))


def _last_step(bench: Bench, desk: Desk) -> Markup:
    new = sum(is_new for _, is_new in bench.problems)
    warning = (
        tag("p", desk.count("editor.saves-problems", new), class_="ed-fault", role="alert") if new else None
    )
    if window().asks == "discard":
        last = tag(
            "div",
            tag("p", desk.say("editor.discard-sure")),
            command("discard", desk.say("editor.discard"), sure=True, class_="ed-button ed-danger"),
            command("keep", desk.say("editor.keep"), class_="ed-button"),
            class_="ed-ask",
            role="alert",
        )
    else:
        last = tag(
            "p",
            command("save", desk.say("editor.save"), class_="ed-button ed-main"),
            command("discard", desk.say("editor.discard"), class_="ed-button"),
            class_="ed-tools",
        )
    return join([warning, last])
