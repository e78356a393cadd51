"""A file of overrides means what it says, or is refused with the sentence that mends it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.identity.people import Known, Person
from autograder.policy.overrides import check_students, read
from autograder.terms import Override

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


GRANTED = Override(score=1.0)


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "overrides.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("due_at\nzoë,2026-11-22T12:00:00Z", Override(due_at=NOON)),
        ("due_at\nzoë,2026-11-22 12:00Z", Override(due_at=NOON)),
        ("extra_days\nzoë,1.5", Override(extra_days=1.5)),
        ("slip_days\nzoë,2", Override(slip_days=2)),
        ("late_days\nzoë,0", Override(late_days=0.0)),
        ("score,comment\nzoë,80.5,oral exam", Override(score=80.5, comment="oral exam")),
        ("excused\nzoë,Yes", Override(excused=True)),
        ("score,comment\nzoë,,well done", Override(comment="well done")),
        ("score,excused\nzoë,80,no", Override(score=80.0)),
        ("extra_days,slip_days\nzoë,1,1", Override(extra_days=1.0, slip_days=1)),
    ],
)  # fmt: skip
def test_a_line_says_what_is_granted(cells: str, expected: Override, tmp_path: Path) -> None:
    assert read(written(tmp_path, f"student,{cells}\n")) == {"zoë": expected}


@pytest.mark.parametrize(
    "text",
    [
        "student,score\nzoë,1\n",
        "\ufeffstudent;score\r\nzoë;1\r\n\r\n",
        "score\tstudent\n1\t zoë \n",
        'student,score\n"zoë","1"',
        "student,score\nzoe\u0308,1\n",
        "student\tscore\r\nzoë\t1\r\n".encode("utf-16"),
    ],
)
def test_what_spreadsheets_make_of_it_is_read(text: str | bytes, tmp_path: Path) -> None:
    assert read(written(tmp_path, text)) == {"zoë": Override(score=1.0)}


def test_a_name_may_hold_a_comma(tmp_path: Path) -> None:
    assert list(read(written(tmp_path, 'student,score\n"Müller, Jörg",1\n'))) == ["Müller, Jörg"]


@pytest.mark.parametrize(
    ("cell", "name"), [("'=1+1", "=1+1"), ("'＋1", "＋1"), ("'t Hooft", "'t Hooft"), ("=1", "=1")]
)
def test_a_name_may_be_written_as_its_cell_in_grades_is(
    cell: str, name: str, tmp_path: Path
) -> None:
    assert list(read(written(tmp_path, f"student,score\n{cell},1\n"))) == [name]


def test_only_line_ends_end_a_line(tmp_path: Path) -> None:
    name = "a\u2028b\x0bc"
    assert list(read(written(tmp_path, f"student,score\n{name},1\n"))) == [name]


def test_no_lines_are_no_overrides(tmp_path: Path) -> None:
    assert read(written(tmp_path, "student,score\n")) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student,socre\n", "column 'socre': did you mean score?"),
        ("student,wishes\n", "columns are student, due_at"),
        ("score\n1\n", "needs a column student"),
        ("student,score,score\n", "each column only once"),
        ("", "is empty: correct it, and save it as CSV UTF-8"),
        ("\n", "is empty"),
        ("student,score\nzoe,1\nzoe,2\n", ":3 has 'zoe' again: keep one line"),
        ("student,score\nzoe\u0308,1\nzo\u00eb,2\n", "again"),
        ("student,score\n,1\n", ":2 names no student"),
        ("student,excused\nzoe,no\n", "has no effect"),
        ("student,score\nzoe,1,2\n", ":2 has more cells than its header"),
        ("student,score\nzoe,many\n", "'many' under score: write a number from 0"),
        ("student,score\nzoe,nan\n", "under score"),
        ("student,score\nzoe,-1\n", "under score"),
        ("student,extra_days\nzoe,1e9\n", "under extra_days"),
        ("student,slip_days\nzoe,1.5\n", "under slip_days: write a whole number"),
        ("student,excused\nzoe,perhaps\n", "'perhaps' under excused: write yes or no"),
        ("student,due_at\nzoe,tomorrow\n", "'tomorrow' under due_at"),
        ("student,due_at\nzoe,2026-11-22T12:00:00\n", "with the offset from UTC"),
        ("student,due_at\nzoe,20026-11-22T12:00:00Z\n", "under due_at"),
        ("student,due_at\nzoe,9999-11-22T12:00:00Z\n", "under due_at"),
        ("student,due_at,extra_days\nzoe,2026-11-22T12:00:00Z,1\n", "keep one of them"),
        ("student,slip_days,late_days\nzoe,1,1\n", "fills slip_days and late_days"),
        ("student,score,excused\nzoe,1,yes\n", "fills score and excused"),
        ('student,score\n"zoe,1\n', ":2 opens a quote that is never closed"),
        ('student,score\n"zoe"x,1\n', ":2 has text behind a closing quote"),
        (b"student,score\nzo\xeb,1\n", ":2 has the byte 0xEB (number 17 of the file), which is"),
        ("student,score\nzoe,\x1b[2J\n", r"'\\x1b[2J' under score"),
    ],
)
def test_what_is_not_plain_is_refused(text: str | bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(written(tmp_path, text))
    assert words in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read(tmp_path / "overrides.csv")


def test_an_unknown_student_is_refused_with_the_names_that_are_close() -> None:
    with pytest.raises(UsageError, match=r"name 'zeo', .* did you mean zoe"):
        check_students({"zeo": GRANTED}, {"zoe": Known(), "adam": Known()})


def test_a_student_is_known_however_accents_are_composed() -> None:
    check_students({"zoë": GRANTED}, {"zoe\u0308": Known()})


PEOPLE = {
    "zz@x.edu": Known(person=Person(name="Zoë Zeta", lms_id="16")),
    "adam": Known(person=Person(name="Adam Lee")),
    "adam 2": Known(person=Person(name="Lee, Adam", sis_id="7")),
}


@pytest.mark.parametrize("name", ["Zoë Zeta", "Zeta, Zoe", "16"])
def test_a_student_who_is_named_otherwise_is_refused_with_the_name_to_write(name: str) -> None:
    words = f"the overrides name {name!r}, whose row is called 'zz@x.edu': write that name instead"
    with pytest.raises(UsageError, match=re.escape(words)):
        check_students({name: GRANTED}, PEOPLE)


def test_a_name_of_several_students_is_refused_with_the_names_of_all() -> None:
    with pytest.raises(
        UsageError,
        match="a name of several students: write what the row is called, 'adam' or 'adam 2'",
    ):
        check_students({"Adam Lee": GRANTED}, PEOPLE)
