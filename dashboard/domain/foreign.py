"""GeoJSON that another program wrote: its features, ids it moved, types it changed, what is its own."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from dashboard.domain.measure import positions_of
from dashboard.domain.model import Properties

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_DEGREES = re.compile(r"(CRS:?84|EPSG:+4326|EPSG:[0-9.]+:4326|WGS ?84)\Z", re.IGNORECASE)
# Identifiers of tables and of OpenStreetMap, origins that QGIS adds when it merges layers, options of uMap.
_OWN_OF_OTHERS = {
    "id",
    "fid",
    "ogc_fid",
    "@id",
    "layer",
    "path",
    "_umap_options",
    "_storage_options",
    "_storage",
}
_STYLE = re.compile(r"(marker-(color|size|symbol)|stroke(-width|-opacity)?|fill(-opacity)?)\Z")  # simplestyle
KNOWN = {field.alias or name for name, field in Properties.model_fields.items()}
NUMBERS = {"accuracy_m", "importance"}
_MOST_DECIMALS = 9


class NotGeoJson(ValueError):
    """A file that cannot be adopted, with the reason and the remedy."""

    def __init__(self, said: str, fix: str) -> None:
        super().__init__(f"{said}\n  fix: {fix}")
        self.said, self.fix = said, fix


def features_of(document: Any) -> list[dict[str, Any]]:
    """Give the features of a collection, of a single feature or of a uMap backup, which holds collections.

    Raises NotGeoJson for anything else, and for coordinates that are not degrees.
    """
    found = list(_features_in(document))
    if not all(isinstance(each, dict) and each.get("type") == "Feature" for each in found):
        raise NotGeoJson("something in the file is no Feature", "save it as GeoJSON again")
    for each in found:
        if not isinstance(each.get("properties"), (dict, type(None))):
            raise NotGeoJson("the properties of a feature are no object", "save it as GeoJSON again")
    return found


def _features_in(document: Any) -> Iterator[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "umap":
        layers = document.get("layers")
        for layer in layers if isinstance(layers, list) else ():
            if not isinstance(layer, dict) or layer.get("type") == "umap":
                raise NotGeoJson("a layer of the uMap backup is no collection", "download it again")
            yield from _features_in(layer)
    elif kind == "Feature":
        yield document
    elif kind == "FeatureCollection" and isinstance(document.get("features"), list):
        _refuse_other_systems(document.get("crs"))
        yield from document["features"]
    else:
        raise NotGeoJson("the file is no GeoJSON of features", "save it as GeoJSON (EPSG:4326)")


def _refuse_other_systems(crs: Any) -> None:
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not _DEGREES.search(name):
        said = f"the coordinates are said to be in {name or crs!r}"
        raise NotGeoJson(said, "save it again in EPSG:4326 (longitude and latitude in degrees)")


def ids_in(feature: dict[str, Any]) -> list[str]:
    """Give the ids that a feature carries, where GeoJSON wants it and where programs move it to."""
    properties = feature.get("properties") or {}
    found = (properties.get("id"), feature.get("id"))
    return list(dict.fromkeys(each for each in found if isinstance(each, str) and each))


def name_of(feature: dict[str, Any]) -> str:
    """Give the name of a feature, empty where it has none."""
    name = (feature.get("properties") or {}).get("name")
    return name if isinstance(name, str) else ""


def own_properties(feature: dict[str, Any]) -> dict[str, Any]:
    """Give the properties of a feature without empty ones and what programs keep there for themselves."""
    return {
        key: value
        for key, value in (feature.get("properties") or {}).items()
        if value not in (None, "") and key not in _OWN_OF_OTHERS and not _STYLE.match(key)
    }


def cleared(feature: dict[str, Any]) -> set[str]:
    """Name the properties that are there and empty: somebody removed the value, or there never was one."""
    return {key for key, value in (feature.get("properties") or {}).items() if value in (None, "")}


def retyped(value: Any, like: Any) -> Any:
    """Give a value back the type it had: tables know no integers, forms only texts.

    >>> [retyped("75", 75), retyped(75.0, 60), retyped("true", False), retyped(7, "7a"), retyped("x", 1)]
    [75, 75, True, '7', 'x']
    """
    if isinstance(like, bool):
        return {"true": True, "false": False, "1": True, "0": False}.get(str(value).lower(), value)
    if isinstance(like, (int, float)):
        number = _number(value)
        return value if number is None else int(number) if number.is_integer() else number
    if isinstance(like, str) and (number := _number(value)) is not None and not isinstance(value, str):
        return str(int(number)) if number.is_integer() else str(number)
    if isinstance(like, (dict, list)) and isinstance(value, str):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def typed(key: str, value: Any) -> Any:
    """Give a property that the feature did not have the type that the model wants."""
    return retyped(value, 0 if key in NUMBERS else "")


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def step_deg(features: list[dict[str, Any]]) -> float:
    """Give the step to which the program rounded degrees: that of the finest coordinate in the file."""
    most = 0
    for feature in features:
        geometry = feature.get("geometry")
        for position in positions_of(geometry) if geometry else ():
            for number in position[:2]:
                digits = repr(float(number))
                most = max(most, _MOST_DECIMALS if "e" in digits else len(digits.partition(".")[2]))
    return float(10.0 ** -min(most, _MOST_DECIMALS))
