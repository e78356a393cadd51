"""Which terms hold: those of the description, or those that the gradebook keeps.

The gradebook keeps the terms of the last run, so that reports can be written anew where the
assignment is not at hand. Raw results stay beside them, untouched.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Known
from autograder.policy import overrides
from autograder.policy.decisions import decisions
from autograder.policy.marks import with_marks
from autograder.terms import Terms
from autograder.text import nfc

_NAME = "terms"


def declared(assignment: Assignment, option: Path | None = None) -> Terms:
    """Return the terms that an assignment's description states, without marks.

    Args:
        assignment: what is graded.
        option: a file of overrides to use in place of the description's.

    Raises:
        UsageError: the overrides cannot be used.
    """
    path = option or assignment.overrides
    return Terms(
        assignment=assignment.id,
        policy=assignment.late_policy,
        overrides={} if path is None else overrides.read(path),
        by_option=option is not None,
    )


def kept(gradebook: Gradebook) -> Terms:
    """Return the terms of the last run.

    Raises:
        UsageError: the gradebook is damaged.
    """
    return gradebook.kept(_NAME, Terms) or Terms()


def keep(gradebook: Gradebook, terms: Terms) -> None:
    """Make `terms` those of the last run; what somebody decided since goes into the journal."""
    for student, sentence in decisions(kept(gradebook), terms):
        gradebook.note(sentence, [student])
    gradebook.keep(_NAME, terms)


def forget(gradebook: Gradebook, student: str) -> bool:
    """Remove a student's override and marks, and return whether there were any."""
    terms, name = kept(gradebook), nfc(student)
    granted = {other: each for other, each in terms.overrides.items() if other != name}
    marks = {other: each for other, each in terms.marks.items() if other != name}
    gradebook.keep(_NAME, msgspec.structs.replace(terms, overrides=granted, marks=marks))
    return name in terms.overrides or name in terms.marks


def current(
    gradebook: Gradebook, assignment: Assignment | None, option: Path | None = None
) -> Terms:
    """Return the terms that hold now for what `gradebook` has recorded.

    Overrides that the last run was given on its command line hold on until others are named.

    Args:
        gradebook: what was recorded.
        assignment: its description, or None where it is not at hand.
        option: a file of overrides named on this command line.

    Raises:
        UsageError: the overrides cannot be used, or the gradebook is another assignment's.
    """
    before = kept(gradebook)
    if assignment is not None:
        _check_assignment(before, assignment, gradebook)
        terms = with_marks(declared(assignment, option), assignment, everybody(gradebook))
        if before.by_option and option is None and assignment.overrides is None:
            # They were checked when they were named, maybe against more students than are listed.
            return msgspec.structs.replace(terms, overrides=before.overrides, by_option=True)
    elif option is not None:
        read = overrides.read(option)
        terms = msgspec.structs.replace(before, overrides=read, by_option=True)
    else:
        return before
    overrides.check_students(terms.overrides, everybody(gradebook))
    return terms


def everybody(gradebook: Gradebook) -> dict[str, Known]:
    """Return all whose names a gradebook has, as far as they are known."""
    known = gradebook.known()
    return {student: known.get(student, Known()) for student in gradebook.students()}


def _check_assignment(before: Terms, assignment: Assignment, gradebook: Gradebook) -> None:
    if before.assignment not in ("", assignment.id):
        raise UsageError(
            f"{gradebook.out} contains grades of {before.assignment}, not of {assignment.id}: name "
            "its own assignment with --assignment"
        )
