"""`make fuzz`: damaged replies, archives and notebooks, by the million and by the ten thousand.

Whatever comes in is refused in the one way that is meant for it, or gives values that satisfy the
grammar. Any other exception, a value that breaks a rule, or memory that grows is a violation; what
is needed to repeat it is printed, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psutil
from rich.console import Console
from rich.progress import track

from autograder.description import find
from benchmarks.fuzz_intake import Archives, Notebooks
from benchmarks.fuzz_replies import Replies

_MIB = 1 << 20
_MOST_GROWTH = 8.0  # MiB; an allocator's own unrest is one or two
_MOST_SHOWN = 5
_SETTLED = 0.1  # of the trials, after which memory is measured the first time

Trial = Callable[[Random], str]  # damages something, and says what became of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One thing that is damaged, and how often."""

    name: str
    trials: int
    trial: Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What came of all trials of one target.

    Attributes:
        outcomes: how often each thing became of what was damaged.
        violations: what must not happen, with the number of the trial.
        growth: of this process's memory, MiB.
    """

    target: Target
    outcomes: Counter[str]
    violations: tuple[str, ...]
    growth: float

    @property
    def is_sound(self) -> bool:
        """Whether every trial was refused or exact, and memory is flat."""
        return not self.violations and self.growth <= _MOST_GROWTH

    def __str__(self) -> str:
        told = ", ".join(f"{count:,} {word}" for word, count in self.outcomes.most_common())
        violations = f"{len(self.violations)} violations, memory {self.growth:+.1f} MiB"
        return f"{self.target.name}: {self.target.trials:,} damaged: {told}; {violations}"


def targets(folder: Path, replies: int, archives: int, notebooks: int) -> tuple[Target, ...]:
    """Return what is damaged; `folder` is an empty one to work in."""
    assignment = find(Path(__file__).parent)
    return (
        Target(name="replies", trials=replies, trial=Replies()),
        Target(name="archives", trials=archives, trial=Archives(folder, assignment)),
        Target(name="notebooks", trials=notebooks, trial=Notebooks()),
    )


def fuzz(target: Target, seed: int) -> Finding:
    """Make all trials of one target; the seed and a trial's number alone decide what it does."""
    outcomes: Counter[str] = Counter()
    violations: list[str] = []
    gc.freeze()  # so that the collector skips the many objects that are already there
    start = _memory()
    terminal = Console(stderr=True)
    numbers = track(
        range(target.trials), target.name, console=terminal, disable=not terminal.is_terminal
    )
    for number in numbers:
        if number == int(target.trials * _SETTLED):
            start = _memory()
        try:
            random = Random(f"{seed}/{target.name}/{number}")  # noqa: S311 - to be repeated
            outcomes[target.trial(random)] += 1
        except Exception as error:  # whatever it is, it is what is looked for
            violations.append(f"{target.name}, trial {number}: {_where(error)}")
    growth = _memory() - start
    gc.unfreeze()
    return Finding(target=target, outcomes=outcomes, violations=tuple(violations), growth=growth)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz every target; return 1 if anything is violated."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--replies", type=int, default=1_000_000)
    parser.add_argument("--archives", type=int, default=10_000)
    parser.add_argument("--notebooks", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        chosen = targets(Path(name), options.replies, options.archives, options.notebooks)
        findings = []
        for target in chosen:
            findings.append(fuzz(target, options.seed))
            print(findings[-1], flush=True)
    for finding in findings:
        for violation in finding.violations[:_MOST_SHOWN]:
            print(f"error: seed {options.seed}, {violation}", file=sys.stderr)
        if finding.growth > _MOST_GROWTH:
            print(f"error: {finding.target.name}: memory grows", file=sys.stderr)
    return 0 if all(finding.is_sound for finding in findings) else 1


def _memory() -> float:
    """Return this process's resident memory, MiB."""
    gc.collect()
    resident: int = psutil.Process().memory_info().rss
    return resident / _MIB


def _where(error: Exception) -> str:
    """Return an exception with the line that raised it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    assert trace is not None
    code = trace.tb_frame.f_code
    return f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}: {error!r}"


if __name__ == "__main__":
    sys.exit(main())
