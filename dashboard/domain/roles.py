"""Which column of a brought file tells day, category, source, since when it was known, and its name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.domain.draft_columns import plain_name
from dashboard.domain.role_values import MOST_VALUES

ROLES = ("date", "category", "source", "known", "name")
# Names as `plain_name` writes them, the likelier ones first.
_NAMES: Mapping[str, str] = {
    "date": (
        "event_date sensdt sensordate sensor_date date_of_event incident_date observation_date obs_date "
        "date image_date img_date imagery_date acquisition_date acq_date assessment_date survey_date "
        "start_date date_start from_date valid_from datetime date_time day when time "
        "olay_tarihi tarih gun date_evenement date_de_l_evenement date_observation jour "
        "تاريخ_الحدث التاريخ تاريخ اليوم"
    ),
    "category": (
        "main_dmg main_damag main_damage damage_class dmg_class dmgcls damage_grade damagegrade grading "
        "damage category event_type sub_event_type type kind class classification fclass status control "
        "highway amenity landuse hasar_sinifi kategori tur tip durum categorie classe genre statut "
        "درجة_الضرر الفئة فئة التصنيف النوع نوع الحالة"
    ),
    "source": (
        "source source_name sources data_source datasource src data_provider provider reported_by "
        "publisher attribution kaynak veri_kaynagi source_des_donnees المصدر مصدر مصدر_البيانات"
    ),
    "known": (
        "known known_since published published_at published_on publication_date date_published pub_date "
        "release_date date_released reported reported_at report_date reported_date date_reported "
        "upload_date uploaded uploaded_at timestamp yayin_tarihi yayim_tarihi rapor_tarihi "
        "date_publication date_de_publication publie_le تاريخ_النشر تاريخ_التقرير"
    ),
    "name": (
        "name name_en place_name site_name facility_name facility camp_name location settlement "
        "title label "
        "ad adi isim yer_adi nom nom_du_site الاسم اسم اسم_الموقع"
    ),
}
# What ends with a number here is a further look at the same place, as in damage sets of UNOSAT.
_SERIES_DATES = frozenset(
    {"sensdt", "sensordate", "sensor_date", "sens_date", "sensor_dt", "date", "img_date"}
)
_SERIES_CATEGORIES = re.compile(
    "(main_dmg|main_dama|main_damag|main_damage|damage_class|dmg_class|dmgcls|dmgclass|damage|damage_grade)\\Z"
)
# Words about a row, not what it is: never taken for its category by what stands in them.
_ABOUT = re.compile(r"(.*_)?(notes?|remarks?|comments?|description|licen[cs]e|url|link|author|method)\Z")
_NUMBERED = re.compile(r"(.*?)_?(\d{0,2})\Z")
_MOST_LOOKED_FOR = 30
_DATED_ENOUGH = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column as far as choosing needs it: how many distinct values, how many filled, which share is dates.

    `type` is `text`, `number`, `date` or `flag`; `dated` is between 0 and 1. `seconds` says that its dates
    are numbers that may as well be ids: its name or the reader has to say that they are dates.
    """

    name: str
    type: str
    distinct: int
    filled: int
    dated: float = 0.0
    seconds: bool = False


class RoleError(ValueError):
    """A choice of columns that does not fit the file."""


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The column of each role, None where there is none; which other ones could be dates or categories.

    `series` are pairs of columns, date and category: a later pair is a later look at the same place. `why`
    tells of each role how its column was found.
    """

    date: str | None = None
    category: str | None = None
    source: str | None = None
    known: str | None = None
    name: str | None = None
    series: tuple[tuple[str, str], ...] = ()
    dates: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    why: Mapping[str, str] = field(default_factory=dict)

    def column(self, role: str) -> str | None:
        """Give the column of a role."""
        found: str | None = getattr(self, role)
        return found

    def lines(self) -> Iterator[str]:
        """Say in words which column has which role."""
        for role in ROLES:
            if (column := self.column(role)) is not None:
                yield f'{role} from column "{column}" ({self.why[role]})'
            else:
                yield f"{role}: no column ({self.why.get(role, 'none was found')})"
        if self.series:
            listed = ", ".join(" + ".join(pair) for pair in self.series)
            yield f"{len(self.series)} looks at each place: {listed}"


def roles_of(fields: Sequence[Field], chosen: Mapping[str, str] | None = None) -> Roles:
    """Choose a column for each role: what was `chosen` first, then by name, then by what stands in it.

    An empty text in `chosen` leaves a role out. Raises RoleError, in plain words, for a role or a column
    that there is not.
    """
    chosen = chosen or {}
    known = {each.name: each for each in fields}
    for role, column in chosen.items():
        if role not in ROLES:
            raise RoleError(f"{role!r} is no role; one of {', '.join(ROLES)}")
        if column and column not in known:
            raise RoleError(f"there is no column {column!r}; there are {', '.join(known) or 'none'}")
    series = () if chosen.keys() & {"date", "category"} else tuple(_series(fields))
    found: dict[str, str] = {}
    why: dict[str, str] = {}
    for role in ROLES:
        if role in chosen:
            why[role] = "as you said"
            if chosen[role]:
                found[role] = chosen[role]
    for role in ("known", "source", "date", "category", "name"):
        if role in chosen:
            continue
        taken = set(found.values())
        free = [each for each in fields if each.name not in taken]
        picked = _in_series(role, series) or _named(role, free) or _by_content(role, free)
        if picked is not None:
            found[role], why[role] = picked
    told = (found.get("source"), found.get("known"), found.get("name"))
    free = [each for each in fields if each.name not in told]
    pairs = {name for pair in series for name in pair}
    dates = [e.name for e in free if _may_be("date", e) and (not e.seconds or e.name in pairs)]
    return Roles(
        **{role: found.get(role) for role in ROLES},
        series=series,
        dates=_first(found.get("date"), dates),
        categories=_first(
            found.get("category"),
            [e.name for e in free if _is_category(e) or (e.name in pairs and e.name not in dates)],
        ),
        why=why,
    )


def _first(name: str | None, names: Sequence[str]) -> tuple[str, ...]:
    rest = tuple(each for each in names if each != name)
    return rest if name is None else (name, *rest)


def _in_series(role: str, series: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    if not series or role not in ("date", "category"):
        return None
    return series[0][role == "category"], f"by name, the first of {len(series)}"


def _named(role: str, fields: Sequence[Field]) -> tuple[str, str] | None:
    plain = [(plain_name(each.name), each) for each in fields if _may_be(role, each)]
    for name in _NAMES[role].split():
        for found, each in plain:
            if found == name:
                return each.name, "by name"
    # "source_licence" is no source, and "event_timestamp" not when it was published.
    if role in ("source", "known", "name"):
        return None
    for name in _NAMES[role].split():
        for found, each in plain:
            if len(name) > 3 and _has_part(found, name):
                return each.name, "by a part of its name"
    return None


def _has_part(found: str, name: str) -> bool:
    return found.startswith(f"{name}_") or found.endswith(f"_{name}")


def _by_content(role: str, fields: Sequence[Field]) -> tuple[str, str] | None:
    if role == "date":
        for each in fields:
            if _may_be("date", each) and not each.seconds and not _of_publication(plain_name(each.name)):
                return each.name, "its values are dates"
    if role == "category":
        for each in fields:
            if _is_category(each) and 1 < each.distinct <= _MOST_LOOKED_FOR:
                return each.name, f"it has {each.distinct} different values"
    return None


def _of_publication(found: str) -> bool:
    """Tell whether a name speaks of publication, be it in part: no day of an event is guessed from that."""
    known = _NAMES["known"].split()
    return found in known or any(_has_part(found, name) for name in known if name != "timestamp")


def _may_be(role: str, each: Field) -> bool:
    """Tell whether a column can have a role at all, by its type and values."""
    if not each.filled:
        return False
    if role in ("date", "known"):
        return each.type == "date" or each.dated >= _DATED_ENOUGH
    if role == "name":
        return each.type == "text" and each.dated < _DATED_ENOUGH
    if role == "category":
        return each.distinct <= MOST_VALUES and each.type != "date" and each.dated < _DATED_ENOUGH
    return each.type == "text"


def _is_category(each: Field) -> bool:
    if each.type == "number" or _ABOUT.match(plain_name(each.name)):
        return False
    return _may_be("category", each) and 2 * each.distinct <= each.filled


def _series(fields: Sequence[Field]) -> Iterator[tuple[str, str]]:
    dates: dict[int, str] = {}
    categories: dict[int, str] = {}
    for each in fields:
        match = _NUMBERED.match(plain_name(each.name))
        if match is None or not each.filled:
            continue
        number = int(match[2] or 0)
        if match[1] in _SERIES_DATES and _may_be("date", each):
            dates.setdefault(number, each.name)
        elif _SERIES_CATEGORIES.match(match[1]) and _may_be("category", each):
            categories.setdefault(number, each.name)
    for looks, others in ((dates, categories), (categories, dates)):
        if 0 in looks and 0 not in others and 1 not in looks:  # SensDt with Main_Dmg_1
            looks[1] = looks.pop(0)
    both = sorted(dates.keys() & categories.keys())
    if len(both) > 1:
        yield from ((dates[number], categories[number]) for number in both)
