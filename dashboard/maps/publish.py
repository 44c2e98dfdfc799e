"""Publish a dataset to the browser: columns, spec, messages and reading tables at addresses of ours."""

import json
import threading
from dataclasses import dataclass, replace
from functools import partial

from dashboard import __version__
from dashboard.domain.dataset import Dataset
from dashboard.domain.lens import Lens, every_lens
from dashboard.domain.vocabulary import Presence
from dashboard.i18n import say
from dashboard.i18n.wording import browser_strings
from dashboard.maps.brought.publish import Published, published_layers
from dashboard.maps.columns import encode
from dashboard.maps.compile import compile_map
from dashboard.maps.definition import define_map
from dashboard.maps.table import reading_table
from dashboard.store import blobs

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the browser finds what it draws; each address names its content and never changes it."""

    specs: dict[str, str]
    strings: str
    tables: dict[str, str]
    columns: dict[str, tuple[str, ...]]

    def first_needed(self, lens: Lens) -> tuple[str, ...]:
        """Give what a reader whose link opens under `lens` fetches first."""
        context = str(int(lens.context))
        return (self.specs[context], self.strings, self.tables[lens.key], *self.columns[context])


# What is on the disk and what an editor makes of it are wanted in turn.
_KEPT_VERSIONS = 3
_published: dict[tuple[str, str, tuple[Published, ...]], Addresses] = {}
_lock = threading.Lock()


def publish(dataset: Dataset, language: str = "en") -> Addresses:
    """Put everything the component needs where it can be fetched; once per version of the data.

    Reading tables are compiled when the first reader asks for them. Layers that were brought are on the map
    beside the data's own; raises LayerError or ValueError where one cannot be drawn.
    """
    brought = published_layers()
    key = (dataset.version, language, brought)
    with _lock:
        if key not in _published:
            while len(_published) >= _KEPT_VERSIONS:
                del _published[next(iter(_published))]
            _published[key] = _publish(dataset, language, brought)
        return _published[key]


def _publish(dataset: Dataset, language: str, brought: tuple[Published, ...]) -> Addresses:
    specs, columns = {}, {}
    for context in (False, True):
        drawable = with_context(dataset, context)
        urls = {
            layer.id: blobs.put(
                encode(layer.id, drawable.features_by_layer[layer.id]), "application/octet-stream", "cols"
            )
            for layer in dataset.layers
        }
        spec = compile_map(
            define_map(drawable, urls, [each.entry for each in brought]),
            drawable,
            say("map.attribution", language),
            say("map.disclaimer", language),
        )
        key = str(int(context))
        specs[key] = blobs.put(json.dumps(spec, ensure_ascii=False).encode(), _JSON, "json")
        columns[key] = (*urls.values(), *(url for each in brought for url in each.first_needed))
    tables = {
        lens.key: blobs.offer(
            f"table {__version__} {dataset.version} {lens.key} {language}",
            partial(reading_table, dataset, lens, language),
            _JSON,
            "json",
        )
        for lens in every_lens()
    }
    strings = json.dumps(browser_strings(language), ensure_ascii=False).encode()
    return Addresses(specs, blobs.put(strings, _JSON, "json"), tables, columns)


def with_context(dataset: Dataset, context: bool) -> Dataset:
    """Leave out what only context puts on the map, unless context is asked for.

    Names and places of such things are context too: without it they never leave the server.
    """
    if context:
        return dataset
    cited = {f for s in dataset.statements if not s.is_context for f in s.annotation.about}
    kept = {
        feature.id: feature
        for feature in dataset.features.values()
        if feature.properties.presence is Presence.REFERENCE or feature.id in cited
    }
    return replace(dataset, features=kept)
