"""Nothing that is written without names has one in its bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Handed, Known, Person
from autograder.report.groups import Group, keep
from autograder.report.render import render_anonymous

OURS = ("zqname", "zqmail", "zqlogin", "zqsis", "zqid", "zqschool", "zqsection", "zqline", "zqnote",
        "9021734", "2021-03-04")  # fmt: skip
FORMS = ("jsonl", "rules", "junit", "gradescope", "answers")


def known(student: str) -> Known:
    """Return what a school knows of somebody, in words that are in nothing else."""
    return Known(
        person=Person(
            name=f"Zqname Of {student}",
            email=f"zqmail.{student}@zqschool.edu",
            username=f"zqlogin{student}",
            sis_id=f"zqsis{student}",
            lms_id="9021734",
            ids=(f"zqid{student}",),
        ),
        handed=Handed(submitted_at="2021-03-04T05:06:07"),
        section="zqsection",
    )


@pytest.fixture
def telling(out: Path) -> list[bytes]:
    """Tell the gradebook who the students are, and return what then must not be seen."""
    with Gradebook.open(out) as gradebook:
        rows = list(gradebook.rows())
        students = [row.result.student for row in rows]
        gradebook.introduce({each: known(each) for each in students})
        gradebook.note("zqnote", students)
        first = Group(
            id="00c0ffee", question="q1", students=tuple(students), count=2, wrong="wrong: cost",
            place="line 7", line="zqline = 1",
        )  # fmt: skip
        keep(gradebook, [first])
    words = {part for each in students for part in re.findall("[a-z]{4,}", each)}
    digests = {row.key.submission_sha256[:12] for row in rows}
    return [each.encode() for each in {*words, *digests, *OURS}]


def written(out: Path, assignment: Path) -> Iterator[Path]:
    with Gradebook.open(out) as gradebook:
        yield render_anonymous(gradebook)
    for form in FORMS:
        path = out.with_name(f"anonymous.{form}")
        command = ["export", form, out, "-o", path, "--anonymous", "--assignment", assignment]
        CliRunner().invoke(app, [*map(str, command)], catch_exceptions=False)
        yield path


def test_no_name_key_time_or_line_of_a_students_is_in_anything_without_names(
    out: Path, telling: list[bytes], module_assignment: Path
) -> None:
    for path in written(out, module_assignment):
        content = path.read_bytes().lower()
        assert b"student-" in content
        assert [each for each in telling if each in content] == [], path.name
