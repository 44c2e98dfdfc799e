"""The vocabulary: every closed list of words that data, code and interface share."""

from enum import StrEnum


class Voice(StrEnum):
    """How a text presents a statement."""

    OWN = "own-voice"
    NAMED = "named"
    ANONYMOUS = "anonymous"
    MONITOR = "monitor"
    ALLEGATION = "allegation"
    ESTIMATE = "estimate"
    FORECAST = "forecast"


class Mood(StrEnum):
    """Whether a statement describes, proposes or denies."""

    ACTUAL = "actual"
    PROPOSED = "proposed"
    DENIED = "denied"


class Effect(StrEnum):
    """Whether a source tells of a change or describes how things stand."""

    CHANGE = "change"
    STATE = "state"


class Axis(StrEnum):
    """What kind of question a status answers; only statuses of one axis can disagree."""

    ACCESS = "access"
    SIEGE = "siege"
    CONTROL = "control"


class Status(StrEnum):
    """What a source claims of a feature."""

    OPEN = "open"
    HINDERED = "hindered"
    CUT = "cut"
    BESIEGED = "besieged"
    SIEGE_BROKEN = "siege-broken"
    DIVIDED = "divided"
    HELD_BY_GOVERNMENT = "held-by-government"
    HELD_BY_OPPOSITION = "held-by-opposition"
    HELD_BY_KURDISH_FORCES = "held-by-kurdish-forces"
    HELD_BY_ISIL = "held-by-isil"

    @property
    def axis(self) -> Axis:
        """Name the question that this status answers."""
        if self in (Status.OPEN, Status.HINDERED, Status.CUT):
            return Axis.ACCESS
        if self in (Status.BESIEGED, Status.SIEGE_BROKEN):
            return Axis.SIEGE
        return Axis.CONTROL


class Audience(StrEnum):
    """Whose passage a status is about."""

    UN_AID = "un-aid"
    CIVILIANS = "civilians"
    OPPOSITION = "opposition-side"
    GOVERNMENT = "government-side"


class Topic(StrEnum):
    """What a statement is about, for filters and cards."""

    ACCESS = "access"
    AID = "aid"
    SIEGE = "siege"
    CHECKPOINTS = "checkpoints"
    CORRIDORS = "corridors"
    CEASEFIRE = "ceasefire"
    TALKS = "talks"
    AIR = "air"
    FIGHTING = "fighting"
    CHEMICAL = "chemical"
    CASUALTIES = "casualties"
    DISPLACEMENT = "displacement"
    POPULATION = "population"
    CONTROL = "control"
    ARMED_GROUPS = "armed-groups"
    MILITARY_COOPERATION = "military-cooperation"
    POLITICS = "politics"


class Constraint(StrEnum):
    """Access constraints, after the nine types of OCHA's Access Monitoring and Reporting Framework (2012)."""

    DENIAL_OF_NEEDS = "denial-of-needs"
    RESTRICTION_INTO_COUNTRY = "restriction-into-country"
    RESTRICTION_OF_MOVEMENT = "restriction-of-movement"
    HOSTILITIES = "hostilities"
    VIOLENCE_AGAINST_AID = "violence-against-aid"
    INTERFERENCE = "interference"
    MINES = "mines"
    PHYSICAL_ENVIRONMENT = "physical-environment"
    RESTRICTION_OF_PEOPLE = "restriction-of-people"


class Precision(StrEnum):
    """How a geometry relates to its source."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    INFERRED = "inferred"
    SCHEMATIC = "schematic"


class Presence(StrEnum):
    """What puts a feature on the map: geography itself, or a statement about it."""

    REFERENCE = "reference"
    CLAIMED = "claimed"


class SourceKind(StrEnum):
    """The five articles, or anything else that is cited."""

    ARTICLE = "article"
    CONTEXT = "context"


class DateBasis(StrEnum):
    """Where a publication date comes from."""

    PRINTED = "printed"
    INFERRED = "inferred"


class AsserterGroup(StrEnum):
    """Whose side, or what kind of voice, a speaker is."""

    MEDIA = "media"
    US = "us"
    RUSSIA = "russia"
    SYRIA_GOVERNMENT = "syria-government"
    OPPOSITION = "opposition"
    KURDISH = "kurdish"
    TURKEY = "turkey"
    UN = "un"
    HUMANITARIAN = "humanitarian"
    MONITOR = "monitor"
    EXPERT = "expert"
    REFERENCE = "reference"


class DisagreementKind(StrEnum):
    """What kind of difference it is."""

    ESTIMATE = "estimate"
    PARTY = "party"
    SCOPE = "scope"
    TIMING = "timing"
    SEQUENCE = "sequence"
    INTERNAL = "internal"


# What a feature can be; the kind decides its symbol.
KINDS = frozenset(
    """
    airport area band beyond-map border border-crossing camp checkpoint city city-point corridor
    country-label customs district farmland front-line fuzzy-area governorate housing hub incident
    industrial-area informal-crossing junction lake land landmark main-road military-site quarter river
    road sea segment suburb town unspecified-place village
    """.split()  # noqa: SIM905 (a column of quotes hides the words)
)

# What people write for a word of ours.
MEANT = {
    "closed": "cut",
    "blocked": "cut",
    "severed": "cut",
    "shut": "cut",
    "restricted": "hindered",
    "partial": "hindered",
    "difficult": "hindered",
    "passable": "open",
    "accessible": "open",
    "under siege": "besieged",
    "encircled": "besieged",
    "fact": "actual",
    "planned": "proposed",
    "suggested": "proposed",
    "author": "own-voice",
    "unnamed": "anonymous",
    "civilian": "civilians",
    "un": "un-aid",
    "humanitarian": "un-aid",
    "rebels": "opposition-side",
    "regime": "government-side",
    "surveyed": "exact",
    "guess": "inferred",
}
