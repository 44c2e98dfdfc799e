"""View: everything a reader has chosen, as it stands in the link."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from dashboard.domain.dataset import Frame
from dashboard.domain.dates import parse_day
from dashboard.domain.lens import Clocks, Lens
from dashboard.domain.model import Record
from dashboard.domain.question import (
    MAX_NAMED,
    MAX_SPEED_KMH,
    Question,
    Treatment,
    read_area,
    read_assumed,
    write_area,
    write_assumed,
)
from dashboard.domain.vocabulary import AsserterGroup, Audience, Status

TABS = ("day", "corridor", "feature", "article", "search", "tray", "disagreements", "about")
NAMES = ("en", "ar", "both")
ALL_KNOWN = "all"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z", re.ASCII)
# What is shown of brought layers: for each its number, then which dates, columns and hidden values.
_BROUGHT = re.compile(
    r"\d{1,4}(\.(upto|on|all|[dc]\d{1,2}|[hs]\d{1,3}(-\d{1,3})*))*"
    r"(_\d{1,4}(\.(upto|on|all|[dc]\d{1,2}|[hs]\d{1,3}(-\d{1,3})*))*)*\Z",
    re.ASCII,
)
_AT = re.compile(r"-?\d{1,3}(\.\d{1,6})?,-?\d{1,3}(\.\d{1,6})?,\d{1,2}(\.\d{1,2})?\Z", re.ASCII)


class View(Record):
    """The reader's choices; every field is a parameter of the link.

    Texts that do not fit are dropped one by one when a link is read: an old or mangled link shows
    what can still be shown.
    """

    as_of: date = date(2016, 9, 8)
    known_by: date | None = date(2016, 9, 8)
    context: bool = False
    voice: AsserterGroup | None = None
    layers: tuple[str, ...] | None = None
    sel: str = ""
    note: str = ""
    source: str = ""
    tab: str = "day"
    q: str = ""
    names: str = "both"
    at: str = ""
    more: bool = False
    brought: str = ""
    origin: tuple[str, ...] = Question().origins
    destination: str = Question().destination
    whom: Audience = Question().whom
    avoid: tuple[str, ...] = ()
    area: tuple[tuple[float, float], ...] = ()
    silence: Treatment = Question().silence
    disputed: Treatment = Question().disputed
    hindered: Treatment = Question().hindered
    assume: tuple[tuple[str, Status], ...] = ()
    speed: int | None = None
    way: int = 1

    @property
    def question(self) -> Question:
        """Give the question of corridors that the link asks."""
        return Question(
            origins=self.origin,
            destination=self.destination,
            whom=self.whom,
            avoid=self.avoid,
            area=self.area,
            silence=self.silence,
            disputed=self.disputed,
            hindered=self.hindered,
            assumed=self.assume,
            speed_kmh=self.speed,
        )

    @property
    def clocks(self) -> Clocks:
        """Give the two days; without a known-by day everything known to date counts."""
        return Clocks(self.as_of, self.known_by or date.max)

    @property
    def lens(self) -> Lens:
        """Give the lens."""
        return Lens(self.context, self.voice)

    def within(self, frame: Frame) -> "View":
        """Bring both clocks into the days that the data covers; outside nobody was asked."""
        days = (frame.first_day, frame.last_day)
        known_by = None if self.known_by is None else _clamp(self.known_by, *days)
        return self.model_copy(update={"as_of": _clamp(self.as_of, *days), "known_by": known_by})

    def to_query(self) -> dict[str, str]:
        """Write every field as the text that stands in a link."""
        return {
            "as_of": self.as_of.isoformat(),
            "known_by": self.known_by.isoformat() if self.known_by else ALL_KNOWN,
            "context": str(int(self.context)),
            "voice": str(self.voice or ""),
            "layers": "" if self.layers is None else ",".join(self.layers) or "none",
            "sel": self.sel,
            "note": self.note,
            "source": self.source,
            "tab": self.tab,
            "q": self.q,
            "names": self.names,
            "at": self.at,
            "more": str(int(self.more)),
            "brought": self.brought,
            "origin": ",".join(self.origin),
            "destination": self.destination,
            "whom": self.whom.value,
            "avoid": ",".join(self.avoid),
            "area": write_area(self.area),
            "silence": self.silence.value,
            "disputed": self.disputed.value,
            "hindered": self.hindered.value,
            "assume": write_assumed(self.assume),
            "speed": str(self.speed or ""),
            "way": str(self.way),
        }


def _clamp(day: date, first: date, last: date) -> date:
    return min(max(day, first), last)


def unread_keys(query: Mapping[str, str]) -> tuple[str, ...]:
    """Name the parameters of a link whose texts do not fit."""
    return tuple(key for key, read in _READERS.items() if query.get(key) and not _fits(read, query[key]))


def _fits(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def view_from_query(query: Mapping[str, str]) -> View:
    """Read a view from the parameters of a link; what does not fit takes its default."""
    chosen: dict[str, object] = {}
    for key, read in _READERS.items():
        text = query.get(key, "")
        if text:
            try:
                chosen[key] = read(text)
            except ValueError:
                continue
    return View.model_validate(chosen)


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return read


def _an_id(text: str) -> str:
    if len(text) > 80 or not _ID.match(text):
        raise ValueError(text)
    return text


def _ids(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(_an_id(part) for part in text.split(",")))
    if len(found) > MAX_NAMED:
        raise ValueError(text)
    return found


def _a_number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= 4 and str(int(text)) == text):
            raise ValueError(text)
        if not low <= int(text) <= high:
            raise ValueError(text)
        return int(text)

    return read


def _of_brought(text: str) -> str:
    if len(text) > 2000 or not _BROUGHT.match(text):
        raise ValueError(text)
    return text


def _a_place(text: str) -> str:
    if not _AT.match(text):
        raise ValueError(text)
    return text


_READERS: dict[str, Callable[[str], object]] = {
    "as_of": parse_day,
    "known_by": lambda text: None if text == ALL_KNOWN else parse_day(text),
    "context": lambda text: _one_of("0", "1")(text) == "1",
    "voice": AsserterGroup,
    "layers": lambda text: () if text == "none" else tuple(_an_id(part) for part in text.split(",")),
    "sel": _an_id,
    "note": _an_id,
    "source": _an_id,
    "tab": _one_of(*TABS),
    "q": lambda text: text[:200],
    "names": _one_of(*NAMES),
    "at": _a_place,
    "more": lambda text: _one_of("0", "1")(text) == "1",
    "brought": _of_brought,
    "origin": _ids,
    "destination": _an_id,
    "whom": Audience,
    "avoid": _ids,
    "area": read_area,
    "silence": Treatment,
    "disputed": Treatment,
    "hindered": Treatment,
    "assume": read_assumed,
    "speed": _a_number(1, MAX_SPEED_KMH),
    "way": _a_number(0, 9),
}
