"""Drafts on the disk, in the state folder of the user: one for each place of data; nothing typed is lost."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from dashboard.domain.drafting import Document, Draft, Edit, RecordChange
from dashboard.domain.rules import Problem
from dashboard.store import durable
from dashboard.store.durable import SaveError, content_hash
from dashboard.store.format import canonical
from dashboard.store.journal import state_folder
from dashboard.store.shelf import Place, shelf_of
from dashboard.store.strict_json import Refused, parse

_NAME = "draft.json"
_OWN_ONLY = 0o600
_FORM = 1


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A draft as it is kept: with the bytes of the files it opened, and when it was changed last."""

    draft: Draft = field(default_factory=Draft)
    opened: Mapping[str, bytes] = field(default_factory=dict)
    when: datetime | None = None
    mark: str | None = None


def place_of(folder: Place) -> Path:
    """Name the file in which the draft of a data folder is kept."""
    key = sha256(shelf_of(folder).key).hexdigest()[:32]
    return state_folder() / "drafts" / key / _NAME


def kept_draft(folder: Place) -> Kept:
    """Read the draft of a data folder; an empty one where there is none. Raises SaveError if damaged."""
    place = place_of(folder)
    try:
        body, _ = durable.read_regular(place)
    except (FileNotFoundError, NotADirectoryError):
        return Kept()
    except OSError as error:
        said = f"the draft cannot be read: {error.strerror}"
        raise SaveError(place, said, "set ALEPPO_STATE to a folder that can be read") from error
    return _kept_from(place, body)


@contextmanager
def held(folder: Place) -> Iterator[Path]:
    """Hold the draft of a data folder, so that no other window or program changes it meanwhile."""
    place = place_of(folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with durable.opened_folder(place.parent) as opened, durable.locked(opened, place):
            durable.sweep(opened)
            yield place
    except OSError as error:
        said = f"the draft cannot be kept: {error.strerror}"
        raise SaveError(place, said, "set ALEPPO_STATE to a folder that can be written") from error


def keep(place: Path, draft: Draft, opened: Mapping[str, bytes]) -> Kept:
    """Write a draft, whole or not at all; the caller holds it (see `held`)."""
    now = datetime.now(UTC)
    body = json.dumps(_as_json(draft, opened, now), ensure_ascii=False, separators=(",", ":")).encode()
    with durable.opened_folder(place.parent) as folder:
        durable.put(folder, _NAME, body, mode=_OWN_ONLY)
    return Kept(draft=draft, opened=dict(opened), when=now, mark=content_hash(body))


def body_of(document: Document, file: str) -> bytes:
    """Write a document of a draft as the file it would be saved as. Raises Refused for no data file."""
    text = json.dumps(document, ensure_ascii=False)
    return canonical(text.encode(), file)


def document_of(body: bytes, file: str) -> Document:
    """Read a data file as a document that can be changed. Raises Refused."""
    found = parse(body, file)
    if not isinstance(found, dict):
        said = "the file is not one JSON object"
        raise Refused(Problem(file, "structure", said, "see geodata/README.md"))
    return found


def settled(feature: dict[str, Any]) -> dict[str, Any]:
    """Give a feature as it would be saved: its coordinates with the decimals that their accuracy deserves.

    One that cannot be written stays as it is.
    """
    layer = {"type": "FeatureCollection", "features": [feature]}
    try:
        found: dict[str, Any] = parse(body_of(layer, "layer"), "layer")["features"][0]
    except (Refused, ValueError, KeyError, IndexError):
        return feature
    return found


def _as_json(draft: Draft, opened: Mapping[str, bytes], when: datetime) -> dict[str, Any]:
    return {
        "form": _FORM,
        "when": when.isoformat(),
        "files": {
            file: {"opened": opened[file].decode(), "now": draft.drafted[file]} for file in draft.drafted
        },
        "done": [_edit_as_json(edit) for edit in draft.done],
        "undone": [_edit_as_json(edit) for edit in draft.undone],
    }


def _edit_as_json(edit: Edit) -> dict[str, Any]:
    return {
        "kind": edit.kind,
        "subject": edit.subject,
        "changes": [
            {
                "file": change.file,
                "section": change.section,
                "id": change.id,
                "before": change.before,
                "after": change.after,
                "index": change.index,
            }
            for change in edit.changes
        ],
    }


def _kept_from(place: Path, body: bytes) -> Kept:
    try:
        found = parse(body, str(place))
        if found["form"] != _FORM:
            raise ValueError(f"its form is {found['form']!r}")
        opened = {file: held["opened"].encode() for file, held in found["files"].items()}
        return Kept(
            draft=Draft(
                base={file: document_of(was, file) for file, was in opened.items()},
                drafted={file: dict(held["now"]) for file, held in found["files"].items()},
                done=tuple(map(_edit_from, found["done"])),
                undone=tuple(map(_edit_from, found["undone"])),
            ),
            opened=opened,
            when=datetime.fromisoformat(found["when"]),
            mark=content_hash(body),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        said = "the draft is damaged, or another version of this program wrote it"
        raise SaveError(place, said, "look at the file; move it away to begin anew") from error


def _edit_from(found: Mapping[str, Any]) -> Edit:
    changes = tuple(RecordChange(**change) for change in found["changes"])
    return Edit(kind=found["kind"], subject=found["subject"], changes=changes)
