"""Encodings, parting signs, column names and coordinates of tables as people send them."""

import pytest

from dashboard.store.imports.limits import DraftError, Options
from dashboard.store.imports.reading import read_draft
from tests.store.imports.test_formats import names, places, told

TEXT = "الاسم;خط العرض;خط الطول;ملاحظات\nحلب الشهباء;36,20;37,15;طريق الكاستيلو\n"
FRENCH = "nom;latitude;longitude;remarque\nAlep-Été;36,20;37,15;vérifié à l’été\n"
TURKISH = "ad;enlem;boylam\nŞanlıurfa Kilis yolu;36,20;37,15\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (TEXT.encode(), "UTF-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "UTF-8, with a byte order mark"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "UTF-16 (little endian), with a byte order mark"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16 (big endian), with a byte order mark"),
        (
            TEXT.encode("utf-16-le"),
            "UTF-16 (little endian), without a mark, guessed (--encoding to say otherwise)",
        ),
        (
            TEXT.encode("utf-16-be"),
            "UTF-16 (big endian), without a mark, guessed (--encoding to say otherwise)",
        ),
        (TEXT.encode("windows-1256"), "Windows-1256, guessed (--encoding to say otherwise)"),
        (FRENCH.encode("cp1252"), "Windows-1252, guessed (--encoding to say otherwise)"),
        (TURKISH.encode("windows-1254"), "Windows-1254, guessed (--encoding to say otherwise)"),
    ],
)
def test_an_encoding_is_resolved_and_told(body: bytes, said: str) -> None:
    draft = read_draft(body, "a.csv")
    assert told(draft, "encoding: ") == [f"encoding: {said}"]
    assert names(draft)[0] in ("حلب الشهباء", "Alep-Été", "Şanlıurfa Kilis yolu")
    assert places(draft) == [[37.15, 36.2]]


def test_the_caller_may_name_the_encoding_and_nothing_is_replaced() -> None:
    body = "name,lat,lon\nКазань,36,37\n".encode("windows-1251")
    assert names(read_draft(body, "a.csv", Options(encoding="windows-1251"))) == ["Казань"]
    with pytest.raises(DraftError, match="is no encoding of texts"):
        read_draft(body, "a.csv", Options(encoding="zlib"))
    with pytest.raises(DraftError, match=r"byte 0xca in line 2 is not utf-8"):
        read_draft(body, "a.csv", Options(encoding="utf-8"))


def test_one_damaged_byte_does_not_make_another_encoding_of_it() -> None:
    body = (TEXT + "إدلب;35,9;36,6;\n").encode() + b"x\xc3;36;37;\n"
    with pytest.raises(DraftError, match="byte 0xc3 in line 4 is not UTF-8, though the rest is"):
        read_draft(body, "a.csv")


@pytest.mark.parametrize(
    "header",
    [
        "Latitude,Longitude",
        "LAT,LON",
        "lat_dd,long_dd",
        "Y,X",
        "خط العرض,خط الطول",
        "خطّ العَرض,خطّ الطُول",
        "Enlem,Boylam",
        "GPS Latitude,GPS Longitude",
        "_q1_latitude,_q1_longitude",
    ],
)
def test_columns_of_positions_are_found_by_name(header: str) -> None:
    assert places(read_draft(f"name,{header}\na,36.2,37.1\n".encode(), "a.csv")) == [[37.1, 36.2]]


def test_hxl_tags_say_more_than_names() -> None:
    body = "lat,a,b,اسم,كود\n#date,#geo+lat,#geo +lon,#loc+name+ar,#adm4+code\n2016,36.2,37.1,حلب,SY0200\n"
    draft = read_draft(body.encode(), "a.csv")
    assert places(draft) == [[37.1, 36.2]]
    assert draft.features[0]["properties"] == {"name_ar": "حلب"}
    assert draft.rest[0]["values"] == {"lat": "2016", "كود": "SY0200"}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found(sign: str) -> None:
    body = sign.join(["name", "lat", "lon", "more"]) + "\n" + sign.join(["a", "36.2", "37.1", "x y"]) + "\n"
    assert places(read_draft(body.encode(), "a.csv")) == [[37.1, 36.2]]


def test_titles_above_the_table_and_what_excel_writes_first_are_passed_over() -> None:
    assert places(read_draft(b"Places of 2016\n\nname,lat,lon\na,36.2,37.1\n", "a.csv")) == [[37.1, 36.2]]
    assert places(read_draft(b"sep=|\r\nname|lat|lon\r\na, b; c|36.2|37.1\r\n", "a.csv")) == [[37.1, 36.2]]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("36.2", 36.2),
        ("36,2", 36.2),
        ("٣٦٫٢", 36.2),
        ("36°12'N", 36.2),
        ("36.2° N", 36.2),
        ("36° 12′ 0″ N", 36.2),
        (" 36.2 ", 36.2),
    ],
)
def test_degrees_are_read_as_people_write_them(written: str, read: float) -> None:
    draft = read_draft(f"name;lat;lon\na;{written};37.1\n".encode(), "a.csv")
    assert places(draft) == [[37.1, read]]
    assert [each["values"] for each in draft.rest] == ([] if written == "36.2" else [{"lat": written}])


@pytest.mark.parametrize("written", ["", "n/a", "36.2.1", "1,036.5", "nan", "inf", "1e999", "36°72'N", "95"])
def test_a_row_without_a_sound_position_is_rejected_with_all_its_cells(written: str) -> None:
    draft = read_draft(f"name;lat;lon\na;{written};37.1\nb;36;37\n".encode(), "a.csv")
    assert (draft.read, draft.taken) == (2, 1)
    assert dict(draft.rejects[0].original) == {"name": "a", "lat": written, "lon": "37.1"}


def test_metres_in_columns_need_a_reference_system() -> None:
    body = b"name;X;Y\na;336000,5;4007000\n"
    with pytest.raises(DraftError, match="no degrees"):
        read_draft(body, "a.csv")
    draft = read_draft(body, "a.csv", Options(crs="EPSG:32637"))
    assert places(draft) == [[37.175981, 36.193927]]
    assert draft.rest[0]["values"] == {"X": "336000,5", "Y": "4007000"}


def test_a_table_without_positions_names_the_columns_it_has() -> None:
    with pytest.raises(DraftError) as refused:
        read_draft(b"name,place\na,b\n", "a.csv")
    assert str(refused.value) == (
        "a.csv: no column of it is known for latitude and longitude; it has: name, place\n"
        "  fix: name it: --map latitude=COLUMN"
    )


def test_rows_of_odd_shape_are_rejected_and_the_next_ones_read() -> None:
    body = b'name,lat,lon\na,36,37,extra\nb,36\nc,36,37\n"d"x,36,37\ne,36,37\n,,\n"f,36,37\n'
    draft = read_draft(body, "a.csv")
    assert names(draft) == ["c", "e"]
    assert [reject.number for reject in draft.rejects] == [2, 3, 5, 8]
    assert "it has 4 cells, the header 3" in draft.rejects[0].reason
    assert draft.rejects[0].original["column 4"] == "extra"
    assert "remark: 1 rows without any text are not counted" in draft.report
