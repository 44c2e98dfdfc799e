"""Which panel a view asks for, and the frame around it."""

from markupsafe import Markup

from dashboard.domain.changes import Change
from dashboard.panels.about import about_panel
from dashboard.panels.brought import brought_panel
from dashboard.panels.context import Desk
from dashboard.panels.corridor import corridor_panel
from dashboard.panels.day import changes_note, day_panel
from dashboard.panels.disagreements import disagreements_panel
from dashboard.panels.feature import feature_panel, gone_panel
from dashboard.panels.lists import article_panel, search_panel, tray_panel
from dashboard.panels.markup import button, join, tag

_NOTE = Markup("<!--note-->")  # no text from data holds it: that is escaped
_STANDING_TABS = ("day", "corridor", "disagreements", "tray", "about")


def panel_tabs(desk: Desk) -> Markup:
    """Set the tabs that are always there."""
    tabs = [
        button(
            {"tab": name, "sel": "", "note": "", "source": "", "more": "0"},
            desk.say(f"panel.tab.{name}"),
            class_="ad-tab",
            aria_pressed="true" if _chosen(desk) == name else "false",
        )
        for name in _STANDING_TABS
    ]
    return tag("nav", *tabs, class_="ad-tabs", aria_label=desk.say("panel.tabs"))


def panel(desk: Desk, changed: tuple[Change, ...] | None) -> Markup:
    """Set the panel that the view asks for; `changed` compares with the view before."""
    return Markup(with_note(panel_frame(desk), panel_note(desk, changed)))


def with_note(frame: str, note: str) -> str:
    """Put into a panel what the last move changed."""
    return frame.replace(_NOTE, note)


def panel_note(desk: Desk, changed: tuple[Change, ...] | None) -> Markup:
    """Say what the last move changed, where the panel has room for it."""
    chosen, feature = _chosen(desk), desk.dataset.features.get(desk.view.sel)
    if chosen == "feature" and feature is not None:
        changed = _only(changed, feature.id)
    elif chosen != "day":
        changed = None
    return changes_note(desk, changed) or Markup("")


def panel_frame(desk: Desk) -> Markup:
    """Set the panel without what the last move changed: it is the same wherever the reader comes from."""
    chosen = _chosen(desk)
    feature = desk.dataset.features.get(desk.view.sel)
    if chosen == "feature" and feature is None:
        inside = brought_panel(desk, desk.row) if desk.row is not None else gone_panel(desk)
    elif chosen == "feature" and feature is not None:
        inside = join([_NOTE, feature_panel(desk, feature)])
    elif chosen == "corridor":
        inside = corridor_panel(desk)
    elif chosen == "article":
        inside = article_panel(desk, desk.dataset.sources.get(desk.view.source))
    elif chosen == "search":
        inside = search_panel(desk)
    elif chosen == "tray":
        inside = tray_panel(desk)
    elif chosen == "disagreements":
        inside = disagreements_panel(desk)
    elif chosen == "about":
        inside = about_panel(desk)
    else:
        inside = day_panel(desk, _NOTE)
    return tag("div", inside, class_="ad-panel", data_tab=chosen)


def _only(changed: tuple[Change, ...] | None, feature_id: str) -> tuple[Change, ...] | None:
    mine = tuple(c for c in changed or () if c.feature.id == feature_id)
    return mine or None


def _chosen(desk: Desk) -> str:
    tab = desk.view.tab
    if tab == "feature" and not desk.view.sel:
        return "day"
    return tab if tab != "search" or desk.view.q else "day"
