"""`aleppo schema`: write the JSON Schemas of the data files."""

import click


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a schema is stale.")
def schema(only_check: bool) -> None:
    """Write the JSON Schemas of the data files from the records.

    Example: aleppo schema --check
    """
    from dashboard.store.load import data_folder
    from dashboard.store.schema import stale_schemas, write_schemas

    folder = data_folder() / "schema"
    changed = stale_schemas(folder) if only_check else write_schemas(folder)
    for name in changed:
        click.echo(f"{'stale' if only_check else 'written'}: geodata/schema/{name}")
    if only_check and changed:
        raise SystemExit(1)
