from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Hold layers in a folder of the test's own; give it."""
    home = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    monkeypatch.setenv("ALEPPO_LAYERS", "")  # put back afterwards, whatever a test makes of it
    return home / "aleppo-dashboard" / "layers"
