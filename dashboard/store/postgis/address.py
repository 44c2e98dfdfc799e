"""The address of a database: taken apart once, written without its password ever after."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

# What of a connection a person may set in the address; the rest is ours.
_ALLOWED = {
    "host",
    "port",
    "dbname",
    "user",
    "password",
    "passfile",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
}


@dataclass(frozen=True, slots=True)
class Address:
    """A database: what the driver needs, and what may be shown. Two with the same server and name are one."""

    shown: str
    name: str
    conninfo: dict[str, str] = field(repr=False, compare=False, hash=False)


def address_of(url: str) -> Address:
    """Take an address apart. Raises ValueError, which never quotes it: it may hold a password.

    >>> address_of("postgresql://ann:secret@db.example:5433/aleppo?sslmode=require").shown
    'postgresql://ann:…@db.example:5433/aleppo'
    """
    try:
        parts = urlsplit(url)
        port = parts.port
        given = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise _wrong("its parts cannot be told apart") from None  # the cause quotes it
    if given.keys() - _ALLOWED:
        raise _wrong(f"behind ? it may set {', '.join(sorted(_ALLOWED))}, and sets something else")
    plain = {
        "host": unquote(parts.hostname or ""),
        "port": str(port or ""),
        "dbname": unquote(parts.path.removeprefix("/")),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
    }
    known = {key: value for key, value in plain.items() if value} | given
    if not known.get("dbname"):
        raise _wrong("it names no database")
    if parts.fragment or set("/@") & set(known["dbname"]):  # the rest of a password, for one
        raise _wrong("the name of the database cannot be told from the rest")
    return Address(_shown(known), known["dbname"], known)


def _shown(known: dict[str, str]) -> str:
    secret = ":…" if "password" in known else ""
    user = f"{known['user']}{secret}@" if "user" in known else ""
    host = known.get("host", "")
    where = f"[{host}]" if "/" in host or ":" in host else host
    at = f":{known['port']}" if "port" in known else ""
    return f"postgresql://{user}{where}{at}/{known['dbname']}"


def _wrong(said: str) -> ValueError:
    fix = "write postgresql://USER@HOST:PORT/DATABASE; in a password, / is %2F, @ %40, ? %3F, # %23, % %25"
    return ValueError(f"the address of the database cannot be used: {said}\n  fix: {fix}")
