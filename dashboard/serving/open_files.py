"""How many files and connections the process may have open, and how many connections that leaves."""

import sys
from contextlib import suppress
from functools import cache

MOST_CONNECTIONS = 2000
_WANTED = 8192
# Data, layers, drafts, the database: 300. Streamlit holds three for each page, and for 128 that were left.
_OTHERS = 300 + 3 * (250 + 128)


def raise_limit() -> None:
    """Ask the system for as many open files as connections may need; keep what there is where it refuses."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(_WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    most_connections.cache_clear()


@cache
def most_connections() -> int:
    """Tell how many connections are taken: 2,000, or fewer where files could not be opened beside them."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else room_for(soft)


def room_for(open_files: int) -> int:
    """Tell how many connections are taken where so many files may be open.

    >>> room_for(1024), room_for(2048), room_for(20000)
    (256, 614, 2000)
    """
    return min(MOST_CONNECTIONS, max(open_files - _OTHERS, open_files // 4))
