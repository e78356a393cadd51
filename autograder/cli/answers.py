"""`autograder export answers`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import typer

from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.export import answers
from autograder.gradebook.store import Gradebook
from autograder.grading import regrade
from autograder.grading.rejudging import Rejudging
from autograder.policy.anonymous import pseudonym, renamed, telling, without
from autograder.policy.final import Final
from autograder.text import visible


def write(
    gradebook: Gradebook,
    described: Assignment,
    everybody: Sequence[Final],
    file: Path,
    key: bytes | None,
) -> None:
    """Write what the class returned, and say of whom it is not kept.

    Args:
        gradebook: that has kept the answers.
        described: what was asked.
        everybody: the class list.
        file: where to write.
        key: the gradebook's secret where names are to be hidden.

    Raises:
        UsageError: no answers are kept, or the file cannot be written.
    """
    engine = regrade.engine_of(gradebook, described)
    rejudging = Rejudging(engine, gradebook)
    ran = [final for final in everybody if gradebook.holds(final.row.key.submission_sha256)]
    again = f"run `autograder regrade {visible(str(gradebook.out))}`"
    if ran and not any(rejudging.answers(final.row.key) for final in ran):
        raise UsageError(f"{gradebook.out} has kept no answers that hold now: {again}")
    rows = [_row(final, rejudging, key) for final in everybody]
    rows.sort(key=lambda row: row.student)
    kept = answers.write(file, rows, engine.vectors.vectors, described.title)
    typer.echo(f"wrote {file}: answers of {kept} of {len(ran)} submissions")
    if kept < len(ran):
        typer.echo(f"answers that hold now are not kept of {len(ran) - kept}: {again}")


def _row(final: Final, rejudging: Rejudging, key: bytes | None) -> answers.Row:
    row = final.row
    kept = partial(rejudging.answers, row.key)
    if key is None:
        return answers.Row(student=row.key.student, submission=row.key.submission, answers=kept)
    called = pseudonym(final, key)
    return answers.Row(
        student=called,
        submission=renamed(final, called),
        answers=kept,
        shown=partial(without, words=telling(final)),
    )
