"""Records of differences: which record of which file, which of its members, and how its drawing changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from dashboard.domain.measure import Position


class Absent(Enum):
    """Stands for a member that is not there, which is not the same as null."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


class RecordKind(StrEnum):
    """What kind of record differs."""

    LAYER = "layer"
    CARD = "card"
    FRAME = "frame"
    FEATURE = "feature"
    SOURCE = "source"
    ANNOTATION = "annotation"
    ASSERTER = "asserter"
    DISAGREEMENT = "disagreement"
    FILE = "file"


class How(StrEnum):
    """In which manner two versions of a record differ."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    FORM = "form"  # order, spacing, a default written out: the meaning is the same


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One member that differs: its path from the record down, and its value on either side.

    Within a list of records the path holds what the record is known by: the words of a position.
    """

    path: tuple[str, ...]
    before: Any = ABSENT
    after: Any = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeChange:
    """How a drawing differs: types (None is unlocated), vertices, length and area.

    `moves` pairs old and new positions of vertices that moved, `new` and `gone` are vertices of one side
    only. `farthest_m` is the greatest move. `turned` tells that a line runs the other way. `length_m` and
    `area_m2` are before and after, None where the type has none.
    """

    before_type: str | None
    after_type: str | None
    parts: tuple[int, int] = (0, 0)
    vertices: tuple[int, int] = (0, 0)
    moves: tuple[tuple[Position, Position], ...] = ()
    new: tuple[Position, ...] = ()
    gone: tuple[Position, ...] = ()
    heights: int = 0
    farthest_m: float = 0.0
    turned: bool = False
    length_m: tuple[float | None, float | None] = (None, None)
    area_m2: tuple[float | None, float | None] = (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One record that differs, in the file where it is now (or was, if it is gone).

    `name` is what a reader knows it by, `owner` the source of an annotation. `record` is the record as it
    is, or as it was where it is gone. `old_id` and `old_file` are given where a record was renamed or moved.
    """

    file: str
    kind: RecordKind
    id: str
    how: How
    name: str = ""
    owner: str = ""
    old_id: str | None = None
    old_file: str | None = None
    fields: tuple[FieldChange, ...] = ()
    shape: ShapeChange | None = None
    record: Mapping[str, Any] | None = None
    earlier: Mapping[str, Any] | None = None
