"""`aleppo fmt`: bring data files into their canonical form."""

from pathlib import Path

import click

_ANY = click.Path(exists=True, path_type=Path)


@click.command()
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file would change."
)
@click.option(
    "--fix", is_flag=True, help="Apply the safe remedies that `aleppo check` proposes, and list them."
)
@click.argument("paths", type=_ANY, nargs=-1)
def fmt(only_check: bool, fix: bool, paths: tuple[Path, ...]) -> None:
    """Bring data files into their canonical form: one record per line, members in order, coordinates rounded.

    PATHS are files or data folders; the shipped data unless named. Each file is saved whole or not at all,
    and `aleppo undo` takes it back. What is no data file is not touched.

    --fix also removes byte order marks, commas before closing brackets, repeated positions and blanks around
    texts, closes rings, composes letters, and moves the end of a stretch to its node where it is within its
    accuracy. Nothing that is claimed changes.

    Exits with 1 when a file was not touched or, with --check, would change, with 2 for a wrong call.

    Example: aleppo fmt --check geodata
    """
    from dashboard.domain.problem import visible
    from dashboard.store.folder import data_folder
    from dashboard.store.tidy import data_files, tidy

    try:
        files = data_files(paths or [data_folder()])
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    done = [tidy(file, write=not only_check, fix=fix) for file in files]
    for each in done:
        if each.problem:
            click.echo(each.problem, err=True)
        for done_to in each.fixes:
            said = visible(f"{done_to.subject}: {done_to.said}" if done_to.subject else done_to.said)
            click.echo(f"{'would fix' if only_check else 'fixed'} [{done_to.rule}] {each.path} {said}")
        if each.changed:
            click.echo(f"{'would change' if only_check else 'formatted'}: {each.path}")
    changed, untouched = sum(each.changed for each in done), sum(bool(each.problem) for each in done)
    word = "would change" if only_check else "formatted"
    click.echo(f"{len(done)} files: {changed} {word}, {untouched} not touched because of a problem")
    if untouched or (only_check and changed):
        raise SystemExit(1)
