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
from dashboard.store import blobs
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


def test_every_look_of_a_survey_is_sent_and_told_by_the_day_that_the_map_has(bring: Bring) -> None:
    def look(n: int, day: str, damage: str) -> dict[str, str]:
        more = {f"{name}{n}": f"{name}{n % 2}" for name in ("SensID_", "Confid_", "Grp_Dmg_", "DmgSts_")}
        return {f"SensDt_{n}": day, f"Main_Dmg_{n}": damage, **more}

    days = ["2013-09-23", "2014-05-23", "2015-04-26", "05/06/2016", "2016-08-19"]
    place = {"lon": "37.1", "lat": "36.2"}
    rows = [
        place | {k: v for n in range(1, 6) for k, v in look(n, day or days[n - 1], str(n)).items()}
        for day in ("", "25/06/2016", "", "")
    ]
    (layer,) = bring(rows)
    told = layer.entry["brought"]
    pairs = [(told["dates"][d]["field"], told["categories"][c]["field"]) for d, c in told["series"]]
    assert pairs == [(f"SensDt_{n}", f"Main_Dmg_{n}") for n in range(1, 6)]
    for place_of, row in ((place_of, row_at(layer, place_of)) for place_of in range(4)):
        for (d, _), seen in zip(told["series"], row.looks, strict=True):
            day = decoded(told["dates"][d]["url"])["v"][place_of]
            assert seen.day == date.fromordinal(719163 + int(day))
    assert date(2016, 6, 5) in {seen.day for seen in row_at(layer, 0).looks + row_at(layer, 1).looks}


def test_a_day_that_was_said_by_hand_beats_a_column_that_was_guessed(bring: Bring) -> None:
    rows = [row | {"published": "2016-09-02"} for row in ROWS]
    (layer,) = bring(rows, known="2018-01-01")
    assert layer.entry["brought"]["known"] == {"day": 17532}
    assert "published" not in [each["field"] for each in layer.entry["brought"]["dates"]]
    assert (row_at(layer, 0).known, row_at(layer, 0).known_day) == ("2018-01-01", date(2018, 1, 1))
    assert any('column "published"' in line and "is not used" in line for line in layer.chosen.remarks)


def test_the_panel_knows_a_row_since_the_day_that_the_map_goes_by(bring: Bring) -> None:
    given = ["2016-09-02", "", "2016-09", "2016-10-09"]
    rows = [row | {"published": day} for row, day in zip(ROWS, given, strict=True)]
    for said, other in (({}, None), ({"known": "2018-01-01", "roles": {"known": "published"}}, 17532)):
        (layer,) = bring(rows, **said)
        days = decoded(layer.entry["brought"]["known"]["url"])["v"]
        for place in range(4):
            row = row_at(layer, place)
            day = None if days[place] == 65535 else date.fromordinal(719163 + int(days[place]))
            assert row.known_day == day
            if len(row.values["published"]) < 10:
                assert (int(days[place]) == other) == (other is not None)
            assert row.known_by(date(2016, 9, 30)) == (row.values["published"] == "2016-09-02")
            assert row.known_by(date.max)


def test_who_is_named_by_hand_is_named_beside_250_others(bring: Bring) -> None:
    rows = [ROWS[0] | {"source": f"s{n:03}", "kind": "x" if n else "y"} for n in range(250)]
    (layer,) = bring([*rows, ROWS[1] | {"kind": "y"}], source="Survey of ours")
    sources = layer.entry["brought"]["sources"]
    assert (sources["none"], sources["values"][-1]) == (0, "Survey of ours")
    assert 255 not in decoded(sources["url"])["v"]


def test_what_was_left_out_of_a_file_is_told_to_the_map(bring: Bring) -> None:
    away = [ROWS[0] | {"lat": "", "lon": ""}, ROWS[0] | {"lat": "99"}]
    (layer,) = bring([*ROWS, *away])
    told = layer.entry["brought"]
    assert (told["unlocated"], told["set_aside"]) == (1, 1)
    assert any("rows have no place" in line for line in told["remarks"])
