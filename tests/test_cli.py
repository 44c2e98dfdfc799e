"""The command: what it says, what it costs to start, what it exits with."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from dashboard.cli import main
from dashboard.store.load import data_folder
from dashboard.store.schema import schemas, stale_schemas


def test_the_shipped_data_has_no_problem() -> None:
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 0, done.output
    assert done.output.endswith(": 0 problems\n")


def test_a_bad_folder_is_a_problem_and_a_missing_one_a_wrong_call(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["check", str(tmp_path)]).exit_code == 2
    (tmp_path / "catalog.json").write_text("{", encoding="utf-8")
    done = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert done.exit_code == 1
    assert f"{tmp_path.as_posix()}/catalog.json:1:2\n  error[truncated]" in done.output


def test_missing_texts_are_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["sources", "verify", "--articles", str(tmp_path)])
    assert done.exit_code == 1
    assert "0 articles" in done.output


def test_the_table_counts_every_document() -> None:
    done = CliRunner().invoke(main, ["sources", "table"])
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == 1 + len(list((data_folder() / "sources").glob("*.json")))


@pytest.mark.parametrize("command", ["check", "sources table", "schema --check", "--help"])
def test_a_check_starts_without_streamlit(command: str) -> None:
    script = (
        "import sys; from click.testing import CliRunner; from dashboard.cli import main; "
        f"done = CliRunner().invoke(main, {command.split()!r}); "
        "print(done.exit_code, sorted({'streamlit', 'folium', 'geopandas', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "0 []\n"


def test_schemas_are_fresh() -> None:
    assert stale_schemas(data_folder() / "schema") == []


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_shipped_files_satisfy_their_schema(name: str) -> None:
    schema = json.loads(schemas()[name])
    patterns = {"source.json": "sources/*.json", "layer.json": "layers/*.geojson"}
    paths = list(data_folder().glob(patterns.get(name, name)))
    assert paths
    for path in paths:
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), schema)


def test_every_command_has_an_example_and_is_in_the_readme() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        assert f"aleppo {name}" in readme, name
        if name not in ("run", "sources"):
            assert "Example:" in (command.help or ""), name
