"""`aleppo run --layer`: what options say of which file, what is told, and how a start ends that cannot be."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from dashboard.commands.layer_options import choices_of
from dashboard.store.layers.chosen import chosen_layers

TABLE = "name,event_date,kind,lon,lat\na,2016-08-07,shelling,37.1,36.2\nb,2016-08,air,37.2,36.3\n"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("ALEPPO_LAYERS", "")  # put back afterwards, whatever the command makes of it
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(TABLE)
    Path("text.gpkg").write_bytes(b"SQLite format 3\0" + bytes(100))


def start(*given: str, monkeypatch: pytest.MonkeyPatch | None = None) -> Result:
    """Run the command up to where it would serve."""
    if monkeypatch is not None:
        monkeypatch.setattr("dashboard.server.serve", lambda **given: None)
    return CliRunner().invoke(main, ["run", "--no-browser", *given])


def test_what_was_found_is_said_before_the_map_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    done = start(
        "--layer", "a.csv", "--layer-source", "me", "--layer-known", "2016-10-07", monkeypatch=monkeypatch
    )
    assert done.exit_code == 0, done.output
    assert done.stderr == (
        "brought-1: a.csv\n"
        "  read as table: 2 rows, 2 points\n"
        "  cells are parted by commas\n"
        "  its texts are UTF-8\n"
        "  places from the columns 'lon' (longitude) and 'lat' (latitude)\n"
        "  coordinates: no reference system is declared; taken for longitude and latitude\n"
        '  date from column "event_date" (by name)\n'
        '  category from column "kind" (by name)\n'
        '  source: "me", as you said of the whole file\n'
        '  known: "2016-10-07", as you said of the whole file\n'
        '  name from column "name" (by name)\n'
        '  "event_date": 1 undated, a month, a week or a year only\n'
        '  "event_date" is from 2016-08-07 to 2016-08-07\n'
    )
    (chosen,) = chosen_layers()
    assert (chosen.source_name, chosen.known_day) == ("me", 17081)


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["--layer", "none.csv"], 1, "none.csv: there is no such file"),
        (["--layer", "text.gpkg"], 1, "text.gpkg: it cannot be read"),
        (["--layer", "a.csv", "--layer-limit-mb", "0.00001"], 2, "is not in the range"),
        (["--layer", "a.csv", "--layer-role", "day=name"], 2, "is not ROLE=COLUMN"),
        (
            ["--layer", "a.csv", "--layer-role", "date=when"],
            2,
            "there is no column 'when'; there are name, event_date",
        ),
        (["--layer", "a.csv", "--layer-known", "2016-08"], 2, "'2016-08' is not a day"),
        (["--layer", "a.csv", "--layer-source", "a", "--layer-source", "b"], 2, "given twice for a.csv"),
        (["--layer-source", "me"], 2, "--layer-source says something of a --layer, and none is given"),
        (
            ["--layer", "a.csv", "--layer", "b.csv", "--layer-source", "me"],
            2,
            "1:me for a.csv, 2:me for b.csv",
        ),
    ],
)
def test_a_layer_that_cannot_be_drawn_ends_the_start(given: list[str], code: int, said: str) -> None:
    done = start(*given)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
    assert "The map is at" not in done.output


def test_the_layers_of_the_environment_are_looked_at_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEPPO_LAYERS", '["none.csv"]')
    assert start().exit_code == 1
    monkeypatch.setenv("ALEPPO_LAYERS", "none.csv")
    assert start().exit_code == 2


def test_with_several_files_an_option_says_for_which() -> None:
    none = dict.fromkeys(("source", "known", "title", "layer", "encoding", "crs"), ())
    texts = {**none, "source": ("2:me: myself", "x/a.csv:you"), "title": ("b.csv:1:25,000",)}
    first, second = choices_of(["x/a.csv", "b.csv"], ["a.csv:date=a=b", "2:known="], texts, 7)
    assert (first.roles, first.source, first.title) == ({"date": "a=b"}, "you", None)
    assert (second.roles, second.source, second.title) == ({"known": ""}, "me: myself", "1:25,000")
    (only,) = choices_of(["a.csv"], ["date=x:y"], {**none, "title": ("1:25,000",)}, 7)
    assert (only.title, only.roles, only.limit_mb) == ("1:25,000", {"date": "x:y"}, 7)
    with pytest.raises(click.UsageError, match="does not say of which layer"):
        choices_of(["a/a.csv", "b/a.csv"], ["a.csv:date=x"], none, 7)


def test_marks_that_a_terminal_obeys_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("\x1b[31m.csv").write_text("date\x1b[2J,lon,lat\n2016-08-07,37,36\n")
    done = start("--layer", "\x1b[31m.csv", monkeypatch=monkeypatch)
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output


def test_an_interrupt_ends_with_130_and_keeps_nothing(tmp_path: Path) -> None:
    with Path("long.csv").open("w") as file:
        file.write("name,lon,lat\n")
        for _ in range(30):
            file.write("some text of a row that is long enough to take a while,37.1,36.2\n" * 100_000)
    root = Path(__file__).resolve().parent.parent
    script = f"import sys; sys.path.insert(0, {str(root)!r}); from dashboard.cli import main; main()"
    started = subprocess.Popen(
        [sys.executable, "-c", script, "run", "--no-browser", "--layer", "long.csv"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ},
        # A shell that starts the tests in the background has them, and what they start, ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    folder = tmp_path / "cache" / "aleppo-dashboard" / "layers"
    until = time.monotonic() + 60
    while not list(folder.glob(".making-*/rows.arrow")) and time.monotonic() < until:
        time.sleep(0.02)
    started.send_signal(signal.SIGINT)
    try:
        _, told = started.communicate(timeout=30)
    finally:
        started.kill()
    assert started.returncode == 130
    assert told.endswith("ended; nothing was kept of long.csv\n")
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("known", "query"),
    [
        ((), "?known_by=all"),
        (("--layer-known", "2016-10-07"), "?known_by=all"),
        (("--layer-known", "2016-09-08"), ""),
    ],
)
def test_the_link_opens_where_the_layer_is_to_be_seen(
    known: tuple[str, ...], query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("dashboard.server.serve", lambda **given: told.append(given["query"]))
    CliRunner().invoke(main, ["run", "--no-browser", "--layer", "a.csv", *known])
    assert told == [query]


def test_without_layers_the_link_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("dashboard.server.serve", lambda **given: told.append(given["query"]))
    CliRunner().invoke(main, ["run", "--no-browser"])
    assert told == [""]
