"""Nothing is lost: counts add up for any table, and every cell is somewhere, letter for letter."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.domain.cells import guarded, unguarded
from dashboard.domain.drafts import Draft
from dashboard.store.format import canonical
from dashboard.store.imports.reading import look_into, make_draft, read_draft
from dashboard.store.imports.writing import draft_body, rejects_body, rest_body
from dashboard.store.load import data_folder
from tests.store.imports.made import collection, ends_in_words

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ODD = st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "'=1", "''=x", "＝1", "\tx", "\rx", "\0", "'", "", " ", "a\r\nb", '"', "a,b;c"]
)
CELLS = st.one_of(TEXTS, ODD)
PLACES = st.one_of(st.sampled_from(["36.2", "37.1", "36,5", "", "x", "999"]), TEXTS)
TABLES = st.lists(st.tuples(CELLS, PLACES, PLACES, CELLS), min_size=1, max_size=12)


@given(st.one_of(TEXTS, ODD))
def test_a_guarded_text_comes_back_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in "=@\t\r＝＋－＠" or not text


def table(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["name", "lat", "lon", "more"])
    writer.writerows([guarded(cell) for cell in cells] for cells in rows)
    return out.getvalue()


def read_back(body: bytes) -> list[dict[str, str]]:
    text = body.decode("utf-8-sig")
    return [
        {key: unguarded(cell) for key, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)
    ]


def held(draft: Draft, row: int) -> dict[str, Any]:
    """Give what draft and rest together hold of a row."""
    rest = next((each for each in draft.rest if each["row"] == row), None)
    return dict(rest.get("values", {})) if rest else {}


@settings(deadline=None, max_examples=150)
@given(TABLES)
def test_read_is_taken_and_rejected_and_every_cell_is_somewhere(rows: list[tuple[str, ...]]) -> None:
    # So many sound rows that the others cannot make the file look as if it had no degrees at all.
    rows = [("sound", "36.2", "37.1", "x")] * 13 + rows
    given_rows = [row for row in rows if any(cell.strip() for cell in row)]
    look = look_into(table(rows).encode(), "t.csv")
    draft = make_draft(look, look.suggestion)
    assert draft.read == draft.taken + len(draft.rejects) == len(given_rows)
    assert len(draft.features) == draft.taken
    rejected = read_back(rejects_body(draft.rejects, look.found.columns, table=True))
    assert len(rejected) == len(draft.rejects)
    found = []
    numbers = [each.number for each in look.found.rows]
    taken = iter(draft.features)
    by_number = {int(each["import_row"]): each for each in rejected}
    for number in numbers:
        if number in by_number:
            found.append(tuple(by_number[number][key] for key in ("name", "lat", "lon", "more")))
            continue
        feature, rest = next(taken), held(draft, number)
        lon, lat = feature["geometry"]["coordinates"]
        found.append(
            (
                rest.get("name", feature["properties"].get("name", "")),
                rest.get("lat", f"{lat:g}"),
                rest.get("lon", f"{lon:g}"),
                rest.get("more", ""),
            )
        )
    assert found == given_rows
    assert canonical(draft_body(draft, "t"), "t") == draft_body(draft, "t") if draft.features else True


JSON_VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.one_of(
            JSON_VALUES,
            st.fixed_dictionaries(
                {
                    "type": st.just("Feature"),
                    "properties": st.dictionaries(
                        st.one_of(TEXTS, st.sampled_from(["name", "kind", "id", "source"])),
                        JSON_VALUES,
                        max_size=4,
                    ),
                    "geometry": st.one_of(
                        st.none(), JSON_VALUES, st.just({"type": "Point", "coordinates": [37.1, 36.2]})
                    ),
                }
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_stands_in_a_collection_is_in_draft_rest_or_rejects(features: list[Any]) -> None:
    draft = read_draft(collection(*features), "t.geojson")
    assert draft.read == draft.taken + len(draft.rejects) == len(features)
    rejects = {reject.number: reject.original for reject in draft.rejects}
    taken = iter(draft.features)
    for number, feature in enumerate(features, 1):
        if number in rejects:
            assert rejects[number] == feature
            continue
        held_here, made = held(draft, number), next(taken)
        for key, value in feature["properties"].items():
            if value in (None, "") or key == "id":
                continue
            kept = held_here.get(key, made["properties"].get(key))
            assert kept == value or value in made["properties"].values(), key
    assert rest_body(draft, {}).count(b"\n") == len(draft.rest)
    ids = [feature["id"] for feature in draft.features]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    "path", sorted((data_folder() / "layers").glob("*.geojson")), ids=lambda path: path.stem
)
def test_a_shipped_layer_comes_back_as_it_is(path: Path) -> None:
    draft = read_draft(path)
    assert (draft.rejects, draft.rest, draft.missing) == ((), (), {})
    assert draft_body(draft, path.name) == path.read_bytes()


def test_rejects_of_other_formats_are_json_per_line_whole() -> None:
    bad = {"type": "Feature", "properties": {"a": [1]}, "geometry": 5}
    body = rejects_body(read_draft(collection(bad), "a.geojson").rejects, (), table=False)
    assert json.loads(body) == {
        "row": 1,
        "reason": "the geometry is the number 5, not an object with a type",
        "original": bad,
    }


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=200)
def test_any_bytes_end_in_a_draft_or_in_words(body: bytes) -> None:
    ends_in_words(lambda: read_draft(body, "a.csv"))
