"""Progress of a run on stderr: a live view on a terminal, elsewhere a line every few seconds."""

from __future__ import annotations

import time
from heapq import heappush, heapreplace
from typing import Self

from rich import live
from rich.console import Console, Group, RenderableType
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

from autograder.cli.stdout import say
from autograder.cli.tally import Tally
from autograder.results import Result, Status
from autograder.text import visible
from autograder.wording import VERDICTS, counted

_LINE_SECONDS = 10.0  # between plain lines
_VIEW_SECONDS = 0.2  # between views; results come faster than a person reads
_SLOWEST = 3


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        """Show submissions per second."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed else "")


class Live:
    """Observe a run: count its results and show its progress.

    On a terminal, show a bar with rate and time left, the verdicts of each question so far, and
    the slowest submissions. After the run, only the bar stays.

    Args:
        console: standard error.

    Attributes:
        tally: the counts.
    """

    def __init__(self, console: Console) -> None:
        self.tally = Tally()
        self._console = console
        self._total = 0
        self._done = 0
        self._begin = self._line = self._shown = time.monotonic()
        self._slowest: list[tuple[float, str]] = []
        self._bar = Progress(
            TextColumn("grading"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            expand=True,
        )
        self._task = self._bar.add_task("", total=None)
        self._view = live.Live(self._bar, console=console, refresh_per_second=4)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._view.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._console.is_terminal:
            self._view.update(self._bar)
            self._view.stop()

    def begin(self, total: int) -> None:
        """Note how many submissions there are."""
        self._total = total
        self._begin = self._line = time.monotonic()
        self._bar.update(self._task, total=total)

    def note(self, sentence: str) -> None:
        """Print a sentence about the whole run."""
        say(self._console, f"note: {sentence}")

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        """Note one result, and the seconds that it took now."""
        self.tally.add(result, reused=reused)
        self._done += 1
        self._bar.advance(self._task)
        self._rank(seconds, result.student)
        now = time.monotonic()
        if self._console.is_terminal:
            if now - self._shown >= _VIEW_SECONDS:
                self._shown = now
                self._view.update(self.view())
        elif now - self._line >= _LINE_SECONDS:
            self._line = now
            self._console.print(self._plain(now), highlight=False, soft_wrap=True)

    def view(self) -> RenderableType:
        """Return the current view for a terminal; long lines are cut."""
        lines = [_verdicts(name, self.tally) for name in sorted(self.tally.verdicts)]
        others = [status for status in Status if self.tally.status[status]]
        if others != [Status.GRADED]:
            counts = (counted(self.tally.status[each], each) for each in others)
            lines.append(Text(", ".join(counts)))
        if self._slowest:
            slowest = sorted(self._slowest, reverse=True)
            shown = (f"{visible(name)} {seconds:.1f} s" for seconds, name in slowest)
            lines.append(Text(f"slowest: {', '.join(shown)}", "dim"))
        for line in lines:
            line.no_wrap, line.overflow = True, "ellipsis"
        return Group(self._bar, *lines)

    def _rank(self, seconds: float, student: str) -> None:
        """Keep it if it is one of the slowest so far."""
        if len(self._slowest) < _SLOWEST:
            if seconds:
                heappush(self._slowest, (seconds, student))
        elif seconds > self._slowest[0][0]:
            heapreplace(self._slowest, (seconds, student))

    def _plain(self, now: float) -> str:
        rate = self._done / max(now - self._begin, 1e-9)
        left = (self._total - self._done) / rate
        return f"graded {self._done} of {self._total}, {rate:.0f}/s, about {left:.0f} s left"


def _verdicts(question: str, tally: Tally) -> Text:
    line = Text(f"{question}: ")
    for place, (verdict, count) in enumerate(tally.verdicts[question].most_common()):
        line.append(", " if place else "")
        line.append(counted(count, verdict), VERDICTS[verdict].colour)
    return line
