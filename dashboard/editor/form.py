"""A form made from the model: one widget for each field, what is wrong with it underneath."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.domain.fields import Fault, Field, Holds, Path, faults_of, fields_of, near, value_at
from dashboard.editor.bar import command
from dashboard.editor.commands import bench_here, trying
from dashboard.editor.records import Held, known_ids, open_record
from dashboard.editor.state import window
from dashboard.panels.context import Desk
from dashboard.panels.markup import join, quoted, tag
from dashboard.store.workbench import Bench

_LONGEST = 2000


def draw_form(bench: Bench, desk: Desk, held: Held) -> None:
    """Draw the form of a record; every change of a field goes into the draft at once."""
    faults = faults_of(held.section, held.record)
    fields = fields_of(held.section)
    whole = [fault for fault in faults if not any(_fits(fault, field) for field in fields)]
    for fault in whole:
        st.html(tag("p", quoted(fault.message), class_="ed-fault", role="alert"))
    for field in fields:
        _draw_field(bench, desk, held, field, field.path, faults)


def _fits(fault: Fault, field: Field) -> bool:
    if field.holds is Holds.RECORDS:
        return fault.path[: len(field.path)] == field.path
    return fault.path == field.path or (fault.missing and field.path[: len(fault.path)] == fault.path != ())


def _draw_field(
    bench: Bench, desk: Desk, held: Held, field: Field, path: Path, faults: tuple[Fault, ...]
) -> None:
    if field.holds is Holds.RECORDS:
        _draw_list(bench, desk, held, field, faults)
        return
    value = value_at(held.record, path)
    _DRAW[field.holds](bench, desk, held, field, path, value)
    for words in _wrong(bench, desk, field, path, value, faults):
        st.html(tag("p", words, class_="ed-fault", role="alert"))


def _wrong(
    bench: Bench, desk: Desk, field: Field, path: Path, value: Any, faults: tuple[Fault, ...]
) -> list[Markup]:
    found = []
    for fault in faults:
        inside = fault.path[: len(path)] == path
        missing = fault.missing and field.required and path[: len(fault.path)] == fault.path != ()
        if missing and value is None:
            found.append(quoted(desk.say("editor.required")))
        elif inside and not fault.missing:
            date = field.holds is Holds.DATE
            found.append(quoted(desk.say("editor.no-date") if date else fault.message))
    if field.refers:
        known = known_ids(bench, field.refers)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and one not in known:
                found.append(_unknown(desk, one, near(one, known)))
    return found


def _unknown(desk: Desk, given: str, meant: str | None) -> Markup:
    said = quoted(desk.say("editor.unknown", id=given))
    return said if meant is None else join([said, quoted(desk.say("editor.did-you-mean", id=meant))], " ")


def _draw_list(bench: Bench, desk: Desk, held: Held, field: Field, faults: tuple[Fault, ...]) -> None:
    listed = value_at(held.record, field.path)
    listed = listed if isinstance(listed, list) else []
    st.html(tag("h3", desk.say(f"editor.field.{field.name}"), class_="ed-group"))
    for number in range(len(listed)):
        with st.container(key=f"ed-record-{held.id}-{field.name}-{number}", border=True):
            for inner in field.within:
                _draw_field(bench, desk, held, inner, (*field.path, number, *inner.path), faults)
            gone = [*field.path, number]
            st.html(_open_command(held, "drop", desk.say("editor.drop"), gone))
    st.html(_open_command(held, "more", desk.say(f"editor.more.{field.name}"), list(field.path)))


def _open_command(held: Held, do: str, label: str, path: list[str | int]) -> Markup:
    return command(do, label, section=held.section, id=held.id, path=path, class_="ed-button")


def _label(desk: Desk, field: Field) -> str:
    words = desk.say(f"editor.field.{field.name}")
    return f"{words} *" if field.required else words


def _key(held: Held, path: Path, value: Any) -> str:
    name = json.dumps([held.file, held.section, held.id, list(path)])
    return window().key_for(name, value)


def _taker(held: Held, path: Path, key: str, read: Callable[[Any], Any]) -> Callable[[], None]:
    def take() -> None:
        window().notice = None
        now = open_record(bench_here().bench(), held.section, held.id)
        value = read(st.session_state.get(key))
        if now is not None and value != value_at(held.record, path):
            trying(lambda: bench_here().edit(now.with_field(path, value)))

    return take


def _text_or_none(given: Any) -> Any:
    return given.strip() or None if isinstance(given, str) else given


def _text(bench: Bench, desk: Desk, held: Held, field: Field, path: Path, value: Any) -> None:
    key = _key(held, path, value)
    options: dict[str, Any] = {
        "value": value if isinstance(value, str) else "",
        "max_chars": _LONGEST,
        "key": key,
        "on_change": _taker(held, path, key, _text_or_none),
    }
    if field.holds is Holds.LONG_TEXT:
        st.text_area(_label(desk, field), height=88, **options)
    else:
        hint = desk.say("editor.date-form") if field.holds is Holds.DATE else None
        st.text_input(_label(desk, field), placeholder=hint, **options)


def _number(bench: Bench, desk: Desk, held: Held, field: Field, path: Path, value: Any) -> None:
    key = _key(held, path, value)
    whole = field.holds is Holds.WHOLE
    sound = isinstance(value, (int, float)) and not isinstance(value, bool)
    given = (int(value) if whole else float(value)) if sound else None

    def read(number: Any) -> Any:
        return int(number) if number is not None and float(number).is_integer() else number

    st.number_input(
        _label(desk, field),
        value=given,
        step=1 if whole else 1.0,
        format="%d" if whole else "%.6g",
        key=key,
        on_change=_taker(held, path, key, read),
    )


def _yes_no(bench: Bench, desk: Desk, held: Held, field: Field, path: Path, value: Any) -> None:
    key = _key(held, path, value)
    words = {None: "editor.as-usual", True: "editor.yes", False: "editor.no"}
    options = [None, True, False]
    st.selectbox(
        _label(desk, field),
        options,
        index=options.index(value) if value in options else 0,
        format_func=lambda one: desk.say(words[one]),
        key=key,
        on_change=_taker(held, path, key, lambda one: one),
    )


def _choice(bench: Bench, desk: Desk, held: Held, field: Field, path: Path, value: Any) -> None:
    key = _key(held, path, value)
    options: list[str | None] = [*field.choices]
    if not field.required:
        options = [None, *options]
    odd = isinstance(value, str) and value not in options
    st.selectbox(
        _label(desk, field),
        [*options, value] if odd else options,
        index=options.index(value) if value in options else len(options) if odd else None,
        format_func=lambda one: _choice_words(desk, field, one),
        placeholder=desk.say("editor.choose"),
        key=key,
        on_change=_taker(held, path, key, lambda one: one),
    )


def _choice_words(desk: Desk, field: Field, one: str | None) -> str:
    if one is None:
        return desk.say("editor.not-said")
    if one not in field.choices:
        return one
    return f"{one} — {desk.say(f'editor.choice.{_LISTS.get(field.name, field.name)}.{one}')}"


# The same list of words under another name.
_LISTS = {"for_whom": "whom", "published_basis": "basis"}


def _choices(bench: Bench, desk: Desk, held: Held, field: Field, path: Path, value: Any) -> None:
    key = _key(held, path, value)
    given = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    known = _names(bench, field)
    st.multiselect(
        _label(desk, field),
        list(dict.fromkeys([*known, *given])),
        default=given,
        format_func=lambda one: f"{one} — {known[one]}" if known.get(one) else str(one),
        accept_new_options=field.holds is not Holds.CHOICES,
        placeholder=desk.say("editor.choose"),
        key=key,
        on_change=_taker(held, path, key, lambda several: list(several) or None),
    )


def _names(bench: Bench, field: Field) -> Mapping[str, str]:
    if field.refers:
        return known_ids(bench, field.refers)
    return dict.fromkeys(field.choices, "")


def _reference(bench: Bench, desk: Desk, held: Held, field: Field, path: Path, value: Any) -> None:
    key = _key(held, path, value)
    known = _names(bench, field)
    options: list[str | None] = [] if field.required else [None]
    options += [*known, *([value] if isinstance(value, str) and value not in known else [])]
    st.selectbox(
        _label(desk, field),
        options,
        index=options.index(value) if value in options else None,
        format_func=lambda one: _reference_words(desk, known, one),
        accept_new_options=True,
        placeholder=desk.say("editor.choose"),
        key=key,
        on_change=_taker(held, path, key, _text_or_none),
    )


def _reference_words(desk: Desk, known: Mapping[str, str], one: str | None) -> str:
    if one is None:
        return desk.say("editor.not-said")
    return f"{one} — {known[one]}" if known.get(one) else one


_DRAW: dict[Holds, Callable[[Bench, Desk, Held, Field, Path, Any], None]] = {
    Holds.TEXT: _text,
    Holds.LONG_TEXT: _text,
    Holds.DATE: _text,
    Holds.NUMBER: _number,
    Holds.WHOLE: _number,
    Holds.YES_NO: _yes_no,
    Holds.CHOICE: _choice,
    Holds.CHOICES: _choices,
    Holds.TEXTS: _choices,
    Holds.REFERENCE: _reference,
    Holds.REFERENCES: _choices,
}
