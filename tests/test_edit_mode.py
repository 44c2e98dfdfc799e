"""Edit mode: said by the command alone, and warned of where more than this computer reaches it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

RUN = "from dashboard.cli import main; main()"


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Hold a port, so that the command stops before it serves."""
    with socket.socket() as held:
        held.bind(("0.0.0.0", 0))
        held.listen()
        yield held.getsockname()[1]


def started(port: int, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN, "run", "--no-browser", "--port", str(port), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert f"port {port}" in done.stderr
    return done.stderr


def test_editing_for_this_computer_only_needs_no_warning(taken_port: int) -> None:
    assert "warning" not in started(taken_port, "--edit")


@pytest.mark.parametrize("more", [("--address", "0.0.0.0"), ("--allow-host", "map.example")])
def test_editing_that_others_reach_is_warned_of(taken_port: int, more: tuple[str, str]) -> None:
    said = started(taken_port, "--edit", *more)
    assert "warning: everybody who reaches this server" in said
    assert more[1] in said
    assert "warning" not in started(taken_port, *more)


def test_no_variable_of_the_environment_turns_the_editor_on() -> None:
    script = "from dashboard.store import edit_mode; print(edit_mode.is_on())"
    names = dict.fromkeys(("ALEPPO_EDIT", "EDIT", "ALEPPO_RUN_EDIT", "STREAMLIT_EDIT"), "1")
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **names},
    )
    assert done.stdout == "False\n"
