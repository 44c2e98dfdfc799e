"""The guide to round trips names tests, options and programs that are there."""

import re
from pathlib import Path

import click

from dashboard.cli import main
from tests.store.test_adopt import WAYS

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs/round-trips.md").read_text(encoding="utf-8")


def test_every_test_that_the_guide_names_exists_where_it_says() -> None:
    named = re.findall(r"`(test_\w+)`(°?)", GUIDE)
    assert len(named) > 20
    for name, mark in named:
        file = "tests/domain/test_retrace.py" if mark else "tests/store/test_adopt.py"
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), name


def test_every_option_that_the_guide_names_exists() -> None:
    for name, given in re.findall(r"aleppo (adopt|merge|lend)((?: [\w./-]+| -[\w-]+)*)", GUIDE):
        command = main.get_command(click.Context(main), name)
        assert command is not None
        known = {option for each in command.params for option in each.opts}
        assert set(re.findall(r"(?<=\s)--?[a-z-]+", given)) <= known, given
    command = main.get_command(click.Context(main), "adopt")
    assert command is not None
    known = {option for each in command.params for option in each.opts}
    assert set(re.findall(r"`(--[a-z-]+)`", GUIDE)) <= known


def test_the_guide_counts_the_ways_of_qgis_that_are_tested() -> None:
    assert sum(way.startswith("qgis") for way in WAYS) == 6
    assert "the six ways that begin with `qgis`" in GUIDE


def test_every_file_that_the_guide_names_exists() -> None:
    for name in re.findall(r"`((?:tests|docs|geodata)/[\w./-]+)`", GUIDE):
        assert (ROOT / name).is_file(), name
