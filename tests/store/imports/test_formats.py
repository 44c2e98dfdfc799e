"""Every format becomes the same draft: names, places and ids, and nothing lost."""

import json
from pathlib import Path
from typing import Any

import pytest

from dashboard.domain.drafts import Draft
from dashboard.store.imports.limits import DraftError, Options
from dashboard.store.imports.reading import read_draft
from tests.store.imports.made import (
    ARABIC,
    PLACES,
    collection,
    frame,
    kml,
    point,
    row,
    shapefile,
    workbook,
    written,
    zipped,
)


def names(draft: Draft) -> list[str]:
    return [feature["properties"].get("name", "") for feature in draft.features]


def places(draft: Draft) -> list[list[float]]:
    return [[round(n, 6) for n in feature["geometry"]["coordinates"]] for feature in draft.features]


def told(draft: Draft, beginning: str) -> list[str]:
    return [line for line in draft.report if line.startswith(beginning)]


WANTED = (list(PLACES), [list(place) for place in PLACES.values()])


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32637", "EPSG:3857"])
def test_a_geopackage_is_read_in_its_own_reference_system(tmp_path: Path, crs: str) -> None:
    path = written(tmp_path / "a.gpkg", frame(big=[1, 2**60], many=[None, 2**60]), crs, layer="places")
    draft = read_draft(path)
    assert (names(draft), places(draft)) == WANTED
    assert [feature["properties"]["name_ar"] for feature in draft.features] == ARABIC
    assert [each["values"] for each in draft.rest] == [{"big": 1}, {"big": 2**60, "many": 2**60}]
    assert [each["members"] for each in draft.rest] == [{"fid": 1}, {"fid": 2}]
    assert crs in told(draft, "coordinates: ")[0]


def test_a_geopackage_of_several_layers_asks_which(tmp_path: Path) -> None:
    path = written(tmp_path / "a.gpkg", layer="one")
    written(path, layer="two")
    with pytest.raises(DraftError, match=r"2 layers with places\n  fix: name one with --layer: one, two"):
        read_draft(path)
    draft = read_draft(path, options=Options(layer="two"))
    assert (names(draft), places(draft)) == WANTED
    assert "remark: other layers not read: one (--layer NAME)" in draft.report
    with pytest.raises(DraftError, match="no layer of that name"):
        read_draft(path, options=Options(layer="three"))


@pytest.mark.parametrize("encoding", ["UTF-8", "windows-1256"])
@pytest.mark.parametrize("without", [(), (".cpg",)])
def test_a_zipped_shapefile_is_read_whatever_its_texts_are_in(
    tmp_path: Path, encoding: str, without: tuple[str, ...]
) -> None:
    parts = shapefile(tmp_path / "s", crs="EPSG:32637", encoding=encoding, without=without)
    draft = read_draft(zipped(parts), "places.zip")
    assert (names(draft), places(draft)) == WANTED
    assert [feature["properties"]["name_ar"] for feature in draft.features] == ARABIC
    assert told(draft, "encoding: ")[0].endswith("guessed" if without else "declared by its .cpg")


def test_a_shapefile_without_prj_in_metres_is_refused_until_its_system_is_named(tmp_path: Path) -> None:
    body = zipped(shapefile(tmp_path / "s", crs="EPSG:32637", without=(".prj",)))
    with pytest.raises(
        DraftError, match=r"2 of 2 places are no degrees[\s\S]*fix: say which it is: --crs EPSG"
    ):
        read_draft(body, "places.zip")
    assert places(read_draft(body, "places.zip", Options(crs="EPSG:32637"))) == WANTED[1]


def test_a_shapefile_that_lacks_a_part_says_which(tmp_path: Path) -> None:
    body = zipped(shapefile(tmp_path / "s", without=(".dbf", ".shx")))
    with pytest.raises(DraftError, match=r"lacks its \.shx and \.dbf"):
        read_draft(body, "places.zip")


def test_of_two_shapefiles_in_a_zip_one_is_named(tmp_path: Path) -> None:
    parts = shapefile(tmp_path / "s")
    both = {f"a/{name}": body for name, body in parts.items()} | {
        f"b/{name.replace('places', 'roads')}": body for name, body in parts.items()
    }
    with pytest.raises(DraftError, match=r"2 shapefiles\n  fix: name one with --layer: places, roads"):
        read_draft(zipped(both), "x.zip")
    assert names(read_draft(zipped(both), "x.zip", Options(layer="roads"))) == WANTED[0]


@pytest.mark.parametrize("ending", ["kml", "gpx"])
def test_kml_and_gpx_as_gdal_writes_them_are_read(tmp_path: Path, ending: str) -> None:
    given = frame().rename(columns={"NAME_EN": "name"})[["name", "geometry"]]
    draft = read_draft(written(tmp_path / f"a.{ending}", given, driver=ending.upper()))
    assert (names(draft), places(draft)) == WANTED


def test_a_kmz_is_the_kml_in_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.kml", frame().rename(columns={"NAME_EN": "name"}), driver="KML")
    draft = read_draft(zipped({"doc.kml": path.read_bytes(), "files/icon.png": b"\x89PNG"}), "a.kmz")
    assert (names(draft), places(draft)) == WANTED
    assert "remark: 1 other files of the KMZ not read" in draft.report


def test_kml_keeps_folders_times_and_data_beside_and_takes_geometries_apart() -> None:
    inner = (
        "<Folder><name>Roads</name><Placemark id='R 1'><name>حلب Aleppo</name>"
        "<description><![CDATA[<b>x</b>]]></description>"
        "<TimeSpan><begin>2016-08</begin></TimeSpan>"
        "<ExtendedData><Data name='who'><value>SOHR</value></Data></ExtendedData>"
        "<MultiGeometry><Point><coordinates>37.1,36.2,0</coordinates></Point>"
        "<LineString><coordinates>37.1,36.2 37.2,36.3</coordinates></LineString></MultiGeometry></Placemark>"
        "<Placemark><name>nowhere</name></Placemark>"
        "<Placemark><name>odd</name><Point><coordinates>37.1, 36.2</coordinates></Point></Placemark></Folder>"
        "<NetworkLink><Link><href>http://127.0.0.1:9/x.kml</href></Link></NetworkLink>"
    )
    draft = read_draft(kml(inner).encode(), "a.kml")
    assert [feature["id"] for feature in draft.features] == ["r-1-points", "r-1-lines", "nowhere"]
    assert draft.rest[0]["values"] == {
        "description": "<b>x</b>",
        "begin": "2016-08",
        "who": "SOHR",
        "folder": "Roads",
    }
    assert (draft.read, draft.taken, len(draft.rejects)) == (3, 2, 1)
    assert draft.missing["why_unlocated"] == 1
    assert "remark: 1 NetworkLink not read: nothing is fetched" in draft.report


def test_gpx_tracks_keep_their_times_beside() -> None:
    body = (
        "<gpx><trk><name>patrol</name><trkseg>"
        '<trkpt lon="37.1" lat="36.2"><ele>400</ele><time>t1</time></trkpt>'
        '<trkpt lon="37.2" lat="36.3"><time>t2</time></trkpt></trkseg></trk>'
        '<rte><name>r</name><rtept lon="1"/></rte></gpx>'
    )
    draft = read_draft(body.encode(), "a.gpx")
    assert draft.features[0]["geometry"]["coordinates"] == [[37.1, 36.2, 400.0], [37.2, 36.3]]
    assert draft.rest[0]["values"] == {"gpx": "track", "times": ["t1", "t2"]}
    assert draft.rejects[0].reason == "a point has no sound position: {'lon': '1'}"


ONE = point(name="One")


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (collection(ONE), "GeoJSON"),
        (json.dumps(ONE).encode(), "GeoJSON"),
        (json.dumps(ONE, indent=2).encode(), "GeoJSON"),
        (json.dumps(ONE["geometry"]).encode(), "GeoJSON"),
        (json.dumps({"type": "GeometryCollection", "geometries": [ONE["geometry"]]}).encode(), "GeoJSON"),
        (f"{json.dumps(ONE)}\n{json.dumps(ONE)}\n".encode(), "GeoJSON, one feature per line"),
        (f"\x1e{json.dumps(ONE, indent=1)}\n\x1e{json.dumps(ONE)}\n".encode(), "GeoJSON text sequence"),
    ],
)
def test_geojson_is_read_in_all_its_wrappings(body: bytes, form: str) -> None:
    draft = read_draft(body, "a.geojson")
    assert draft.report[0] == f"format: {form}"
    assert {tuple(feature["geometry"]["coordinates"]) for feature in draft.features} == {(37.1, 36.2)}
    assert draft.taken == draft.read == len(draft.features)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "windows-1256"])
def test_geojson_is_read_in_other_encodings_too_and_that_is_told(encoding: str) -> None:
    text = json.dumps(point(name="حلب الشهباء"), ensure_ascii=False)
    draft = read_draft(text.encode(encoding), "a.geojson")
    assert names(draft) == ["حلب الشهباء"]
    assert told(draft, "encoding: ") != ["encoding: UTF-8"]


def test_a_bad_line_among_lines_is_set_aside() -> None:
    good = json.dumps(ONE)
    draft = read_draft(f'{good}\n{good}\n{{"type": \n{good[:-4]}\n[]'.encode(), "a.ndjson")
    assert (draft.read, draft.taken) == (5, 2)
    assert [reject.number for reject in draft.rejects] == [3, 4, 5]


def test_faults_of_features_are_rejected_one_by_one_with_all_they_hold() -> None:
    bad: list[Any] = [
        {"type": "Feature", "properties": {}},
        {"type": "Feature", "properties": 5, "geometry": None},
        {
            "type": "Feature",
            "properties": {},
            "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4], [5, 6], [7, 8]]]},
        },
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": ["37", "36"]}},
        {"type": "Feature", "properties": {}, "geometry": {"type": "GeometryCollection", "geometries": [5]}},
        {"type": "Feature", "id": [1], "properties": {}, "geometry": None},
        "text",
    ]
    draft = read_draft(collection(ONE, *bad, point(200, 36)), "a.geojson")
    assert (draft.read, draft.taken, len(draft.rejects)) == (9, 1, 8)
    assert [reject.original for reject in draft.rejects[:7]] == bad
    assert all(reject.reason for reject in draft.rejects)


def test_members_that_are_foreign_to_a_layer_are_kept_beside() -> None:
    feature = {**ONE, "bbox": [1, 2, 3, 4], "title": "x", "geometry": {**ONE["geometry"], "meta": 1}}
    draft = read_draft(collection(feature), "a.geojson")
    assert draft.rest == (
        {"id": "one", "row": 1, "members": {"bbox": [1, 2, 3, 4], "title": "x", "geometry": {"meta": 1}}},
    )


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::32637", "EPSG:32637"])
def test_the_old_crs_member_is_followed_and_told(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    draft = read_draft(collection(point(336000, 4007000), crs=crs), "a.geojson")
    assert places(draft) == [[37.175976, 36.193927]]
    assert told(draft, "coordinates: ") == [
        "coordinates: turned into longitude and latitude from EPSG:32637 (WGS 84 / UTM zone 37N), "
        "declared by the file"
    ]


def test_a_workbook_is_read_with_dates_numbers_and_formulas_as_shown() -> None:
    body = workbook(
        row(1, "name", "lat", "lon", "day", "sum", "rich") + '<row r="3"><c r="A3" t="s"><v>0</v></c>'
        '<c r="B3"><v>36.200000000000003</v></c><c r="C3"><v>37</v></c>'
        '<c r="D3" s="1"><v>42614</v></c><c r="E3"><f>1+1</f><v>2</v></c><c r="F3" t="s"><v>1</v></c></row>'
        '<row r="4"><c r="B4"><v>36</v></c><c r="C4"><v>37</v></c><c r="E4"><f>1+1</f></c></row>',
        shared="<si><t>حلب</t></si><si><r><t>a</t></r><r><t> b</t></r><rPh><t>no</t></rPh></si>",
        styles='<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>',
        book='<sheets><sheet name="Old" state="hidden" r:id="r2"/><sheet name="Data" r:id="r1"/></sheets>',
    )
    draft = read_draft(body, "a.xlsx")
    assert names(draft) == ["حلب", ""]
    assert places(draft) == [[37, 36.2], [37, 36]]
    assert draft.rest == (
        {"id": "a-3", "row": 3, "values": {"day": "2016-09-01", "sum": "2", "rich": "a b"}},
    )
    assert "remark: other sheets not read: Old (--sheet NAME)" in draft.report
    assert "remark: 1 formulas without a saved value are empty" in draft.report
    assert places(read_draft(body, "a.xlsx", Options(sheet="Old"))) == [[37, 36]]


def test_a_workbook_as_gdal_writes_it_is_read(tmp_path: Path) -> None:
    given = frame(lat=[y for _, y in PLACES.values()], lon=[x for x, _ in PLACES.values()]).drop(
        columns="geometry"
    )
    written_by_gdal = tmp_path / "a.xlsx"
    import pyogrio

    pyogrio.write_dataframe(given, written_by_gdal, driver="XLSX")
    draft = read_draft(written_by_gdal)
    assert (names(draft), places(draft)) == WANTED


def test_a_name_that_promises_another_format_is_told() -> None:
    draft = read_draft(b"name,lat,lon\na,36,37\n", "a.geojson")
    assert "remark: the name ends in .geojson, but the content is a table" in draft.report
