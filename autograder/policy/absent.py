"""Rows of students who handed in nothing, where an override says what their score is.

Nobody who handed in nothing has a row of their own accord: who is not graded keeps the cell that
the LMS has. An override's score or excuse is a decision about such a student, and is shown,
exported and kept like any other. The row comes and goes with the override; nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import merge

from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.terms import Override, Terms
from autograder.text import nfc

REASON = "no submission"
_STUDENTS, _BLANK = "absent", "blank"  # the names under which they are kept


def keep_absent(gradebook: Gradebook, students: Iterable[str]) -> None:
    """Keep who of the class handed in nothing, by the names of their rows."""
    gradebook.keep(_STUDENTS, sorted(students))


def keep_blank(gradebook: Gradebook, blank: Row) -> None:
    """Keep what a row looks like in which nothing was handed in."""
    gradebook.keep(_BLANK, blank)


def absent(gradebook: Gradebook) -> frozenset[str]:
    """Return who handed in nothing, as the last run saw it.

    Raises:
        UsageError: the gradebook is damaged.
    """
    return frozenset(gradebook.kept(_STUDENTS, list[str]) or ())


def forget(gradebook: Gradebook, student: str) -> None:
    """Remove a student from those who handed in nothing."""
    others = [each for each in absent(gradebook) if nfc(each) != nfc(student)]
    keep_absent(gradebook, others)


def decided(students: Iterable[str], terms: Terms) -> list[str]:
    """Return those for whom an override states a score or an excuse, in the order of rows."""
    nothing = Override()
    found = {student: terms.overrides.get(nfc(student), nothing) for student in students}
    return sorted(
        (student for student, each in found.items() if each.excused or each.score is not None),
        key=_order,
    )


def class_list(gradebook: Gradebook, terms: Terms) -> Iterator[Row]:
    """Yield the class list with a row for each decision about somebody who handed in nothing.

    Raises:
        UsageError: the gradebook is damaged.
    """
    rows = _of_absent(gradebook, terms)
    return merge(gradebook.rows(), rows, key=lambda row: _order(row.result.student))


def listed(gradebook: Gradebook, terms: Terms) -> Iterator[tuple[str, str]]:
    """Yield student and path of each row of `class_list`, without its result."""
    rows = ((row.key.student, row.key.submission) for row in _of_absent(gradebook, terms))
    there = ((student, path) for student, path, _ in gradebook.listed())
    return merge(there, rows, key=lambda each: _order(each[0]))


def _of_absent(gradebook: Gradebook, terms: Terms) -> Iterator[Row]:
    students = decided(absent(gradebook), terms)
    blank = gradebook.kept(_BLANK, Row) if students else None
    if blank is None:
        return
    there = {student for student, _, _ in gradebook.listed()}
    for student in students:
        if student not in there:
            yield replace(
                blank,
                key=replace(blank.key, student=student),
                result=replace(blank.result, student=student),
            )


def _order(student: str) -> tuple[str, str]:
    return nfc(student), student
