"""What the driver and an address refuse is told with its own remedy, and without a password."""

import traceback

import psycopg
import pytest
from psycopg import errors

from dashboard.store.postgis.address import address_of
from dashboard.store.postgis.connection import explained


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:5/s3cret@db/aleppo",
        "postgresql://ann:/s3cret@db/aleppo",
        "postgresql://ann:12?s3cret=x@db/aleppo",
        "postgresql://ann:12?s3cret@db/aleppo",
        "postgresql://ann:s3cret@@db:s3cret/aleppo",
        "postgresql://db/aleppo#s3cret",
        "postgresql://db/?dbname=postgresql://ann:s3cret@db/aleppo",
    ],
)
def test_an_address_whose_password_is_written_wrong_is_refused_without_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"in a password, / is %2F") as told:
        address_of(url)
    assert "s3cret" not in "".join(traceback.format_exception(told.value))


def test_two_servers_behind_sockets_are_two() -> None:
    one, two = (address_of(f"postgresql:///aleppo?host=/run/{name}") for name in ("a", "b"))
    assert one != two
    assert address_of("postgresql://ann@[::1]:5/x").shown == "postgresql://ann@[::1]:5/x"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (errors.DiskFull("could not extend file"), "its disk is full"),
        (errors.TooManyConnections("FATAL:  sorry, too many clients already"), "no connection left"),
        (errors.DeadlockDetected("deadlock detected"), "nothing was changed"),
        (psycopg.OperationalError('FATAL:  no pg_hba.conf entry for host "::1"'), "lets nobody in from here"),
        (psycopg.OperationalError("FATAL:  the database system is starting up"), "it is starting"),
        (psycopg.OperationalError('FATAL:  permission denied for database "x"'), "may not connect"),
        (psycopg.OperationalError('FATAL:  database "parole" does not exist'), "no such database"),
        (psycopg.OperationalError("FATAL:  Datenbanksystem startet"), "Datenbanksystem startet"),
        (errors.InsufficientPrivilege("permission denied for table file"), "roles.sql"),
    ],
)
def test_each_refusal_has_its_own_remedy(error: psycopg.Error, said: str) -> None:
    assert said in str(explained(address_of("postgresql://db/aleppo"), error))
