"""The CSV file of marks: points and comments for the questions that people mark by hand.

A line is found its student by the rules of `identity.matching`: along a key that was read, and
never against a name or key that contradicts. Where that is not sure, nothing is graded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.exercise import Question
from autograder.identity.lookup import hinted
from autograder.identity.matching import Listing
from autograder.identity.parties import Found, Party
from autograder.identity.people import Known, Person, label
from autograder.policy import lines
from autograder.results import QuestionResult, Result, Verdict
from autograder.terms import Mark, Terms
from autograder.text import from_cell, nfc, visible

_KEYS = ("name", "email", "username", "sis_id", "lms_id")
_FORM = lines.Form(
    name="a file of marks",
    columns=("student", *_KEYS, "question", "points", "comment"),
    needed=("student", *_KEYS),
)
_WHOLE = re.compile(r"([0-9]{1,9})(?:[.,]0*)?")  # as spreadsheets write whole numbers, too
_MOST_OF = 200  # characters of a cell in a sentence


@dataclass(frozen=True, slots=True)
class _Who:
    """Whom a line is about, in the file's words."""

    called: str
    person: Person

    @property
    def title(self) -> str:
        """What sentences call them."""
        return visible(self.called or self.person.name or next(iter(self.person.keys())).value)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """One line: whose answer to which question, and what is said of it."""

    place: str
    who: _Who
    question: str
    mark: Mark


def with_marks(terms: Terms, assignment: Assignment, students: Mapping[str, Known]) -> Terms:
    """Return terms with the marks that an assignment's description names.

    Args:
        terms: what holds beside them.
        assignment: whose marks they are.
        students: everybody there is, by what rows are called, as far as they are known.

    Raises:
        UsageError: the file cannot be read, something in it is not plain, or it is not sure who a
            line is about.
    """
    if assignment.marks is None:
        return terms
    by_hand = [question for question in assignment.questions if question.is_by_hand]
    marked = list(_lines(assignment.marks, by_hand))
    found = _found(marked, students)
    marks: dict[str, dict[str, Mark]] = {}
    for each in marked:
        own = marks.setdefault(nfc(found[each.who]), {})
        if each.question in own:
            raise UsageError(
                f"{each.place} marks {each.question} of {each.who.title} again: keep one line"
            )
        own[each.question] = each.mark
    return msgspec.structs.replace(terms, marks=marks)


def marked(result: Result, terms: Terms) -> Result:
    """Return a named result with what was marked by hand."""
    marks = terms.marks.get(nfc(result.student))
    if not marks:
        return result
    questions = tuple(_marked(question, marks) for question in result.questions)
    told = [f"{id_}: {mark.comment}" for id_, mark in marks.items() if mark.comment]
    message = "; ".join(filter(None, [result.message, *told]))
    return replace(result, questions=questions, message=message)


def _marked(question: QuestionResult, marks: Mapping[str, Mark]) -> QuestionResult:
    mark = marks.get(question.id)
    if mark is None or question.verdict is not Verdict.UNMARKED:
        return question
    if mark.points is None:
        return replace(question, message=mark.comment)
    return replace(question, verdict=Verdict.MARKED, points=mark.points, message=mark.comment)


def _lines(path: Path, by_hand: Sequence[Question]) -> Iterator[_Marked]:
    for line in lines.read(path, _FORM):
        cells = line.cells
        told: dict[str, Any] = {key: cells[key] for key in _KEYS if key in cells}
        person = Person(**told)
        who = _Who(from_cell(cells.get("student", "")), person)
        if not who.called and person == Person():
            raise UsageError(f"{line.place} names no student: fill that cell, or remove the line")
        if "points" not in cells and "comment" not in cells:
            raise UsageError(f"{line.place} has no effect: fill a cell, or remove the line")
        question = _question(line, by_hand)
        points = _points(line, question) if "points" in cells else None
        mark = Mark(points=points, comment=cells.get("comment", ""))
        yield _Marked(place=line.place, who=who, question=question.id, mark=mark)


def _question(line: lines.Line, by_hand: Sequence[Question]) -> Question:
    told = line.cells.get("question", "")
    known = {question.id: question for question in by_hand}
    if not told and len(by_hand) == 1:
        return by_hand[0]
    if told in known:
        return known[told]
    near = get_close_matches(told, known, 1) or [" or ".join(known)]
    raise UsageError(
        f"{line.place} has {visible(told)[:_MOST_OF]!r} under question, which is no question that "
        f"is marked by hand: write {near[0]}"
    )


def _points(line: lines.Line, question: Question) -> int:
    told, most = line.cells["points"], question.points or 0
    found = _WHOLE.fullmatch(told)
    if found is None or int(found[1]) > most:
        raise UsageError(
            f"{line.place} has {visible(told)[:_MOST_OF]!r} under points: write a whole number "
            f"from 0 to {most}, which {question.id} is worth"
        )
    return int(found[1])


def _found(marked: Iterable[_Marked], students: Mapping[str, Known]) -> dict[_Who, str]:
    """Return the row of each whom the lines are about.

    Raises:
        UsageError: it is not sure whose a line is, or there is no such student.
    """
    exact = {_Who(nfc(student), Person()): student for student in students}
    places = {each.who: each.place for each in reversed(list(marked)) if each.who not in exact}
    people = {student: known.person for student, known in students.items()}
    listing = Listing(
        [Party(person=p, called=s, title=visible(label(s, p))) for s, p in people.items()]
    )
    asking = [
        Party(person=who.person, called=who.called, title=f"{place}, {who.title}")
        for who, place in places.items()
    ]
    names = [*people]
    for who, one in zip(places, listing.find(asking), strict=True):
        if one.place is None:
            raise UsageError(f"{places[who]} marks {who.title}, who {_doubt(one, who, people)}")
        exact[who] = names[one.place]
    return exact


def _doubt(found: Found, who: _Who, people: Mapping[str, Person]) -> str:
    """Return why it is not sure who that is, and what to do about it."""
    if found.doubt:
        return f"{found.doubt}: write the student as in grades.csv, and nothing else"
    otherwise = "write it as in grades.csv, or name the class with --roster"
    return f"is not among the students: {hinted(who.title, people, otherwise)}"
