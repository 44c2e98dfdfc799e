"""What is shipped to deploy with: every file is sound by a tool that knows its form."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.postgis.behind_nginx import configured
from tests.postgis.packages import nginx_program

DEPLOY = Path(__file__).parent.parent.parent / "docs" / "deploy"
BIN = Path(sys.executable).parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_nginx_takes_its_configuration_without_a_warning(tmp_path: Path) -> None:
    config = configured(tmp_path, listen=8080, replicas=[18501, 18502])
    done = run(nginx_program(), "-t", "-c", str(config), "-e", str(tmp_path / "error.log"))
    said = done.stderr.splitlines()
    assert done.returncode == 0, done.stderr
    assert [line for line in said if "syntax is ok" not in line and "test is successful" not in line] == []


def test_the_container_file_has_no_fault_that_hadolint_knows() -> None:
    linter = shutil.which("hadolint", path=str(BIN))
    assert linter
    done = run(linter, "--failure-threshold", "style", str(DEPLOY / "Containerfile"))
    assert (done.returncode, done.stdout) == (0, "")


def test_the_compose_file_fits_its_specification() -> None:
    linter = shutil.which("check-jsonschema", path=str(BIN))
    assert linter
    done = run(linter, "--builtin-schema", "vendor.compose-spec", str(DEPLOY / "compose.yaml"))
    assert done.returncode == 0, done.stdout


def test_the_image_runs_as_nobody_in_particular_and_takes_packages_by_their_hashes() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    last = text[text.rindex("\nFROM") :]
    assert re.search(r"^USER [1-9][0-9]+$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "RUN pip" not in last
    assert "--require-hashes" in text


def test_no_file_of_the_deployment_holds_a_password_or_a_registry() -> None:
    for path in DEPLOY.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(docker\.io|ghcr\.io|quay\.io|pypi\.org|registry\.)", text), path.name
        assert not re.search(r"://\w+:[\w-]+@", text), path.name
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert not re.search(
        r"(?i)password: *\S",
        compose.replace("owner_password: {file", "").replace("reader_password: {file", ""),
    )


def test_every_service_has_a_root_that_cannot_be_written() -> None:
    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    services = compose.partition("\nservices:\n")[2].partition("\nsecrets:\n")[0]
    bodies = re.split(r"\n(?=  \S+:\n)", "\n" + services)[1:]
    assert len(bodies) == 7
    for body in bodies:
        assert "<<: *hardened" in body or "<<: *replica" in body, body
