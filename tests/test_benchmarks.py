"""The benchmarks' own words and judgements; nothing here measures time."""

import argparse
import json
import re
import xml.etree.ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import drawing, history, plot
from benchmarks.chart import Chart, svg
from benchmarks.drawing_data import DAYS, make, write_binary, write_geojson, write_parquet
from benchmarks.drawing_table import GOALS, NAMES, Found, Row, figures, ratios, table
from benchmarks.drawing_ways import PACKAGES, WAYS, with_values
from benchmarks.pictures import cut, differ, drawn

ROOT = Path(__file__).parent.parent


def rows(**ours: Any) -> list[Row]:
    """Rows of a run in which every goal about 100,000 points is met, unless told."""
    met = {"open_s": 1.2, "fps": 60.0, "filter_websocket_mb": 0.0}
    met |= {"filter_paint_ms": 30.0, "clock_paint_ms": 40.0}
    return [
        Row(way="shipped", kind="points", size=100_000, open_s=1.0),
        Row(way="ours", kind="points", size=100_000, **{**met, **ours}),
        Row(way="pydeck", kind="points", size=100_000, open_s=12.0),
    ]


def finished(found: list[Row], file: Path | None = None) -> None:
    drawing.keep(found, history.Run(benchmark="drawing"), {"chromium": "1.2.3"}, file)
    drawing.finish(found)


def test_a_run_that_misses_no_goal_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    finished(rows())
    out = capsys.readouterr().out
    assert "met: opening 100,000 points to opening the shipped page: 1.2, wanted at most 1.3" in out
    assert "missed" not in out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"open_s": 1.4},
            "missed: opening 100,000 points to opening the shipped page: 1.4, wanted at most 1.3",
        ),
        ({"filter_paint_ms": 51.0}, "missed: filter at 100,000 points, ms: 51, wanted at most 50"),
        ({"clock_paint_ms": 51.0}, "missed: clock at 100,000 points, ms: 51, wanted at most 50"),
        ({"fps": 49.0}, "missed: frames per second at 100,000 points: 49, wanted at least 50"),
        (
            {"filter_websocket_mb": 1e-6},
            "missed: bytes over the websocket per filter at 100,000 points: 1, wanted at most 0",
        ),
        (
            {"open_s": 2.5},
            "missed: opening pydeck to opening ours at 100,000 points: 4.8, wanted at least 5",
        ),
    ],
)
def test_a_missed_goal_ends_with_1_and_is_named(
    change: dict[str, float], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        finished(rows(**change))
    assert ended.value.code == 1
    assert said in capsys.readouterr().out


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    lines = [goal.line(Found([])) for goal in GOALS]
    assert all(line.startswith("not measured: ") for line in lines)


def test_every_size_of_the_issue_has_its_goal() -> None:
    names = "\n".join(goal.name for goal in GOALS)
    for said in ("14,058 points", "10,000,000 points", "1,000,000 lines", "100,000 polygons", "st_folium"):
        assert said in names


def test_a_way_that_is_not_known_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["drawing", "--kinds", "dots"])
    with pytest.raises(SystemExit) as ended:
        drawing.main()
    assert ended.value.code == 2
    assert "'dots' is none of points, lines, polygons" in capsys.readouterr().err


def test_a_way_whose_packages_are_missing_is_left_out_loudly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(PACKAGES, "pydeck", ("json", "no_such_package"))
    assert drawing.is_left_out("pydeck")
    assert capsys.readouterr().err == "LEFT OUT: pydeck (not installed: no_such_package)\n"
    assert not drawing.is_left_out("ours")


def test_the_table_says_what_was_not_measured_and_why() -> None:
    found = [
        Row(way="ours", kind="lines", size=1_000_000, open_s=2.346, fps=58.7),
        Row(way="st_folium", kind="lines", size=1_000_000, ended="opening took over 120 s"),
    ]
    text = table(found)
    assert text.startswith("1,000,000 vertices of lines, zoom 12\n\n| way | open, s | filter, ms |")
    assert "| ours | 2.35 | – | – | – | – | – | – | 59 |" in text
    assert text.endswith("\nst_folium: opening took over 120 s.")
    widths = {line.count("|") for line in text.splitlines() if line.startswith("|")}
    assert len(widths) == 1


def test_ratios_are_made_within_one_size() -> None:
    found = rows()
    found.append(Row(way="pydeck", kind="points", size=1_000, open_s=3.0))
    assert ratios(found) == {"open ours/shipped points 100000": 1.2, "open pydeck/ours points 100000": 10.0}


def test_the_survey_and_the_largest_size_are_not_asked_of_the_peers() -> None:
    assert drawing.applies("ours", "points", 14_058)
    assert not drawing.applies("maplibre", "points", 14_058)
    assert drawing.applies("ours", "points", 10_000_000)
    assert not drawing.applies("floor", "points", 10_000_000)


def test_a_later_value_in_an_address_holds() -> None:
    assert with_values("http://a/?at=1&as_of=2", "&as_of=3") == "http://a/?at=1&as_of=3"
    assert with_values("http://a/", "") == "http://a/"


@pytest.mark.parametrize("kind", ["points", "lines", "polygons"])
def test_all_ways_get_the_same_layer(kind: str, tmp_path: Path) -> None:
    import geopandas

    layer = make(kind, 2_000)
    write_geojson(layer, tmp_path / "a.geojson")
    write_parquet(layer, tmp_path / "a.parquet")
    write_binary(layer, tmp_path / "a.bin")
    one = geopandas.read_parquet(tmp_path / "a.parquet")
    other = json.loads((tmp_path / "a.geojson").read_text(encoding="utf-8"))["features"]
    third = (tmp_path / "a.bin").read_bytes()
    count, each = (int(v) for v in np.frombuffer(third, "<f8", 2))
    assert len(one) == len(other) == count == len(layer)
    assert each == layer.rings.shape[1]
    assert one["n"].tolist() == [row["properties"]["n"] for row in other] == list(third[-count:])
    assert [str(day) for day in one["date"]] == [row["properties"]["date"] for row in other]
    # The last day, which the filter takes away, has something to show and does not have everything.
    assert 0.02 < float((layer.day == DAYS - 1).mean()) < 0.5


def test_pixels_of_data_are_those_off_the_ground() -> None:
    empty = np.full((20, 30, 3), (200, 210, 220), np.int16)
    shown = empty.copy()
    shown[3:6, 7:9] = (215, 25, 28)
    assert drawn(shown).sum() == drawn(shown, empty).sum() == 6
    assert differ(shown, empty + 20).sum() == 6  # a little noise is no difference
    assert cut(shown, (7, 3, 9, 6)).shape == (3, 2, 3)


def test_every_way_is_described_in_the_docs_and_keeps_its_colour() -> None:
    assert tuple(WAYS) == NAMES
    text = (ROOT / "benchmarks/results.md").read_text(encoding="utf-8")
    for name in WAYS:
        assert f"*{name}*" in text


def line_of(benchmark: str = "drawing", **changes: Any) -> dict[str, Any]:
    found = rows()
    line = history.Run(benchmark=benchmark).line(
        ratios(found), figures=figures(found), versions={"chromium": "1.2.3"}
    )
    return line | changes


def test_a_recorded_line_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    assert history.lines(file) == []
    first, second = line_of(), line_of(missed=["a goal"])
    history.record(first, file)
    history.record(second, file)
    assert history.lines(file) == [first, second]
    assert [Row(**row) for row in first["figures"]] == rows()
    assert {"python", "streamlit", "numpy", "chromium"} <= set(first["versions"])
    assert {"cpu", "cores", "memory_gb"} <= set(first["machine"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ratios": {}, "figures": None}, "numbers are wanted"),
        ({"ratios": {"a": float("nan")}}, "numbers are wanted"),
        ({"host": "x"}, r"'host'.* is missing or too much"),
        ({"machine": {"cpu": "/home/somebody"}}, "names a host or a path"),
    ],
)
def test_a_line_that_could_not_be_believed_is_refused(
    changes: dict[str, Any], said: str, tmp_path: Path
) -> None:
    file = tmp_path / "history.jsonl"
    with pytest.raises(history.HistoryError, match=said):
        history.record(line_of(**changes), file)
    assert not file.exists()


def test_a_broken_line_is_told_with_its_number(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    history.record(line_of(), file)
    file.write_text(file.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    with pytest.raises(history.HistoryError, match=r"history\.jsonl:2: no JSON"):
        history.lines(file)


def test_a_run_is_recorded_only_where_it_was_asked_and_with_what_it_missed(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    history.offer(parser)
    assert parser.parse_args([]).record is False
    file = tmp_path / "history.jsonl"
    finished(rows(), None)
    assert not file.exists()
    with pytest.raises(SystemExit):
        finished(rows(fps=12.0), file)
    (line,) = history.lines(file)
    assert line["benchmark"] == "drawing"
    assert line["missed"] == ["missed: frames per second at 100,000 points: 12, wanted at least 50"]


def test_the_history_is_valid() -> None:
    history.lines()


def test_the_docs_say_what_the_history_holds() -> None:
    wanted = plot.written(history.lines())
    for path, text in wanted.items():
        assert (plot.DOCS / path).read_text(encoding="utf-8") == text, f"{path}: python -m benchmarks.plot"
    charts = {path for path in (plot.DOCS / "benchmarks").glob("*.svg")}
    assert charts == {plot.DOCS / path for path in wanted if path.suffix == ".svg"}


def test_docs_show_the_newest_table_of_each_size_and_say_where_it_is_from() -> None:
    old = line_of(date="2026-01-01T10:00Z")
    other = figures([Row(way="ours", kind="polygons", size=1_000, open_s=9.0)])
    new = line_of(date="2026-02-02T10:00Z", figures=other, ratios={"a": 1.0})
    text = plot.written([old, new])[plot.PAGE]
    assert "2026-01-01 10:00 UTC" in text
    assert "2026-02-02 10:00 UTC" in text
    assert text.index("100,000 points, zoom 12\n\n| way |") < text.index("1,000 polygons, zoom 12\n\n| way |")
    newest = plot.written([old, new, line_of(date="2026-03-03T10:00Z")])[plot.PAGE]
    assert "2026-01-01" not in newest


def test_ratios_of_several_runs_become_a_chart() -> None:
    runs = [line_of("page", ratios={"ratio_open": value}, figures=None) for value in (1.5, 1.25)]
    files = plot.written(runs)
    assert "| ratio open | 1.25 | 1.25 to 1.5 (2) |" in files[plot.PAGE]
    assert "benchmarks/page.svg" in {path.as_posix() for path in files}


@pytest.mark.parametrize("is_log", [True, False])
def test_a_chart_is_well_formed_and_keeps_inside_its_frame(is_log: bool) -> None:
    series = {"a & b": [(1_000.0, 0.5), (1e6, 40.0)], "c": [(1_000.0, 0.6)]}
    chart = Chart(title="<T>", x_title="x", y_title="y", series=series, log_y=is_log, goals={"goal": 50.0})
    text = svg(chart)
    root = xml.etree.ElementTree.fromstring(text)
    texts = ["".join(node.itertext()) for node in root.iter() if node.tag.endswith("text")]
    assert {"<T>", "a & b", "c", "goal", "1k", "1M"} <= set(texts)
    for x, y in re.findall(r'cx="([\d.-]+)" cy="([\d.-]+)"', text):
        assert 0 <= float(x) <= 720
        assert 0 <= float(y) <= 400
    assert "prefers-color-scheme: dark" in text
