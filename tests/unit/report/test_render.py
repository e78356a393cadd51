"""What is rendered follows the class list, and nothing of the user's is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.gradebook.model import Row
from autograder.gradebook.store import Gradebook
from autograder.policy import kept
from autograder.report.render import render
from autograder.results import Status
from autograder.terms import LatePolicy, Override, Terms

RowOf = Callable[..., Row]
Keep = Callable[[Row], None]


def rendered(out: Path) -> dict[str, bytes]:
    """Return the contents of all rendered files by their path in `out`."""
    folders = (out / "results", out / "feedback")
    paths = [out / "grades.csv", *(path for folder in folders for path in folder.iterdir())]
    return {str(path.relative_to(out)): path.read_bytes() for path in paths}


def grade(out: Path, *rows: Row) -> None:
    """Do a whole run whose results are `rows`."""
    with Gradebook.open(out) as gradebook:
        for row in rows:
            gradebook.record(row.key, row.result, content=b"x = 1", seconds=0.1)
        gradebook.finish(whole=True)
        render(gradebook)


def test_each_row_has_a_line_and_a_file(tmp_path: Path, row_of: RowOf) -> None:
    grade(tmp_path, row_of("bob"), row_of("alice"))
    files = rendered(tmp_path)
    assert sorted(files) == [
        "feedback/alice.html",
        "feedback/alice.md",
        "feedback/bob.html",
        "feedback/bob.md",
        "grades.csv",
        "results/alice.json",
        "results/bob.json",
    ]
    lines = files["grades.csv"].decode().splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == ["alice", "bob"]


def test_the_order_of_recording_changes_no_byte(tmp_path: Path, row_of: RowOf) -> None:
    rows = [row_of(name) for name in ("bob", "Bob", "Zoë", "e\u0301", "é", "a/b", "x" * 300)]
    rows.append(row_of("carol", submission="1/carol.py", submission_sha256=""))
    rows.append(row_of("carol", submission="2/carol.py", submission_sha256=""))
    grade(tmp_path / "1", *rows)
    grade(tmp_path / "2", *reversed(rows))
    assert rendered(tmp_path / "1") == rendered(tmp_path / "2")


def test_reports_are_rebuilt_from_the_gradebook_alone(tmp_path: Path, row_of: RowOf) -> None:
    grade(tmp_path, row_of("bob"), row_of("=1\udc80\n"))
    before = rendered(tmp_path)
    for path in before:
        (tmp_path / path).unlink()
    with Gradebook.open(tmp_path, create=False) as gradebook:
        render(gradebook)
    assert rendered(tmp_path) == before


def test_the_report_is_the_same_bytes_when_rendered_again(tmp_path: Path, row_of: RowOf) -> None:
    grade(tmp_path, row_of("bob"), row_of("alice"))
    before = (tmp_path / "report.html").read_bytes()
    with Gradebook.open(tmp_path, create=False) as gradebook:
        render(gradebook)
    assert (tmp_path / "report.html").read_bytes() == before


def test_every_file_says_whose_it_is(tmp_path: Path, row_of: RowOf) -> None:
    students = ["Bob", "bob", "a/b", "CON", "y" * 200]
    grade(tmp_path, *map(row_of, students))
    documents = [json.loads(path.read_bytes()) for path in (tmp_path / "results").iterdir()]
    assert sorted(each["extra_data"]["student"] for each in documents) == sorted(students)


def test_feedback_links_a_drawn_mistake_only_while_its_page_is_there(
    tmp_path: Path, row_of: RowOf
) -> None:
    page, link = tmp_path / "explain/no-half.html", b'href="../explain/no-half.html"'
    page.parent.mkdir()
    page.write_bytes(b"drawn")
    grade(tmp_path, row_of("alice"))
    with Gradebook.open(tmp_path) as gradebook:
        gradebook.set_files("explain", ["no-half.html"])
        render(gradebook)
        assert link in (tmp_path / "feedback/alice.html").read_bytes()
        page.unlink()
        render(gradebook)
        assert link not in (tmp_path / "feedback/alice.html").read_bytes()


def test_the_file_of_a_student_who_left_is_removed(tmp_path: Path, row_of: RowOf) -> None:
    grade(tmp_path, row_of("alice"), row_of("bob"))
    grade(tmp_path, row_of("bob"))
    left = ["feedback/bob.html", "feedback/bob.md", "grades.csv", "results/bob.json"]
    assert sorted(rendered(tmp_path)) == left


def test_a_file_of_the_users_is_never_removed(tmp_path: Path, row_of: RowOf) -> None:
    grade(tmp_path, row_of("alice"))
    (tmp_path / "results" / "mine.json").write_text("mine")
    grade(tmp_path, row_of("bob"))
    assert (tmp_path / "results" / "mine.json").read_text() == "mine"


def test_columns_are_the_questions_of_the_whole_class(tmp_path: Path, row_of: RowOf) -> None:
    grade(tmp_path, row_of("alice", status=Status.GRADER_ERROR, questions=()), row_of("bob"))
    header, first, _ = (tmp_path / "grades.csv").read_text().splitlines()
    assert ",q1,q2," in header
    assert first.startswith("alice,alice.py,grader_error,,0,,,open,")


def test_a_folder_where_a_file_belongs_is_a_usage_error(tmp_path: Path, row_of: RowOf) -> None:
    (tmp_path / "grades.csv").mkdir()
    with pytest.raises(UsageError, match=r"grades.csv cannot be written"):
        grade(tmp_path, row_of())


def test_a_class_list_of_nobody_is_a_header(gradebook: Gradebook) -> None:
    render(gradebook)
    assert sorted(rendered(gradebook.out)) == ["grades.csv"]


@pytest.mark.parametrize(
    ("terms", "is_shown"),
    [
        (Terms(assignment="a"), False),
        (Terms(policy=LatePolicy()), True),
        (Terms(overrides={"alice": Override(score=1.0)}), True),
    ],
)
def test_final_scores_are_shown_only_where_something_bears_on_them(
    terms: Terms, is_shown: bool, tmp_path: Path, row_of: RowOf
) -> None:
    grade(tmp_path, row_of("alice"))
    before = rendered(tmp_path)
    with Gradebook.open(tmp_path) as gradebook:
        kept.keep(gradebook, terms)
        render(gradebook)
    assert (rendered(tmp_path) != before) is is_shown
    extra = json.loads((tmp_path / "results/alice.json").read_text())["extra_data"]
    assert ("final_score" in extra) is is_shown
