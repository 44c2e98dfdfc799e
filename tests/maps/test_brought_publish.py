"""Brought layers as they are published: files that the browser fetches, and the rows behind what is drawn."""

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.domain.brought import BroughtRow
from dashboard.maps.brought.publish import Published, published_layers, row_of
from dashboard.maps.publish import publish
from dashboard.store import blobs, rows
from tests.conftest import world

Bring = Callable[..., tuple[Published, ...]]
ROWS = [
    {"lon": "37.10", "lat": "36.20", "day": "2016-08-01", "kind": "shelling", "source": "Agency", "n": "1"},
    {"lon": "37.30", "lat": "36.30", "day": "2016-09-01", "kind": "shelling", "source": "", "n": "2"},
    {"lon": "37.05", "lat": "36.15", "day": "2016-09", "kind": "aid", "source": "Agency", "n": "3"},
    {"lon": "37.20", "lat": "36.25", "day": "", "kind": "", "source": "Monitor", "n": "4"},
]


@pytest.fixture
def bring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    """Bring rows as a CSV file, with what its user says of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def brought(given: list[dict[str, str]] = ROWS, **said: Any) -> tuple[Published, ...]:
        path = tmp_path / "events.csv"
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, list(given[0]))
            writer.writeheader()
            writer.writerows(given)
        monkeypatch.setenv("ALEPPO_LAYERS", json.dumps([{"file": str(path), **said}]))
        return published_layers()

    return brought


def decoded(url: str) -> dict[str, Any]:
    """Read a column file as the browser does."""
    blob = blobs.get(url.rpartition("/")[2])
    assert blob is not None
    with blob.opened() as file:
        body = file.read()
    length = int.from_bytes(body[:4], "little")
    header: dict[str, Any] = json.loads(body[4 : 4 + length])
    kinds = {"u1": "<u1", "u2": "<u2", "u4": "<u4", "f4": "<f4"}
    for name, at in header.pop("arrays").items():
        header[name] = np.frombuffer(body, kinds[at["type"]], at["len"], 4 + length + at["off"])
    return header


def row_at(layer: Published, place: int) -> BroughtRow:
    row = layer.row(place)
    assert row is not None
    return row


def test_values_stand_in_the_order_of_the_shapes(bring: Bring) -> None:
    (layer,) = bring()
    told = layer.entry["brought"]
    days = decoded(told["dates"][0]["url"])["v"]
    codes = decoded(told["categories"][0]["url"])["v"]
    for place in range(4):
        row = row_at(layer, place)
        day = None if days[place] == 65535 else date.fromordinal(719163 + int(days[place])).isoformat()
        assert day == (row.values["day"] if len(row.values["day"]) == 10 else None)
        kind = "" if codes[place] == 255 else told["categories"][0]["values"][codes[place]]
        assert kind == row.values["kind"]


def test_a_place_leads_to_its_row(bring: Bring) -> None:
    (layer,) = bring()
    shape = decoded(layer.entry["url"])
    east = [place for place in range(4) if row_at(layer, place).values["n"] == "2"]
    assert shape["x"].argmax() == east[0]
    shown = row_of(f"brought-1-r{east[0]}")
    assert shown is not None
    assert (shown.number, shown.source, shown.read_as("category")) == (2, None, "shelling")
    assert row_of("brought-1-r4") is None
    assert row_of("brought-2-r0") is None
    assert row_of("castello-road") is None


def test_rows_are_told_to_who_asks_by_the_address_of_the_layer(bring: Bring) -> None:
    (layer,) = bring()
    key = layer.entry["brought"]["rows_url"].split("/")[2]
    tell = rows.find(key)
    assert tell is not None
    told = tell(key, 0)
    assert told is not None
    assert told["values"]["n"] == str(told["row"])
    assert tell(key, 4) is None


def test_without_a_source_the_layer_is_unsourced(bring: Bring) -> None:
    (layer,) = bring([{k: v for k, v in row.items() if k != "source"} for row in ROWS])
    assert layer.entry["brought"]["source"] == {"how": "none", "name": None}
    assert layer.entry["brought"]["known"] is None
    assert row_at(layer, 0).source is None


def test_who_is_named_by_hand_stands_for_rows_that_name_nobody(bring: Bring) -> None:
    (layer,) = bring(source="Survey of ours", known="2016-10-01")
    sources = layer.entry["brought"]["sources"]
    assert dict(zip(sources["values"], sources["counts"], strict=True)) == {
        "Agency": 2,
        "Monitor": 1,
        "Survey of ours": 1,
    }
    assert sources["none"] == 0
    assert 255 not in decoded(sources["url"])["v"]
    assert layer.entry["brought"]["known"] == {"day": (date(2016, 10, 1) - date(1970, 1, 1)).days}
    assert {row_at(layer, place).source for place in range(4)} == set(sources["values"])


def test_who_is_named_by_hand_is_taken_for_no_other_column(bring: Bring) -> None:
    rows = [{**row, "Y": row["source"], "X Y": "another"} for row in ROWS]
    (first,) = bring(rows, source="X", roles={"source": "Y"})
    (second,) = bring(rows, roles={"source": "X Y", "category": "X Y"})
    assert first.entry["brought"]["sources"]["values"] == ["Agency", "Monitor", "X"]
    assert second.entry["brought"]["sources"]["values"] == ["another"]
    assert second.entry["brought"]["categories"][0]["values"] == ["another"]


def test_a_word_for_nobody_is_no_source_on_the_map_and_in_the_panel(bring: Bring) -> None:
    (layer,) = bring([{**row, "source": row["source"] or "n/a"} for row in ROWS])
    assert layer.entry["brought"]["sources"]["none"] == 1
    assert sorted(row_at(layer, place).source or "" for place in range(4)) == [
        "",
        "Agency",
        "Agency",
        "Monitor",
    ]


@pytest.mark.parametrize("spoilt", ["*.json", "order.npy", "shape.cols", "*.cols"])
def test_drawn_files_that_are_damaged_are_made_again(spoilt: str, bring: Bring, tmp_path: Path) -> None:
    first = [layer.entry["url"] for layer in bring()]
    for path in (tmp_path / "cache").rglob(f"drawn-*/{spoilt}"):
        path.write_bytes(b"")
    assert [layer.entry["url"] for layer in bring(title="Another title")] == first
    assert len(decoded(first[0])["x"]) == 4


def test_a_second_start_makes_nothing_anew(bring: Bring, tmp_path: Path) -> None:
    def stamps() -> dict[str, int]:
        made = (tmp_path / "cache").rglob("drawn-*/*")
        return {path.name: path.stat().st_mtime_ns for path in made}

    first = [layer.entry["url"] for layer in bring()]
    before = stamps()
    assert before
    again = bring(title="Another title")
    assert [layer.entry["url"] for layer in again] == first
    assert stamps() == before


def test_the_map_is_told_of_what_was_brought_and_of_nothing_else(bring: Bring) -> None:
    bring(title="Events")
    addresses = publish(world())
    spec = json.loads(blobs.get(addresses.specs["0"].rpartition("/")[2]).body)  # type: ignore[union-attr]
    assert [layer["title"]["en"] for layer in spec["layers"] if layer["role"] == "brought"] == ["Events"]
    for url in published_layers()[0].first_needed:
        assert url in addresses.columns["0"]
