"""The built browser code and fonts, read once from the installed package `aleppo_dashboard_assets`."""

import hashlib
import json
import mimetypes
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from dashboard.store.blobs import Blob, make_blob

PACKAGE = "aleppo_dashboard_assets"
_MEDIA_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".json": "application/json",
}


class AssetsMissing(RuntimeError):
    """The package of built files is not installed, or not as its manifest lists it."""


@cache
def assets() -> Mapping[str, Blob]:
    """Load every file that the manifest lists, by its path; nothing else of the package can be served.

    Raises AssetsMissing if the package is not there or a file differs from its checksum.
    """
    try:
        package = files(PACKAGE)
    except ModuleNotFoundError as error:
        raise AssetsMissing(
            f"the package {PACKAGE} is not installed\nfix: python3 dashboard/start.py, or pip install -e ."
        ) from error
    listed = json.loads(package.joinpath("manifest.json").read_text(encoding="utf-8"))["files"]
    loaded = {}
    for path, facts in listed.items():
        body = package.joinpath(*path.split("/")).read_bytes()
        if hashlib.sha256(body).hexdigest() != facts["sha256"]:
            raise AssetsMissing(
                f"{PACKAGE}/{path} differs from its checksum\nfix: install the dashboard again"
            )
        loaded[path] = make_blob(body, _media_type(path))
    return loaded


@cache
def page_modules(*names: str) -> tuple[str, ...]:
    """Find parts of Streamlit's page by the beginning of their names; a part that is not there is left out.

    Streamlit asks for these only once the first widget of a kind arrives.
    """
    folder = files("streamlit").joinpath("static", "static", "js")
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".js"))
    return tuple(f"/static/js/{name}" for name in found if name.startswith(tuple(f"{n}." for n in names)))


def page_template() -> str:
    """Read the page that Streamlit serves, as installed."""
    return files("streamlit").joinpath("static", "index.html").read_text(encoding="utf-8")


def _media_type(path: str) -> str:
    suffix = path[path.rfind(".") :]
    return _MEDIA_TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
