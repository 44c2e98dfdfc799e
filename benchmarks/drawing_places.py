"""Where the ways of the drawing benchmark are served from: a layer's files, a server each, libraries."""

import importlib.util
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from benchmarks import made
from benchmarks.drawing_data import LAST, Layer, write_binary, write_geojson, write_parquet
from benchmarks.serving import (
    HERE,
    NotServed,
    aleppo,
    folder,
    free_port,
    leaflet,
    npm_files,
    served,
    streamlit,
)

PEERS = HERE / "peers"
_PARTS = {"layer.bin": write_binary, "layer.geojson": write_geojson, "layer.parquet": write_parquet}


@dataclass(frozen=True, kw_only=True)
class Place:
    """One layer in a folder of its own; its files are written when a way first asks for them."""

    path: Path
    layer: Layer

    @property
    def view(self) -> list[str]:
        """Give latitude, longitude and zoom."""
        return [str(made.CITY[1]), str(made.CITY[0]), str(self.layer.zoom)]

    def file(self, name: str) -> Path:
        """Give the path of one of the layer's files."""
        found = self.path / name
        if not found.exists():
            _PARTS[name](self.layer, found)
        return found


@dataclass(frozen=True, kw_only=True)
class Served:
    """A way that is being served: where, by which process, and what its page loads from elsewhere."""

    url: str
    process: int
    foreign: Mapping[str, bytes] = field(default_factory=dict)


def serve_ours(stack: ExitStack, place: Place, *, brought: bool) -> Served:
    """Serve our page, with the layer or without."""
    port = free_port()
    arguments = ["--layer", str(place.file("layer.parquet"))] if brought else []
    process = stack.enter_context(served(aleppo(port, *arguments), port, "/healthz", wait_s=900))
    at = ",".join(place.view)
    return Served(url=f"http://127.0.0.1:{port}/?at={at}&as_of={LAST}&known_by=all", process=process)


def serve_page(stack: ExitStack, place: Place, *, page: str, data: str, package: str) -> Served:
    """Serve one of the plain pages with its library beside it."""
    port = free_port()
    place.file(data)
    for name, body in {page: (PEERS / page).read_bytes(), **_library(package)}.items():
        (place.path / name).write_bytes(body)
    process = stack.enter_context(served(folder(place.path, port), port, f"/{page}"))
    at = f"{place.view[0]},{place.view[1]}&zoom={place.view[2]}"
    return Served(
        url=f"http://127.0.0.1:{port}/{page}?data={data}&kind={place.layer.kind}&at={at}", process=process
    )


@cache
def _library(package: str) -> dict[str, bytes]:
    return leaflet() if package == "leaflet" else npm_files(package)


def serve_streamlit(stack: ExitStack, place: Place, *, script: str, data: str, package: str) -> Served:
    """Serve one of the Streamlit scripts."""
    port = free_port()
    command = streamlit(f"peers/{script}", port, str(place.file(data)), *place.view, place.layer.kind)
    process = stack.enter_context(served(command, port, "/_stcore/health"))
    return Served(
        url=f"http://127.0.0.1:{port}/", process=process, foreign=_library(package) if package else {}
    )


def serve_lonboard(stack: ExitStack, place: Place) -> Served:
    """Export the page of lonboard and serve it."""
    page = place.path / "lonboard.html"
    script = [sys.executable, str(PEERS / "lonboard_page.py"), str(place.file("layer.parquet"))]
    exported = subprocess.run(
        [*script, *place.view, place.layer.kind, str(page)], capture_output=True, text=True, check=False
    )
    if exported.returncode:
        raise NotServed(f"the export failed: {exported.stderr.strip().splitlines()[-1:]}")
    port = free_port()
    process = stack.enter_context(served(folder(place.path, port), port, f"/{page.name}"))
    return Served(url=f"http://127.0.0.1:{port}/{page.name}", process=process, foreign=_lonboard_files())


@cache
def _lonboard_files() -> dict[str, bytes]:
    """Give what an exported lonboard page asks of two foreign hosts, in the versions that it names."""
    code = (_folder_of("lonboard") / "static/index.js").read_text(encoding="utf-8", errors="replace")
    named = re.search(r"parquet-wasm@\$\{(\w+)\}", code)
    version = named and re.search(rf'\b{named[1]}="([\d.]+)"', code)
    if not version:
        raise NotServed("the code of this lonboard names no version of parquet-wasm")
    worker = re.search(r"@geoarrow/geoarrow-js@([\d.]+)", code)
    return {
        **npm_files("requirejs@2.3.4", {"require.js": "require.min.js"}),
        **npm_files("@jupyter-widgets/html-manager@1", {"dist/embed-amd.js": "embed-amd.js"}),
        **npm_files(f"parquet-wasm@{version[1]}", {"esm/parquet_wasm_bg.wasm": "parquet_wasm_bg.wasm"}),
        **(_worker(worker[1]) if worker else {}),
        "dist/index.js": (_folder_of("anywidget") / "nbextension/index.js").read_bytes(),
    }


def _folder_of(package: str) -> Path:
    found = importlib.util.find_spec(package)
    assert found is not None, package
    assert found.origin is not None, package
    return Path(found.origin).parent


def _worker(version: str) -> dict[str, bytes]:
    path = "dist/earcut-worker.min.js"
    return npm_files(f"@geoarrow/geoarrow-js@{version}", {path: path.rpartition("/")[2]})
