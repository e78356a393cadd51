"""Intake, judge, records and logs withstand what students hand in: rows 107 to 129."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.attacks_on_intake import HONEST, MARKER, make

_ROOT = Path(__file__).parents[2]
_SHOWN_TEXT = 2_000  # characters that any one cell of the table may have
_UNREADABLE = """
    row119_slip row119_link row119_tar row120_bomb row120_nested row120_many row120_lying
    row121_dup row122_link row122_folder row122_fifo row123_deep
""".split()
_FULL = (*HONEST, "row109_beside", "row123_outputs", "row124_magics", "row125_poison")


@dataclass(frozen=True, slots=True)
class Graded:
    """What one run over the hostile class left.

    Attributes:
        parent: the folder that class and output are in, and nothing else.
        rows: of grades.csv, by student.
        printed: what the command line wrote to both its streams.
    """

    parent: Path
    code: int
    printed: bytes
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def out(self) -> Path:
        return self.parent / "out"

    def files(self) -> Iterator[tuple[Path, bytes]]:
        """Yield every rendered file but the gradebook, which keeps students' bytes as they are."""
        for path in sorted(self.out.rglob("*")):
            if path.is_file() and not path.name.startswith(("gradebook.sqlite", ".")):
                yield path, path.read_bytes()

    def results(self) -> Iterator[dict[str, Any]]:
        for path in (self.out / "results").iterdir():
            yield json.loads(path.read_bytes())

    def result(self, student: str) -> dict[str, Any]:
        return next(r for r in self.results() if r["extra_data"]["student"] == student)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    parent = tmp_path_factory.mktemp("surface")
    return _grade(make(parent / "class"), parent)


def _grade(folder: Path, parent: Path) -> Graded:
    command = [sys.executable, "-m", "autograder", "grade", str(folder), "-o", str(parent / "out")]
    command += ["--jobs", "1"]
    done = subprocess.run(
        command,
        cwd=_ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
        check=False,
        env={**os.environ, "TERM": "dumb"},
    )
    with (parent / "out" / "grades.csv").open(encoding="utf-8", newline="") as table:
        rows = {row["student"]: row for row in csv.DictReader(table)}
    return Graded(parent, done.returncode, done.stdout + done.stderr, rows)


def test_the_run_ends_well_and_no_fault_is_ours(graded: Graded) -> None:
    assert graded.code == 0, graded.printed.decode("utf-8", "replace")
    assert not [row for row in graded.rows.values() if row["status"] == "grader_error"]


def test_honest_students_and_those_who_only_carry_hostile_things_get_full_marks(
    graded: Graded,
) -> None:
    assert {student: graded.rows[student]["score"] for student in _FULL} == dict.fromkeys(
        _FULL, "100"
    )


@pytest.mark.parametrize("student", _UNREADABLE)
def test_what_must_not_be_opened_is_a_row_with_a_reason(student: str, graded: Graded) -> None:
    row = graded.rows[student]
    assert (row["status"], row["score"]) == ("unreadable", "0")
    assert row["message"]


def test_123_a_notebook_of_millions_of_parts_costs_itself_alone(graded: Graded) -> None:
    row = graded.rows["row123_lists"]
    assert (row["status"], row["score"]) == ("graded", "0")
    assert graded.rows["zzz_honest"]["score"] == "100"


def test_107_no_message_is_long(graded: Graded) -> None:
    assert max(len(cell) for row in graded.rows.values() for cell in row.values()) < _SHOWN_TEXT


def test_107_and_112_hostile_words_are_plain_text_in_results(graded: Graded) -> None:
    formats = ("output_format", "test_output_format", "test_name_format")
    assert {tuple(result[name] for name in formats) for result in graded.results()} == {
        ("text", "text", "text")
    }


def test_107_words_that_are_neither_numpys_nor_in_the_submission_do_not_come_out(
    graded: Graded,
) -> None:
    for _, content in graded.files():
        assert b"<script>document.title" not in content


def test_108_nothing_is_written_outside_of_the_output(graded: Graded) -> None:
    assert {path.name for path in graded.parent.iterdir()} == {"class", "out"}
    left = {path.name for path in graded.out.iterdir()}
    assert not left & {"conftest.py", "sitecustomize.py", "numpy.py", "evil.pth"}


def test_109_and_110_nothing_that_lies_beside_a_submission_runs(graded: Graded) -> None:
    assert not (graded.parent / MARKER).exists()
    assert not list(graded.parent.rglob(MARKER))
    assert not (_ROOT / MARKER).exists()


def test_111_no_result_holds_a_time(graded: Graded) -> None:
    assert not any("execution_time" in result for result in graded.results())


def test_113_no_control_character_reaches_a_file_or_the_terminal(graded: Graded) -> None:
    for _, content in [*graded.files(), (Path("terminal"), graded.printed)]:
        controls = set(re.findall(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", content))
        assert not controls


def test_113_no_invisible_character_reaches_a_file_or_the_terminal(graded: Graded) -> None:
    for path, content in [*graded.files(), (Path("terminal"), graded.printed)]:
        text = content.decode("utf-8")
        hidden = {c for c in text if unicodedata.category(c) in {"Cf", "Cs", "Co"}}
        assert not hidden, (path, hidden)


def test_114_no_line_that_the_command_prints_is_a_students(graded: Graded) -> None:
    lines = graded.printed.decode("utf-8").splitlines()
    assert not [line for line in lines if line.startswith("INFO")]


def test_115_no_cell_is_a_formula(graded: Graded) -> None:
    with (graded.out / "grades.csv").open(encoding="utf-8", newline="") as table:
        cells = [cell for row in csv.reader(table) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [cell for cell in cells if cell.startswith("'=")]


def test_116_every_name_has_one_result_inside_its_folder(graded: Graded) -> None:
    names = [path.name for path in (graded.out / "results").iterdir()]
    assert len(names) == len(graded.rows)
    assert not [name for name in names if re.search(r"[\x00-\x1f/\\]|^\.", name)]


def test_117_a_lone_surrogate_is_written_out(graded: Graded) -> None:
    assert graded.rows["row117"]["status"] == "graded"
    assert graded.rows["row117_key"]["status"] == "graded"


def test_118_no_line_anywhere_is_a_command_to_a_build_server(graded: Graded) -> None:
    texts = [content.decode("utf-8") for _, content in graded.files()]
    for text in [*texts, graded.printed.decode("utf-8")]:
        assert not [line for line in text.splitlines() if line.startswith("::")]


def test_119_nothing_slips_out_of_an_archive(graded: Graded) -> None:
    assert not list(graded.parent.rglob("slipped*"))
    assert not Path("/tmp/slipped.py").exists()


def test_125_a_poisoned_child_changes_no_other_students_score(graded: Graded) -> None:
    assert graded.rows["zzz_honest"]["score"] == "100"


def test_126_the_same_code_gets_the_same_result(graded: Graded) -> None:
    once, twice = graded.result("row126_once"), graded.result("row126_twice")
    for result in (once, twice):
        del result["extra_data"]["student"], result["extra_data"]["submission"]
    assert once == twice


def test_127_handing_in_again_does_not_change_the_result(graded: Graded, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for student in ("row125_poison", "row107", "aaa_honest"):
        source = graded.parent / "class" / f"{student}.py"
        (folder / source.name).write_bytes(source.read_bytes())
    again = _grade(folder, tmp_path)
    for student, row in again.rows.items():
        assert row == graded.rows[student]


def test_128_answers_that_are_off_by_nearly_the_same_get_the_same_words(graded: Graded) -> None:
    probes = [row for student, row in graded.rows.items() if student.startswith("row128")]
    assert len(probes) == 4
    assert len({(row["score"], row["message"]) for row in probes}) == 1


def test_every_technique_on_the_trusted_side_has_a_student_or_a_test(graded: Graded) -> None:
    names = [*graded.rows, *(name for name in globals() if name.startswith("test_"))]
    known = {int(row) for name in names for row in re.findall(r"(?:row|_)(1\d\d)", name)}
    assert known >= set(range(107, 129))  # the last one is what tests/honest is for
