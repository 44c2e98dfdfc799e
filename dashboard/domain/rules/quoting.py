"""How values of a file stand in messages, and which known word is near one that is not known."""

import json
from difflib import get_close_matches
from itertools import islice
from typing import Any

LONGEST_KEY = 80
_MANY_WORDS = 1000


def near(word: str, known: list[str]) -> str:
    """Propose the known word that is nearest; an empty text where none is near.

    Of more than a thousand words only those that begin alike are compared.
    """
    if len(word) > LONGEST_KEY:
        return ""
    if len(known) > _MANY_WORDS:
        known = [each for each in known if each[:2].lower() == word[:2].lower()][:_MANY_WORDS]
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    folded = {each.lower().replace("_", "").replace("-", ""): each for each in known}
    alike = folded.get(word.lower().replace("_", "").replace("-", ""))
    return alike or (found[0] if found else "")


def escaped(key: str) -> str:
    """Write a key as a part of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def shown(value: Any, most: int) -> str:
    """Write a value as a reader knows it from the file, cut to so many characters."""
    if isinstance(value, str):
        return repr(value if len(value) <= most else f"{value[: most - 1]}…")
    text = json.dumps(_beginning(value, most), ensure_ascii=False)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _beginning(value: Any, most: int) -> Any:
    """Cut a value down to what can be seen of it: a hostile one may be as large as the file."""
    if isinstance(value, str):
        return value[:most]
    if isinstance(value, list):
        return [_beginning(each, most) for each in value[:most]] if most > 0 else []
    if isinstance(value, dict):
        return {key[:most]: _beginning(each, most - 8) for key, each in islice(value.items(), most // 8)}
    return value


def spoken(value: Any) -> str:
    """Say what kind of JSON value something is, with the value where it is short."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f"the text {shown(value, 60)}"
    if isinstance(value, (int, float)):
        return f"the number {shown(value, 60)}"
    return "a list" if isinstance(value, list) else "an object"
