"""Recipes: how the columns of a file become fields, kept in a file and taken again for the same columns."""

import json
from pathlib import Path

from pydantic import Field, ValidationError

from dashboard.domain.draft_columns import FIELDS, PLACES
from dashboard.domain.draft_rows import Found, Recipe
from dashboard.domain.model import Record
from dashboard.store import save as saving
from dashboard.store.imports.limits import DraftError, shown
from dashboard.store.imports.opening import read_input
from dashboard.store.strict_json import Refused, parse

ENDING = ".recipe.json"
_MOST_BYTES = 1_000_000


class _Form(Record):
    """A recipe as it stands in its file."""

    columns: tuple[str, ...]
    map_: dict[str, str] = Field(alias="map")
    set_: dict[str, str] = Field(alias="set", default={})


def load_recipe(path: Path) -> Recipe:
    """Read a recipe. Raises DraftError for what is none."""
    try:
        form = _Form.model_validate(parse(read_input(path, _MOST_BYTES), path.name))
    except Refused as refused:
        raise DraftError(path.name, refused.problem.message, refused.problem.fix) from refused
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = ".".join(map(str, fault["loc"])) or "recipe"
        raise DraftError(
            path.name, f"it is no recipe: {where}: {fault['msg']}", "remove it to be asked again"
        ) from error
    recipe = Recipe(columns=form.columns, map=form.map_, set=form.set_)
    if unknown := [field for field in (*recipe.map, *recipe.set) if field not in (*FIELDS, *PLACES)]:
        raise DraftError(
            path.name, f"{shown(unknown[0])!r} is no field", f"use {', '.join((*PLACES, *FIELDS))}"
        )
    return recipe


def save_recipe(path: Path, recipe: Recipe) -> None:
    """Write a recipe where another may be. Raises SaveError where it cannot be written."""
    form = {"columns": list(recipe.columns), "map": dict(recipe.map), "set": dict(recipe.set)}
    put(path, (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode())


def put(path: Path, body: bytes) -> bool:
    """Save a file and tell whether it takes the place of another, which `aleppo undo` gives back."""
    try:
        opened: str | None = saving.read(path)[1]
    except saving.SaveError:
        opened = None
        if path.exists():
            raise
    saving.save(path, body, opened=opened)
    return opened is not None


def fitting(recipe: Recipe, found: Found, name: str) -> Recipe:
    """Give the recipe back where a file has its columns; raises DraftError where it has not."""
    for field, column in recipe.map.items():
        if column not in found.columns:
            listed = ", ".join(shown(each, 30) for each in found.columns[:40])
            raise DraftError(
                name, f"it has no column {shown(column)!r}, wanted for {field}", f"name one of: {listed}"
            )
    if found.tabular and (lacking := [place for place in PLACES if place not in recipe.map]):
        listed = ", ".join(shown(each, 30) for each in found.columns[:40])
        raise DraftError(
            name,
            f"no column of it is known for {' and '.join(lacking)}; it has: {listed}",
            f"name it: --map {lacking[0]}=COLUMN",
        )
    return recipe
