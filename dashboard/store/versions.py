"""The last good version of each data file: what is shown of a file that somebody broke."""

import errno
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from dashboard.domain.dataset import Dataset, Frame
from dashboard.domain.problem import Problem, Severity
from dashboard.store.folder import CATALOG, SINGLE
from dashboard.store.load import load_bodies
from dashboard.store.strict_json import Refused, parse

Body = bytes | OSError
_GONE = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A file as it was read: its bytes, when, and which of its records were set aside.

    `aside` is None where nothing of the file could be used.
    """

    body: Body
    read_at: datetime
    aside: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A folder made into a dataset; `kept` names the files that could not be taken as they are.

    They are named as the problems name them, with the time at which the version was read that is shown
    instead; None where there is none.
    """

    dataset: Dataset
    problems: tuple[Problem, ...]
    versions: Mapping[str, Version]
    kept: Mapping[str, datetime | None]


def take(found: Mapping[str, Body], shown: Mapping[str, Version], now: datetime) -> Taken:
    """Make a dataset of what was found; where a file is worse than what is shown of it, that stays.

    A file is worse when the loader complains about it and something of it that is on screen would go:
    the file as a whole, or records that its shown version did not lack. Then none of it is taken, so that
    a map is never drawn from half an edit; the problems are those of what was found.
    """
    bodies = _with_the_gone(found, shown)
    kept: dict[str, Version] = {}
    said: dict[str, list[Problem]] = {}
    while True:
        dataset, found_problems = load_bodies(bodies)
        problems = [p for p in found_problems if p.severity is Severity.ERROR]  # warnings are for maintainers
        names = {*bodies, *SINGLE, *(layer.file for layer in dataset.layers)} - kept.keys()
        complaints = _by_name(problems, {*names, *kept})
        judged = {n: _judge(n, bodies.get(n, _GONE), dataset, now) for n in sorted(complaints.keys() & names)}
        worse = [name for name, version in judged.items() if _is_worse(version, shown.get(name))]
        if not worse:
            break
        # Without its catalog the rest cannot be judged.
        for name in [CATALOG] if CATALOG in worse else worse:
            kept[name], bodies[name] = shown[name], shown[name].body
            said[name] = complaints[name]
    said |= {name: listed for name, listed in complaints.items() if name not in kept}
    sound = {name: Version(body=body, read_at=now) for name, body in bodies.items()}
    times: dict[str, datetime | None] = {name: version.read_at for name, version in kept.items()}
    times |= dict.fromkeys(name for name, version in judged.items() if version.aside is None)
    return Taken(
        dataset=dataset,
        problems=tuple(problem for listed in said.values() for problem in listed),
        versions={name: _older(v, shown.get(name)) for name, v in (sound | judged | kept).items()},
        kept={said[name][0].file: time for name, time in times.items()},
    )


def _with_the_gone(found: Mapping[str, Body], shown: Mapping[str, Version]) -> dict[str, Body]:
    """Add what is missed: where the catalog itself is gone, nothing was removed on purpose."""
    if CATALOG in found:
        return dict(found)
    return {**dict.fromkeys(shown, _GONE), CATALOG: _GONE, **found}


def _is_worse(version: Version, shown: Version | None) -> bool:
    if shown is None or shown.aside is None or shown.body == version.body:
        return False
    return version.aside is None or not version.aside <= shown.aside


def _older(version: Version, shown: Version | None) -> Version:
    """Keep the time at which the same bytes were first read."""
    return replace(version, read_at=shown.read_at) if shown and shown.body == version.body else version


def _by_name(problems: Iterable[Problem], names: Collection[str]) -> dict[str, list[Problem]]:
    """Group problems by the file they are about, in their order; "" has those about none of `names`."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        parts = problem.file.split("/")
        below = ("/".join(parts[n:]) for n in range(len(parts)))
        found.setdefault(next((name for name in below if name in names), ""), []).append(problem)
    return found


def _judge(name: str, body: Body, dataset: Dataset, now: datetime) -> Version:
    """Find which records of a file did not come into the dataset."""
    plain = Version(body=body, read_at=now, aside=None)
    if isinstance(body, OSError):
        return plain
    try:
        document = parse(body, name)
    except Refused:
        return plain
    if not isinstance(document, dict):
        return plain
    aside: set[str] = set()
    for raw, loaded in _records(name, document, dataset):
        if not isinstance(raw, list) or loaded is None:
            return plain
        aside |= {_id_of(record) for record in raw} - loaded
    if name == CATALOG and not _is_frame(document.get("frame")):
        aside.add("frame")
    return replace(plain, aside=frozenset(aside))


def _records(name: str, document: Any, dataset: Dataset) -> Iterator[tuple[Any, set[str] | None]]:
    """Give the lists of records that a file holds, each with the ids of what was loaded of it."""
    if name == CATALOG:
        yield document.get("layers"), {layer.id for layer in dataset.layers}
        yield document.get("cards"), {card.id for card in dataset.cards}
    elif name == "asserters.json":
        yield document.get("asserters"), set(dataset.asserters)
    elif name == "disagreements.json":
        yield document.get("disagreements"), {d.id for d in dataset.disagreements}
    elif name.startswith("sources/"):
        source = dataset.sources.get(_id_of(document))
        yield document.get("annotations", []), None if source is None else {a.id for a in source.annotations}
    elif document.get("type") == "FeatureCollection":
        layers = {layer.id for layer in dataset.layers if layer.file == name}
        if not layers:  # the catalog no longer lists it: nothing of it is to be shown
            return
        yield document.get("features"), {f.id for f in dataset.features.values() if f.layer in layers}
    else:
        yield None, None


def _is_frame(raw: Any) -> bool:
    try:
        Frame.model_validate(raw)
    except ValidationError:
        return False
    return True


def _id_of(record: Any) -> str:
    return str(record.get("id", "")) if isinstance(record, dict) else ""
