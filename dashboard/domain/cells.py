"""Texts in the cells of a table: guarded so that no spreadsheet takes one for a formula, and back."""

import re

# What a spreadsheet may run when it begins a cell; the last four are full-width forms of the first.
_BEGINS_FORMULA = re.compile("'*[=+\\-@\t\r\n\0＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?\Z")


def guarded(text: str) -> str:
    """Put an apostrophe before a text that would begin a formula; `unguarded` gives it back exactly.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("-36.2"), guarded("plain")
    ("'=1+1", "''=1+1", '-36.2', 'plain')
    """
    return f"'{text}" if _BEGINS_FORMULA.match(text) and not _PLAIN_NUMBER.match(text) else text


def unguarded(text: str) -> str:
    """Take away the apostrophe that guards a formula; any other apostrophe stays.

    >>> unguarded("'=1+1"), unguarded("''=1+1"), unguarded("'Anadan"), unguarded("=1+1")
    ('=1+1', "'=1+1", "'Anadan", '=1+1')
    """
    return text[1:] if text.startswith("'") and _BEGINS_FORMULA.match(text) else text
