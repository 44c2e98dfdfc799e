"""A piece of a file that was made of a held layer, without the rest of it."""

from pathlib import Path


def piece_of(path: Path, start: int, length: int) -> bytes:
    """Read bytes from the middle of a file; fewer where it ends before. Raises OSError as opening does."""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)
