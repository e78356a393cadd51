"""Rows of students who handed in nothing, where an override or a mark says what their score is.

Nobody who handed in nothing has a row of their own accord: who is not graded keeps the cell that
the LMS has. An override's score or excuse, or a mark given by hand, is a decision about such a
student, and is shown, exported and kept like any other. The row comes and goes with it; nothing is
recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import merge

from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.policy.marks import marked
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
    """Return those for whom an override states a score or an excuse, or who have a mark.

    They are in the order of rows.
    """
    return sorted((student for student in students if _is_decided(nfc(student), terms)), key=_order)


def _is_decided(student: str, terms: Terms) -> bool:
    override = terms.overrides.get(student, Override())
    marks = terms.marks.get(student, {})
    is_marked = any(mark.points is not None for mark in marks.values())
    return override.excused or override.score is not None or is_marked


def class_list(gradebook: Gradebook, terms: Terms) -> Iterator[Row]:
    """Yield the class list with all marks, and a row for each decision on who handed in nothing.

    Raises:
        UsageError: the gradebook is damaged.
    """
    rows = _of_absent(gradebook, terms)
    everybody = merge(gradebook.rows(), rows, key=lambda row: _order(row.result.student))
    return (replace(row, result=marked(row.result, terms)) for row in everybody)


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
