"""`make pictures`: the README's pictures, of the example class's report and of a page of `explore`.

Both are taken of the real pages in Chromium, as the browser tests open them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.browser import launched

ROOT = Path(__file__).parents[2]
LARGEST = 300_000  # bytes of a picture
VIEWS = {
    "report": (1200, 820, "main"),
    "explore": (1200, 1000, "#toy"),
}  # by picture: the width and height of the window, and what is at the top


def main() -> None:
    """Draw both pictures anew."""
    with tempfile.TemporaryDirectory() as folder:
        pages = {
            "report": Path(folder, "out/report.html"),
            "explore": Path(folder, "explore.html"),
        }
        _autograder("grade", "tests/submissions/class", "-o", pages["report"].parent)
        _autograder("explore", "solutions/regularization.py", "-o", pages["explore"])
        with launched() as browser:
            for name, (width, height, there) in VIEWS.items():
                tab = browser.new_page(
                    viewport={"width": width, "height": height},
                    reduced_motion="reduce",  # a page that still scrolls is no picture
                )
                tab.goto(pages[name].as_uri())
                tab.wait_for_selector(there)
                tab.locator(there).evaluate("element => element.scrollIntoView()")
                path = ROOT / f"docs/pictures/{name}.png"
                tab.screenshot(path=path)
                size = path.stat().st_size
                print(f"{path.relative_to(ROOT)}: {size:,} bytes")
                if size > LARGEST:
                    sys.exit(f"error: {path} is larger than {LARGEST:,} bytes: show less of it")


def _autograder(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "autograder", *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
