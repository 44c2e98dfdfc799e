"""Take the pictures of the README from the running dashboard.

python -m tests.browser.screenshots [FOLDER]        default: docs/screenshots
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks import made
from dashboard.store.folder import data_folder
from tests.browser.atlas import PATIENCE_MS, open_map
from tests.browser.chromium import FLAGS, find_chromium
from tests.serving import running

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
PICTURES = {
    "first-screen": ("", (1440, 900), "light"),
    "castello-road": ("sel=castello-road&tab=feature", (1440, 900), "light"),
    "with-context": (
        "context=1&as_of=2016-08-20&known_by=2016-08-20&sel=ramouseh-corridor&tab=feature",
        (1440, 900),
        "dark",
    ),
    "corridors": ("tab=corridor&at=36.2100,37.0600,12", (1440, 900), "light"),
    "phone": ("", (390, 844), "light"),
}
# Invented, and called so on the picture: no survey may seem to be shown that is not.
BROUGHT = "at=36.2030,37.1500,13.5&as_of=2016-09-08&known_by=all"
BROUGHT_NAME = "Invented damage, an example"
BROUGHT_SOURCE = "made up for this picture"
EDITOR = ("sel=castello-road&tab=feature&at=36.2455,37.1450,14", (1440, 900), "light")


def main() -> None:
    """Write every picture; names what was written."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as started:
        path = find_chromium(started.chromium.executable_path)
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        with running(Path(home) / "served") as served:
            for name, picture in PICTURES.items():
                _take(browser, served.url, folder / f"{name}.png", *picture)
        survey = Path(home) / "damage.csv"
        made.write_csv(survey, made.damage_rows())
        layer = ["--layer", str(survey), "--layer-name", BROUGHT_NAME, "--layer-source", BROUGHT_SOURCE]
        with running(Path(home) / "brought", layer) as served:
            _take(browser, served.url, folder / "brought-layer.png", BROUGHT, (1440, 900), "light")
        data = Path(shutil.copytree(data_folder(), Path(home) / "data"))
        with running(Path(home) / "edited", ["--edit"], {"ALEPPO_DATA": str(data)}) as served:
            _take(browser, served.url, folder / "editor.png", *EDITOR, edited=True)
        browser.close()


def _take(
    browser: Browser,
    url: str,
    path: Path,
    query: str,
    size: tuple[int, int],
    scheme: str,
    *,
    edited: bool = False,
) -> None:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="en-GB",
    )
    page = context.new_page()
    if edited:
        page.goto(f"{url}?{query}")
        expect(page.get_by_role("heading", name="Castello road").first).to_be_visible(timeout=PATIENCE_MS)
    else:
        open_map(page, url, query)
    page.wait_for_timeout(3000)
    page.screenshot(path=path)
    context.close()
    print(f"written: {path}")


if __name__ == "__main__":
    main()
