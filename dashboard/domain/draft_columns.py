"""Which column is which field of the model: by its name in four languages, or by its HXL tag."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from dashboard.domain.model import Properties

PLACES = ("latitude", "longitude")
FIELDS = (
    "id",
    *(known.alias or name for name, known in Properties.model_fields.items()),
)
ACLED = frozenset({"event_id_cnty", "event_date", "latitude", "longitude"})

# Names as `plain_name` writes them, the likelier ones first. A field's own name comes before all of them.
_NAMES: dict[str, str] = {
    "latitude": "lat latitude_dd lat_dd lat_wgs84 latitude_wgs84 gps_latitude decimal_latitude lati "
    "enlem خط_العرض دائرة_العرض العرض عرض point_y y_coord ycoord coord_y northing y",
    "longitude": "lon lng long longitude_dd lon_dd long_dd lon_wgs84 longitude_wgs84 gps_longitude "
    "decimal_longitude longi boylam خط_الطول الطول طول point_x x_coord xcoord coord_x easting x",
    "id": "event_id_cnty event_id site_id location_id loc_id feature_id uid globalid code identifiant kimlik "
    "المعرف معرف الرمز رمز",
    "name": "name_en nameen en_name english_name place_name placename location_name site_name loc_name place "
    "location site label title nom nom_en lieu ad adi isim yer yer_adi الاسم اسم اسم_الموقع "
    "اسم_المكان الموقع المكان",
    "name_ar": "namear ar_name arabic_name name_arabic arabic nom_ar nom_arabe arapca arapca_adi "
    "الاسم_بالعربية الاسم_العربي اسم_عربي",
    "name_tr": "nametr tr_name turkish_name name_turkish nom_turc turkce turkce_adi الاسم_بالتركية",
    "other_names": "alt_name alt_names altname alternatenames alternate_names aka autres_noms diger_adlar "
    "اسماء_اخرى",
    "kind": "type category place_type feature_type site_type fclass categorie genre tur tip kategori "
    "النوع نوع الفئة",
    "source": "sources data_source src kaynak المصدر مصدر",
    "licence": "license source_licence source_license data_licence copyright lisans الترخيص رخصة",
    "method": "methode methodology yontem الطريقة",
    "accuracy_m": "accuracy gps_accuracy horizontal_accuracy gps_precision precision_m dogruluk",
    "pcode": "p_code place_code pkod",
    "note": "remark remarque",
}
_ADMIN = {
    "name": re.compile(r"adm(?:in)?(\d)_?(?:name_?)?en\Z|admin(\d)name\Z"),
    "name_ar": re.compile(r"adm(?:in)?(\d)_?(?:name_?)?ar\Z"),
    "pcode": re.compile(r"adm(?:in)?(\d)_?pcode\Z"),
}
_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+\s*[a-z][a-z0-9_]*)*\Z")
_LONGEST_TAG = 200
_DOTLESS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})


def plain_name(text: str) -> str:
    """Write a column's name without case, accents, vowel signs and punctuation.

    >>> plain_name(" Site Name (EN) "), plain_name("Type d’élément"), plain_name("خَطّ العرض")
    ('site_name_en', 'type_d_element', 'خط_العرض')
    """
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_DOTLESS))
    letters = "".join(letter for letter in parts if not unicodedata.combining(letter))
    letters = letters.translate(_DOTLESS).replace("ـ", "")
    return re.sub(r"\W+|_+", "_", letters).strip("_")


def is_tag_row(cells: Iterable[str]) -> bool:
    """Tell whether a row holds HXL tags: every cell that is not empty is one, and there are two at least."""
    given = [cell.strip().lower() for cell in cells if cell.strip()]
    return len(given) > 1 and all(len(cell) < _LONGEST_TAG and _TAG.match(cell) for cell in given)


def suggested(columns: Iterable[str], tags: Mapping[str, str], *, tabular: bool) -> dict[str, str]:
    """Suggest a column for each field that one can be found for; each column serves one field.

    What a tag says comes first, then the field's own name, then its other names, then the finest
    administrative level.
    """
    columns = list(columns)
    wanted = (*PLACES, *FIELDS) if tabular else FIELDS
    found: dict[str, str] = {}
    for by_tag in (True, False):
        for field in wanted:
            taken = set(found.values())
            candidates = _tagged(field, tags) if by_tag else _named(field, columns)
            match = next((each for each in candidates if each not in taken), None)
            if field not in found and match is not None:
                found[field] = match
    return {field: found[field] for field in wanted if field in found}


def _tagged(field: str, tags: Mapping[str, str]) -> list[str]:
    return [column for column, tag in tags.items() if _field_of_tag(tag) == field]


def _field_of_tag(tag: str) -> str | None:
    head, *rest = re.split(r"\s*\+\s*", tag.strip().lower())
    about = set(rest)
    if head == "#geo":
        return {"lat": "latitude", "lon": "longitude"}.get(next(iter(about & {"lat", "lon"}), ""))
    if head == "#meta":
        return {"source": "source", "id": "id"}.get(next(iter(about & {"source", "id"}), ""))
    if head == "#loc" and "type" in about:
        return "kind"
    if head != "#loc":
        return None
    if about & {"code", "pcode"}:
        return "pcode"
    if about & {"ar", "i_ar"}:
        return "name_ar"
    if about & {"tr", "i_tr"}:
        return "name_tr"
    return "name" if not about or about & {"name", "en", "i_en"} else None


def _named(field: str, columns: list[str]) -> list[str]:
    plain = {column: plain_name(column) for column in columns}
    found = [column for column in columns if column == field]
    for name in (field, *_NAMES.get(field, "").split()):
        found += [column for column in columns if plain[column] == name]
    if field in PLACES:  # forms put the name of the question before it
        found += [column for column in columns if plain[column].endswith(f"_{field}")]
    if pattern := _ADMIN.get(field):
        levels = [(level, column) for column in columns if (level := pattern.match(plain[column]))]
        levels.sort(key=lambda pair: pair[0][pair[0].lastindex or 1], reverse=True)
        found += [column for _, column in levels]
    return found
