"""The layers that were brought: which files, and what each of their columns stands for."""

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.domain.dates import parse_day
from dashboard.domain.roles import ROLES, RoleError, Roles, roles_of
from dashboard.store.imports.limits import shown
from dashboard.store.layers.columns import codes_of, days_of, fields_of
from dashboard.store.layers.held import Held
from dashboard.store.layers.limits import LayerOptions, Progress
from dashboard.store.layers.reading import name_of, read_layer

VARIABLE = "ALEPPO_LAYERS"
_EPOCH = date(1970, 1, 1).toordinal()
_lock = threading.Lock()
_known: "dict[str, tuple[Chosen, ...]]" = {}
_TEXTS = ("file", "title", "source", "known", "layer", "encoding", "crs")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A file to bring, and what its user says of it; what is not said is found, or stays unknown."""

    file: str
    title: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    source: str | None = None
    known: str | None = None
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    limit_mb: float | None = None

    @property
    def options(self) -> LayerOptions:
        """Give how the file is to be read."""
        given = {} if self.limit_mb is None else {"limit_mb": self.limit_mb}
        return LayerOptions(layer=self.layer, encoding=self.encoding, crs=self.crs, **given)


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A layer that is drawn: what is held of it, and what its columns stand for.

    `source_name` is who made the whole file, named by hand; `known_day` since when all of it is known, in
    days since 1970. `remarks` say in words what was found, chosen and set aside.
    """

    id: str
    held: Held
    title: str
    roles: Roles
    source_name: str | None
    known_day: int | None
    remarks: tuple[str, ...]


def choices_in(text: str) -> tuple[Choice, ...]:
    """Read choices as ALEPPO_LAYERS holds them: a JSON array of objects, or of names of files.

    Raises ValueError, in plain words, for anything else.
    """
    try:
        listed = json.loads(text) if text else []
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{VARIABLE}: it is not JSON ({error})\n  fix: {_EXAMPLE}") from error
    if not isinstance(listed, list):
        raise ValueError(f"{VARIABLE}: it is not a JSON array\n  fix: {_EXAMPLE}")
    return tuple(map(_choice, listed))


_EXAMPLE = f'{VARIABLE}=\'[{{"file": "damage.gpkg", "source": "UNITAR-UNOSAT"}}]\''


def choices_from_environment() -> tuple[Choice, ...]:
    """Give what ALEPPO_LAYERS chooses. Raises ValueError as `choices_in` does."""
    return choices_in(os.environ.get(VARIABLE, ""))


def bring_layers(
    choices: Sequence[Choice],
    *,
    tell: Callable[[str, Progress], object] = lambda name, progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Chosen, ...]:
    """Choose layers for this process and those that it starts, and read them now.

    Raises LayerError for a file that cannot be drawn, ValueError for a choice that does not fit it.
    """
    listed = [
        {key: value for key, value in asdict(choice).items() if value not in (None, {})}
        | {"file": choice.file if is_table(choice.file) else str(Path(choice.file).resolve())}
        for choice in choices
    ]
    text = json.dumps(listed, ensure_ascii=False)
    found = _read(choices_in(text), tell, cancelled)
    with _lock:
        _known.clear()
        _known[text] = found
    os.environ[VARIABLE] = text
    return found


def chosen_layers() -> tuple[Chosen, ...]:
    """Give the layers that ALEPPO_LAYERS names, none where it names none; the same ones when asked again.

    Raises LayerError or ValueError as `bring_layers` does.
    """
    text = os.environ.get(VARIABLE, "")
    with _lock:  # who asks second waits for the first
        if text not in _known:
            _known.clear()
            _known[text] = _read(choices_in(text), lambda name, progress: None, lambda: False)
        return _known[text]


def _read(
    choices: Sequence[Choice], tell: Callable[[str, Progress], object], cancelled: Callable[[], bool]
) -> tuple[Chosen, ...]:
    found: list[Chosen] = []
    for choice in choices:
        path = Path(choice.file)

        def of_this(progress: Progress, name: str = name_of(path)) -> object:
            return tell(name, progress)

        if is_table(choice.file):
            layers = _table_reader()(choice.file, choice.options, tell=of_this, cancelled=cancelled)
        else:
            layers = read_layer(path, choice.options, tell=of_this, cancelled=cancelled)
        for held in layers:
            found.append(_chosen(held, choice, len(found) + 1, first=held is layers[0], many=len(layers) > 1))
    return tuple(found)


def is_table(file: str) -> bool:
    """Tell whether a layer is a table of the database, table:SCHEMA.NAME, and no file."""
    return file.startswith("table:")


def _table_reader() -> Callable[..., list[Held]]:
    from dashboard.store.postgis.table_layer import read_table  # its driver is no part of the embedded store

    return read_table


def _chosen(held: Held, choice: Choice, number: int, *, first: bool, many: bool) -> Chosen:
    name = held.about["file"]
    try:
        roles = roles_of(fields_of(held), choice.roles)
    except RoleError as error:
        fix = "name it as it stands in the file: --layer-role date=COLUMN, for one"
        raise ValueError(f"{shown(name)}: {error}\n  fix: {fix}") from error
    passed_over = None
    if choice.known is not None and "known" not in choice.roles:  # a guess never beats what somebody said
        passed_over, roles = roles.known, replace(roles, known=None)
    title = choice.title or name
    if many:
        title = f"{title} ({_PLURALS[held.geometry]})"
    known = None if choice.known is None else parse_day(choice.known).toordinal() - _EPOCH
    return Chosen(
        id=f"brought-{number}",
        held=held,
        title=title,
        roles=roles,
        source_name=choice.source,
        known_day=known,
        remarks=tuple(_remarks(held, roles, choice, passed_over, whole_file=first)),
    )


_PLURALS = {"point": "points", "line": "lines", "polygon": "areas"}


def _remarks(
    held: Held, roles: Roles, choice: Choice, passed_over: str | None, *, whole_file: bool
) -> Iterator[str]:
    about = held.about
    drawn = f"{about['features']:,} {_PLURALS[held.geometry]}"
    yield f"read as {about['read_as']}: {about['rows']:,} rows, {drawn}"
    if whole_file:
        yield from about["remarks"]
        undeclared = "no reference system is declared; taken for longitude and latitude"
        yield f"coordinates: {about['crs'] or undeclared}"
        if about["unlocated"]:
            yield f"{about['unlocated']:,} rows have no place, and are not drawn"
        if count := about["set_aside"]["count"]:
            row, why = about["set_aside"]["first"][0]
            yield f"{count:,} rows were set aside; the first is row {row}: {why}"
    told = list(roles.lines())
    for role, said in (("source", choice.source), ("known", choice.known)):
        if said and roles.column(role) is None:
            told[ROLES.index(role)] = f'{role}: "{said}", as you said of the whole file'
    yield from told
    if passed_over:
        fix = f'--layer-role known="{passed_over}" takes it'
        yield f'column "{passed_over}" may tell when each row was published, and is not used: {fix}'
    for role in ("date", "known"):
        if column := roles.column(role):
            yield from days_of(held, column).lines(column)
    if column := roles.source:
        yield from codes_of(held, column, sources=True).lines(column)
    if roles.source is None and not choice.source:
        yield "no source is named: the layer is drawn as unsourced"
    if roles.known is None and not choice.known:
        yield "nothing says since when it is known: it is drawn only while everything known counts"


def _choice(given: Any) -> Choice:
    if isinstance(given, str):
        given = {"file": given}
    if not isinstance(given, dict) or not isinstance(given.get("file"), str):
        raise ValueError(f"{VARIABLE}: each layer needs a file\n  fix: {_EXAMPLE}")
    for key, value in given.items():
        fits = (
            isinstance(value, str | None)
            if key in _TEXTS
            else isinstance(value, (int, float)) and not isinstance(value, bool)
            if key == "limit_mb"
            else isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
        )
        if not fits or key not in (*_TEXTS, "roles", "limit_mb"):
            what = f"{VARIABLE}: {key!r} is {value!r}, which it cannot be"
            raise ValueError(f"{what}\n  fix: give {', '.join(_TEXTS)}, roles, limit_mb; {_EXAMPLE}")
    choice = Choice(**given)
    for role in choice.roles:
        if role not in ROLES:
            raise ValueError(f"{VARIABLE}: {role!r} is no role\n  fix: one of {', '.join(ROLES)}")
    if choice.known is not None:
        parse_day(choice.known)
    return choice
