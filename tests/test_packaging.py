"""What is installed: pinned, without addresses, complete, and quick to say what it can do."""

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dashboard.store.assets import PACKAGE, assets

ROOT = Path(__file__).parent.parent
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
NPM_LOCK = (ROOT / "dashboard/web/package-lock.json").read_text(encoding="utf-8")


def pinned() -> dict[str, set[str]]:
    """Give the pinned versions by package; more than one where they depend on Python's version."""
    pins: dict[str, set[str]] = {}
    for name, number in re.findall(r"^([\w.-]+)==([^\s;\\]+)", LOCK, re.MULTILINE):
        pins.setdefault(canonicalize_name(name), set()).add(number)
    return pins


def wanted() -> list[Requirement]:
    """Give every requirement that pyproject.toml states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras: dict[str, list[str]] = project["project"]["optional-dependencies"]
    stated = [project["build-system"]["requires"], project["project"]["dependencies"], *extras.values()]
    return [Requirement(line) for lines in stated for line in lines]


def test_the_locks_name_no_registry() -> None:
    stated = re.sub(r"^#.*", "", LOCK, flags=re.MULTILINE)
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links", stated) == []
    assert '"resolved"' not in NPM_LOCK
    assert "registry." not in NPM_LOCK


@pytest.mark.parametrize("requirement", wanted(), ids=str)
def test_the_lock_pins_what_the_project_asks_for(requirement: Requirement) -> None:
    pins = pinned().get(canonicalize_name(requirement.name), set())
    assert pins, f"{requirement.name} is not in requirements.lock"
    assert [pin for pin in pins if pin not in requirement.specifier] == []


def test_every_pin_has_hashes() -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE))
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_installed_packages_are_the_pinned_ones() -> None:
    pins = pinned()
    installed = {canonicalize_name(r.name): version(r.name) for r in wanted()}
    differing = {name: found for name, found in installed.items() if found not in pins[name]}
    assert differing == {}, "fix: python3 dashboard/start.py"


def test_every_npm_package_is_pinned_by_hash() -> None:
    packages: dict[str, dict[str, Any]] = json.loads(NPM_LOCK)["packages"]
    assert [name for name, facts in packages.items() if name and "integrity" not in facts] == []
    asked = json.loads((ROOT / "dashboard/web/package.json").read_text(encoding="utf-8"))
    exact = {**asked["dependencies"], **asked["devDependencies"]}
    assert {name: packages[f"node_modules/{name}"]["version"] for name in exact} == exact


def test_the_built_package_carries_code_fonts_and_licences() -> None:
    assert {
        "atlas.css",
        "atlas.js",
        "editor.css",
        "editor.js",
        "fonts/inter-latin-ext.woff2",
        "fonts/inter-latin.woff2",
        "fonts/noto-sans-arabic.woff2",
        "THIRD-PARTY.txt",
    } == set(assets()), f"{PACKAGE} holds something else than was meant to be built"
    licences = assets()["THIRD-PARTY.txt"].body.decode()
    for name in (
        "leaflet 1.9.4 (BSD-2-Clause)",
        "leaflet-geoman-free 2.20.2 (MIT)",
        "polyclip-ts",
        "inter 5.3.0 (OFL-1.1)",
        "noto-sans-arabic 5.3.0 (OFL-1.1)",
    ):
        assert name in licences


def test_the_built_code_names_no_foreign_address_to_load_from() -> None:
    for name in ("atlas.css", "editor.css"):
        style = assets()[name].body.decode()
        assert re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*", style) == []
        assert "@import" not in style


def test_help_does_not_wait_for_streamlit() -> None:
    code = (
        "import sys, dashboard.cli; "
        "loaded = {name.partition('.')[0] for name in sys.modules}; "
        "print(sorted(loaded & {'streamlit', 'folium', 'geopandas', 'numpy', 'pydantic'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
