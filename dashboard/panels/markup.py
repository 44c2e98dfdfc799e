"""HTML, put together in one place: text from data is escaped here and nowhere else."""

import json
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from markupsafe import Markup, escape

Child = str | Markup | None


def tag(name: str, *children: Child, **attributes: str | bool | None) -> Markup:
    """Build an element; children and attribute values that are not Markup are escaped.

    A trailing underscore in an attribute's name is dropped and others become hyphens (`class_`,
    `data_view`). An attribute of None or False is left out.

    >>> tag("b", "<i>", title='"')
    Markup('<b title="&#34;">&lt;i&gt;</b>')
    """
    pairs = [
        f' {key.rstrip("_").replace("_", "-")}="{"" if value is True else escape(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    ]
    inside = "".join([escape(child) for child in children if child])
    return Markup(f"<{name}{''.join(pairs)}>{inside}</{name}>")  # names are ours, everything else is escaped


def join(children: Iterable[Child], between: str = "") -> Markup:
    """Put children one after the other; texts are escaped."""
    return Markup(escape(between)).join(escape(child) for child in children if child)


def quoted(text: str, language: str = "en", class_: str | None = None) -> Markup:
    """Set a text from data, isolated, so that its direction and marks stay its own."""
    direction = "rtl" if language == "ar" else "auto"
    return tag("bdi", text, lang=language, dir=direction, class_=class_)


def button(
    view: Mapping[str, str], *label: Child, fly: Iterable[str] = (), **attributes: str | bool | None
) -> Markup:
    """Build a button that changes the reader's view; `fly` names features to fly to."""
    patch = json.dumps(dict(view), ensure_ascii=True, separators=(",", ":"))
    aims = ",".join(fly) or None
    return tag("button", *label, type="button", data_view=patch, data_fly=aims, **attributes)


def link(address: str, *label: Child) -> Markup:
    """Link to a web page; anything but http(s) with a host and no user name stays plain text."""
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        sound = False
    if not sound or any(ord(c) < 33 for c in address):
        return tag("span", *label, " ", quoted(address))
    return tag("a", *label, href=address, target="_blank", rel="noopener noreferrer")
