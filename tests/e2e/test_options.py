"""Each option of `grade` does what its help says."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.sweeps import whole

Autograder = Callable[..., CompletedProcess[str]]
Refusal = Callable[..., str]

# One worker is up sooner than two; what is tested here holds at every level of isolation.
GRADE = ("grade", "--jobs", "1", "--min-level", "open")

PAUSE = """
import time

pauses = []


def pause():
    if not pauses:
        pauses.append("in the first call of this process")
        time.sleep(1.0)


_without_pause = compute_cost_with_regularization


def compute_cost_with_regularization(*arguments):
    pause()
    return _without_pause(*arguments)
"""


def rows(out: Path) -> dict[str, dict[str, str]]:
    """Return the rows of grades.csv by student."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as table:
        return {row["student"]: row for row in csv.DictReader(table)}


def recorded(out: Path) -> int:
    """Return how many results were ever recorded in `out`."""
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as db:
        count: int = db.execute("SELECT count(*) FROM results").fetchone()[0]
    return count


def test_fresh_grades_all_anew(autograder: Autograder, submissions: Path, out: Path) -> None:
    before = recorded(out)
    autograder(*GRADE, submissions, "-o", out, "--fresh")
    assert recorded(out) == 2 * before


def test_only_grades_one_student_and_leaves_other_rows_alone(
    autograder: Autograder, submissions: Path, out: Path
) -> None:
    before = rows(out)
    for name in ("diego_ramirez.py", "anton_weber.py"):
        shutil.copy(submissions / "georg_bauer.py", submissions / name)
    autograder(*GRADE, submissions, "-o", out, "--only", "diego_ramirez")
    after = rows(out)
    assert after["diego_ramirez"]["score"] == "100"
    assert {**after, "diego_ramirez": None} == {**before, "diego_ramirez": None}


def test_only_refuses_a_student_who_is_not_there(
    autograder: Autograder, submissions: Path, out: Path, refusal: Refusal
) -> None:
    before = (out / "grades.csv").read_bytes()
    run = autograder(*GRADE, submissions, "-o", out, "--only", "diego_ramires")
    assert "no submission of 'diego_ramires': did you mean diego_ramirez?" in refusal(run)
    assert (out / "grades.csv").read_bytes() == before


def test_only_knows_a_name_however_its_accents_are_composed(
    autograder: Autograder, the_class: Path, tmp_path: Path
) -> None:
    name = unicodedata.normalize("NFD", "José María García")
    autograder(*GRADE, the_class, "-o", tmp_path / "out", "--only", name)
    assert list(rows(tmp_path / "out")) == ["José María García"]


def test_only_knows_a_name_as_grades_csv_writes_it(
    autograder: Autograder, the_class: Path, tmp_path: Path
) -> None:
    autograder(*GRADE, the_class, "-o", tmp_path / "out", "--only", "'=1+cmd()")
    assert list(rows(tmp_path / "out")) == ["'=1+cmd()"]


def test_a_student_who_is_gone_is_named_and_no_longer_listed_and_others_are_not_graded_again(
    autograder: Autograder, submissions: Path, out: Path
) -> None:
    before = recorded(out)
    (submissions / "anton_weber.py").unlink()
    run = autograder(*GRADE, submissions, "-o", out)
    assert "note: 1 of the students of an earlier run are not among these submissions" in run.stderr
    assert list(rows(out)) == ["diego_ramirez", "georg_bauer"]
    assert not (out / "results/anton_weber.json").exists()
    assert recorded(out) == before


@pytest.mark.parametrize(("seconds", "verdict"), [("0.3", "timed_out"), ("10", "passed")])
def test_timeout_is_what_one_call_may_take(
    seconds: str, verdict: str, autograder: Autograder, submissions: Path, tmp_path: Path
) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text((submissions / "georg_bauer.py").read_text("utf-8") + PAUSE, "utf-8")
    autograder(*GRADE, slow, "-o", tmp_path / "out", "--timeout", seconds)
    results = json.loads((tmp_path / "out/results/slow.json").read_text("utf-8"))
    assert results["extra_data"]["questions"]["q1"]["verdict"] == verdict


def test_a_row_that_used_up_its_time_says_so_wherever_it_is_read(
    autograder: Autograder, submissions: Path, assignment: Path, tmp_path: Path
) -> None:
    described = assignment / "pyproject.toml"
    text = described.read_text("utf-8")
    for limit in ("call_seconds = 2.0", "submission_seconds = 10.0"):
        assert limit in text
    text = text.replace("call_seconds = 2.0", "call_seconds = 1000.0")
    text = text.replace("submission_seconds = 10.0", "submission_seconds = 0.5")
    described.write_text(text, "utf-8")
    hanging = tmp_path / "hanging.py"
    waiting = "import time\n\npaused = time.sleep(1000)\n"
    right = (submissions / "georg_bauer.py").read_text("utf-8")
    used = right.replace("lambd):\n", "lambd, paused=paused):\n")
    assert used != right
    hanging.write_text(waiting + used, "utf-8")
    out = tmp_path / "out"
    autograder(*GRADE, hanging, "-o", out, "--assignment", assignment)
    said = "it used up its time of 0.5 s: 42 calls were not made"
    assert said in rows(out)["hanging"]["message"]
    results = json.loads((out / "results/hanging.json").read_text("utf-8"))
    assert results["output"].splitlines()[-1] == said
    assert results["extra_data"]["questions"]["q1"]["verdict"] == "timed_out"
    for name in ("hanging.html", "hanging.md"):
        assert said in (out / "feedback" / name).read_text("utf-8")


def test_another_timeout_grades_anew(autograder: Autograder, submissions: Path, out: Path) -> None:
    before = recorded(out)
    autograder(*GRADE, submissions, "-o", out, "--timeout", "3")
    assert recorded(out) == 2 * before


@pytest.mark.parametrize(("least", "code"), [("59.1", 3), ("59", 0)])
def test_fail_under_compares_the_mean_score(
    least: str, code: int, autograder: Autograder, submissions: Path, out: Path
) -> None:
    run = autograder(*GRADE, submissions, "-o", out, "--fail-under", least)
    assert run.returncode == code


@pytest.mark.parametrize(("kind", "path"), [("py", "both.py"), ("ipynb", "both.ipynb")])
def test_prefer_chooses_between_notebook_and_module(
    kind: str, path: str, autograder: Autograder, the_class: Path, tmp_path: Path
) -> None:
    (tmp_path / "class").mkdir()
    for ending in (".py", ".ipynb"):
        shutil.copy(the_class / f"zoe_papadopoulou{ending}", tmp_path / f"class/both{ending}")
    run = autograder("grade", tmp_path / "class", "--dry-run", "--prefer", kind)
    assert [line.split("\t")[:2] for line in run.stdout.splitlines()[1:]] == [["both", path]]


_WITHOUT_LIBSECCOMP = """
import ctypes

class Library(ctypes.CDLL):
    def __init__(self, name, *more, **settings):
        if name == "libseccomp.so.2":
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        super().__init__(name, *more, **settings)

ctypes.CDLL = Library
"""


@pytest.fixture
def unsealed(tmp_path: Path) -> dict[str, str]:
    """Variables under which this machine is one that cannot seal submissions."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/sitecustomize.py").write_text(_WITHOUT_LIBSECCOMP, "utf-8")
    return {"PYTHONPATH": str(tmp_path / "broken")}


@pytest.mark.parametrize(
    "options", [(), ("--min-level", "walled"), whole(("--min-level", "sealed"))]
)
def test_grading_is_refused_where_submissions_cannot_be_sealed(
    options: tuple[str, ...],
    unsealed: dict[str, str],
    autograder: Autograder,
    submissions: Path,
    refusal: Refusal,
    tmp_path: Path,
) -> None:
    run = autograder("grade", submissions, "-o", tmp_path / "out", *options, variables=unsealed)
    assert "with --min-level open" in refusal(run)
    assert not (tmp_path / "out").exists()


def test_grading_in_the_open_is_warned_of_and_written_on_every_row(
    unsealed: dict[str, str], autograder: Autograder, submissions: Path, tmp_path: Path
) -> None:
    (submissions / "diego_ramirez.py").unlink()  # each takes long where nothing is confined
    run = autograder(*GRADE, submissions, "-o", tmp_path / "out", variables=unsealed)
    assert run.stderr.splitlines()[1].startswith("warning: submissions run at level open")
    assert {row["level"] for row in rows(tmp_path / "out").values()} == {"open"}


@pytest.mark.parametrize(
    "options",
    [
        ("--jobs", "0"),
        ("--timeout", "0"),
        ("--timeout", "nan"),
        ("--timeout", "inf"),
        ("--timeout", "1e300"),
        ("--fail-under", "nan"),
        ("--dask-wait", "nan"),
        ("--fail-under", "101"),
        ("--prefer", "docx"),
        ("--min-level", "moated"),
        ("--unheard-of",),
    ],
)
def test_a_value_that_makes_no_sense_is_wrong_usage(
    options: tuple[str, ...], autograder: Autograder, submissions: Path, tmp_path: Path
) -> None:
    run = autograder(*GRADE, submissions, "-o", tmp_path / "out", *options)
    assert run.returncode == 2
    assert options[0] in run.stderr


@pytest.mark.parametrize("seconds", ["0", "nan", "inf", "1e300"])
def test_looks_at_a_folder_are_a_fifth_of_a_second_to_a_day_apart(
    seconds: str, autograder: Autograder, tmp_path: Path
) -> None:
    run = autograder("watch", tmp_path, "-o", tmp_path / "out", "--every", seconds)
    assert run.returncode == 2
    assert "--every" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_missing_output_is_wrong_usage(autograder: Autograder, submissions: Path) -> None:
    run = autograder(*GRADE, submissions)
    assert run.returncode == 2
    assert "--out" in run.stderr


def test_help_names_every_option_of_the_contract(autograder: Autograder) -> None:
    told = autograder("grade", "--help").stdout
    options = (
        "--out --jobs --fresh --only --prefer --timeout --min-level --fail-under --assignment "
        "--overrides --format"
    )
    assert [option for option in options.split() if option not in told] == []


def test_the_report_of_a_folder_without_a_gradebook_is_refused(
    autograder: Autograder, refusal: Refusal, tmp_path: Path
) -> None:
    assert "contains no gradebook" in refusal(autograder("report", tmp_path))
