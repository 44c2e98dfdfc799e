"""Writing a page that somebody asked for, such as a map of what changed."""

from pathlib import Path


def write_page(path: Path, text: str) -> None:
    """Write a page as UTF-8; raises OSError where it cannot be written."""
    path.write_bytes(text.encode("utf-8"))
