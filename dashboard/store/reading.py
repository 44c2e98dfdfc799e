"""Read the records of data files: what fits becomes records, what does not becomes problems."""

import errno
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.domain.model import Annotation
from dashboard.domain.problem import Fault, Finding, Problem
from dashboard.domain.rules import RULES, Rule, oversize_faults, record_faults, text_faults
from dashboard.store.features import Tally, subject_of
from dashboard.store.folder import Bodies
from dashboard.store.json_walk import Item, Walk
from dashboard.store.places import Places, kind_of
from dashboard.store.strict_json import Refused, decode, problems_of

R = TypeVar("R", bound=BaseModel)
_ID = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(-[a-z0-9]+)*\Z")


class Reading:
    """The files that are read, and what was found of them so far: problems, and what had to be set aside."""

    def __init__(self, given: Bodies, shown: str) -> None:
        self.given = given
        self.places = Places(shown)
        self.problems: list[Problem] = []
        # By kind of record: the ids that were set aside; and the kinds of which a whole file is missing.
        self.lost: dict[str, set[str]] = {}
        self.incomplete: set[str] = set()
        self.ids: set[str] = set()

    def may_be_lost(self, rule: Rule, finding: Finding) -> bool:
        """Tell whether a finding may only come from records that were set aside, which is said already."""
        for kind in rule.needs:
            lost = self.lost.get(kind, set())
            if kind in self.incomplete or (finding.lacks in lost if finding.lacks else lost):
                return True
        return False

    def set_aside(self, kind: str, value: Any) -> None:
        """Remember what was set aside: by its id, or as anything, where it has no proper one."""
        known = value.get("id") if isinstance(value, dict) else None
        if isinstance(known, str) and _ID.match(known):
            self.lost.setdefault(kind, set()).add(known)
        else:
            self.incomplete.add(kind)

    def tell(self, name: str, found: Fault | Finding, place: tuple[str, int], subject: str = "") -> None:
        """Add a problem, at a file and an offset in it."""
        self.problems += self.places.tell(name, found, *place, subject)

    def walk(self, file: str) -> Walk | None:
        """Begin to read a file; None, and a problem, where it is no text to read."""
        body = self.given.get(file, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)))
        if isinstance(body, OSError):
            found = RULES["unreadable"].check(body.strerror or str(body))
            self.tell("unreadable", Fault("unreadable", found.message, found.fix), (file, -1))
            return None
        try:
            text = decode(body, self.places.shown(file))
        except Refused as refused:
            self.problems += refused.problems
            return None
        self.places.add_text(file, text)
        return Walk(text)

    def read(
        self, file: str, kinds: Mapping[str, type[BaseModel]]
    ) -> tuple[Walk | None, dict[str, list[Any]]]:
        """Read the records of a file; none of them where the file breaks JSON, though all are looked at."""
        found: dict[str, list[Any]] = {key: [] for key in kinds}
        walk = self.walk(file)
        if walk is None:
            self.incomplete |= set(map(kind_of, kinds.values()))
            return None, found
        tally = Tally()
        for item in (item for item in walk.items() if item.key in kinds):
            made = list(self.record(kinds[item.key], item, file))
            found[item.key] += made
            tally.add(bool(made))
            if tally.is_hopeless:
                fault = tally.fault("file-members")
                self.tell(fault.rule, fault, (file, 0))
                break
        if walk.mistakes:
            self.problems += problems_of(walk, self.places.shown(file), self.places.lines(file))
        if walk.mistakes or tally.is_hopeless:
            self.incomplete |= set(map(kind_of, kinds.values()))
            return None, {key: [] for key in kinds}
        return walk, found

    def record(self, model: type[R], item: Item, file: str) -> Iterator[R]:
        """Make a record; what does not fit, and the second of an id, becomes problems."""
        value, start, subject = item.value, item.start, subject_of(item)
        faults = list(oversize_faults(value, item.end - start))
        record = None
        if not faults:
            for fault in text_faults(value):
                self.tell(fault.rule, fault, (file, start), subject)
            try:
                record = model.model_validate(value)
            except ValidationError as error:
                faults += record_faults(error, model)
        if record is not None and model is not Annotation and self.places.of(kind_of(model), subject)[0]:
            faults.append(
                Fault("repeated-id", f"the id {subject!r} stands in two {item.key}", "rename one", "/id")
            )
        for fault in faults:
            self.tell(fault.rule, fault, (file, start), subject)
        if record is not None and not faults:
            self.places.add(model, subject, file, start)
            yield record
        elif record is None:
            self.set_aside(kind_of(model), value)
