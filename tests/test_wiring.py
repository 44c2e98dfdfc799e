"""Editors, pre-commit and the workflow: what their files name is there, and each command in them runs."""

import json
import os
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from dashboard.cli import COMMANDS, main
from dashboard.store.format import canonical
from dashboard.store.load import data_folder
from dashboard.store.schema import schemas
from tests.plain_yaml import read

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = read((ROOT / ".github/workflows/data.yml").read_text(encoding="utf-8"))
HOOKS = read((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
STEPS = WORKFLOW["jobs"]["data"]["steps"]
DATA = [p for p in data_folder().rglob("*.*json") if p.parent.name != "schema"]


def command_lines() -> list[str]:
    runs = [step["run"].split(" >> ")[0] for step in STEPS if "run" in step]
    prefix = "python3 dashboard/start.py "
    assert all(line.startswith(prefix) for line in runs)
    return [line.removeprefix(prefix) for line in runs] + [h["entry"].removeprefix("aleppo ") for h in HOOKS]


def lacks(line: str) -> tuple[str, str] | None:
    """Tell what a command line names that the program does not have."""
    name, *rest = shlex.split(line)
    if name not in COMMANDS:
        return name, ""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    known = {option for each in command.params for option in each.opts}
    return next(((name, each) for each in rest if each.startswith("--") and each not in known), None)


def test_every_command_and_option_that_the_files_name_exists() -> None:
    assert [missing for line in command_lines() if (missing := lacks(line))] == []


@pytest.mark.parametrize("line", command_lines())
def test_every_command_line_in_the_files_runs(line: str, tmp_path: Path) -> None:
    base = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    script = f'{shlex.quote(sys.executable)} -c "from dashboard.cli import main; main()" {line}'
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env=os.environ | {"BASE": base.stdout.strip(), "ALEPPO_STATE": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_may_only_read_and_pins_what_it_uses() -> None:
    text = (ROOT / ".github/workflows/data.yml").read_text(encoding="utf-8")
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in WORKFLOW["on"]
    for step in STEPS:
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"]), step
    assert len(re.findall(r"uses: \S+ # v\d+\.\d+\.\d+$", text, re.M)) == sum("uses" in s for s in STEPS)
    assert STEPS[0]["with"]["persist-credentials"] is False


def test_nothing_of_a_pull_request_is_put_into_a_command() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        for name in re.findall(r"\$(\w+)", step.get("run", "")):
            assert f'"${name}"' in step["run"], f"{name} is not quoted"
            assert name in step.get("env", {}) or name.startswith("GITHUB_")


@pytest.mark.parametrize(
    "text", ["a: |\n  b", "a: {b: c}", "a: b\na: c", "- 'x'", "a:\n   b: c", "a: &x b", "a b", "a:\n- b\n"]
)
def test_the_reader_of_these_files_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(ValueError, match=r"not understood|no key|indent"):
        read(text)


def test_the_form_hook_takes_every_data_file_and_no_schema() -> None:
    (pattern,) = (hook["files"] for hook in HOOKS if hook["id"] == "aleppo-fmt")
    names = [f"geodata/{path.relative_to(data_folder()).as_posix()}" for path in DATA]
    assert all(re.search(pattern, name) for name in names)
    assert not re.search(pattern, "geodata/schema/layer.json")


def settings() -> list[dict[str, Any]]:
    document = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = document["json.schemas"]
    return found


@pytest.mark.parametrize("path", DATA, ids=[path.name for path in DATA])
def test_an_editor_finds_one_schema_for_each_data_file_and_the_file_fits_it(path: Path) -> None:
    name = "/" + path.relative_to(ROOT).as_posix()
    urls = [each["url"] for each in settings() if any(fnmatch(name, match) for match in each["fileMatch"])]
    assert len(urls) == 1
    document = json.loads(path.read_bytes())
    jsonschema.validate({"$schema": "../schema.json", **document}, json.loads((ROOT / urls[0]).read_bytes()))


def test_the_settings_and_attributes_are_kept_in_git() -> None:
    for name in (
        ".vscode/settings.json",
        ".gitattributes",
        ".pre-commit-hooks.yaml",
        ".github/workflows/data.yml",
    ):
        done = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT)
        assert done.returncode == 1, name
    done = subprocess.run(["git", "check-ignore", "-q", ".vscode/launch.json"], cwd=ROOT)
    assert done.returncode == 0


@pytest.mark.parametrize("path", DATA[:3] + [p for p in DATA if p.suffix == ".geojson"][:1], ids=str)
def test_the_schema_that_a_file_names_stands_first_in_it(path: Path) -> None:
    document = {**json.loads(path.read_bytes()), "$schema": "../schema/x.json"}
    body = canonical(json.dumps(document).encode(), path.name)
    assert next(iter(json.loads(body))) == "$schema"
    assert canonical(body, path.name) == body


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schemas()[name]))
