"""What the database held when it was read last, in memory; kept fresh by its own notifications.

Readers look here, so that a database that is slow, restarts or is gone for an hour costs them nothing: they
see what was read last, and a note. Notifications are lost while nobody listens; therefore the revision is
compared after every connect, and, in case the network swallowed one, once a minute.
"""

import logging
import random
import threading
from datetime import UTC, datetime

from dashboard.domain.problem import Problem
from dashboard.store.postgis.address import Address
from dashboard.store.postgis.connection import Connection, DatabaseError, connected
from dashboard.store.postgis.snapshot import Snapshot, newest_revision, read_snapshot
from dashboard.store.shelf import Trouble

CHANNEL = "aleppo_revision"
REFRESH_S = 5.0  # so long the database may say nothing before a reading counts as failed
SAFETY_NET_S = 60.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
_log = logging.getLogger("aleppo.database")
_dice = random.Random()  # its own: this thread must not change what others draw from a seed


class Mirror:
    """The newest snapshot of one database, for a whole process."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._reading = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._read_at: datetime | None = None
        self._trouble: Trouble | None = None
        self._listener: threading.Thread | None = None
        self._logged = ""
        self.is_listening = False

    @property
    def trouble(self) -> Trouble | None:
        """Say what is wrong with the database, if anything is."""
        return self._trouble

    def snapshot(self) -> Snapshot:
        """Give what was read last. Where nobody listens it is read now.

        Raises DatabaseError where it never could be read.
        """
        if self._listener is None or not self._listener.is_alive():
            self.refresh()
        assert self._snapshot is not None
        return self._snapshot

    def held(self) -> Snapshot:
        """Give what was read last, the same as long as nobody reads again."""
        return self._snapshot or self.snapshot()

    def refresh(self) -> None:
        """Read what stands now; a failure becomes the trouble. Raises DatabaseError if none ever was."""
        with self._reading:
            try:
                known = self._snapshot or Snapshot()
                self._take(read_snapshot(self._address, known, statement_s=REFRESH_S))
            except DatabaseError as error:
                if self._snapshot is None:
                    raise
                self._tell(error)

    def take(self, now: Snapshot) -> None:
        """Hold what the caller has just saved."""
        with self._reading:
            if self._snapshot is None or now.revision > self._snapshot.revision:
                self._take(now)

    def follow(self) -> None:
        """Begin to listen; asked again it does nothing."""
        with self._reading:
            if self._listener is None or not self._listener.is_alive():
                self._listener = threading.Thread(target=self._listen_for_ever, name="listener", daemon=True)
                self._listener.start()

    def _take(self, now: Snapshot) -> None:
        self._snapshot, self._read_at, self._trouble = now, datetime.now(UTC), None
        self._logged = ""

    def _tell(self, error: DatabaseError) -> None:
        """Tell readers what, not where: no host, no user. That is for the log, once for each reason."""
        if str(error) != self._logged:
            self._logged = str(error)
            fields = {"said": error.said, "fix": error.fix}
            _log.warning("the database cannot be read: %s", error, extra={"fields": fields})
        if self._trouble is None and self._read_at is not None:
            said = "the database needs a maintainer" if error.lasting else "the database does not answer"
            fix = "nothing is lost; it is asked again and again, and this note goes by itself"
            self._trouble = Trouble(Problem("database", "database", said, fix), self._read_at)

    def _listen_for_ever(self) -> None:
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                with connected(self._address, statement_s=REFRESH_S, autocommit=True) as connection:
                    connection.execute(f"listen {CHANNEL}")
                    self.refresh()  # what was told while nobody listened
                    self.is_listening = True
                    while True:
                        pause_s = FIRST_PAUSE_S if self._trouble is None else _longer(pause_s)
                        self._wait(connection, SAFETY_NET_S if self._trouble is None else pause_s)
            except DatabaseError as error:
                self._fail(error)
            except Exception as error:  # without this thread nobody would hear, or ask, any more
                _log.exception("following the database failed")
                self._fail(DatabaseError(type(error).__name__, "look at the log", lasting=True))
            threading.Event().wait(pause_s)
            pause_s = _longer(pause_s)

    def _fail(self, error: DatabaseError) -> None:
        self.is_listening = False
        with self._reading:
            self._tell(error)

    def _wait(self, connection: Connection, longest_s: float) -> None:
        """Wait for news, and read once for all that came; without any look whether some was missed."""
        told = connection.heard(longest_s, stop_after=1)
        told += connection.heard(0)
        if told or self._trouble is not None or self._is_behind(newest_revision(connection)):
            self.refresh()
        else:
            self._read_at = datetime.now(UTC)  # what is held is what stands

    def _is_behind(self, revision: int) -> bool:
        return self._snapshot is None or self._snapshot.revision != revision


def _longer(pause_s: float) -> float:
    """Wait twice as long, and not at the same moment as every other replica."""
    return min(LONGEST_PAUSE_S, pause_s * 2) * _dice.uniform(0.75, 1.0)
