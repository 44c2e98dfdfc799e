"""`aleppo check`: list every problem of the data."""

from pathlib import Path

import click

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=_FOLDER, required=False)
def check(folder: Path | None) -> None:
    """Check a data folder (the shipped one unless named) and list every problem.

    Exits with 0 when there is none, with 1 when there are problems, with 2 for a wrong call.

    Example: aleppo check geodata
    """
    from dashboard.store.load import data_folder, load

    folder = folder or data_folder()
    try:
        dataset, problems = load(folder)
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    for problem in problems:
        click.echo(str(problem), err=True)
    counted = f"{len(dataset.features)} features, {len(dataset.statements)} annotations"
    click.echo(f"{counted}, {len(dataset.disagreements)} disagreements: {len(problems)} problems")
    if problems:
        raise SystemExit(1)
