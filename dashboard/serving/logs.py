"""Logs: a line of JSON for each exchange and each error, with nothing in it that a reader sent.

Of other people's log calls only the constant text is kept, never what is put into it: that may be an
address, a header, a link. Of an exception its type and where it arose; its words only where the operating
system wrote them.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import streamlit.logger

OURS = "aleppo"
_PACKAGES = "site-packages/"
exchanges = logging.getLogger(f"{OURS}.exchanges")


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg.strip() if isinstance(record.msg, str) else type(record.msg).__name__,
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
    if _PACKAGES in filename:
        return filename.rpartition(_PACKAGES)[2]
    return "/".join(filename.split("/")[-3:])
