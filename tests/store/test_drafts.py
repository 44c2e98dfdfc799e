"""Drafts and the workbench: kept through a restart, shared between windows, saved over nothing unseen."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from dashboard.domain.drafting import Edit, RecordChange, Stale
from dashboard.store import edit_mode
from dashboard.store.articles import article
from dashboard.store.drafts import kept_draft, place_of, settled
from dashboard.store.durable import SaveError
from dashboard.store.load import data_folder
from dashboard.store.merge import merge_bodies
from dashboard.store.workbench import Bench, Workbench

FILE = "layers/castello-road.geojson"
ROAD = "castello-road"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the shipped data, and keep drafts beside it."""
    monkeypatch.setenv("ALEPPO_STATE", str(tmp_path / "state"))
    shutil.copytree(data_folder(), tmp_path / "geodata")
    return tmp_path / "geodata"


def road(bench: Bench) -> dict[str, Any]:
    features = bench.documents[FILE]["features"]
    return next(one for one in features if one["id"] == ROAD)


def moved(bench: Bench, to: list[float]) -> Edit:
    before = road(bench)
    line = before["geometry"]["coordinates"]
    after = {**before, "geometry": {**before["geometry"], "coordinates": [line[0], to, *line[2:]]}}
    change = RecordChange(file=FILE, section="features", id=ROAD, before=before, after=after)
    return Edit(kind="redraw", subject=ROAD, changes=(change,))


def lines_changed(before: bytes, after: bytes) -> int:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return sum(a != b for a, b in pairs)


def test_a_draft_changes_no_file_before_it_is_saved_and_then_one_line(folder: Path) -> None:
    was = (folder / FILE).read_bytes()
    bench = Workbench(folder)
    bench.edit(moved(bench.bench(), [37.1, 36.25]))
    assert (folder / FILE).read_bytes() == was
    assert bench.save().saved == (FILE,)
    assert lines_changed(was, (folder / FILE).read_bytes()) == 1
    assert bench.bench().draft.changed_files == ()


def test_an_unsaved_change_outlives_the_process(folder: Path) -> None:
    first = Workbench(folder)
    first.edit(moved(first.bench(), [37.1, 36.25]))
    again = Workbench(folder).bench()
    assert road(again)["geometry"]["coordinates"][1] == [37.1, 36.25]
    assert again.kept.when is not None
    assert again.dataset.features[ROAD].geometry != again.saved.features[ROAD].geometry


def test_two_windows_have_the_same_draft(folder: Path) -> None:
    one, other = Workbench(folder), Workbench(folder)
    one.edit(moved(one.bench(), [37.1, 36.25]))
    other.edit(moved(other.bench(), [37.11, 36.25]))
    assert len(one.bench().draft.done) == 2
    one.undo()
    assert road(other.bench())["geometry"]["coordinates"][1] == [37.1, 36.25]


def test_an_edit_made_on_an_older_state_is_refused(folder: Path) -> None:
    bench = Workbench(folder)
    older = moved(bench.bench(), [37.12, 36.25])
    bench.edit(moved(bench.bench(), [37.1, 36.25]))
    with pytest.raises(Stale):
        bench.edit(older)


def test_after_a_save_the_steps_can_still_be_undone(folder: Path) -> None:
    was = (folder / FILE).read_bytes()
    bench = Workbench(folder)
    bench.edit(moved(bench.bench(), [37.1, 36.25]))
    bench.save()
    bench.undo()
    assert bench.bench().draft.changed_files == (FILE,)
    bench.save()
    assert (folder / FILE).read_bytes() == was


def test_coordinates_that_a_save_rounds_can_be_undone_after_it(folder: Path) -> None:
    was = (folder / FILE).read_bytes()
    bench = Workbench(folder)
    bench.edit(moved(bench.bench(), [37.123456789012, 36.25]))
    bench.save()
    assert b"37.123456789012" not in (folder / FILE).read_bytes()
    while bench.bench().draft.done:
        bench.undo()
    bench.save()
    assert (folder / FILE).read_bytes() == was


def test_what_others_saved_meanwhile_is_not_written_over(folder: Path) -> None:
    bench = Workbench(folder)
    bench.edit(moved(bench.bench(), [37.1, 36.25]))
    theirs = (folder / FILE).read_bytes().replace(b'"Castello road"', b'"The Castello road"', 1)
    (folder / FILE).write_bytes(theirs)
    outcome = bench.save()
    assert (outcome.saved, outcome.moved) == ((), (FILE,))
    assert (folder / FILE).read_bytes() == theirs
    now = bench.bench()
    assert now.moved == (FILE,)
    mine = now.bodies[FILE]
    assert isinstance(mine, bytes)
    merged = merge_bodies(now.kept.opened[FILE], mine, theirs, FILE)
    assert merged.conflicts == ()


def test_a_file_that_others_changed_and_that_holds_no_change_of_mine_is_followed(folder: Path) -> None:
    bench = Workbench(folder)
    bench.edit(moved(bench.bench(), [37.1, 36.25]))
    bench.undo()
    text = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(text.replace('"Castello road"', '"Road"', 1), encoding="utf-8")
    now = bench.bench()
    assert (now.moved, now.draft.changed_files) == ((), ())
    assert road(now)["properties"]["name"] == "Road"


def test_problems_that_the_draft_brings_come_first(folder: Path) -> None:
    bench = Workbench(folder)
    before = road(bench.bench())
    after = {**before, "properties": {**before["properties"], "part_of": "nowhere"}}
    change = RecordChange(file=FILE, section="features", id=ROAD, before=before, after=after)
    found = bench.edit(Edit(kind="field", subject=ROAD, changes=(change,))).problems
    assert any(is_new and problem.subject == ROAD for problem, is_new in found)


def test_a_damaged_draft_is_named_and_left_alone(folder: Path) -> None:
    bench = Workbench(folder)
    bench.edit(moved(bench.bench(), [37.1, 36.25]))
    place_of(folder).write_bytes(b'{"form": 1')
    with pytest.raises(SaveError, match="the draft is damaged"):
        kept_draft(folder)
    with pytest.raises(SaveError, match="the draft is damaged"):
        bench.undo()
    assert place_of(folder).read_bytes() == b'{"form": 1'


def test_a_geometry_gets_the_decimals_that_its_accuracy_deserves() -> None:
    point = {"type": "Point", "coordinates": [37.123456789, 36.2]}
    feature = {"type": "Feature", "id": "a", "properties": {"accuracy_m": 300}, "geometry": point}
    assert settled(feature)["geometry"]["coordinates"] == [37.1235, 36.2]


def test_an_article_is_read_by_the_id_of_its_source_and_by_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "cnn.txt").write_text("One.\n\nTwo.\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("no", encoding="utf-8")
    (tmp_path / "texts").mkdir()
    found = article(tmp_path, "cnn")
    assert found is not None
    assert found.paragraphs == ("One.", "Two.")
    assert article(tmp_path / "texts", "../secret") is None
    assert article(tmp_path, "bbc") is None


def test_edit_mode_is_off_unless_the_command_says_so() -> None:
    assert not edit_mode.is_on()
