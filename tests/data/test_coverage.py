"""The shipped data itself: counts, coverage, provenance, wording."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from dashboard.domain.dataset import Dataset
from dashboard.domain.dates import parse_loose_date
from dashboard.domain.vocabulary import Presence, SourceKind
from dashboard.store.load import data_folder
from dashboard.store.verify import verify
from tests.conftest import ARTICLES

ARTICLE_COUNTS = {
    "bloomberg-2016-09-08": 81,
    "cbs-2016-09-04": 51,
    "cnn-2016-09-07": 115,
    "newarab-2016-09-04": 51,
    "news24-2016-09-04": 63,
}
FURNITURE = {
    "bloomberg-2016-09-08": {7, 20},
    "cnn-2016-09-07": {42, 43, 44},
    "newarab-2016-09-04": {4, 6},
}


def test_each_article_is_covered(shipped: Dataset) -> None:
    counts = {s.id: len(s.annotations) for s in shipped.sources.values() if s.kind is SourceKind.ARTICLE}
    assert counts == ARTICLE_COUNTS


@pytest.mark.parametrize("source_id", FURNITURE)
def test_page_furniture_yields_nothing(shipped: Dataset, source_id: str) -> None:
    cited = {a.paragraph for a in shipped.sources[source_id].annotations}
    assert not cited & FURNITURE[source_id]


def test_context_is_plentiful_and_dated(shipped: Dataset) -> None:
    context = [s for s in shipped.sources.values() if s.kind is SourceKind.CONTEXT]
    assert sum(len(s.annotations) for s in context) >= 60
    assert all(s.where_read and s.licence and s.publisher for s in context)


def test_the_texts_bear_every_annotation(shipped: Dataset, tmp_path: Path) -> None:
    """With the texts at hand every annotation is looked up; without them that is said, not passed over."""
    checked = verify(shipped, ARTICLES)
    if ARTICLES.is_dir():
        assert checked.problems == ()
        assert (checked.articles, checked.annotations) == (5, sum(ARTICLE_COUNTS.values()))
    missing = verify(shipped, tmp_path)
    assert [p.rule for p in missing.problems] == ["text-missing"] * 5


def test_statements_are_restated_briefly_in_english_and_arabic(shipped: Dataset) -> None:
    for statement in shipped.statements:
        says = statement.annotation.says
        assert 40 <= len(says.en) <= 200, statement.id
        assert says.ar is not None, statement.id
        assert 25 <= len(says.ar) <= 200, statement.id
        assert re.search(r"[\u0600-\u06ff]", says.ar), statement.id


def test_no_statement_calls_a_road_safe_in_our_own_words(shipped: Dataset) -> None:
    for statement in shipped.statements:
        unquoted = re.sub(r"[“\"'‘][^”\"’]*[”\"'’]", "", statement.annotation.says.en)
        assert not re.search(r"\bsafe(ly|ty)?\b", unquoted, re.IGNORECASE), statement.annotation.says.en


def test_death_tolls_stand_side_by_side_and_are_national(shipped: Dataset) -> None:
    tolls = {
        (s.source.id, f.low, f.high, f.about)
        for s in shipped.statements
        if not s.is_context
        for f in s.annotation.figures
        if f.what == "killed" and max(f.low or 0, f.high or 0) > 100_000
    }
    assert {(source, low or high) for source, low, high, _ in tolls} == {
        ("bloomberg-2016-09-08", 280_000),
        ("newarab-2016-09-04", 290_000),
        ("cbs-2016-09-04", 400_000),
        ("news24-2016-09-04", 500_000),
    }
    assert {about for *_, about in tolls} == {"syria"}


def test_national_figures_are_never_put_on_a_place_in_aleppo(shipped: Dataset) -> None:
    for statement in shipped.statements:
        for figure in statement.annotation.figures:
            if figure.about == "syria":
                assert not any(shipped.features[f].located for f in statement.annotation.about), statement.id


def test_no_date_is_finer_than_a_day_or_runs_backwards(shipped: Dataset) -> None:
    for statement in shipped.statements:
        start = parse_loose_date(statement.annotation.valid.from_)
        assert statement.annotation.valid.printed
        if not start.is_a_day:
            assert start.earliest < start.latest


def test_nothing_that_happened_begins_after_its_publication(shipped: Dataset) -> None:
    for statement in shipped.statements:
        said = statement.annotation
        if said.mood == "actual" and said.voice != "forecast":
            assert said.valid.first_day <= statement.known_from, statement.id


def test_every_feature_names_its_source_licence_and_method(shipped: Dataset) -> None:
    for feature in shipped.features.values():
        known = feature.properties
        assert len(known.source) > 5, feature.id
        assert len(known.licence) > 2, feature.id
        assert known.method, feature.id
        assert known.name_ar, feature.id


def test_unlocated_features_have_no_coordinates_anywhere(shipped: Dataset) -> None:
    unlocated = [f for f in shipped.features.values() if not f.located]
    assert {"last-rebel-supply-line", "aid-route-from-turkey", "roadway-checkpoints-proposed"} <= {
        f.id for f in unlocated
    }
    for feature in unlocated:
        text = json.dumps(feature.properties.model_dump(), ensure_ascii=False)
        assert not re.search(r"\d{2}\.\d{3,}", text), feature.id


def test_what_statements_put_on_the_map_is_spoken_of(shipped: Dataset) -> None:
    for feature in shipped.features.values():
        if feature.properties.presence is Presence.CLAIMED:
            assert shipped.statements_about(feature.id), feature.id


def test_disagreements_are_at_least_twenty_of_every_kind(shipped: Dataset) -> None:
    assert len(shipped.disagreements) >= 20
    kinds = Counter(d.kind for d in shipped.disagreements)
    assert {"estimate", "party", "scope", "timing", "sequence", "internal"} == set(kinds)


def test_the_chlorine_attack_has_two_days_in_one_article(shipped: Dataset) -> None:
    found = [d for d in shipped.disagreements if d.kind == "internal" and "chlorine" in d.question.en.lower()]
    assert len(found) == 1
    sources = {shipped.statement[m].source.id for p in found[0].positions for m in p.members}
    assert sources == {"cnn-2016-09-07"}


def test_all_arabic_names_are_arabic(shipped: Dataset) -> None:
    for feature in shipped.features.values():
        assert re.search(r"[\u0600-\u06ff]", feature.properties.name_ar or ""), feature.id


def test_a_data_file_keeps_one_record_a_line() -> None:
    for path in (data_folder() / "layers").glob("*.geojson"):
        document = json.loads(path.read_text(encoding="utf-8"))
        lines = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if '"type": "Feature"' in line or '"type":"Feature"' in line
        ]
        assert len(lines) == len(document["features"]), path.name
