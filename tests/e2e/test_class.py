"""The example class gets what its table says, however it is graded."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from autograder.description import find
from autograder.intake.plan import plan

Autograder = Callable[..., CompletedProcess[str]]
Outcome = tuple[str, str, int, str, int]

TABLE = Path(__file__).parents[1] / "submissions/outcomes.csv"


def expected() -> dict[str, Outcome]:
    """Return status, verdict and points of q1, verdict and points of q2, by student."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return {
            row["student"]: (
                row["status"],
                row["q1"],
                int(row["q1_points"]),
                row["q2"],
                int(row["q2_points"]),
            )
            for row in csv.DictReader(table)
        }


def outcomes(out: Path) -> dict[str, Outcome]:
    """Return the same from an output folder: points from grades.csv, verdicts from results/."""
    verdicts = {}
    for path in (out / "results").iterdir():
        extra = json.loads(path.read_text("utf-8"))["extra_data"]
        verdicts[extra["student"]] = [_verdict(extra, question) for question in ("q1", "q2")]
    rows = {}
    for row in grades(out):
        q1, q2 = verdicts[row["student"].removeprefix("'")]
        rows[row["student"]] = (row["status"], q1, int(row["q1"]), q2, int(row["q2"]))
    return rows


def grades(out: Path) -> list[dict[str, str]]:
    """Return the rows of grades.csv."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def _verdict(extra: dict[str, Any], question: str) -> str:
    """Return a question's verdict; the table leaves it out where nothing could be read."""
    if extra["status"] == "unreadable":
        return ""
    verdict = extra["questions"][question]["verdict"]
    assert isinstance(verdict, str)
    return verdict


def test_the_class_gets_what_its_table_says(graded: Path) -> None:
    assert outcomes(graded) == expected()


def test_a_score_is_the_sum_of_its_questions(graded: Path) -> None:
    assert [
        row for row in grades(graded) if int(row["score"]) != int(row["q1"]) + int(row["q2"])
    ] == []


def test_rows_are_sorted_by_student(graded: Path) -> None:
    students = [row["student"].removeprefix("'") for row in grades(graded)]
    assert students == sorted(students)


def test_the_class_as_a_zip_is_read_as_its_folder_is(the_class: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(the_class.rglob("*")):
            archive.write(path, path.relative_to(the_class))
    folder, packed = (
        [(entry, entry.read()) for entry in plan([place], find(the_class)).entries]
        for place in (the_class, tmp_path / "class.zip")
    )
    # Grading is given nothing else; test_downloads.py tests that a zip is graded.
    assert [(entry.student, entry.remarks, read) for entry, read in packed] == [
        (entry.student, entry.remarks, read) for entry, read in folder
    ]


def test_reports_are_written_anew_from_the_gradebook_alone(
    autograder: Autograder,
    graded: Path,
    files_of: Callable[[Path], dict[str, bytes]],
    tmp_path: Path,
) -> None:
    (tmp_path / "gradebook.sqlite").write_bytes((graded / "gradebook.sqlite").read_bytes())
    autograder("report", tmp_path)
    assert files_of(tmp_path) == files_of(graded)
    assert (tmp_path / "report.html").read_bytes() == (graded / "report.html").read_bytes()
