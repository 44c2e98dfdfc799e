"""What a database holds, in a few lines."""

from datetime import UTC
from typing import LiteralString, NamedTuple

from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import connected
from dashboard.store.postgis.layout import layout_of, may_read

_COUNTED: dict[str, LiteralString] = {
    "files": "select count(*) from file",
    "features": "select count(*) from feature",
    "statements": "select count(*) from statement",
}
_NOT_SAVED: dict[str, LiteralString] = {"versions that could not be saved": "select count(*) from not_saved"}


class Status(NamedTuple):
    """Lines to tell, and whether this version of the program can use the database."""

    lines: tuple[str, ...]
    usable: bool


def status_of(address: Address) -> Status:
    """Look at a database. Raises DatabaseError."""
    with connected(address) as connection:
        found = layout_of(connection)
        lines = [address.shown, f"migrations: {len(found.applied)} applied"]
        if found.pending:
            lines.append(f"lacking: {', '.join(found.pending)}; run `aleppo store migrate`")
        if found.unknown:
            lines.append(f"of a newer version: {', '.join(found.unknown)}; start that one")
        if found.pending or found.unknown:
            return Status(tuple(lines), usable=False)
        row = connection.execute("select id, made, kind from revision order by id desc limit 1").fetchone()
        lines.append(
            f"revision: {row[0]}, {row[2]}, {row[1].astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
            if row
            else "revision: none"
        )
        counts = _COUNTED | (_NOT_SAVED if may_read(connection, "not_saved") else {})
        for name, query in counts.items():
            counted = connection.execute(query).fetchone()
            lines.append(f"{name}: {counted[0] if counted else 0:,}")
        return Status(tuple(lines), usable=True)
