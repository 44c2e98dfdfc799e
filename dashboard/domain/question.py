"""The question a reader asks of the network: from where, to where, for whom, past what."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from dashboard.domain.model import Record
from dashboard.domain.vocabulary import Audience, Status

MAX_CORNERS = 24
MAX_SPEED_KMH = 120
MAX_NAMED = 100  # so many places a link may name in one list; the browser takes no more
_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_ASSUMED = re.compile(rf"({_ID}):(open|hindered|cut)", re.ASCII)
_CORNER = re.compile(r"(-?\d{1,3}(?:\.\d{1,5})?),(-?\d{1,2}(?:\.\d{1,5})?)", re.ASCII)


class Treatment(StrEnum):
    """What a question does with a stretch that nobody plainly calls open."""

    PASS = "pass"
    COST = "cost"
    REFUSE = "refuse"


class Question(Record):
    """What is asked: every field is a choice of the reader's, none is a fact.

    `avoid` names segments, nodes, roads or checkpoints that the reader leaves out, `area` is a ring of
    (longitude, latitude) corners to stay out of. `assumed` sets places to a status by hand. `hindered`
    also says what to do about a siege of the place where the way ends. `speed_kmh` is the reader's
    own assumption; without it there is no travel time.
    """

    origins: tuple[str, ...] = ("bab-al-hawa",)
    destination: str = "aleppo-east-centre"
    whom: Audience = Audience.UN_AID
    avoid: tuple[str, ...] = ()
    area: tuple[tuple[float, float], ...] = ()
    silence: Treatment = Treatment.REFUSE
    disputed: Treatment = Treatment.REFUSE
    hindered: Treatment = Treatment.REFUSE
    assumed: tuple[tuple[str, Status], ...] = ()
    speed_kmh: int | None = None

    @property
    def assumptions(self) -> Mapping[str, Status]:
        """Look up what the reader assumes of a place."""
        return MappingProxyType(dict(self.assumed))

    def assuming(self, *places: str, status: Status = Status.OPEN) -> "Question":
        """Ask the same with further assumptions; an earlier one about the same place gives way."""
        kept = {**self.assumptions, **dict.fromkeys(places, status)}
        return self.model_copy(update={"assumed": tuple(sorted(kept.items()))})

    def without_assumptions(self) -> "Question":
        """Ask the same of the sources alone."""
        return self.model_copy(update={"assumed": ()})


def read_assumed(text: str) -> tuple[tuple[str, Status], ...]:
    """Read assumptions from a link, for example "castello-road:open,western-road:cut".

    Raises ValueError for anything else, and where a place is named twice.
    """
    found: dict[str, Status] = {}
    for part in text.split(","):
        match = _ASSUMED.fullmatch(part)
        if match is None or match[1] in found or len(match[1]) > 80:
            raise ValueError(f"{part!r} is not a place and a status, such as castello-road:open")
        found[match[1]] = Status(match[2])
    if len(found) > MAX_NAMED:
        raise ValueError(f"a link carries at most {MAX_NAMED} assumptions")
    return tuple(sorted(found.items()))


def write_assumed(assumed: tuple[tuple[str, Status], ...]) -> str:
    """Write assumptions as they stand in a link."""
    return ",".join(f"{place}:{status.value}" for place, status in sorted(assumed))


def read_area(text: str) -> tuple[tuple[float, float], ...]:
    """Read the corners of an area from a link, "longitude,latitude" joined by semicolons.

    Raises ValueError for fewer than three corners, more than 24, or corners off the globe.
    """
    corners = []
    for part in text.split(";"):
        match = _CORNER.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is not longitude,latitude")
        longitude, latitude = float(match[1]), float(match[2])
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise ValueError(f"{part!r} lies off the globe")
        corners.append((longitude, latitude))
    if max(c[0] for c in corners) - min(c[0] for c in corners) > 180:
        raise ValueError("an area does not go round the globe")
    if not 3 <= len(set(corners)) <= MAX_CORNERS:
        raise ValueError(f"an area has 3 to {MAX_CORNERS} corners")
    return tuple(corners)


def write_area(area: tuple[tuple[float, float], ...]) -> str:
    """Write the corners of an area as they stand in a link."""
    return ";".join(
        ",".join(f"{degrees:.5f}".rstrip("0").rstrip(".") for degrees in corner) for corner in area
    )
