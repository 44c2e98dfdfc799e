"""Whether this process may change the data folder: said once, by the command that starts it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class _Mode:
    on: bool = False
    articles: Path | None = None


# Neither a link, nor a request, nor a variable of the environment leads here: only `aleppo run --edit` does.
_mode = _Mode()


def allow(articles: Path | None = None) -> None:
    """Let this process edit; `articles` is the folder with the articles' texts, if they are at hand."""
    _mode.on, _mode.articles = True, articles


def is_on() -> bool:
    """Tell whether the data may be edited in this process."""
    return _mode.on


def articles_folder() -> Path | None:
    """Give the folder with the articles' texts; None where they are not at hand."""
    return _mode.articles
