"""Grade again what has changed, or judge kept answers, for `autograder regrade`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.cli.notes import say_untimed
from autograder.cli.options import Dask, proved_level
from autograder.cli.progress import Live
from autograder.cli.stdout import say
from autograder.cli.workers import chosen
from autograder.errors import ExitCode
from autograder.gradebook.changes import Change
from autograder.gradebook.store import Gradebook
from autograder.grading import regrade as again
from autograder.grading.engine import Engine
from autograder.identity.people import Known, label
from autograder.policy import kept
from autograder.results import Level
from autograder.text import visible

if TYPE_CHECKING:
    from autograder.description import Assignment
    from autograder.vectors.hdf5 import Reading

_MOST_LISTED = 10


def preview(
    out: Path, described: Assignment, reading: Reading, min_level: Level, jobs: int
) -> None:
    """Print whose score would change; nothing is run and nothing is written.

    Args:
        out: the folder with the gradebook.
        described: the assignment, perhaps with the rules of another folder.
        reading: of its hidden vectors.
        min_level: where the class was graded at several levels, the weakest that may be meant.
        jobs: processes that judge.
    """
    with Gradebook.open(out, create=False) as gradebook:
        import_module("autograder.judge.session")  # while the vectors are read
        level = again.level_of(gradebook) or proved_level(min_level, Console(stderr=True))
        engine = Engine.load(described, level, reading)
        found = again.preview(gradebook, engine, jobs)
        _show_preview(found, gradebook.known())


def regrade(
    out: Path,
    described: Assignment,
    reading: Reading,
    *,
    cluster: Dask,
    jobs: int,
    dry_run: bool,
    min_level: Level,
    overrides: Path | None,
) -> ExitCode:
    """Grade again what depends on something that has changed, and print what became of it.

    Args:
        out: the folder with the gradebook.
        described: the assignment.
        reading: of its hidden vectors.
        cluster: where to grade, if not here.
        jobs: worker processes.
        dry_run: only print what would be graded again.
        min_level: the weakest level to grade at.
        overrides: the file with decisions, if another is to hold from now on.
    """
    terminal = Console(stderr=True)
    with ExitStack() as stack:
        gradebook = stack.enter_context(Gradebook.open(out, create=False))
        terms = kept.current(gradebook, described, overrides)
        who = stack.enter_context(chosen(cluster, min_level, terminal))
        engine = Engine.load(described, who.level, reading)
        planned = again.plan(gradebook, engine)
        known = gradebook.known()
        _announce(planned, known)
        if dry_run:
            _list(planned, known)
            return ExitCode.DONE
        kept.keep(gradebook, terms)
        with Live(terminal) as live:
            changes = again.regrade(
                gradebook, engine, live, planned, jobs=jobs, elsewhere=who.elsewhere
            )
        say_untimed(gradebook, terminal)
    _show(changes, planned, known)
    if live.tally.faults:
        say(terminal, live.tally.blame())
        return ExitCode.OUR_FAULT
    return ExitCode.DONE


def _announce(planned: again.Plan, known: Mapping[str, Known]) -> None:
    """Print how many rows are affected, the causes, and which rows cannot be graded again."""
    counts = Counter(cause for _, _, causes in planned.affected for cause in causes)
    because = ", ".join(f"{visible(cause)} ({count})" for cause, count in counts.most_common())
    affected = f"{len(planned.affected)} of {planned.total} to grade again"
    typer.echo(f"{affected}; changed: {because}" if because else affected)
    for student, path in planned.without_bytes:
        called = _called(student, known)
        typer.echo(f"not graded again, because it could not be read: {called}, {path}")


def _list(planned: again.Plan, known: Mapping[str, Known]) -> None:
    for student, path, causes in planned.affected:
        typer.echo(f"{_called(student, known)}, {visible(path)}: {visible(', '.join(causes))}")


def _called(student: str, known: Mapping[str, Known]) -> str:
    return visible(label(student, known.get(student, Known()).person))


def _show(changes: list[Change], planned: again.Plan, known: Mapping[str, Known]) -> None:
    """Print whose grade changed, and why."""
    causes = {(student, path): why for student, path, why in planned.affected}
    _tables(changes, known, causes)
    same = len(planned.affected) - len(changes)
    if planned.affected:
        typer.echo(f"{len(changes)} changed, {same} graded again with the same outcome")


def _show_preview(found: again.Preview, known: Mapping[str, Known]) -> None:
    _tables(found.changes, known, {})
    judged = len(found.changes) + found.unchanged
    scores = sum(change.old != change.new for change in found.changes)
    typer.echo(f"{scores} of {judged} scores would change; nothing was changed")
    for student, path in found.to_run[:_MOST_LISTED]:
        typer.echo(f"only running it again can tell: {_called(student, known)}, {visible(path)}")
    more = len(found.to_run) - _MOST_LISTED
    if more > 0:
        typer.echo(f"and {more} more that only running can tell")


def _tables(
    changes: Sequence[Change],
    known: Mapping[str, Known],
    causes: Mapping[tuple[str, str], tuple[str, ...]],
) -> None:
    """Print those whose points changed first; what only says something else comes apart."""
    common = {each for each in changes[0].rules if " now " not in each} if changes else set()
    common = common.intersection(*(change.rules for change in changes))
    for sentence in sorted(common):
        typer.echo(f"for all {len(changes)}: {visible(sentence)}")
    changes = [
        replace(change, rules=tuple(each for each in change.rules if each not in common))
        for change in changes
    ]
    worth = [change for change in changes if not change.is_in_words]
    worth.sort(key=lambda change: change.old == change.new)  # scores, then points
    if worth:
        Console().print(_table(worth, known, causes))
    words = Counter(each for change in changes if change.is_in_words for each in change.rules)
    for sentence, count in words.most_common(_MOST_LISTED):
        typer.echo(f"worth the same for {count}: {visible(sentence)}")


def _table(
    changes: Sequence[Change],
    known: Mapping[str, Known],
    causes: Mapping[tuple[str, str], tuple[str, ...]],
) -> Table:
    table = Table("student", "score", "questions", "why", box=None, padding=(0, 2, 0, 0))
    for change in changes:
        questions = [f"{each.question} {_arrow(each.old, each.new)}" for each in change.questions]
        why = ", ".join(causes.get((change.student, change.submission), ()))
        rules = "; ".join(change.rules)
        table.add_row(
            Text(_called(change.student, known)),
            _arrow(change.old, change.new),
            "\n".join(questions),
            Text(visible(": ".join(filter(None, (why, rules))))),
        )
    return table


def _arrow(old: int | None, new: int | None) -> str:
    before, after = ("none" if points is None else str(points) for points in (old, new))
    return f"{before} → {after}" if before != after else after
