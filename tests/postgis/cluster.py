"""A PostgreSQL of the tests' own: a temporary folder, a free port, a user of its own; killed at will."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.postgis.packages import postgres_programs
from tests.serving import free_port

_SETTINGS = """
listen_addresses = '127.0.0.1'
max_connections = 60
shared_buffers = 32MB
logging_collector = off
log_min_messages = warning
timezone = 'Asia/Damascus'
datestyle = 'SQL, DMY'
"""
_FAST = """
fsync = off
full_page_writes = off
synchronous_commit = off
autovacuum = off
"""
PASSWORD = "p@ss/w:rd%é"
_QUOTED = "p%40ss%2Fw%3Ard%25%C3%A9"


class Cluster:
    """One server; `careful` keeps what a disk needs, for tests that kill it."""

    def __init__(self, *, careful: bool = False) -> None:
        self._programs, self.port = postgres_programs(), free_port()
        self.folder = folder = Path(
            tempfile.mkdtemp(prefix="aleppo-", dir=(None if careful else _roomy_memory()) or _open_to_all())
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        self._user = _unprivileged()
        if self._user:
            shutil.chown(folder, self._user)
        secret = folder / "password"
        secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
        self._run(
            "initdb",
            "-D",
            str(self.data),
            "-U",
            "admin",
            "-A",
            "scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS + ("" if careful else _FAST))
            settings.write(f"port = {self.port}\nunix_socket_directories = '{self.folder}'\n")
        self.start()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def url(self, database: str, user: str = "admin", password: str = _QUOTED) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        command = self._as_user([str(self._programs / "postgres"), "-D", str(self.data)])
        with (self.folder / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise AssertionError((self.folder / "log.txt").read_text(encoding="utf-8", errors="replace"))

    def stop(self, *, kill: bool = False) -> None:
        """Stop the server: at once but in order, or as a power cut would."""
        assert self._process is not None
        leader = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        if kill:
            for pid in [leader, *_children(leader)]:
                with suppress(ProcessLookupError):  # a child that was at its end anyway
                    os.kill(pid, signal.SIGKILL)
        else:
            os.kill(leader, signal.SIGINT)
        self._process.wait(timeout=30)
        if kill:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def pause(self, sent: signal.Signals = signal.SIGSTOP) -> None:
        """Let it stand still, as a paused machine does; SIGCONT lets it go on."""
        leader = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        for pid in [leader, *_children(leader)]:
            os.kill(pid, sent)

    def remove(self) -> None:
        """Stop it and leave nothing behind."""
        self.stop(kill=True)
        shutil.rmtree(self.folder)

    def database(self, template: str | None = None) -> str:
        """Make a database, as a copy of another if one is named, and give its address."""
        self._made += 1
        name = f"made_{self._made}"
        copied = f" template {template}" if template else ""
        self.execute("postgres", f"create database {name}{copied}")
        return self.url(name)

    def execute(self, database: str, *statements: str) -> None:
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = self._as_user([str(self._programs / program), *arguments])
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False)
        assert done.returncode == 0, done.stderr

    def _as_user(self, command: Sequence[str]) -> list[str]:
        if not self._user:
            return list(command)
        return ["setpriv", f"--reuid={self._user}", f"--regid={self._user}", "--init-groups", *command]


def _roomy_memory() -> str | None:
    """Name a folder in memory if there is one with room for all databases of the tests; None for the disk."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 3_000_000_000 else None


def _open_to_all() -> str | None:
    """Name a folder on disk that the server's own user reaches; None for the usual one."""
    usual = Path(tempfile.gettempdir()).resolve()
    return None if all(at.stat().st_mode & 0o001 for at in (usual, *usual.parents)) else "/var/tmp"


def _unprivileged() -> str | None:
    """Name a user for the server: it refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(each) for each in found]
