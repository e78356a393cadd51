"""What `grade --dry-run` prints: whose each file is, and what is known about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.identity.people import Known
from autograder.intake.model import Unreadable
from autograder.intake.plan import Batch
from autograder.intake.rows import Entry
from autograder.text import cell, visible

_WORDS = {"name": "", "username": "", "email": "", "sis_id": "SIS ID ", "lms_id": "LMS ID "}
_COLUMNS = ("student", "file", "who", "when", "late", "attempt", "remarks")


def show(batch: Batch, granted: Mapping[str, Known] | None = None) -> None:
    """Print a line for each row, with tabs between cells.

    On a terminal, print a table without the empty columns.

    Args:
        batch: the submissions.
        granted: students without a submission who have a row because of an override.
    """
    console = Console()
    lines = [_line(entry) for entry in batch.entries]
    lines += [_absent(student, known) for student, known in (granted or {}).items()]
    if not console.is_terminal:
        for line in (_COLUMNS, *lines):
            typer.echo("\t".join(map(cell, line)))
        return
    told = [at for at in range(len(_COLUMNS)) if any(line[at] for line in lines)]
    table = Table(box=None, padding=(0, 2, 0, 0))
    for at in told:
        table.add_column(_COLUMNS[at], overflow="fold")
    for line in lines:
        table.add_row(*(Text(visible(line[at])) for at in told))
    console.print(table)


def _line(entry: Entry) -> tuple[str, ...]:
    """Return the cells of one submission, after reading it as grading would."""
    read = entry.read()
    trouble = (f"unreadable: {read.reason}",) if isinstance(read, Unreadable) else ()
    known = entry.known or Known()
    handed = known.handed
    return (
        entry.student,
        read.path,
        ", ".join(_who(known)),
        handed.submitted_at.replace("T", " ") or _unclear(handed.unclear),
        {True: "late", False: "on time", None: ""}[handed.is_late],
        "" if handed.attempt is None else str(handed.attempt),
        "; ".join((*trouble, *read.remarks)),
    )


def _absent(student: str, known: Known) -> tuple[str, ...]:
    remark = "no submission; an override sets the score"
    return (student, "", ", ".join(_who(known)), "", "", "", remark)


def _who(known: Known) -> Iterator[str]:
    """Yield the person's keys; a number is preceded by its kind."""
    person = known.person
    for kind, word in _WORDS.items():
        if value := getattr(person, kind):
            guess = " (a guess)" if kind in person.guessed else ""
            yield f"{word}{value}{guess}"
    yield from (f"ID {value}" for value in person.ids)


def _unclear(text: str) -> str:
    return f"not understood: {text}" if text else ""
