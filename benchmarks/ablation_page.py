"""The table of an ablation, as Markdown, and the page that holds it."""

from __future__ import annotations

import datetime
import os
import platform
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ablation_child import BELTS
from benchmarks.ablation_outcome import Outcome, Result
from benchmarks.ablation_wall import Wall

_BEGIN, _END = "<!-- table: begin -->\n", "<!-- table: end -->\n"
_NAME = re.compile(r"(?:.*/)?(?P<file>\w+)\.py::(?P<test>\w+)(?:\[(?P<case>.*)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a run cost, in seconds of the clock and of the processor."""

    seconds: float
    processor: float


def table(results: Sequence[Result], elsewhere: Sequence[Wall], measure: Measure) -> str:
    """Return the table; `elsewhere` are walls that this machine does not have."""
    who = "root" if os.geteuid() == 0 else "a user who is not root"
    lines = [
        (
            f"Measured on {datetime.datetime.now(datetime.UTC):%Y-%m-%d} by {who}, on Linux "
            f"{platform.release().partition('-')[0]} with Python {platform.python_version()}: "
            f"{len(results)} walls in {measure.seconds:.0f} s, with {measure.processor:.0f} s of "
            "processor time."
        ),
        "",
        "| wall taken away | noticed by | failed for another reason |",
        "|---|---|---|",
    ]
    lines += [_row(*cells) for result in results for cells in _result(result)]
    lines += [_row(wall.name, "not tried: this machine does not have it") for wall in elsewhere]
    lines += [_row(name, f"a belt: {reason}") for name, reason in BELTS.items()]
    return "\n".join(lines) + "\n"


def write(
    page: Path, results: Sequence[Result], elsewhere: Sequence[Wall], measure: Measure
) -> None:
    """Put the table into the page, in place of the one that is there."""
    text = page.read_text("utf-8")
    before, rest = text.split(_BEGIN)
    after = rest.split(_END)[1]
    shown = table(results, elsewhere, measure)
    page.write_text(f"{before}{_BEGIN}{shown}{_END}{after}", "utf-8")


def _result(result: Result) -> Iterator[tuple[str, str, str]]:
    yield result.wall.name, *_seen(result.together)
    for part, outcome in zip(result.wall.changes, result.alone, strict=False):  # or none alone
        yield f"↳ only {part.name}", *_seen(outcome)


def _seen(outcome: Outcome) -> tuple[str, str]:
    """Return which tests noticed, and which failed for another reason."""
    if outcome.fault:
        return f"this tells nothing: {outcome.fault.partition(chr(10))[0]}", ""
    others = [name for name, _ in outcome.otherwise]
    return _names(outcome.noticed) or "nothing gets through", _names(others)


def _row(name: str, noticed: str, otherwise: str = "") -> str:
    return f"| {name} | {noticed} | {otherwise} |"


def _names(tests: Sequence[str]) -> str:
    by_test: dict[str, list[str]] = {}
    for name in tests:
        parts = _NAME.fullmatch(name)
        test, case = (parts["test"], parts["case"] or "") if parts else (name, "")
        by_test.setdefault(test, []).append(case.removeprefix("root-"))
    return "; ".join(_cases(test, cases) for test, cases in by_test.items())


def _cases(test: str, cases: Sequence[str]) -> str:
    shown = ", ".join(f"`{_plain(case)}`" for case in cases if case)
    if test == "test_a_hostile_program_gets_nowhere":
        return shown
    return f"`{test}`" + (f" ({shown})" if shown else "")


def _plain(case: str) -> str:
    """Return a test's parameters as a cell of a table may hold them."""
    return case.replace("|", "/").replace("`", "'")[:60]
