"""The rules about single records, each from one kind of fault that a model's validation finds."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from dashboard.domain.problem import Fault
from dashboard.domain.rules.quoting import near, shown
from dashboard.domain.rules.registry import rule
from dashboard.domain.vocabulary import MEANT

README = "see geodata/README.md"


def last_of(detail: ErrorDetails) -> str:
    """Give the name of what is wrong; of an entry in a list, the name of the list."""
    return next((part for part in reversed(detail["loc"]) if isinstance(part, str)), "the record")


def _given(detail: ErrorDetails) -> str:
    return shown(detail["input"], 80)


@rule("unknown-key", "record")
def unknown_key(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find keys that a record does not have.

    Why: a misspelt key is a fact that is not shown; elsewhere one such slip went into 32 files unnoticed.
    Wrong: `"licens": "CC0"`
    Right: `"licence": "CC0"`
    """
    key = last_of(detail)
    guess = near(key, known)
    fix = f"did you mean {guess!r}?" if guess else "remove it; what readers should see goes into note"
    return Fault(
        "unknown-key", f"{key[:80]!r} is no key of this record (value {_given(detail)})", fix, pointer
    )


@rule("status-in-layer", "truth")
def status_in_layer(pointer: str, value: Any) -> Fault:
    """Find a status written on a feature.

    Why: a status is what somebody said, on a day; written on the map it has no speaker and no date.
    Wrong: a feature with `"status": "cut"`
    Right: an annotation with `"about": ["castello-road"], "status": "cut"`
    """
    said = f"the feature carries a status of its own ({str(value)[:40]!r}), which no annotation supports"
    return Fault("status-in-layer", said, "remove it, and add an annotation that gives it", pointer)


@rule("missing-key", "record")
def missing_key(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find records that lack a key which they need.

    Why: half a statement cannot be shown, and a default would be our invention.
    Wrong: an annotation without `voice`
    Right: `"voice": "named"`
    """
    key = last_of(detail)
    given = list(detail["input"]) if isinstance(detail["input"], Mapping) else []
    guess = near(key, [str(each) for each in given if str(each) not in known])
    fix = f"rename {guess!r} to {key!r}" if guess else f"add {key!r}: {README}"
    inner = detail["input"].get("properties") if isinstance(detail["input"], Mapping) else None
    if key == "id" and isinstance(inner, Mapping) and "id" in inner:
        fix = "another program moved it into properties: aleppo adopt FILE takes such a file back"
    return Fault("missing-key", f"{key!r} is missing", fix, pointer.rpartition("/")[0])


@rule("missing-source", "truth")
def missing_source(key: str, pointer: str) -> Fault:
    """Find features without source, licence or method.

    Why: nothing is drawn without a source.
    Wrong: a feature without `source`
    Right: `"source": "GeoNames 168734", "licence": "CC BY 4.0 (GeoNames)", "method": "gazetteer point"`
    """
    said = f"{key!r} is missing: nothing is drawn without a source"
    return Fault(
        "missing-source", said, f"add {key!r}: where the geometry comes from, and on what terms", pointer
    )


@rule("unknown-word", "record")
def unknown_word(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find words outside of a closed list.

    Why: the map draws the words it knows; any other would be drawn as nothing.
    Wrong: `"status": "closed"`
    Right: `"status": "cut"`
    """
    expected = str(detail.get("ctx", {}).get("expected", ""))
    words = re.findall(r"'([^']*)'", expected)
    given = detail["input"]
    guess = near(given, words) if isinstance(given, str) else ""
    meant = MEANT.get(given.lower(), "") if isinstance(given, str) else ""
    guess = meant if meant in words else guess
    fix = f"did you mean {guess!r}?" if guess else f"use one of {', '.join(words)}"
    return Fault("unknown-word", f"{_given(detail)} is no word for {last_of(detail)!r}", fix, pointer)


@rule("wrong-type", "record")
def wrong_type(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find values of another type than the key takes.

    Why: "12" is not 12: programs disagree on what it is.
    Wrong: `"accuracy_m": "300"`
    Right: `"accuracy_m": 300`
    """
    wanted = _WANTED.get(detail["type"].partition("_")[0], "another type")
    said = f"{last_of(detail)!r} is {_given(detail)}, where {wanted} is expected"
    return Fault("wrong-type", said, f"write {wanted}", pointer)


_WANTED = {
    "string": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "mapping": "an object",
    "dict": "an object",
    "model": "an object",
    "date": "a day such as 2016-09-07",
}


@rule("out-of-range", "record")
def out_of_range(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find numbers beyond what a key can mean.

    Why: an accuracy of 0 m would claim to be the truth, a paragraph 0 does not exist.
    Wrong: `"accuracy_m": 0`
    Right: `"accuracy_m": 30`
    """
    bound = detail["msg"].removeprefix("Input should be ")
    return Fault("out-of-range", f"{last_of(detail)!r} is {_given(detail)}", f"it should be {bound}", pointer)


@rule("id-form", "record")
def id_form(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find ids that are not lower-case-with-hyphens.

    Why: ids stand in links and file names; capitals, blanks and accents are lost on the way.
    Wrong: `"id": "Kafr Hamra"`
    Right: `"id": "kafr-hamra"`
    """
    given = str(detail["input"])
    plain = unicodedata.normalize("NFKD", given).encode("ascii", "ignore").decode().lower()
    guess = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80]
    fix = f"write {guess!r}" if guess else "use letters a to z, digits and single hyphens"
    return Fault("id-form", f"{_given(detail)} is no id: lower-case-with-hyphens, at most 80", fix, pointer)


@rule("text-length", "record")
def text_length(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find texts that are empty or longer than a reader reads.

    Why: an empty source is no source; above 2,000 characters a text is no statement but a document.
    Wrong: `"source": ""`
    Right: `"source": "GeoNames 168734"`
    """
    empty = detail["type"] == "string_too_short"
    most = detail.get("ctx", {}).get("max_length", 2000)
    said = (
        f"{last_of(detail)!r} is empty"
        if empty
        else f"{last_of(detail)!r} has {len(str(detail['input']))} characters"
    )
    return Fault(
        "text-length", said, "write it, or leave the key out" if empty else f"{most:,} are the limit", pointer
    )


@rule("empty-list", "record")
def empty_list(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find lists that need at least one entry, or two, and have fewer.

    Why: a statement about nothing, by nobody, is none; a disagreement has two sides.
    Wrong: `"about": []`
    Right: `"about": ["castello-road"]`
    """
    least = detail.get("ctx", {}).get("min_length", 1)
    return Fault("empty-list", f"{last_of(detail)!r} has too few entries", f"give at least {least}", pointer)


@rule("date-form", "record")
def date_form(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find dates in another form, and days that do not exist.

    Why: 7/9/2016 is a day in July or in September.
    Wrong: `"from": "2016-09-31"`
    Right: `"from": "2016-09-30"`, or `"2016-09"` where the source says no more
    """
    return Fault(
        "date-form",
        f"{last_of(detail)!r}: {_message(detail)}",
        "write 2016-09-07, 2016-W36 or 2016-09",
        pointer,
    )


@rule("period", "record")
def period(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find periods that end before they begin.

    Why: periods are half-open: `to` is the first day on which the statement no longer holds.
    Wrong: `"from": "2016-09-07", "to": "2016-09-07"`
    Right: `"from": "2016-09-07", "to": "2016-09-08"`
    """
    return Fault("period", _message(detail), "let to be the first day on which it no longer holds", pointer)


@rule("turning-mark", "record")
def turning_mark(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find invisible marks that turn the text around them.

    Why: they could make one name read as another.
    Wrong: a name with U+202E in it
    Right: the same name without it
    """
    return Fault("turning-mark", f"{last_of(detail)!r} {_message(detail)}", "remove the mark", pointer)


@rule("figure-number", "record")
def figure_number(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find figures without a number, and figures whose low is above their high.

    Why: a figure is shown as it was stated; without a number nothing was.
    Wrong: `{"what": "people", "low": 300000, "high": 250000, …}`
    Right: `{"what": "people", "low": 250000, "high": 300000, …}`
    """
    return Fault("figure-number", _message(detail), "give low, high or both, low first", pointer)


@rule("unlocated", "truth")
def unlocated(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find features without geometry that do not say why, or that claim a precision all the same.

    Why: a place that no source pins down gets no coordinates, and the reader is told so.
    Wrong: `"geometry": null`, without `why_unlocated`
    Right: `"geometry": null` and `"why_unlocated": "The article names no place."`
    """
    return Fault("unlocated", _message(detail), "say why in why_unlocated, and give no precision", pointer)


@rule("no-precision", "truth")
def no_precision(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find geometries without precision and accuracy.

    Why: a point without its accuracy reads as exact.
    Wrong: a Point with neither `precision` nor `accuracy_m`
    Right: `"precision": "approximate", "accuracy_m": 300`
    """
    return Fault("no-precision", _message(detail), "add precision and accuracy_m (metres)", pointer)


@rule("may-be", "truth")
def may_be(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find guesses at what an unplaced thing may be, without their reason or about a placed thing.

    Why: an inference of ours is shown as one, with its reason, or not at all.
    Wrong: `"may_be": "ramouseh-road"`, without `may_be_why`
    Right: `"may_be": "ramouseh-road", "may_be_why": "both were cut on one day"`
    """
    return Fault(
        "may-be", _message(detail), "give may_be and may_be_why together, on an unplaced feature", pointer
    )


@rule("record", "record")
def record(detail: ErrorDetails, known: list[str], pointer: str) -> Fault:
    """Find whatever else does not fit a record.

    Why: what does not fit is set aside and listed, never guessed at.
    Wrong: `"extent_deg": [37.0, 36.1, 37.3, 36.4, 0]`
    Right: `"extent_deg": [37.0, 36.1, 37.3, 36.4]`
    """
    key = last_of(detail)
    if key in FORMS and detail["type"] == "string_pattern_mismatch":
        return Fault("record", f"{key!r} is {_given(detail)}", f"write {FORMS[key]}", pointer)
    return Fault("record", f"{key!r}: {_message(detail)} (value {_given(detail)})", README, pointer)


FORMS = {
    "file": "layers/ID.geojson, with an id in lower-case-with-hyphens",
    "text_sha256": "the SHA-256 of the text: 64 hexadecimal digits",
}


def _message(detail: ErrorDetails) -> str:
    return detail["msg"].removeprefix("Value error, ")
