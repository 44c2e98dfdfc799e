"""`aleppo check`: list every problem of the data."""

import sys
from pathlib import Path

import click

from dashboard import problem_report
from dashboard.domain.problem import Problem

_ANY = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("paths", type=_ANY, nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How problems are written.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option("--all", "every", is_flag=True, help="Write every problem, also the 21st of a rule in a file.")
@click.option("--caret/--no-caret", "carets", default=None, help="Show the line.  [on a terminal]")
@click.option("--no-recall", is_flag=True, help="Check again what was checked before.")
def check(
    paths: tuple[Path, ...], form: str, strict: bool, every: bool, carets: bool | None, no_recall: bool
) -> None:
    """Check data folders and files, and list every problem with file, line, value and remedy.

    PATHS are data folders, files of one, or GeoJSON files by themselves; the shipped data unless named.
    Nothing is changed. docs/maintaining.md has every rule with a wrong and a right example.

    Exits with 0 when there is nothing to mend (warnings are told), with 1 when there are problems, with 2
    for a wrong call.

    Example: aleppo check geodata --format github
    """
    from dashboard.store.check import check as look
    from dashboard.store.folder import data_folder

    try:
        report = look(paths or [data_folder()], recall=not no_recall)
    except FileNotFoundError as error:
        raise click.UsageError(str(error)) from error
    problems = report.problems
    if form == "json":
        click.echo(problem_report.as_json(problems, report.counted))
    elif form == "sarif":
        click.echo(problem_report.as_sarif(problems))
    elif form == "github":
        for line in problem_report.as_github(problems):
            click.echo(line)
    else:
        show = sys.stderr.isatty() if carets is None else carets
        lines = _Source()
        for line in problem_report.as_text(problems, lines.line_of if show else lambda problem: None, every):
            click.echo(line, err=True)
        for counted in report.counted[:-1]:
            click.echo(counted)
        warned = len(problems) - report.errors
        told = f", {warned} of them warnings" if warned else ""
        click.echo(f"{report.counted[-1]}: {len(problems)} problems{told}")
    if report.errors or (strict and problems):
        raise SystemExit(1)


class _Source:
    """The lines of the files that problems name; the last file read is kept."""

    def __init__(self) -> None:
        self.file, self.lines = "", [""]

    def line_of(self, problem: Problem) -> str | None:
        """Give the line of a problem; None for a problem of a whole file, or a file that is gone."""
        from dashboard.store.durable import read_regular

        if problem.line and problem.file != self.file:
            try:
                body, _ = read_regular(Path(problem.file))
            except OSError:
                return None
            self.file, self.lines = problem.file, body.decode("utf-8", "replace").split("\n")
        found = problem.line and problem.line <= len(self.lines)
        return self.lines[problem.line - 1].rstrip("\r") if found else None
