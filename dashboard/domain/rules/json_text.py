"""Rules about JSON itself: where a text stops being JSON, and what two readers would understand differently.

A rule of syntax takes the text and the offset at which a reader stopped, and tells whether it is the reason.
"""

import re

from dashboard.domain.rules.json_reasons import beginning, plain
from dashboard.domain.rules.registry import rule
from dashboard.domain.rules.text import TextFault

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]]', re.DOTALL)
# Nothing, or the beginning of a word, a number or an escape.
_BROKEN_OFF = re.compile(
    r"(?:tr?u?|fa?l?s?|nu?l?|-|\.|[eE][-+]?|\\(?:u[0-9a-fA-F]{0,3})?|(?<=\\)u[0-9a-fA-F]{0,3}|(?<=u)[0-9a-fA-F]{0,3})?"
    r"\s*+\Z"
)
_CLOSING = {"}": "{", "]": "["}
_WORD = re.compile(r"[A-Za-z_]\w*")
_COMMA = re.compile(r",\s*+[}\]]")
_NEAR = 400
_COUNTED = 4_000_000
_RUNS_ON = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+\\?\Z')


def explain_rest(text: str, offset: int) -> tuple[str, TextFault]:
    """Name the rule that is broken by what stands at `offset`, behind the end of the document."""
    found = comment(text, offset, "")
    if found is not None:
        return "comment", found
    if text[:_NEAR].lstrip()[:1] not in ("{", "["):
        return "json", TextFault(0, *beginning(text[:_NEAR].lstrip()))
    return "several-documents", several_documents(text, offset, "")


def explain(text: str, offset: int, reason: str) -> tuple[str, TextFault]:
    """Name the rule that a text breaks where a JSON reader stopped at `offset` for `reason`."""
    for name in ("control-character", "truncated", "trailing-comma", "comment", "quotes", "json-words"):
        found = CHECKS[name](text, offset, reason)
        if found is not None:
            return name, found
    return "json", json(text, offset, reason)


@rule("json", "json")
def json(text: str, offset: int, reason: str) -> TextFault:
    """Find places where a text stops being JSON.

    Why: everything after such a place is guesswork; the file is refused and its last good version shown.
    Wrong: `{"id": "kafr-hamra" "geometry": null}`
    Right: `{"id": "kafr-hamra", "geometry": null}`
    """
    return plain(text, offset, reason)


@rule("truncated", "json")
def truncated(text: str, offset: int, reason: str) -> TextFault | None:
    """Find files that end before they are complete.

    Why: an interrupted copy or a full disk leaves the beginning of a file, and what is missing is not seen.
    Wrong: `{"type": "FeatureCollection", "features": [{"type": "Fea`
    Right: the whole file, from its source or from `aleppo undo`
    """
    at_end = _BROKEN_OFF.match(text, offset) is not None
    if not at_end and not (reason.startswith("Unterminated string") and _RUNS_ON.match(text, offset)):
        return None
    opened, within = _open_at_end(text), reason.startswith("Unterminated string")
    if not opened and not within and len(text) <= _COUNTED:
        return None
    said = "the file ends before it is complete" + (": it ends within a text" if within else "")
    if opened and not within:
        said += f": {opened} brackets are still open" if opened > 1 else ": one bracket is still open"
    return TextFault(len(text.rstrip()), said, "get the whole file again, or aleppo undo FILE")


def _open_at_end(text: str) -> int:
    """Count the brackets still open at the end; 0 where they do not match, or are too many to count."""
    if len(text) > _COUNTED:
        return 0
    opened: list[str] = []
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if mark in "{[":
            opened.append(mark)
        elif mark in _CLOSING and (not opened or opened.pop() != _CLOSING[mark]):
            return 0
    return len(opened)


@rule("trailing-comma", "json", fixable=True)
def trailing_comma(text: str, offset: int, reason: str) -> TextFault | None:
    """Find a comma with nothing behind it.

    Why: some programs read over it and some refuse the file, so it works here and fails there.
    Wrong: `{"features": [{"id": "a"},]}`
    Right: `{"features": [{"id": "a"}]}`
    """
    if text[offset : offset + 1] != ",":  # the reader stopped at the bracket
        offset = len(text[:offset].rstrip()) - 1 if text[offset : offset + 1] in ("}", "]") else -1
    if offset < 0 or not _COMMA.match(text, offset):
        return None
    return TextFault(offset, "a comma stands before a closing bracket", "remove the comma")


@rule("comment", "json")
def comment(text: str, offset: int, reason: str) -> TextFault | None:
    """Find comments.

    Why: JSON has none; what is worth saying is worth a `note` that readers see.
    Wrong: `{"id": "a"} // checked`
    Right: `{"id": "a", "properties": {"note": "checked"}}`
    """
    if text[offset : offset + 2] in ("//", "/*") or text[offset : offset + 1] == "#":
        return TextFault(offset, "JSON has no comments", "put it into a note, or remove it")
    return None


@rule("quotes", "json")
def quotes(text: str, offset: int, reason: str) -> TextFault | None:
    """Find texts and names in other marks than straight double quotes, or in none.

    Why: a word processor turns quotes, and Python prints single ones; neither is JSON.
    Wrong: `{'id': 'kafr-hamra'}`
    Right: `{"id": "kafr-hamra"}`
    """
    mark = text[offset : offset + 1]
    if mark in ("'", "“", "”", "„", "‘", "’", "«", "`"):
        return TextFault(offset, f"{mark} is no quotation mark of JSON", 'put texts and names in straight "')
    if "property name" in reason and (word := _WORD.match(text, offset)):
        return TextFault(offset, f"the name {word[0][:40]} stands without quotes", f'write "{word[0][:40]}"')
    return None


@rule("json-words", "json")
def json_words(text: str, offset: int, reason: str) -> TextFault | None:
    """Find words that other languages write where JSON says true, false or null.

    Why: a file printed by a program instead of written as JSON cannot be read by another one.
    Wrong: `{"shown": True, "note": None}`
    Right: `{"shown": true}`
    """
    word = _WORD.match(text, offset)
    wanted = word and {
        "true": "true",
        "yes": "true",
        "false": "false",
        "no": "false",
        "none": "null",
        "null": "null",
        "nil": "null",
        "undefined": "null",
    }.get(word[0].lower())
    if not word or not wanted or word[0] == wanted:
        return None
    return TextFault(offset, f"{word[0]} is no word of JSON", f"write {wanted}, or leave the key out")


@rule("control-character", "json")
def control_character(text: str, offset: int, reason: str) -> TextFault | None:
    """Find line breaks, tabs and other control characters inside a text.

    Why: JSON writes them as escapes; raw ones end the line in one reader and the file in another.
    Wrong: a line break within a name
    Right: `"Castello\\nroad"`, or better one line
    """
    if "control character" not in reason or offset >= len(text):
        return None
    mark = ord(text[offset])
    name = {9: "a tab", 10: "a line break", 13: "a line break", 0: "a NUL"}.get(mark, f"U+{mark:04X}")
    fix = "remove it, or write it as an escape"
    if mark in (10, 13):
        fix = "close the quotes on the line on which they open"
    return TextFault(offset, f"{name} stands inside a text", fix)


@rule("several-documents", "json")
def several_documents(text: str, offset: int, reason: str) -> TextFault:
    """Find more text after the end of the document.

    Why: newline-delimited features and files pasted behind each other: only the first would be read.
    Wrong: `{"type": "Feature"}` and below it `{"type": "Feature"}`
    Right: one FeatureCollection with both features
    """
    behind = text[offset : offset + _NEAR].lstrip("\x1e \t\r\n")
    if behind.startswith("{"):
        said = "a second document begins here"
        return TextFault(offset, said, "put the features into one FeatureCollection, or: aleppo import FILE")
    if not behind.strip("\0\x1a"):
        return TextFault(
            offset, "the file ends with characters that are no text (NUL, Ctrl-Z)", "remove them"
        )
    said = f"there is more text after the end of the document: {behind[:20]!r}"
    return TextFault(offset, said, "remove it")


@rule("repeated-key", "json")
def repeated_key(key: str, offset: int) -> TextFault:
    """Find keys that stand twice in one object.

    Why: one reader takes the first value and another the last: two maps from one file.
    Wrong: `{"status": "open", "status": "cut"}`
    Right: `{"status": "cut"}`
    """
    return TextFault(offset, f"the key {key[:80]!r} stands twice in one object", "keep one of them")


@rule("not-a-number", "json")
def not_a_number(word: str, offset: int) -> TextFault:
    """Find NaN and Infinity.

    Why: they are no numbers in JSON, and a position made of them lies nowhere.
    Wrong: `[37.13, NaN]`
    Right: `"geometry": null` and `why_unlocated`, where no source gives the place
    """
    return TextFault(offset, f"{word} is not JSON", "write a number, or leave the key out")


@rule("number-overflow", "json")
def number_overflow(digits: str, offset: int) -> TextFault:
    """Find numbers that no program holds as they are written.

    Why: 1e400 becomes infinity in one reader and stops another.
    Wrong: `[1e400, 36.2]`
    Right: `[37.1, 36.2]`
    """
    shown = digits if len(digits) <= 40 else f"{digits[:20]}… ({len(digits)} digits)"
    return TextFault(offset, f"{shown} is too large for a number", "write a smaller number")


@rule("surrogate", "json")
def surrogate(offset: int) -> TextFault:
    r"""Find escapes that are half of a character.

    Why: no text with half a character can be saved as UTF-8 again.
    Wrong: `"\ud83d"`
    Right: the character itself, or both halves
    """
    return TextFault(offset, "a text holds half of a character", "write the character itself")


@rule("too-deep", "json")
def too_deep(offset: int) -> TextFault:
    """Find arrays and objects nested so deep that readers give up or crash.

    Why: no data needs it, and a hostile file can use it to stop a reader.
    Wrong: 100,000 opening brackets
    Right: at most 100 levels
    """
    return TextFault(offset, "arrays or objects are nested too deep", "flatten the file")


CHECKS = {
    "control-character": control_character,
    "truncated": truncated,
    "trailing-comma": trailing_comma,
    "comment": comment,
    "quotes": quotes,
    "json-words": json_words,
}
