"""A small data folder that tests change under a watch, and a watch whose clock the test moves."""

import json
import time
from pathlib import Path
from typing import Any

from dashboard.store.watch import QUIET_S, Standing, Watch
from tests.conftest import SAID
from tests.store.test_load import CATALOG, SPEAKER, feature, files

TOWN = {"type": "Point", "coordinates": [37.1, 36.2]}
PAPER = {
    "id": "paper",
    "kind": "article",
    "publisher": "Paper",
    "title": "Title",
    "published": "2016-09-01",
    "published_basis": "printed",
    "where_read": "here",
    "licence": "facts",
    "annotations": [SAID],
}


def catalog(**changes: Any) -> str:
    known = json.loads(CATALOG)
    places = {**known["layers"][0], "id": "places", "file": "layers/places.geojson", "role": "place"}
    return json.dumps({**known, "layers": [known["layers"][0], places], **changes})


def layer(*features: object) -> str:
    return files(*features)["layers/roads.geojson"]


def town(name: str = "Town", **given: Any) -> dict[str, object]:
    return feature("town", given.pop("geometry", TOWN), name=name, kind="town", **given)


def written(folder: Path) -> Path:
    """Write a sound folder: a road, a town, and a paper that speaks of the road."""
    whole = files(
        feature(), **{"layers/places.geojson": layer(town()), "sources/paper.json": json.dumps(PAPER)}
    )
    for name, text in {**whole, **SPEAKER, "catalog.json": catalog()}.items():
        put(folder, name, text)
    return folder


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


MOMENT_S = QUIET_S * 1.1  # a little more than is asked for


class Hand:
    """A watch that looks when the test says so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.watch = Watch(folder)
        self.at = time.monotonic()

    def look(self, seconds: float = 0.0) -> Standing:
        self.at += seconds
        self.watch.look(self.at)
        return self.watch.standing

    def rest(self) -> Standing:
        """Let so much time pass that any news is taken."""
        for _ in range(6):
            self.look(MOMENT_S)
        return self.watch.standing

    def name(self, feature_id: str) -> str:
        return self.watch.standing.dataset.features[feature_id].properties.name
