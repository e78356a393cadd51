"""The engine in a process of its own: grades one student's folder after another.

`python -P -m autograder.hosts.otter.serve ASSIGNMENT` answers each line of its input with one line,
and ends when its input does. It knows nothing of Otter, so that Otter's process, which imports and
unpickles what it likes, holds none of what grading needs.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from autograder import description
from autograder.description import Assignment
from autograder.errors import AutograderError, UsageError
from autograder.grading.bench import opened
from autograder.grading.engine import Engine
from autograder.grading.one import grade_one
from autograder.hosts.otter.reply import Graded, Request, encode
from autograder.intake.choose import Choice, Wanted, choose
from autograder.intake.disk import DiskNode
from autograder.intake.model import Caps
from autograder.intake.rows import Entry, rows
from autograder.report.results_json import document
from autograder.results import Level
from autograder.sandbox.outside import level

_STUDENT = "submission"  # Otter names nobody, and the result is matched by whoever asked
_CAPS = Caps()


def main() -> None:
    """Answer every line of the input; what ends this process is said, too, and it is replaced."""
    # What the hidden suite or a library prints goes to standard error, never among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        _serve(Path(sys.argv[1]), sys.stdin.buffer, answers)
    except AutograderError as error:
        _say(str(error), answers)
    except Exception as error:
        _say(f"the engine failed: {error!r}", answers)


def _serve(folder: Path, requests: BinaryIO, answers: BinaryIO) -> None:
    assignment = description.load(folder / "pyproject.toml")
    engine = Engine.load(assignment, _level())
    with opened(assignment, engine.vectors.vectors, engine.level) as bench:
        for line in requests:
            read = _entry(msgspec.json.decode(line, type=Request), assignment).read()
            row = engine.row(grade_one(read, bench))
            _say(Graded(result=row.result, extra_data=document(row)["extra_data"]), answers)


def _say(answer: Graded | str, answers: BinaryIO) -> None:
    answers.write(encode(answer))
    answers.flush()


def _level() -> Level:
    """Return the strongest level that is proved here.

    Raises:
        UsageError: it is too weak for strangers' code.
    """
    proof = level.best()
    if proof.level is Level.OPEN:
        raise UsageError(
            f"submissions can only be run at level {proof.level} here, because {proof.reason}, "
            "but Otter mode needs sealed: see autograder doctor"
        )
    return proof.level


def _entry(request: Request, assignment: Assignment) -> Entry:
    """Return the row that this folder is among folders of a class."""
    wanted = Wanted.by(assignment, caps=_CAPS)
    folder = _Handed(
        base=Path(request.folder), label="", is_folder=True, added=frozenset(request.added)
    )
    return Entry(student=_STUDENT, path=_STUDENT, open=partial(_open, folder, wanted))


def _open(folder: DiskNode, wanted: Wanted) -> Choice:
    files = folder.files(wanted.caps)
    if len(files) == 1:  # as in a flat folder: a module, a notebook, or a zip with `zips: true`
        (entry,) = rows(files, wanted)
        return entry.open()
    return choose(folder, wanted)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Handed(DiskNode):
    """A student's folder without what Otter has put in it."""

    added: frozenset[str]

    def files(self, caps: Caps) -> list[DiskNode]:
        """Return the files that the student handed in."""
        own = DiskNode(base=self.base, label=self.label, is_folder=True)
        return [node for node in own.files(caps) if node.parts[0] not in self.added]


if __name__ == "__main__":
    main()
