"""Take the pictures of the README from the running dashboard.

python -m tests.browser.screenshots [FOLDER]        default: docs/screenshots
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.atlas import open_map
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


def main() -> None:
    """Write every picture; names what was written."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as home,
        running(Path(home) / "served") as served,
        sync_playwright() as started,
    ):
        path = find_chromium(started.chromium.executable_path)
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        for name, (query, (width, height), scheme) in PICTURES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                locale="en-GB",
            )
            page = context.new_page()
            open_map(page, served.url, query)
            page.wait_for_timeout(1500)
            page.screenshot(path=folder / f"{name}.png")
            context.close()
            print(f"written: {folder / name}.png")
        browser.close()


if __name__ == "__main__":
    main()
