"""`aleppo sources`: look after the documents that are cited."""

from pathlib import Path

import click

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def sources() -> None:
    """Look after the documents that are cited."""


@sources.command()
@click.option("--articles", type=_FOLDER, required=True, help="Folder with the texts, <source id>.txt each.")
def verify(articles: Path) -> None:
    """Compare paragraph numbers, key terms and checksums with the texts of the articles.

    Example: aleppo sources verify --articles ../articles
    """
    from dashboard.store.load import data_folder, load
    from dashboard.store.verify import verify as compare

    dataset, _ = load(data_folder())
    found = compare(dataset, articles)
    for problem in found.problems:
        click.echo(str(problem), err=True)
    click.echo(
        f"{found.articles} articles, {found.annotations} annotations, {found.terms} key terms: "
        f"{len(found.problems)} problems"
    )
    if found.problems:
        raise SystemExit(1)


@sources.command()
def table() -> None:
    """Count annotations per document and kind: what each one says, and how.

    Example: aleppo sources table
    """
    from dashboard.store.load import data_folder, load

    dataset, _ = load(data_folder())
    click.echo(f"{'document':48} {'all':>4} {'actual':>7} {'proposed':>9} {'denied':>7} {'status':>7}")
    for source in sorted(dataset.sources.values(), key=lambda s: (s.kind.value, s.id)):
        moods = [a.mood.value for a in source.annotations]
        given = sum(a.gives_status for a in source.annotations)
        counts = [moods.count(mood) for mood in ("actual", "proposed", "denied")]
        click.echo(f"{source.id:48} {len(moods):4} {counts[0]:7} {counts[1]:9} {counts[2]:7} {given:7}")
