"""Feed the page a made layer: its columns and its entry in the spec, as if the server had published them."""

import io
import json
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Page, Route

from benchmarks import made
from dashboard.maps.brought import points
from dashboard.maps.brought.shapes import encode_shapes
from dashboard.maps.brought.values import encode_values

Array = npt.NDArray[Any]
CATEGORIES = ["shelling", "airstrike", "clash", "checkpoint", "aid", "other"]
SOURCES = ["Monitor", "Agency", "Survey"]


class Fed:
    """A brought layer as the page gets it, and its values in the order of the file, to count against."""

    def __init__(self, shape: bytes, order: Array, values: made.Values, **brought: Any) -> None:
        self.order = order
        self.values = made.Values(*(column[order] for column in values))
        self.files = {"shape": shape}
        for name, column in values._asdict().items():
            self.add(name, column)
        counts = np.bincount(values.category, minlength=256)[: len(CATEGORIES)].tolist()
        sources = np.bincount(values.source, minlength=256)[: len(SOURCES)].tolist()
        self.entry: dict[str, Any] = {
            "id": "brought-1",
            "role": "brought",
            "title": {"en": "made.gpkg", "ar": "made.gpkg"},
            "url": self.url("shape"),
            "count": len(values.date),
            "shown": True,
            "brought": {
                "source": {"how": "column", "name": None},
                "dates": [{"field": "day", "url": self.url("date")}],
                "categories": [
                    {
                        "field": "kind",
                        "url": self.url("category"),
                        "values": CATEGORIES,
                        "counts": counts,
                        "others": 0,
                        "none": 0,
                    }
                ],
                "sources": {
                    "field": "by",
                    "url": self.url("source"),
                    "values": SOURCES,
                    "counts": sources,
                    "others": 0,
                    "none": int((values.source == made.NO_CODE).sum()),
                },
                "known": {"field": "published", "url": self.url("known")},
                "series": [],
                "chosen": {"date": 0, "category": 0},
                "unlocated": 0,
                "set_aside": 0,
                "remarks": [],
                **brought,
            },
        }

    def add(self, name: str, column: Array) -> None:
        """Offer one more column of values, given in the order of the layer."""
        out = io.BytesIO()
        encode_values(column, self.order, out)
        self.files[name] = out.getvalue()

    @staticmethod
    def url(name: str) -> str:
        """Name the address under which the page finds a file."""
        return f"/made/{name}.cols"

    def route(self, page: Page, change: Callable[[dict[str, Any]], None] | None = None) -> None:
        """Serve the files, and add the layer to each spec that the page fetches."""

        def spec(route: Route) -> None:
            answer = route.fetch()
            body = answer.json()
            if isinstance(body, dict) and "layers" in body:
                body["layers"].append(self.entry)
                if change:
                    change(body)
            route.fulfill(response=answer, body=json.dumps(body))

        page.route("**/atlas/*.json", spec)
        page.route(
            "**/made/*.cols",
            lambda route: route.fulfill(
                body=self.files[route.request.url.rpartition("/")[2].removesuffix(".cols")],
                content_type="application/octet-stream",
            ),
        )


def fed_points(count: int, seed: int = 1, most: int = points.MOST_POINTS, **brought: Any) -> Fed:
    """Make a layer of points with days, categories and sources; above `most` a sample of them."""
    out = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(points, "MOST_POINTS", most)
        order = points.encode_points(*made.positions(count, seed), out)
    return Fed(out.getvalue(), order, made.values(count, seed + 1), **brought)


def fed_shapes(kind: Literal["line", "polygon"], shapes: made.Shapes, **brought: Any) -> Fed:
    """Make a layer of lines or polygons with days, categories and sources."""
    out = io.BytesIO()
    order = encode_shapes(kind, *shapes, out)
    return Fed(out.getvalue(), order, made.values(len(shapes.part_off) - 1), **brought)
