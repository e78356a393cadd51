"""How a run goes, on stderr: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from autograder.cli.tally import Tally
from autograder.results import Result

__all__ = ["Live"]

_LINE_SECONDS = 10.0  # between plain lines


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Show submissions per second."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed else "")


class Live:
    """Observes a run: counts its results and shows how it goes.

    Args:
        console: standard error.

    Attributes:
        tally: what was counted.
    """

    def __init__(self, console: Console) -> None:
        self.tally = Tally()
        self._console = console
        self._total = 0
        self._done = 0
        self._begin = self._line = time.monotonic()
        self._bar = Progress(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def begin(self, total: int) -> None:
        """Note how many submissions there are."""
        self._total = total
        self._begin = self._line = time.monotonic()
        self._bar.update(self._task, total=total)

    def known(self, result: Result, *, reused: bool) -> None:
        """Note one result."""
        self.tally.add(result, reused=reused)
        self._done += 1
        self._bar.advance(self._task)
        now = time.monotonic()
        if not self._console.is_terminal and now - self._line >= _LINE_SECONDS:
            self._line = now
            self._console.print(self._plain(now), highlight=False, soft_wrap=True)

    def _plain(self, now: float) -> str:
        rate = self._done / max(now - self._begin, 1e-9)
        left = (self._total - self._done) / rate
        return f"graded {self._done} of {self._total}, {rate:.0f}/s, about {left:.0f} s left"
