"""Count results as they come in, for the progress line and the closing table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import quantiles

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.results import NOTHING_TO_JUDGE, Result, Status, Verdict
from autograder.text import visible
from autograder.wording import counted

_MOST_FAILED = 5
_MOST_NAMED = 5


@dataclass(slots=True)
class Tally:
    """The counts of a run so far; they do not grow with the content of results.

    Attributes:
        unreadable: the first of those that cannot be read.
        below: number of those that were judged and have less than full marks.
        explained: number of those of them of whom a known mistake explains something.
        mistakes: how many have each of these.
        faults: number of submissions on which the grader itself failed.
        first_fault: the first of them, and why.
        labels: students' names for people, where they differ from those of the rows.
    """

    status: Counter[Status] = field(default_factory=Counter)
    reused: int = 0
    scores: list[int] = field(default_factory=list)
    max_score: int = 0
    verdicts: dict[str, Counter[Verdict]] = field(default_factory=dict)
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: int = 0
    first_fault: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    below: int = 0
    explained: int = 0
    mistakes: Counter[str] = field(default_factory=Counter)

    def add(self, result: Result, *, reused: bool) -> None:
        """Count one result."""
        self.status[result.status] += 1
        self.reused += reused
        if result.score is None:
            self.faults += 1
            called = self.labels.get(result.student, result.student)
            self.first_fault = self.first_fault or f"{called}: {result.message}"
            return
        self._weigh(result)
        self.scores.append(result.score)
        self.max_score = max(self.max_score, result.max_score)
        for question in result.questions:
            self.verdicts.setdefault(question.id, Counter())[question.verdict] += 1
        absent = {each.id for each in result.questions if each.verdict in NOTHING_TO_JUDGE}
        for rule in result.rules:
            if not rule.passed and rule.question not in absent:
                self.failed[rule.number, rule.rule] += 1

    def _weigh(self, result: Result) -> None:
        """Count what an instructor should read first."""
        if result.status is Status.UNREADABLE:
            if len(self.unreadable) < _MOST_NAMED:
                self.unreadable.append(self.labels.get(result.student, result.student))
            return
        named = {each for question in result.questions for each in question.misconceptions}
        self.below += result.score != result.max_score
        self.explained += bool(named)
        self.mistakes.update(named)

    def sentence(self) -> str:
        """Return what the run did, for the journal."""
        total = self.status.total()
        return f"graded {total - self.reused} submissions; {self.reused} more were known"

    @property
    def mean_percent(self) -> float | None:
        """Mean score in percent; None if nothing has a score."""
        if not self.scores or not self.max_score:
            return None
        return 100 * sum(self.scores) / len(self.scores) / self.max_score

    def blame(self) -> str:
        """Return the sentence that says how many have no score because the grader failed."""
        return (
            f"error: {self.faults} of {self.status.total()} submissions have no score, because the "
            f"grader itself failed; the first is {self.first_fault}. Correct the cause, and run "
            "the same command again"
        )

    def show(self, console: Console) -> None:
        """Print the closing table."""
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        for place, line in enumerate(self._first()):
            table.add_row("" if place else "read first", Text(line))
        graded = f"{self.status[Status.GRADED]} graded"
        if self.reused:
            graded += f" ({self.reused} of them by an earlier run)"
        table.add_row("submissions", graded)
        for status in (Status.UNREADABLE, Status.GRADER_ERROR):
            if self.status[status]:
                table.add_row("", counted(self.status[status], status))
        if self.scores:
            table.add_row("score", self._quartiles())
        for question, counts in sorted(self.verdicts.items()):
            table.add_row(question, _shares(counts))
        for place, ((number, rule), times) in enumerate(self.failed.most_common(_MOST_FAILED)):
            table.add_row("" if place else "failed most", Text(f"{times} × {number} {rule}"))
        console.print(table)

    def _first(self) -> Iterator[str]:
        """Yield what an instructor should read first, the most urgent before the others."""
        if self.faults:
            yield f"{self.faults} have no score, because the grader itself failed: see below"
        if count := self.status[Status.UNREADABLE]:
            more = ", …" if count > len(self.unreadable) else ""
            named = visible(", ".join(self.unreadable))
            yield f"{count} cannot be read ({named}{more}): grades.csv says why"
        if self.below:
            most = self.mistakes.most_common(1)
            often = f", most often {most[0][0]} ({most[0][1]})" if most else ""
            others = "; `autograder mistakes OUT` groups other wrong answers"
            yield (
                f"{self.below} are below full marks; known mistakes explain {self.explained} of "
                f"them{often}{others if self.explained < self.below else ''}"
            )

    def _quartiles(self) -> str:
        low, middle, high = (
            quantiles(self.scores, n=4, method="inclusive")
            if len(self.scores) > 1
            else self.scores * 3
        )
        return (
            f"median {middle:g}, quartiles {low:g} and {high:g}, "
            f"from {min(self.scores)} to {max(self.scores)} of {self.max_score}"
        )


def _shares(counts: Counter[Verdict]) -> str:
    total = sum(counts.values())
    passed = counts[Verdict.PASSED]
    others = [
        counted(count, verdict)
        for verdict, count in counts.most_common()
        if verdict is not Verdict.PASSED
    ]
    return f"{passed} of {total} passed ({100 * passed / total:.0f} %)" + "".join(
        f", {other}" for other in others
    )
