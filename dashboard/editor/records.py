"""Records of the draft as the forms see them: where they stand, what may name them, and one field changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.domain.drafting import HEAD, Edit, RecordChange, find, records
from dashboard.domain.fields import Path, with_value
from dashboard.i18n import catalogue
from dashboard.store.workbench import Bench


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A record that is open: where it stands and what it is by now."""

    file: str
    section: str
    id: str
    index: int
    record: dict[str, Any]

    @property
    def name(self) -> str:
        """Name the record in its own words, for a heading."""
        return _words_of(self.record) or self.id

    def changed(self, kind: str, record: Any) -> Edit:
        """Make the edit that puts another record in its place; None takes it out."""
        change = RecordChange(
            file=self.file,
            section=self.section,
            id=self.id,
            before=self.record,
            after=record,
            index=self.index,
        )
        return Edit(kind=kind, subject=self.id, changes=(change,))

    def with_field(self, path: Path, value: Any) -> Edit:
        """Make the edit of one field."""
        return self.changed("field", with_value(self.record, path, value))


def open_record(bench: Bench, section: str, record_id: str) -> Held | None:
    """Find a record of the draft; a source is found by its id in the section of heads."""
    for file, document in bench.documents.items():
        if section == HEAD and not (file.startswith("sources/") and document.get("id") == record_id):
            continue
        found = find(document, section, record_id)
        if found is not None:
            return Held(file=file, section=section, id=record_id, index=found[0], record=found[1])
    return None


def known_ids(bench: Bench, what: str) -> dict[str, str]:
    """List what a field may refer to: ids, each with a name in words."""
    if what == "kinds":
        words = catalogue()
        return {key.removeprefix("kind."): text for key, text in words.items() if key.startswith("kind.")}
    if what == "sources":
        return {
            str(document["id"]): _words_of(document)
            for file, document in bench.documents.items()
            if file.startswith("sources/") and isinstance(document.get("id"), str)
        }
    return {
        str(record["id"]): _words_of(record)
        for document in bench.documents.values()
        for record in records(document, what)
        if isinstance(record, dict) and isinstance(record.get("id"), str)
    }


def source_of(bench: Bench, file: str) -> Mapping[str, Any] | None:
    """Give the head of the source in whose file something stands; None for other files."""
    return bench.documents.get(file) if file.startswith("sources/") else None


def statements_about(bench: Bench, feature_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what the draft has about a feature: the source's id, and the annotation."""
    for file, document in bench.documents.items():
        for note in records(document, "annotations") if file.startswith("sources/") else ():
            if isinstance(note, dict) and feature_id in _listed(note.get("about")):
                yield str(document.get("id")), note


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def _words_of(record: Mapping[str, Any]) -> str:
    """Find the words by which a reader knows a record."""
    known = record.get("properties")
    for found in (
        known.get("name") if isinstance(known, dict) else None,
        record.get("name"),
        record.get("says"),
        record.get("question"),
        record.get("title"),
    ):
        words = found.get("en") if isinstance(found, dict) else found
        if isinstance(words, str) and words:
            return words
    return ""
