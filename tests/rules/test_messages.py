"""The messages that a maintainer meets most, whole: place, rule, what is wrong, remedy."""

import pytest

from tests.rules.test_examples import problems_with

MESSAGES = {
    "json/wrong": (
        "geodata/layers/roads.geojson:5:73\n"
        "  error[json] the text is not JSON: '\"' follows without a comma\n"
        "  fix: write a comma between the two, or look for a missing quotation mark before"
    ),
    "truncated/wrong": (
        "geodata/layers/roads.geojson:6:219\n"
        "  error[truncated] the file ends before it is complete: it ends within a text\n"
        "  fix: get the whole file again, or aleppo undo FILE"
    ),
    "trailing-comma/wrong": (
        "geodata/layers/roads.geojson:7:270\n"
        "  error[trailing-comma] a comma stands before a closing bracket\n"
        "  fix: remove the comma"
    ),
    "merge-conflict/wrong": (
        "geodata/layers/roads.geojson:2:1\n"
        "  error[merge-conflict] the line '<<<<<<< HEAD' is a mark of an unfinished merge\n"
        "  fix: keep one version of what lies between the marks, remove the marks"
    ),
    "encoding/wrong-windows-1256": (
        "geodata/layers/areas.geojson:2:251\n"
        "  error[encoding] byte 0xc7 is not UTF-8\n"
        "  fix: save the file as UTF-8 (it looks like Windows-1256)"
    ),
    "repeated-key/wrong": (
        "geodata/layers/roads.geojson:5:74\n"
        "  error[repeated-key] the key 'name' stands twice in one object\n"
        "  fix: keep one of them"
    ),
    "swapped-coordinates/wrong": (
        "geodata/layers/roads.geojson:5:291 old-road\n"
        "  error[swapped-coordinates] longitude 36.2, latitude 37.1 lies 106 km outside the layer's"
        " extent; turned round it lies inside, 128 km away (and 1 more of its positions)\n"
        "  fix: GeoJSON is [longitude, latitude]; did you mean [37.1, 36.2]?"
    ),
    "outside-extent/wrong": (
        "geodata/layers/roads.geojson:5:305 old-road\n"
        "  error[outside-extent] longitude 47.12, latitude 36.26 lies 882 km outside the layer's ex"
        "tent\n"
        "  fix: correct the position, or widen extent_deg in catalog.json"
    ),
    "open-ring/wrong": (
        "geodata/layers/areas.geojson:2:367 old-town\n"
        "  error[open-ring] the ring is not closed: it begins at [37.12, 36.18] and ends at [37.12,"
        " 36.21]\n"
        "  fix: repeat the first position at the end"
    ),
    "self-crossing/wrong": (
        "geodata/layers/areas.geojson:2:317 old-town\n"
        "  error[self-crossing] the outline crosses or touches itself at [37.14, 36.195]\n"
        "  fix: move the corners apart there"
    ),
    "unknown-key/wrong": (
        "geodata/layers/roads.geojson:5:88 old-road\n"
        "  error[unknown-key] 'other_name' is no key of this record (value 'Vieux')\n"
        "  fix: did you mean 'other_names'?"
    ),
    "missing-source/wrong": (
        "geodata/layers/roads.geojson:5:53 old-road\n"
        "  error[missing-source] 'source' is missing: nothing is drawn without a source\n"
        "  fix: add 'source': where the geometry comes from, and on what terms"
    ),
    "unknown-word/wrong": (
        "geodata/sources/paper-2016-09-08.json:12:247 road-cut\n"
        "  error[unknown-word] 'closed' is no word for 'status'\n"
        "  fix: did you mean 'cut'?"
    ),
    "unknown-feature/wrong": (
        "geodata/sources/paper-2016-09-08.json:12:223 road-cut\n"
        "  error[unknown-feature] is about 'ring-raod', which no layer has\n"
        "  fix: did you mean 'ring-road'?"
    ),
    "status-without-fact/wrong": (
        "geodata/sources/paper-2016-09-08.json:12:249 road-cut\n"
        "  error[status-without-fact] gives the status 'cut' although it is a proposal or a forecas"
        "t\n"
        "  fix: remove the status: a proposal never changes a status"
    ),
    "paragraph/wrong": (
        "geodata/sources/paper-2016-09-08.json:12:37 road-cut\n"
        "  error[paragraph] points at paragraph 61, but the document has 20\n"
        "  fix: count the non-empty lines of the article from 1"
    ),
    "too-precise/wrong": (
        "geodata/layers/roads.geojson:6:327 the-checkpoint\n"
        "  warning[too-precise] [37.1500731, 36.2210459] is finer than the accuracy of 150 m deserv"
        "es: 4 decimals\n"
        "  fix: aleppo fmt rounds it, here to [37.1501, 36.221]"
    ),
    "date-too-fine/wrong": (
        "geodata/sources/paper-2016-09-08.json:12:174 road-cut\n"
        "  error[date-too-fine] begins on the day 2016-08-01, but the printed words are 'in August'"
        "\n"
        "  fix: write '2016-08', or say in reasoning how the day is known"
    ),
}


@pytest.mark.parametrize("example", sorted(MESSAGES))
def test_a_common_mistake_is_told_in_these_words(example: str) -> None:
    assert str(problems_with(example)[0]) == MESSAGES[example]
