"""Saving into a database keeps the promises that saving into files keeps."""

import json
import threading
from pathlib import Path

import psycopg
import pytest

from dashboard.store.durable import SaveError, content_hash
from dashboard.store.journal import Kind
from dashboard.store.merge import Conflicting, save_merged_on
from dashboard.store.postgis.database import DatabaseShelf
from dashboard.store.save import ChangedMeanwhile
from dashboard.store.workbench import Workbench
from tests.postgis.conftest import shelf_at
from tests.store.live_folder import layer, town
from tests.store.test_load import feature

PLACES = "layers/places.geojson"


def renamed(name: str) -> bytes:
    return layer(town(name)).encode()


def test_a_save_over_somebody_elses_is_told_and_loses_nothing(small: DatabaseShelf, url: str) -> None:
    other = shelf_at(url)
    _, opened = small.read(PLACES)
    other.save(PLACES, renamed("Theirs"), opened=opened)
    with pytest.raises(ChangedMeanwhile) as told:
        small.save(PLACES, renamed("Mine"), opened=opened)
    held = content_hash(renamed("Mine"))
    assert str(told.value) == (
        f"{PLACES}: the file was changed since it was opened; your version is kept in the database"
        f" (aleppo store show {PLACES} --hash {held[:12]})\n  fix: open the file again and repeat the change"
    )
    assert told.value.found == content_hash(renamed("Theirs"))
    assert small.read(PLACES)[0] == renamed("Theirs")
    assert small.body(held[:12], PLACES) == renamed("Mine")
    assert [entry.kind for entry in small.history(PLACES)] == [Kind.SAVE, Kind.SAVE, Kind.NOT_SAVED]


def test_who_comes_second_is_told_so_also_where_nothing_can_be_kept(small: DatabaseShelf, url: str) -> None:
    _, opened = small.read(PLACES)
    shelf_at(url).save(PLACES, renamed("Theirs"), opened=opened)
    with psycopg.connect(url) as connection:
        connection.execute("alter table aleppo.not_saved add check (name is null)")
    with pytest.raises(ChangedMeanwhile, match="your version could not be kept"):
        small.save(PLACES, renamed("Mine"), opened=opened)


def test_a_new_file_never_goes_over_one_that_is_there(small: DatabaseShelf) -> None:
    with pytest.raises(ChangedMeanwhile, match="is there already"):
        small.save(PLACES, b"{}", opened=None)
    small.save("sources/new.json", b"{}", opened=None)
    assert small.read("sources/new.json") == (b"{}", content_hash(b"{}"))


def test_saving_what_is_there_makes_no_revision(small: DatabaseShelf) -> None:
    body, opened = small.read(PLACES)
    assert small.save(PLACES, body, opened=opened).entry is None
    assert small.revision() == 1


def test_undo_goes_back_save_by_save(small: DatabaseShelf) -> None:
    first, opened = small.read(PLACES)
    for name in ("Second", "Third"):
        opened = small.save(PLACES, renamed(name), opened=opened).after
    small.undo(PLACES)
    assert small.read(PLACES)[0] == renamed("Second")
    small.undo(PLACES)
    assert small.read(PLACES)[0] == first
    with pytest.raises(SaveError, match="no version before it"):
        small.undo(PLACES)
    opened = small.save(PLACES, renamed("Fourth"), opened=content_hash(first)).after
    small.undo(PLACES)
    assert small.read(PLACES)[0] == first


def test_undo_takes_back_the_last_save_whatever_clocks_said(small: DatabaseShelf, url: str) -> None:
    held = small.read(PLACES)[1]
    for number in range(1, 11):  # revision 10 comes after 9, as a number and not as a word
        held = small.save(PLACES, renamed(f"Name {number}"), opened=held).after
    with psycopg.connect(url) as connection:  # the last save began first, and waited for the lock
        connection.execute("update aleppo.revision set made = made - interval '1 hour' where id = 11")
    small.undo(PLACES)
    assert small.read(PLACES)[0] == renamed("Name 9")


def test_a_file_that_was_taken_away_says_where_it_is(small: DatabaseShelf) -> None:
    held = small.read(PLACES)[1]
    small.write({PLACES: None}, opened={PLACES: held}, kind="copy")
    with pytest.raises(SaveError, match=rf"aleppo store history {PLACES}, then aleppo store show"):
        small.undo(PLACES)


def test_a_number_beyond_all_bounds_keeps_nothing_from_being_saved(small: DatabaseShelf) -> None:
    body, opened = small.read("sources/paper.json")
    document = json.loads(body)
    document["annotations"][0]["paragraph"] = 3_000_000_000
    small.save("sources/paper.json", json.dumps(document).encode(), opened=opened)
    assert small.revision() == 2


def test_a_name_that_no_data_file_has_is_refused(small: DatabaseShelf) -> None:
    for name in ("../catalog.json", "layers/.hidden.geojson", "README.md", "layers/a/b.geojson", ""):
        with pytest.raises(SaveError):
            small.save(name, b"{}", opened=None)
    assert small.revision() == 1


def test_what_two_changed_apart_is_merged_and_what_both_changed_is_asked(
    small: DatabaseShelf, url: str
) -> None:
    base, opened = small.read(PLACES)
    other = shelf_at(url)
    other.save(PLACES, layer(town(), feature("b")).encode(), opened=opened)
    save_merged_on(small, PLACES, layer(town("Nwot")).encode(), base=base)
    merged = json.loads(small.read(PLACES)[0])
    assert [(f["id"], f["properties"]["name"]) for f in merged["features"]] == [
        ("town", "Nwot"),
        ("b", "Road"),
    ]
    with pytest.raises(Conflicting):
        save_merged_on(small, PLACES, layer(town("Tonw")).encode(), base=base)


WRITERS, EDITS = 3, 40


def test_three_writers_lose_none_of_their_forty_edits(small: DatabaseShelf, url: str) -> None:
    _, opened = small.read(PLACES)
    small.save(PLACES, layer(*(feature(f"w{w}", note="-") for w in range(WRITERS))).encode(), opened=opened)
    failed: list[BaseException] = []

    def write(writer: int) -> None:
        own = shelf_at(url)
        try:
            for n in range(EDITS):
                base, _ = own.read(PLACES)
                document = json.loads(base)
                mine = next(each for each in document["features"] if each["id"] == f"w{writer}")
                mine["properties"]["note"] += f" {n}"
                save_merged_on(own, PLACES, json.dumps(document).encode(), base=base)
        except SaveError as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(w,)) for w in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    notes = {f["id"]: f["properties"]["note"] for f in json.loads(small.read(PLACES)[0])["features"]}
    every = " ".join(["-", *map(str, range(EDITS))])
    assert notes == {f"w{w}": every for w in range(WRITERS)}
    assert len([e for e in small.history(PLACES) if e.kind is Kind.SAVE]) == 2 + WRITERS * EDITS


def test_the_workshop_edits_saves_and_takes_in_what_others_saved(small: DatabaseShelf, url: str) -> None:
    from dashboard.domain.drafting import Edit, RecordChange
    from dashboard.editor.merging import merged_with_disk
    from dashboard.store.drafts import document_of

    bench = Workbench(small)
    record = bench.bench().documents[PLACES]["features"][0]
    after = {**record, "properties": {**record["properties"], "note": "Mine."}}
    change = RecordChange(file=PLACES, section="features", id="town", before=record, after=after, index=0)
    bench.edit(Edit(kind="edit", subject="town", changes=(change,)))
    other = shelf_at(url)
    other.save(PLACES, renamed("Theirs"), opened=other.read(PLACES)[1])
    assert bench.save().moved == (PLACES,)
    small.refresh()
    now = bench.bench()
    assert now.moved == (PLACES,)
    merged = merged_with_disk(now, PLACES)
    assert merged is not None
    assert merged.conflicts == ()
    theirs = now.disk[PLACES]
    assert isinstance(theirs, bytes)
    bench.put_under(PLACES, theirs, document_of(merged.body, PLACES))
    assert bench.save().saved == (PLACES,)
    properties = json.loads(other.read(PLACES)[0])["features"][0]["properties"]
    assert (properties["name"], properties["note"]) == ("Theirs", "Mine.")


def test_each_database_has_a_draft_of_its_own(small: DatabaseShelf, tmp_path: Path) -> None:
    from dashboard.store.drafts import place_of

    assert place_of(small) != place_of(tmp_path)
    assert "p@ss" not in str(place_of(small))
