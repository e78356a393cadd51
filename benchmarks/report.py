"""`python -m benchmarks.report`: what the reports of a large class cost, and how fast they open."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from autograder.gradebook.store import Gradebook
from autograder.report.render import render
from autograder.report.similarity import compare
from benchmarks import synthetic
from benchmarks.browser import launched

_SIZES = (1000, 5000)
_ROUNDS = 3
_MOST_COMPARED = 1000  # students; more would take minutes


def main() -> None:
    """Measure and print one table: of the sizes given, or of 1,000 and 5,000 students."""
    sizes = [int(size) for size in sys.argv[1:]] or _SIZES
    known = synthetic.graded()
    print("| students | rendering, all files | a student | its size | opens in Chromium "
          "| comparing code |\n|---|---|---|---|---|---|")  # fmt: skip
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            print(_measured(Path(folder), size, known), flush=True)


def _measured(out: Path, size: int, known: list[synthetic.Known]) -> str:
    with Gradebook.open(out) as gradebook:
        synthetic.record(gradebook, synthetic.class_of(size, known))
        begin = time.perf_counter()
        render(gradebook)
        rendering = time.perf_counter() - begin
        comparing = _comparing(gradebook) if size <= _MOST_COMPARED else "not measured"
    page = out / "report.html"
    mebibytes = page.stat().st_size / (1 << 20)
    return (
        f"| {size:,} | {rendering:.1f} s | {1000 * rendering / size:.1f} ms | "
        f"{mebibytes:.1f} MiB | {_opening(page):.2f} s | {comparing} |"
    )


def _comparing(gradebook: Gradebook) -> str:
    begin = time.perf_counter()
    compare(gradebook)
    return f"{time.perf_counter() - begin:.1f} s"


def _opening(page: Path) -> float:
    """Return the seconds from asking for the page until it is drawn; the best of a few."""
    with launched() as browser:
        seconds = []
        for _ in range(_ROUNDS):
            tab = browser.new_page()
            begin = time.perf_counter()
            tab.goto(page.as_uri())
            tab.evaluate("() => new Promise(done => requestAnimationFrame(() => done()))")
            seconds.append(time.perf_counter() - begin)
            tab.close()
    return min(seconds)


if __name__ == "__main__":
    main()
