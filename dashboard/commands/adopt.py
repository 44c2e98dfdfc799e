"""`aleppo adopt`: take a file that another program wrote back into its layer."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dashboard.store.adopt import LayerPlan, Plan

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_MANY = 12


@click.command()
@click.argument("file", type=_FILE)
@click.option("--layer", metavar="ID", help="The layer; otherwise each feature goes to the one of its id.")
@click.option("--data", type=_FOLDER, help="The data folder; the shipped one unless named.")
@click.option("--yes", is_flag=True, help="Save without asking; open questions stay open.")
@click.option("--by-name", is_flag=True, help="Answer yes where name and nearness ask which feature it is.")
@click.option("--delete-missing", is_flag=True, help="Remove placed features that the file does not have.")
@click.option("--add-new", is_flag=True, help="Add new features even where they lack what they need.")
def adopt(
    file: Path,
    layer: str | None,
    data: Path | None,
    yes: bool,
    by_name: bool,
    delete_missing: bool,
    add_new: bool,
) -> None:
    """Take a GeoJSON file that QGIS, geojson.io or uMap wrote back into its layer, and say what changes.

    Features are found by id, also where the program moved it into the properties. What the program dropped
    is restored, what somebody changed is kept. Missing features stay. Whether a feature that lost its id is
    one of ours is asked, never guessed. `aleppo lend` writes a copy that keeps its ids in every program.

    Exits with 0 when all was taken, with 1 when something was left out or nothing was saved, with 2 for a
    wrong call.

    Example: aleppo adopt places-from-qgis.geojson
    """
    from dashboard.domain.foreign import NotGeoJson
    from dashboard.store.adopt import plan, save_plan
    from dashboard.store.durable import SaveError
    from dashboard.store.shelf import chosen_shelf
    from dashboard.store.strict_json import Refused

    folder = data or chosen_shelf()
    if not isinstance(folder, Path):
        fix = (
            "copy it into one (aleppo store copy database DIR), adopt there with --data DIR, and copy it back"
        )
        raise click.UsageError(f"adopt works on a data folder, and a database is chosen\n  fix: {fix}")
    work_out = partial(plan, folder, file, layer=layer, delete_missing=delete_missing, add_new=add_new)
    try:
        found = work_out()
        if agreed := _agreed(found, by_name=by_name, ask=not yes):
            found = work_out(agreed=agreed)
        whole = _say(found)
        if any(each.changes for each in found.layers):
            _confirm(found, yes=yes)
            for saved in save_plan(found):
                click.echo(f"saved: {saved.path}; `aleppo undo` takes it back")
    except NotGeoJson as error:
        raise click.ClickException(f"{file}: {error}") from error
    except (Refused, SaveError) as error:
        raise click.ClickException(str(error)) from error
    if not whole:
        raise SystemExit(1)


def _agreed(found: "Plan", *, by_name: bool, ask: bool) -> set[str]:
    questions = [question for each in found.layers for question in each.adoption.questions]
    if by_name:
        return {question.feature_id for question in questions}
    agreed = set()
    for question in questions if ask else ():
        away = "" if question.apart_m is None else f", {question.apart_m:,.0f} m away"
        said = f"“{question.name}” has lost its id. Is it {question.feature_id}{away}?"
        if click.confirm(said, default=False):
            agreed.add(question.feature_id)
    return agreed


def _say(found: "Plan") -> bool:
    """Say what a plan does; tells whether all of the file is taken."""
    for said in found.left_out:
        click.echo(f"left out: {said}")
    whole = not found.left_out
    for each in found.layers:
        whole = _say_layer(each) and whole
    return whole


def _say_layer(each: "LayerPlan") -> bool:
    adoption = each.adoption
    click.echo(f"{each.layer}: {len(each.changes)} changes" if each.changes else f"{each.layer}: unchanged")
    for said in each.changes:
        click.echo(f"  {said}")
    if any(": geometry: " in said for said in each.changes):
        click.echo("  source, method and accuracy_m of what moved stay: change them if they no longer hold")
    for said in adoption.left_out:
        click.echo(f"  left out: {said}")
    for question in adoption.questions:
        click.echo(f"  not taken: “{question.name}” has lost its id; it may be {question.feature_id}")
    added = {record["id"] for record in adoption.features}
    for newcomer in adoption.newcomers:
        known = newcomer.record["id"]
        needs = f"needs {', '.join(newcomer.needs)}" if newcomer.needs else "lacks nothing"
        click.echo(f"  {'new' if known in added else 'new, not taken'}: {known} {needs}")
    if adoption.missing:
        shown = ", ".join(adoption.missing[:_MANY]) + (", …" if len(adoption.missing) > _MANY else "")
        click.echo(f"  not in the file, kept: {len(adoption.missing)} ({shown})")
    complete = all(not newcomer.needs for newcomer in adoption.newcomers)
    return complete and not adoption.left_out and not adoption.questions


def _confirm(found: "Plan", *, yes: bool) -> None:
    for problem in found.problems:
        click.echo(str(problem), err=True)
    if found.problems:
        click.echo(f"saving this makes {len(found.problems)} problems", err=True)
        if yes and any(problem.severity == "error" for problem in found.problems):
            raise click.ClickException("nothing was saved; mend the file, or answer yourself without --yes")
    if not yes and not click.confirm("Save?", default=False):
        click.echo("nothing was saved")
        raise SystemExit(1)
