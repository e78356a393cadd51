"""Started by run_autograder for every submission: ``python -m autograder.hosts.gradescope [ROOT]``.

ROOT is /autograder unless it is given. The first results.json, which says that grading did not
finish, was put there before Python started; this replaces it, once and whole. What is printed is
for instructors.
"""

from __future__ import annotations

import dataclasses
import sys
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from autograder import description
from autograder.description import Assignment, Gradescope
from autograder.errors import AutograderError, ExitCode, GraderFault
from autograder.failures import explained
from autograder.files import replace
from autograder.gradebook.model import Row
from autograder.grading.bench import opened
from autograder.grading.engine import Engine
from autograder.grading.one import grade_one
from autograder.hosts.gradescope import document, metadata
from autograder.intake.choose import Wanted, choose
from autograder.intake.disk import DiskNode
from autograder.intake.rows import Entry
from autograder.policy import final as policy
from autograder.policy import kept
from autograder.report.results_json import encoded
from autograder.results import Level, Status
from autograder.sandbox.outside import level
from autograder.sandbox.outside.level import Proof
from autograder.sandbox.outside.zygote import Zygote
from autograder.vectors.trial import vouch


def main(arguments: Sequence[str]) -> int:
    """Grade the submission below ROOT; return the exit code."""
    root = Path(arguments[0] if arguments else "/autograder")
    results = root / "results/results.json"
    settings = Gradescope()
    try:
        described = description.load(root / "source/assignment/pyproject.toml")
        # Overrides and marks name students: they are not packed, and Gradescope has its own.
        assignment = dataclasses.replace(described, overrides=None, marks=None)
        settings = assignment.gradescope
        with level.Proving() as proving:
            proof = proving.proof()
            if proof.level is Level.OPEN:
                return _fail(results, document.unsafe(settings), _unsafe(proof))
            graded = _results(root, assignment, proof.level, proving.zygote)
        replace(results, encoded(graded))
    except AutograderError as error:
        return _fail(results, document.fault(settings), f"error: {error}")
    except Exception:
        return _fail(results, document.fault(settings), traceback.format_exc())
    return ExitCode.DONE


def _results(
    root: Path, assignment: Assignment, confined: Level, zygote: Zygote | None
) -> dict[str, Any]:
    said = metadata.read(root / "submission_metadata.json")
    if said.problem:
        _tell(f"note: {said.problem}")
    row = _graded(root / "submission", assignment, confined, zygote, said.student)
    _tell(f"graded at level {confined}: {row.result.status}")
    if row.result.status is Status.GRADER_ERROR:
        raise GraderFault(row.result.message)
    # What a score becomes is decided as for a whole class.
    final = policy.final(row, said.known, kept.declared(assignment))
    return document.finished(final, said, assignment.gradescope)


def _graded(
    folder: Path, assignment: Assignment, confined: Level, zygote: Zygote | None, student: str
) -> Row:
    """Return what a student's folder comes to."""
    with explained(assignment.hidden_vectors):
        # They were tried when they were packed; that is a process less at every submission.
        vouch(assignment.hidden_vectors.read_bytes())
    engine = Engine.load(assignment, confined)
    node = DiskNode(base=folder, label="", is_folder=True)
    chosen = partial(choose, node, Wanted.by(assignment))
    read = Entry(student=student, path="the submission", open=chosen).read()
    with opened(assignment, engine.vectors.vectors, confined, zygote) as bench:
        return engine.row(grade_one(read, bench))


def _unsafe(proof: Proof) -> str:
    remedy = f"; to grade here: {proof.remedy}" if proof.remedy else ""
    return (
        f"error: submissions cannot be run safely in this container, because {proof.reason}: "
        f"nothing was run or graded{remedy}"
    )


def _fail(results: Path, left: dict[str, Any], reason: str) -> int:
    """Leave results without a score, and the reason where instructors look."""
    replace(results, encoded(left))
    _tell(reason)
    return ExitCode.OUR_FAULT


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 - Gradescope shows it to instructors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
