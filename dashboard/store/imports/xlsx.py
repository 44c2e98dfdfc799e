"""XLSX: the cells of one sheet as texts, dates as days, formulas by the value that was saved last."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

from dashboard.domain.cells import unguarded
from dashboard.domain.draft_columns import is_tag_row
from dashboard.domain.draft_rows import Cells, Found, Row
from dashboard.store.imports.archives import Archive
from dashboard.store.imports.limits import MOST_COLUMNS, DraftError, Options, refuse_costly, refuse_many_rows
from dashboard.store.imports.tables import columns_in, tags_in
from dashboard.store.imports.xml_reader import tree_of, walk

_CELL = re.compile(r"([A-Z]{1,3})[0-9]{1,7}\Z")
_CELL_BYTES = 90
_HEAD_ROWS = 25
_LONGEST_FORMAT = 255
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_OF_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')

SheetRow = tuple[int, dict[int, str]]


def read_xlsx(archive: Archive, options: Options) -> Found:
    """Read a sheet: the one that `options.sheet` names, else the first that is not hidden.

    Raises DraftError for what is no workbook, or has no such sheet.
    """
    name = archive.name
    book = tree_of(_part(archive, "xl/workbook.xml"), f"{name}/xl/workbook.xml")
    title, part, others = _sheet(archive, book, options.sheet)
    properties = book.find("workbookPr")
    sheet = _Sheet(
        shared=_shared(archive),
        options=options,
        dates=_date_styles(archive),
        from_1904=properties is not None and properties.get("date1904") in ("1", "true"),
    )
    body = _part(archive, part)
    refuse_costly(name, text_bytes=2 * len(body), parts=body.count(b"<c"), part_bytes=_CELL_BYTES)
    walk(body, f"{name}/{part}", start=sheet.start, end=sheet.end, text=sheet.text)
    remarks = [f"sheet {title!r}"]
    remarks += [f"other sheets not read: {', '.join(others)} (--sheet NAME)"] if others else []
    remarks += [f"{sheet.unsaid:,} formulas without a saved value are empty"] if sheet.unsaid else []
    return _found(sheet.rows, name, remarks)


def _found(rows: list[SheetRow], name: str, remarks: list[str]) -> Found:
    filled = [(number, cells) for number, cells in rows if any(text.strip() for text in cells.values())]
    refuse_many_rows(name, len(filled))
    head = next((n for n, (_, cells) in enumerate(filled[:_HEAD_ROWS]) if is_tag_row(cells.values())), None)
    tagged = head is not None
    if head is None:
        head = next(
            (n for n, (_, cells) in enumerate(filled) if len([c for c in cells.values() if c.strip()]) > 1),
            None,
        )
    if head is None:
        raise DraftError(
            name, "the sheet is no table: no row has more than one cell", "name another with --sheet"
        )
    titles = filled[head - 1][1] if tagged and head > 0 else filled[head][1]
    width = max(max(cells, default=0) for _, cells in filled) + 1
    columns = columns_in([titles.get(number, "") for number in range(width)], name)
    tags = tags_in(columns, [filled[head][1].get(number, "") for number in range(width)]) if tagged else {}
    places = {column: number for number, column in enumerate(columns)}
    found = [
        Row(number=number, values=Cells(places, tuple(unguarded(cells.get(n, "")) for n in range(width))))
        for number, cells in filled[head + 1 :]
    ]
    said = (*remarks, *(["the row of HXL tags was read"] if tagged else []))
    return Found(format="XLSX", columns=tuple(columns), rows=found, tabular=True, tags=tags, remarks=said)


class _Sheet:
    """The cells of a sheet while it is walked."""

    def __init__(
        self, *, shared: list[str], dates: frozenset[int], from_1904: bool, options: Options
    ) -> None:
        self.shared, self.dates, self.options = shared, dates, options
        self.day_zero = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
        self.rows: list[SheetRow] = []
        self.unsaid = 0
        self._seen: dict[str, str] = {}
        self._column, self._kind, self._style = -1, "", 0
        self._parts: list[str] = []
        self._said = self._formula = self._phonetic = False
        self._open = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            told = attributes.get("r", "")
            after = self.rows[-1][0] + 1 if self.rows else 1
            self.rows.append((int(told) if told.isdecimal() and len(told) < 9 else after, {}))
            self._column = -1
            self.options.tell(len(self.rows))
        elif tag == "c":
            place = _CELL.match(attributes.get("r", ""))
            self._column = _number(place[1]) if place else self._column + 1
            self._kind = attributes.get("t", "n")
            style = attributes.get("s", "0")
            self._style = int(style) if style.isdecimal() and len(style) < 9 else 0
            self._parts, self._said, self._formula = [], False, False
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "f":
            self._formula = True
        self._open = tag

    def text(self, text: str) -> None:
        if self._open in ("v", "t") and not self._phonetic:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        self._open = ""
        if tag == "rPh":
            self._phonetic = False
        elif tag in ("v", "t"):
            self._said = True
        elif tag == "c" and self._column < MOST_COLUMNS + 1 and self.rows:
            if self._said and (value := self._value("".join(self._parts))):
                self.rows[-1][1][self._column] = self._seen.setdefault(value, value)
            self.unsaid += self._formula and not self._said

    def _value(self, text: str) -> str:
        if self._kind == "s":
            place = int(text) if text.strip().isdecimal() and len(text) < 10 else -1
            return self.shared[place] if 0 <= place < len(self.shared) else ""
        if self._kind == "b":
            return "true" if text.strip() == "1" else "false"
        if self._kind != "n":
            return text
        try:
            number = float(text)
        except ValueError:
            return text
        if self._style in self.dates and 0 <= number < 2_958_466:
            return _day(self.day_zero, number)
        short = repr(number)
        return short.removesuffix(".0") if abs(number) < 1e15 else short


def _day(zero: datetime, number: float) -> str:
    moment = zero + timedelta(seconds=round(number * 86_400))
    if number < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat()


def _number(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _part(archive: Archive, part: str) -> bytes:
    if part not in archive.entries:
        raise DraftError(
            archive.name, f"it is no sound workbook: {part} is missing", "save it again as .xlsx"
        )
    return archive.read(part)


def _sheet(archive: Archive, book: Element, wanted: str | None) -> tuple[str, str, list[str]]:
    """Give the title and the part of the sheet to read, and the titles of the others."""
    targets = {
        each.get("Id"): each.get("Target", "")
        for each in tree_of(_part(archive, "xl/_rels/workbook.xml.rels"), archive.name).iter("Relationship")
    }
    sheets = [
        (each.get("name", ""), each.get("id"), each.get("state", "visible")) for each in book.iter("sheet")
    ]
    titles = [title for title, _, _ in sheets]
    open_ones = [title for title, _, state in sheets if state == "visible"] or titles
    if not sheets or (wanted is not None and wanted not in titles):
        asked = f"no sheet {wanted!r}" if wanted is not None else "no sheet"
        raise DraftError(
            archive.name, f"it has {asked}", f"name one of its sheets: {', '.join(titles) or 'none'}"
        )
    title = wanted if wanted is not None else open_ones[0]
    target = targets.get(next(key for each, key, _ in sheets if each == title)) or ""
    part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return title, part, [each for each in titles if each != title]


def _shared(archive: Archive) -> list[str]:
    part = "xl/sharedStrings.xml"
    if part not in archive.entries:
        return []
    root = tree_of(archive.read(part), f"{archive.name}/{part}")
    return ["".join(_said(item)) for item in root if item.tag == "si"]


def _said(item: Element) -> list[str]:
    found = []
    for child in item:
        if child.tag == "t":
            found.append(child.text or "")
        elif child.tag == "r":
            found += [text.text or "" for text in child if text.tag == "t"]
    return found


def _date_styles(archive: Archive) -> frozenset[int]:
    part = "xl/styles.xml"
    if part not in archive.entries:
        return frozenset()
    root = tree_of(archive.read(part), f"{archive.name}/{part}")
    own = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter("numFmt")}
    formats = root.find("cellXfs")
    found = set()
    for number, style in enumerate(formats if formats is not None else ()):
        code = style.get("numFmtId", "0")
        shape = _NOT_OF_A_DATE.sub("", own.get(code, "")[:_LONGEST_FORMAT]).lower()
        if (code.isdecimal() and int(code[:6]) in _DATE_FORMATS) or (
            code in own and re.search("[ymdhs]", shape)
        ):
            found.add(number)
    return frozenset(found)
