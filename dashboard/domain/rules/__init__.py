"""Named checks: what may be wrong with a file, a feature, a statement or the data as a whole."""

from collections.abc import Iterator

from dashboard.domain.dataset import Dataset
from dashboard.domain.problem import Fault, Finding, Problem, Severity
from dashboard.domain.rules import json_text, text
from dashboard.domain.rules.coordinates import first_fault, geometry_faults
from dashboard.domain.rules.geometry import shape_faults
from dashboard.domain.rules.listings import extent
from dashboard.domain.rules.network import segment_end
from dashboard.domain.rules.places import place_faults
from dashboard.domain.rules.records import oversize_faults, record_faults
from dashboard.domain.rules.registry import RULES, Rule, severity_of
from dashboard.domain.rules.statements import status_without_fact
from dashboard.domain.rules.structure import document_faults, feature_faults
from dashboard.domain.rules.texts import text_faults
from dashboard.domain.rules.whole import repeated_id

__all__ = [
    "RULES",
    "Fault",
    "Finding",
    "Problem",
    "Rule",
    "Severity",
    "document_faults",
    "every_finding",
    "extent",
    "feature_faults",
    "first_fault",
    "geometry_faults",
    "json_text",
    "oversize_faults",
    "place_faults",
    "record_faults",
    "repeated_id",
    "segment_end",
    "severity_of",
    "shape_faults",
    "status_without_fact",
    "text",
    "text_faults",
]


def every_finding(dataset: Dataset) -> Iterator[tuple[str, Finding]]:
    """Run every rule over the data as a whole and give each finding with the name of its rule."""
    for name, rule in RULES.items():
        if rule.about:
            for finding in rule.check(dataset):
                yield name, finding
