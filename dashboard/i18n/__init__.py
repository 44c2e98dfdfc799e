"""Message catalogues: every word of the interface, by key and language."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

DEFAULT_LANGUAGE = "en"


@lru_cache(maxsize=8)
def catalogue(language: str = DEFAULT_LANGUAGE) -> Mapping[str, str]:
    """Load the messages of a language; raises FileNotFoundError for one that is not there."""
    text = files("dashboard.i18n").joinpath(f"{language}.json").read_text(encoding="utf-8")
    messages: dict[str, str] = json.loads(text)
    return messages


def say(key: str, language: str = DEFAULT_LANGUAGE, /, **values: object) -> str:
    """Give a message with its placeholders filled in.

    Values are put in as they are and never read as templates, so braces in data stay braces.
    Raises KeyError for an unknown key: a missing message is a fault of ours, not of the data.
    """
    text = catalogue(language)[key]
    pieces = text.split("{")
    said = [pieces[0]]
    for piece in pieces[1:]:
        name, _, rest = piece.partition("}")
        said += [str(values[name]), rest]
    return "".join(said)


def count(key: str, number: int, language: str = DEFAULT_LANGUAGE, /, **values: object) -> str:
    """Give the message `key.one` or `key.other`, as the number asks for, with `{n}` filled in."""
    return say(f"{key}.{'one' if number == 1 else 'other'}", language, n=number, **values)
