"""The reading table of a lens: the truth, computed here once, looked up in the browser."""

import json
from datetime import date
from typing import Any

from dashboard.domain.dataset import Dataset, Statement
from dashboard.domain.lens import Lens, admitted
from dashboard.domain.timeline import Reading, State, compile_spans, original_asserters, word_day
from dashboard.domain.vocabulary import Mood
from dashboard.i18n.wording import chain, names_of, reading_sentence

_EPOCH = date(1970, 1, 1).toordinal()
_FOREVER = 2**31 - 1


def day_number(day: date) -> int:
    """Count days since 1970-01-01; the last day of the calendar stands for "for ever"."""
    return _FOREVER if day == date.max else day.toordinal() - _EPOCH


def reading_table(dataset: Dataset, lens: Lens, language: str = "en") -> bytes:
    """Compile the readings of every located feature, and the statements behind them, as JSON.

    Only what the lens admits is in it: text that the reader has switched off never leaves the server.
    """
    readings: dict[str, int] = {}
    features: dict[str, list[list[int]]] = {}
    for feature in dataset.features.values():
        if not feature.located:
            continue
        rectangles: list[list[int]] = []
        for span in compile_spans(dataset, feature, lens):
            if not span.reading.present:
                continue
            entry = json.dumps(_entry(dataset, span.reading, language), ensure_ascii=False)
            index = readings.setdefault(entry, len(readings))
            as_of = [day_number(day) for day in span.as_of]
            known_by = [day_number(day) for day in span.known_by]
            last = rectangles[-1] if rectangles else None
            if last is not None and last[1] == as_of[0] and last[2:] == [*known_by, index]:
                last[1] = as_of[1]
            else:
                rectangles.append([*as_of, *known_by, index])
        if rectangles:
            features[feature.id] = rectangles
    seen = list(admitted(dataset.statements, dataset, date.max, lens))
    sources = {s.source.id: s.source for s in seen}
    table = {
        "lens": lens.key,
        "readings": [json.loads(entry) for entry in readings],
        "features": features,
        "statements": [_statement(dataset, s, language) for s in seen],
        "sources": [
            {
                "id": s.id,
                "publisher": s.publisher,
                "published": day_number(s.known_from),
                "kind": s.kind.value,
            }
            for s in sources.values()
        ],
    }
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode()


def _entry(dataset: Dataset, reading: Reading, language: str) -> dict[str, Any]:
    behind = reading.behind or reading.proposals or reading.mentions
    newest = reading.newest
    return {
        "state": reading.state.value,
        "line": reading_sentence(dataset, reading, language),
        "who": names_of(dataset, original_asserters(behind), language),
        "since": day_number(word_day(newest, date.max)) if newest is not None else None,
        "loose": reading.age_is_loose,
        "spoken": newest is not None,
        "context": bool(behind) and all(s.is_context for s in behind),
        "proposed": bool(reading.proposals) and reading.state in (State.PROPOSED, State.NO_CLAIM),
        "statements": len(behind),
    }


def _statement(dataset: Dataset, statement: Statement, language: str) -> dict[str, Any]:
    said = statement.annotation
    return {
        "id": statement.id,
        "from": day_number(said.valid.first_day),
        "until": None if said.valid.end_day is None else day_number(said.valid.end_day),
        "loose": (statement.certain_from - said.valid.first_day).days,
        "known": day_number(statement.known_from),
        "kind": statement.source.kind.value,
        "mood": said.mood.value,
        "state": said.status.value if said.status is not None and said.mood is not Mood.PROPOSED else "",
        "features": list(said.about),
        "title": said.says.en,
        "who": chain(dataset, statement, language),
    }
