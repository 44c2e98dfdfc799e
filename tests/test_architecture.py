"""The rooms and doors: what may import what, and who may touch files, network and interface."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "dashboard"

# A room may import itself and the rooms below its rank; rooms of one rank do not know each other.
RANKS: list[set[str]] = [
    {"app", "cli", "start"},
    {"commands"},
    {"editor"},
    {"page", "server", "network_report", "problem_report", "rule_guide"},
    {"following"},
    {"serving"},
    {"exports"},  # what leaves is drawn in the styles of maps, and escaped where panels escape
    {"maps", "panels"},
    {"store"},
    {"i18n"},
    {"domain"},
]
ONLY_IN = {
    "streamlit": {"editor", "page", "server", "serving.logs", "serving.reconnecting", "serving.uploads"},
    "starlette": {"server", "following", "serving"},
    "prometheus_client": {"serving.metrics"},
    "uvicorn": {"serving.stopping", "serving.connections"},
    "folium": {"maps"},
    "branca": set(),
    "geopandas": set(),
    "pyproj": {"domain.measure"},
    "shapely": {
        "domain.areas",
        "domain.nearness",
        "domain.rules.shapes",
        "maps.brought.lod",
        "maps.columns",
        "store.imports.child",
        "store.layers.geoparquet",
        "store.layers.shapes",
        "store.roads",
    },
    "pyogrio": {"store"},
    "pyarrow": {"store"},
    "scipy": {"domain.cuts", "domain.junctions", "domain.nearness", "domain.routing", "domain.unlocking"},
    "networkx": set(),
    "markupsafe": {"editor", "exports", "panels", "serving.limits"},
    "click": {"cli", "commands"},
    "argparse": {"cli", "start"},
    "psycopg": {
        "store.postgis.connection",
        "store.postgis.derived",
        "store.postgis.layout",
        "store.postgis.migrate",
        "store.postgis.mirror",
        "store.postgis.saving",
        "store.postgis.snapshot",
        "store.postgis.table_layer",
        "store.postgis.tables",
        "store.postgis.tiles",
    },
    "yoyo": {"store.postgis.migrate"},
}
FILE_CALLS = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
MAY_TOUCH_FILES = {"store", "i18n", "start", "server", "web"}


@cache
def modules() -> list[tuple[str, ast.Module]]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        found.append((name, ast.parse(path.read_text(encoding="utf-8"))))
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""
            if node.module == "dashboard.store":
                yield from (f"dashboard.store.{alias.name}" for alias in node.names)


def rank(room: str) -> int | None:
    return next((n for n, rooms in enumerate(RANKS) if room in rooms), None)


@pytest.mark.parametrize(("name", "tree"), modules(), ids=[name for name, _ in modules()])
def test_a_room_imports_only_itself_and_lower_rooms(name: str, tree: ast.Module) -> None:
    room = name.split(".")[0]
    if room in ("__init__", "web"):
        return
    own = rank(room)
    assert own is not None, f"{room} has no place in RANKS: give it one before it can exist"
    for imported in imports(tree):
        parts = imported.split(".")
        if parts[0] != "dashboard" or len(parts) == 1:
            continue
        other = rank(parts[1])
        assert parts[1] == room or (other is not None and other > own), f"{name} imports {imported}"


@pytest.mark.parametrize(("name", "tree"), modules(), ids=[name for name, _ in modules()])
def test_a_library_is_known_to_its_rooms_only(name: str, tree: ast.Module) -> None:
    for imported in imports(tree):
        allowed = ONLY_IN.get(imported.split(".")[0])
        if allowed is not None:
            assert name in allowed or name.split(".")[0] in allowed, f"{name} imports {imported}"


@pytest.mark.parametrize(("name", "tree"), modules(), ids=[name for name, _ in modules()])
def test_files_are_read_and_written_in_the_store(name: str, tree: ast.Module) -> None:
    if name.split(".")[0] in MAY_TOUCH_FILES:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in FILE_CALLS, f"{name} calls {called}"


def test_the_domain_asks_no_clock() -> None:
    for name, tree in modules():
        if name.startswith("domain"):
            calls = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
            assert not calls & {"today", "now", "utcnow", "time"}, name


def test_folium_is_never_rendered() -> None:
    for name, tree in modules():
        if name.startswith("maps"):
            calls = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
            assert not calls & {"render", "save", "get_root", "_repr_html_", "to_dict"}, name


def test_every_module_begins_with_one_line_that_says_what_it_does() -> None:
    for name, tree in modules():
        text = ast.get_docstring(tree)
        assert text, name
        assert text.splitlines()[0].endswith((".", ":")), name


def test_no_module_is_named_like_the_standard_library() -> None:
    import sys

    for name, _ in modules():
        assert name.split(".")[0] not in sys.stdlib_module_names, name
