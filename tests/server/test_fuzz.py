"""What no client should send: a few of the ten thousand that `python -m tests.server.fuzz` sends."""

from pathlib import Path

from tests.server.fuzz import attack
from tests.serving import running


def test_no_malformed_request_ends_the_server_or_makes_it_fail(tmp_path: Path) -> None:
    with running(tmp_path / "served", ["--log-format=json"]) as server:
        assert attack(server, 300, seed=5).bad == []
