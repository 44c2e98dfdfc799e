"""`aleppo diff`: what differs between two versions of the data, and what that changes for readers."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from dashboard.exports.comparison_report import Report
    from dashboard.store.comparison import Comparison

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_PAGE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("before", metavar="[A]", required=False)
@click.argument("after", metavar="[B]", required=False)
@click.option("--data", "folder", type=_FOLDER, help="The working data folder.  [default: the shipped one]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Markdown is for a pull request.",
)
@click.option(
    "--map", "page", type=_PAGE, metavar="FILE.html", help="Write a map of before and after as well."
)
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything differs.")
def diff(
    before: str | None, after: str | None, folder: Path | None, form: str, page: Path | None, exit_code: bool
) -> None:
    """Say in words what differs between A and B, and which answers change for readers.

    A and B are data folders, data files or git revisions: HEAD, main~3, v1:geodata (a folder in a revision),
    main..feature (two revisions). With A alone, A is compared with the working data folder; with nothing, the
    last commit is. A file is compared with the file of its name. A database is `database`, or its address;
    `database#17` is its revision 17.

    Exits with 0; with --exit-code, with 1 when anything differs; with 2 for a wrong call.

    Example: aleppo diff main~3 --format markdown --map changes.html
    """
    from dashboard.exports.comparison_json import as_json
    from dashboard.exports.comparison_markdown import markdown
    from dashboard.exports.comparison_report import report_of
    from dashboard.store.comparison import compare_versions
    from dashboard.store.revisions import versions
    from dashboard.store.shelf import chosen_shelf

    try:
        place = folder or chosen_shelf()
        comparison = compare_versions(*versions(before, after, place), place)
    except ValueError as error:  # NoSuchVersion is one
        raise click.UsageError(str(error)) from error
    report = report_of(comparison)
    if form == "json":
        click.echo(as_json(comparison))
    elif form == "markdown":
        click.echo(markdown(report), nl=False)
    else:
        _tell(report)
    if page is not None:
        _draw(page, comparison, report)
    if exit_code and not comparison.same:
        raise SystemExit(1)


def _tell(report: "Report") -> None:
    """Write the report; colours only on a terminal, and not where NO_COLOR is set."""
    from dashboard.exports.comparison_report import Tone, text_lines

    colours = False if os.environ.get("NO_COLOR") else None
    styles: dict[Tone, dict[str, Any]] = {
        Tone.TITLE: {"bold": True},
        Tone.HEADING: {"fg": "cyan"},
        Tone.BAD: {"fg": "red"},
    }
    for tone, line in text_lines(report):
        click.echo(click.style(line, **styles[tone]) if tone in styles else line, color=colours)


def _draw(page: Path, comparison: "Comparison", report: "Report") -> None:
    from dashboard.exports.comparison_page import comparison_page
    from dashboard.store.pages import write_page

    try:
        write_page(page, comparison_page(comparison, report))
    except OSError as error:
        raise click.UsageError(f"{page}: the map cannot be written: {error.strerror}") from error
    click.echo(f"written: {click.format_filename(page)}", err=True)
