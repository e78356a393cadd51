"""A file of marks: whose answer, how many points, what is said; or the sentence that mends it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.exercise import Question
from autograder.identity.people import Known, Person
from autograder.policy.absent import decided
from autograder.policy.marks import marked, with_marks
from autograder.results import QuestionResult, Verdict
from autograder.terms import Mark, Override, Terms
from tests.unit.finals import final

ESSAY = Question(id="essay", title="Why?", points=10)
TALK = Question(id="talk", title="The talk", points=5, bonus=True)
CLASS = {
    "ada": Known(person=Person(name="Ada Lovelace", sis_id="00123", email="ada@uni.edu")),
    "ben": Known(person=Person(name="Ben Ito", sis_id="456")),
    "zoë": Known(),
}


def marks(
    assignment: Assignment, folder: Path, text: str, *questions: Question
) -> dict[str, dict[str, Mark]]:
    """Return the marks of a file for the class above."""
    path = folder / "marks.csv"
    path.write_text(text, "utf-8")
    with_hand = replace(
        assignment, questions=(*assignment.questions, *(questions or (ESSAY,))), marks=path
    )
    return with_marks(Terms(), with_hand, CLASS).marks


@pytest.mark.parametrize(
    "line",
    [
        "student,points\nada,7",
        "student,points\nada,7.0",
        "student;points\nada;7,00",
        "student,points\nAda Lovelace,7",
        'student,points\n"Lovelace, Ada",7',
        "sis_id,points\n00123,7",
        "email,points\nADA@uni.edu,7",
        "name,sis_id,points\nAda Lovelace,00123,7",
        "student,question,points\nada,essay,7",
    ],
)
def test_a_line_is_found_its_student_by_name_or_key(
    assignment: Assignment, tmp_path: Path, line: str
) -> None:
    assert marks(assignment, tmp_path, f"{line}\n") == {"ada": {"essay": Mark(points=7)}}


def test_a_row_of_just_that_name_is_meant_in_any_composition(
    assignment: Assignment, tmp_path: Path
) -> None:
    found = marks(assignment, tmp_path, "student,points\nzoe\u0308,3\n")
    assert found == {"zoë": {"essay": Mark(points=3)}}


def test_several_questions_have_a_line_each(assignment: Assignment, tmp_path: Path) -> None:
    text = "student,question,points,comment\nada,essay,7,Good\nada,talk,5,\nben,talk,,Later\n"
    assert marks(assignment, tmp_path, text, ESSAY, TALK) == {
        "ada": {"essay": Mark(points=7, comment="Good"), "talk": Mark(points=5)},
        "ben": {"talk": Mark(comment="Later")},
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student,pionts\nada,7\n", "has a column 'pionts': did you mean points?"),
        ("points\n7\n", "needs a column student or name or email or username or sis_id or lms_id"),
        ("student,points\n,7\n", ":2 names no student"),
        ("student,points,comment\nada,,\n", ":2 has no effect"),
        ("student,points\nada,7.5\n", ":2 has '7.5' under points: write a whole number from 0 to"),
        ("student,points\nada,11\n", "from 0 to 10, which essay is worth"),
        ("student,points\nada,-1\n", "'-1' under points"),
        ("student,points\nada,nan\n", "'nan' under points"),
        ("student,points\nada,1e3\n", "'1e3' under points"),
        ("student,question,points\nada,esay,7\n", "'esay' under question, which is no question"),
        ("student,question,points\nada,esay,7\n", "write essay"),
        ("student,question,points\nada,q1,7\n", "'q1' under question"),
        ("student,points\nada,7\nada,8\n", ":3 marks essay of ada again: keep one line"),
        ("student,points\nada,7\nAda Lovelace,8\n", ":3 marks essay of Ada Lovelace again"),
        ("student,points\nadam,7\n", "marks adam, who is not among the students: did you mean Ada"),
        (
            "student,points\nxyz,7\n",
            "is not among the students: write it as in grades.csv, or name",
        ),
        ("sis_id,points\n123,7\n", "marks 123, who is not among the students"),
        ("name,sis_id,points\nBen Ito,00123,7\n", "marks Ben Ito, who "),
        ("name,email,points\nAda Lovelace,a@b.c,7\n", "the e-mail address is ada@uni.edu there"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(
    assignment: Assignment, tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        marks(assignment, tmp_path, text)
    assert words in str(caught.value)
    assert str(tmp_path / "marks.csv") in str(caught.value)


def test_of_several_questions_each_line_names_one(assignment: Assignment, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="write essay or talk"):
        marks(assignment, tmp_path, "student,points\nada,7\n", ESSAY, TALK)


def test_a_file_that_is_not_there_is_one_sentence(assignment: Assignment, tmp_path: Path) -> None:
    absent = replace(assignment, questions=(ESSAY,), marks=tmp_path / "none.csv")
    with pytest.raises(UsageError, match=r"none\.csv cannot be read"):
        with_marks(Terms(), absent, CLASS)


# What becomes of a result


def unmarked(**changes: Any) -> QuestionResult:
    fields: dict[str, Any] = {
        "id": "essay",
        "title": "Why?",
        "verdict": Verdict.UNMARKED,
        "points": 0,
        "max_points": 10,
    }
    return QuestionResult(**(fields | changes))


def with_essay(**mark: Any) -> Any:
    """Return the result of ada, who has 85 points for her code, with a mark."""
    result = final("ada").row.result
    asked = replace(result, questions=(*result.questions, unmarked()))
    return marked(asked, Terms(marks={"ada": {"essay": Mark(**mark)}} if mark else {}))


def test_points_and_comment_become_those_of_the_question() -> None:
    found = with_essay(points=7, comment="Well argued.")
    expected = unmarked(verdict=Verdict.MARKED, points=7, message="Well argued.")
    assert found.questions[1] == expected
    assert (found.score, found.max_score) == (92, 110)
    assert found.message == "q1: The sum is off.; essay: Well argued."


def test_a_comment_without_points_leaves_the_question_unmarked() -> None:
    assert with_essay(comment="Come and see me.").questions[1] == unmarked(
        message="Come and see me."
    )


def test_without_a_mark_a_result_stays_as_it_was() -> None:
    assert with_essay().questions[1] == unmarked()


def test_a_question_that_has_a_function_is_never_marked_by_hand() -> None:
    result = final("ada").row.result
    terms = Terms(marks={"ada": {"q1": Mark(points=100)}})
    assert marked(result, terms).questions == result.questions


@pytest.mark.parametrize(("mark", "rows"), [(Mark(points=0), ["ada"]), (Mark(comment="?"), [])])
def test_points_make_a_row_for_whoever_handed_in_nothing(mark: Mark, rows: list[str]) -> None:
    assert decided(["ada", "ben"], Terms(marks={"ada": {"essay": mark}})) == rows


def test_a_comment_alone_in_the_overrides_makes_no_row() -> None:
    assert decided(["ada"], Terms(overrides={"ada": Override(comment="hello")})) == []
