"""Offers: proposals that would deliver what an unlocking set asks for; named, never counted as done."""

from collections.abc import Iterable

from dashboard.domain.dataset import Statement
from dashboard.domain.survey import Survey, is_proposal
from dashboard.domain.vocabulary import Audience, Topic, Voice

_OFFER_TOPICS = frozenset({Topic.ACCESS, Topic.AID, Topic.CHECKPOINTS, Topic.CEASEFIRE})
# Who expects or accuses offers nothing.
_NO_OFFER = frozenset({Voice.FORECAST, Voice.ALLEGATION})
_OFFER_KINDS = frozenset({"checkpoint", "corridor", "road", "unspecified-place"})


def offers_for(survey: Survey, place: str) -> tuple[Statement, ...]:
    """Give the proposals that speak of a place, of a part of it, or of the road it is part of.

    A proposal delivers nothing by itself: it names who would have to keep which word.
    """
    features = survey.dataset.features
    names = [place, *(f.id for f in features.values() if f.properties.part_of == place)]
    names += [w for w in survey.dataset.wholes(place) if features[w].properties.kind in _OFFER_KINDS]
    return _proposals(survey, names)


def offers_unplaced(survey: Survey) -> tuple[Statement, ...]:
    """Give the proposals about aid and access that name no road: no stretch can be credited with them."""
    features = survey.dataset.features
    destination = survey.question.destination
    area = [destination, *survey.dataset.wholes(destination)]
    loose = [f.id for f in features.values() if not f.located and f.properties.kind in _OFFER_KINDS]
    found = _proposals(survey, [*area, *loose])
    # Corridors for people to leave by are no offer to a convoy that wants in.
    leaving = survey.question.whom is Audience.CIVILIANS
    wanted = _OFFER_TOPICS | {Topic.CORRIDORS} if leaving else _OFFER_TOPICS
    return tuple(
        s
        for s in found
        if wanted & set(s.annotation.topics)
        and not any(_on_a_road(survey, about) for about in s.annotation.about)
    )


def _on_a_road(survey: Survey, feature_id: str) -> bool:
    feature = survey.dataset.features.get(feature_id)
    return feature is not None and feature.located and feature.properties.kind in _OFFER_KINDS


def _proposals(survey: Survey, names: Iterable[str]) -> tuple[Statement, ...]:
    day = survey.clocks.as_of
    whom = survey.question.whom
    return tuple(
        s
        for s in survey.known(names)
        if is_proposal(s)
        and s.annotation.voice not in _NO_OFFER
        and s.annotation.valid.first_day <= day
        and (not s.annotation.for_whom or whom in s.annotation.for_whom)
    )
