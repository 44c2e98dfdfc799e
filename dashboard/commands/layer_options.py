"""The options of `aleppo run` that bring layers: which files, and what is to be known of each."""

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from dashboard.store.layers.chosen import Choice
    from dashboard.store.layers.limits import Progress

INTERRUPTED = 130
_LIMIT_MB = 2000
_LINE_EVERY_S = 10.0
_ROLE = re.compile(r"(date|category|source|known)\s*=(.*)\Z", re.DOTALL)
_OPTIONS = (
    click.option(
        "--layer",
        "files",
        multiple=True,
        metavar="FILE",
        help="Draw a file of your own too: GeoJSON, GeoPackage, GeoParquet, FlatGeobuf, CSV or a zipped "
        "shapefile; or a table of the database, table:SCHEMA.NAME. May be repeated; the options below "
        "then say for which: 2:… or NAME:…, as in "
        "--layer-role damage.gpkg:date=SensDt.",
    ),
    click.option(
        "--layer-role",
        "roles",
        multiple=True,
        metavar="ROLE=COLUMN",
        help="Take date, category, source, known or name from a column; from none: date=.",
    ),
    click.option("--layer-source", "source", multiple=True, metavar="TEXT", help="Who made the whole file."),
    click.option(
        "--layer-known", "known", multiple=True, metavar="DATE", help="When all of it was published."
    ),
    click.option(
        "--layer-name", "title", multiple=True, metavar="TEXT", help="What it is called on the map."
    ),
    click.option(
        "--layer-of", "layer", multiple=True, metavar="NAME", help="Which layer of a GeoPackage to read."
    ),
    click.option(
        "--layer-encoding",
        "encoding",
        multiple=True,
        metavar="NAME",
        help="Encoding of a table, windows-1256 for one.",
    ),
    click.option(
        "--layer-crs", "crs", multiple=True, metavar="EPSG:CODE", help="Reference system of its coordinates."
    ),
    click.option(
        "--layer-limit-mb",
        "limit_mb",
        type=click.FloatRange(0.001, 100_000),
        default=_LIMIT_MB,
        show_default=True,
        help="Largest file.",
    ),
)
_FLAGS = {
    "source": "--layer-source",
    "known": "--layer-known",
    "title": "--layer-name",
    "layer": "--layer-of",
    "encoding": "--layer-encoding",
    "crs": "--layer-crs",
}


def layer_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of brought layers; it gets the choices that they make as `layers`."""

    @wraps(command)
    def with_layers(files: tuple[str, ...], roles: tuple[str, ...], limit_mb: float, **others: Any) -> None:
        texts = {key: others.pop(key) for key in _FLAGS}
        command(layers=choices_of(files, roles, texts, limit_mb), **others)

    for option in reversed(_OPTIONS):
        with_layers = option(with_layers)
    return with_layers


def choices_of(
    files: Sequence[str], roles: Sequence[str], texts: dict[str, tuple[str, ...]], limit_mb: float
) -> "list[Choice]":
    """Give each file what the options say of it. Raises UsageError where that is not clear."""
    given: list[dict[str, Any]] = [{"file": file, "limit_mb": limit_mb} for file in files]
    for said in roles:
        which, text = _for_which(files, said, "--layer-role")
        match = _ROLE.match(text)
        if match is None:
            raise click.UsageError(
                f"--layer-role: {said!r} is not ROLE=COLUMN; ROLE is date, category, source, known or name"
            )
        given[which].setdefault("roles", {})[match[1]] = match[2].strip()
    for key, values in texts.items():
        for said in values:
            which, text = _for_which(files, said, _FLAGS[key])
            if key in given[which]:
                raise click.UsageError(f"{_FLAGS[key]}: it is given twice for {files[which]}")
            given[which][key] = text
    for each in given:
        if "known" in each:
            _refuse_no_day(each["known"])
    if not given:
        return []
    from dashboard.store.layers.chosen import Choice

    return [Choice(**each) for each in given]


def bring(choices: "Sequence[Choice]") -> None:
    """Read the layers, saying how far it is, and what was found; those that ALEPPO_LAYERS names else.

    Ends the program with 130 after Ctrl+C. Raises UsageError for a choice that does not fit its file, and
    ClickException for a file that cannot be read.
    """
    from dashboard.store.layers.chosen import bring_layers, choices_from_environment
    from dashboard.store.layers.limits import LayerError

    telling = _Telling()
    try:
        found = bring_layers(choices or choices_from_environment(), tell=telling.tell)
    except KeyboardInterrupt:
        telling.end()
        click.echo(f"ended; nothing was kept of {telling.name or 'the layer'}", err=True)
        raise SystemExit(INTERRUPTED) from None
    except LayerError as error:
        telling.end()
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        telling.end()
        raise click.UsageError(str(error)) from error
    telling.end()
    for each in found:
        click.echo(f"{each.id}: {_plain(each.title)}", err=True)
        for line in each.remarks:
            click.echo(f"  {_plain(line)}", err=True)


class _Telling:
    """Says how far a reading is: in one line that is written over on a terminal, else now and then."""

    def __init__(self) -> None:
        self.name = ""
        self._begun = self._last = time.monotonic()
        self._on_terminal = sys.stderr.isatty()
        self._open = False

    def tell(self, name: str, progress: "Progress") -> None:
        now = time.monotonic()
        if name != self.name:
            self.end()
            self.name, self._begun, self._last = name, now, now
        if self._on_terminal:
            click.echo(f"\r\033[K{self._line(progress, now)}", nl=False, err=True)
            self._open = True
        elif now - self._last >= _LINE_EVERY_S:
            self._last = now
            click.echo(self._line(progress, now), err=True)

    def end(self) -> None:
        if self._open:
            click.echo(err=True)
            self._open = False

    def _line(self, progress: "Progress", now: float) -> str:
        share = "" if progress.share is None else f", {progress.share:.0%}"
        what = f"{progress.rows:,} rows{share}" if progress.rows else "looking into it"
        return f"reading {_plain(self.name)}: {what}, {now - self._begun:.0f} s (Ctrl+C ends it)"


def _for_which(files: Sequence[str], said: str, flag: str) -> tuple[int, str]:
    """Tell of which file an option speaks, and what it says: with several files its beginning tells."""
    if not files:
        raise click.UsageError(f"{flag} says something of a --layer, and none is given")
    if len(files) == 1:
        return 0, said
    fitting = [
        (number, said[len(mark) + 1 :])
        for number, file in enumerate(files)
        for mark in dict.fromkeys((str(number + 1), file, Path(file).name))
        if said.startswith(f"{mark}:")
    ]
    if len({number for number, _ in fitting}) != 1:
        listed = ", ".join(_examples(files, said))
        raise click.UsageError(f"{flag}: {said!r} does not say of which layer: {listed}")
    return fitting[0]


def _examples(files: Sequence[str], said: str) -> Iterator[str]:
    for number, file in enumerate(files[:3], 1):
        yield f"{number}:{said} for {file}"


def _refuse_no_day(text: str) -> None:
    from dashboard.domain.dates import parse_day

    try:
        parse_day(text)
    except ValueError as error:
        raise click.UsageError(f"--layer-known: {error}") from error


def _plain(text: str) -> str:
    """Write a text of a file so that a terminal takes nothing in it for an order."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)
