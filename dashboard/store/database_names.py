"""A database named in a command: an address or `database`, and behind # a revision."""

import re

from dashboard.store.load import Bodies
from dashboard.store.shelf import is_address, read_all, shelf_named

_REVISION = re.compile(r"#(-1|\d{1,18})\Z")


def names_database(name: str) -> bool:
    """Tell whether a name means a database.

    >>> names_database("database#12"), names_database("geodata")
    (True, False)
    """
    return is_address(name) or _REVISION.sub("", name) == "database"


def bodies_named(name: str) -> tuple[str, Bodies]:
    """Give the title and the files of a database, or of a revision of it; -1 is what the last save replaced.

    Raises ValueError where the name or the revision means nothing, and OSError where it cannot be read.
    """
    found = _REVISION.search(name)
    shelf = shelf_named(name[: found.start()] if found else name)
    if found is None:
        return shelf.title, read_all(shelf)
    from dashboard.store.postgis.database import DatabaseShelf

    assert isinstance(shelf, DatabaseShelf)
    newest = shelf.revision()
    wanted = newest - 1 if found[1] == "-1" else int(found[1])
    if not 0 <= wanted <= newest:
        raise ValueError(f"{shelf.title} has no revision {wanted}: the newest is {newest}")
    return f"revision {wanted} of {shelf.title}", shelf.at(wanted)
