"""The `aleppo` command. A subcommand is imported when it is asked for, so that each starts at once."""

import keyword
from importlib import import_module

import click

from dashboard import __version__

# Each is a module of dashboard/commands that holds a command of its own name; the words are for `--help`.
COMMANDS = {
    "run": "Start the map; unless told otherwise only this computer can reach it.",
    "check": "Check data folders and files, and list every problem with its place and remedy.",
    "rules": "Explain what a check finds: a rule, why, wrong and right.",
    "fmt": "Bring data files into their canonical form.",
    "merge": "Merge two versions of a data file, by record and by member.",
    "lend": "Write a copy of a layer that keeps its ids in other programs.",
    "adopt": "Take a file of QGIS, geojson.io or uMap back into its layer.",
    "diff": "Say in words what differs between two versions, and which answers change.",
    "undo": "Put back the version of a file before its last save.",
    "schema": "Write the JSON Schemas of the data files from the records.",
    "sources": "Look after the documents that are cited.",
    "import": "Make a draft layer of a file that somebody brings.",
    "store": "Keep the data in PostgreSQL with PostGIS: set up, copy, look.",
    "network": "Bring a road network of your own.",
}


class _OnDemand(click.Group):
    """A group that knows the names of its commands and imports one when it is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"dashboard.commands.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=_OnDemand, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="aleppo")
def main() -> None:
    """Look at, check and carry the map of what was said about Aleppo in August and September 2016."""
