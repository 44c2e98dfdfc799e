"""Logs: a line of JSON for each exchange and each error, with nothing in it that a reader sent.

Of other people's log calls only the constant text is kept, never what is put into it: that may be an
address, a header, a link. Of an exception its type and where it arose; its words only where the operating
system wrote them.
"""

import json
import logging
import os
import re
import sys
import threading
import traceback
import warnings
from datetime import UTC, datetime
from typing import Any

import streamlit.logger

OURS = "aleppo"
_OWN = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))).replace("\\", "/") + "/"
_INSTALLED = re.compile(r".*/(?:site-packages|lib/python3\.\d+|Lib)/")
_PLAIN = re.compile(r"(?:[A-Za-z .]|\(\))*")
exchanges = logging.getLogger(f"{OURS}.exchanges")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line |= _told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def log_json() -> None:
    """Write everything that is logged from now on as lines of JSON; requests too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())

    def take_over(logger: logging.Logger) -> None:
        # Streamlit gives each of its loggers a handler of its own, now and whenever its options change.
        logger.handlers[:] = [handler]

    streamlit.logger.setup_formatter = take_over
    streamlit.logger.update_formatter()
    for name in ("", "uvicorn", "uvicorn.error", "asyncio", OURS):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)
    _take_what_is_told_without_a_log()


def _take_what_is_told_without_a_log() -> None:
    """Write as lines too what Python itself would print: words and folders would be in it."""
    ours = logging.getLogger(OURS)

    def warned(message: object, category: type[Warning], filename: str, lineno: int, *_: object) -> None:
        place = {"error": category.__qualname__, "stack": [f"{_short(filename)}:{lineno}"]}
        ours.warning("a warning of Python", extra={"fields": place})

    def thread_failed(told: threading.ExceptHookArgs) -> None:
        if told.exc_type is not SystemExit:
            ours.error("a thread ended with an error", exc_info=told.exc_value)

    warnings.showwarning = warned  # type: ignore[assignment]
    threading.excepthook = thread_failed
    sys.unraisablehook = lambda told: ours.error("an error where none can be met", exc_info=told.exc_value)
    sys.excepthook = lambda _, error, __: ours.critical("the process ends with an error", exc_info=error)


def _event(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if record.name == "asyncio":  # it puts what it tells of into the text itself, after some plain words
        return _PLAIN.match(record.msg).group().strip()  # type: ignore[union-attr]
    return record.msg.strip()


def _told(error: BaseException) -> dict[str, Any]:
    stack = [
        f"{_short(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    words = error.strerror if isinstance(error, OSError) and error.strerror else ""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    told = {"error": type(error).__qualname__, "words": words, "stack": stack}
    return told | ({"because": _told(cause)} if cause is not None else {})


def _short(filename: str) -> str:
    """Name a file without the folders of this machine."""
    name = filename.replace("\\", "/")
    if name.startswith(f"{_OWN}dashboard/"):
        return name.removeprefix(_OWN)
    return _INSTALLED.sub("", name) if _INSTALLED.match(name) else name.rpartition("/")[2]
