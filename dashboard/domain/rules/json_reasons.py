"""Why a text stops being JSON, in plain words: what stands there, and what should."""

import re

from dashboard.domain.rules.text import TextFault

_FIRST = 2000
_WKT = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\b|GEOMETRYCOLLECTION\b", re.IGNORECASE)
_PROGRAM = re.compile(r"(?:var|let|const|export|import|window|module|self)\b|[\w.$]{1,80}\s*=[^=]")
_CALL = re.compile(r"[\w.$]{1,80}\s*\(")
_GUARD = (")]}'", "while(1);", "for(;;);")
_YAML = re.compile(r"---\s*$|[\w-]{1,80}:(?:\s|$)", re.MULTILINE)
_NUMBER = re.compile(r"[-+]?(?:0[xXoObB])?[0-9.][\w.+-]*+")
_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?\Z")
_PART_OF_A_NUMBER = re.compile(r"[\w.+-]{0,40}\Z")
_CURLY = re.compile("[“”„‘’][ \\t]*[:,}\\]]")
_WORD = re.compile(r"\w{1,20}")
_NEAR = 200
_IMPORT = "aleppo import FILE"


def plain(text: str, offset: int, reason: str) -> TextFault:
    """Say what is wrong where a JSON reader stopped at `offset` for `reason`, and what to do about it."""
    if not text[:offset].strip() and text[offset : offset + 1] not in ("{", "["):
        said, fix = beginning(text[offset : offset + _FIRST])
        return TextFault(offset, said, fix)
    mark = text[offset : offset + 1]
    if "escape" in reason:
        shown = text[offset : offset + 2] if mark == "\\" else f"\\{mark} without four hexadecimal digits"
        fix = "write \\\\ for a backslash, or remove it"
        return TextFault(offset, f"the text is not JSON: {shown} is no escape", fix)
    if reason.startswith("Unterminated string"):
        return TextFault(offset, "the text is not JSON: a text begins here and never ends", 'close it with "')
    if (mark and not mark.isprintable() and not mark.isspace()) or mark in ("\u00a0", "\u2003", "\u3000"):
        said = f"the text is not JSON: U+{ord(mark):04X} stands outside of a text"
        return TextFault(offset, said, "remove this character, which is not seen")
    number = _number_at(text, offset)
    if number is not None:
        said = f"the text is not JSON: {number[0][:40]} is not how JSON writes a number"
        fix = "write it like 37.125: no sign but -, no zero in front, digits on both sides of the point"
        return TextFault(number.start(), said, fix)
    said, fix = _at_mark(text, offset, mark, reason)
    return TextFault(offset, f"the text is not JSON: {said}", fix)


def beginning(text: str) -> tuple[str, str]:
    """Say what a text is that does not begin like JSON, and what to do about it."""
    line = text.partition("\n")[0]
    if text.startswith("\x1e"):
        return "the file is a sequence of texts (RFC 8142), not one", f"bring it as a draft: {_IMPORT}"
    if "\0" in text:
        return "the file is no text: it holds NULs", "save it anew, as GeoJSON in UTF-8"
    if _WKT.match(text):
        return "the file is well-known text (WKT), not JSON", "write it as GeoJSON"
    if text.startswith(_GUARD):
        return "a guard against scripts stands before the data", f"remove {line[:12]!r} from the beginning"
    if _PROGRAM.match(text) or _CALL.match(text):
        return "the file is a program, not data", "keep what stands between the outer { and }, and only that"
    if _YAML.match(text):
        return "the file looks like YAML, not JSON", "write it as JSON"
    if any(line.count(mark) for mark in ",;\t"):
        return "the file looks like a table (CSV), not JSON", f"bring it as a draft: {_IMPORT}"
    return f"the file begins with {line[:30]!r}, not like JSON", "get the data file itself; it begins with {"


def _number_at(text: str, offset: int) -> re.Match[str] | None:
    """Find a number in another form than JSON's, of which a part may stand before `offset`."""
    before = _PART_OF_A_NUMBER.search(text[max(0, offset - 40) : offset])
    start = offset - (len(before[0]) if before else 0)
    found = _NUMBER.match(text, start)
    return found if found and found.end() > offset and not _JSON_NUMBER.match(found[0]) else None


def _at_mark(text: str, offset: int, mark: str, reason: str) -> tuple[str, str]:
    if _CURLY.search(text[max(0, offset - _NEAR) : offset + 2]):
        return "a turned quotation mark does not close a text", 'put texts and names in straight "'
    word = _WORD.match(text, offset)
    shown = repr(word[0] if word else mark) if mark else "the end of the file"
    if mark == "," and "':'" not in reason:
        return "a comma stands where a name or a value should", "remove one comma, or write what is missing"
    if "property name" in reason:
        return f"{shown} stands where a name in double quotes should", "write the name, or remove the mark"
    if "':'" in reason:
        return f"{shown} stands where a colon should", "write a colon between the name and its value"
    if "','" in reason and mark in ("}", "]"):
        return (
            f"{shown} closes a bracket that is not open here",
            "look for a missing or a wrong bracket before it",
        )
    if "','" in reason:
        at_value = mark.isalnum() or mark in ('"', "{", "[", "-")
        said = f"{shown} follows without a comma" if at_value else f"{shown} stands where a comma should"
        return said, "write a comma between the two, or look for a missing quotation mark before"
    return f"{shown} begins no value", 'a value is a text in ", a number, true, false, null, {…} or […]'
