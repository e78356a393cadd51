"""`autograder export`: what it writes, what it tells, what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.cli.export import _To
from autograder.errors import UsageError
from autograder.export.fill import FORMS
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Handed
from autograder.policy.final import Final

ROOT = Path(__file__).parents[3]
MakeFinal = Callable[..., Final]
SHEET = (
    "Student,ID,SIS Login ID,Section,Lab (12)\n    Points Possible,,,,20\n"
    '"Lovelace, Ada",1,ada,S,1\n"Hopper, Grace",2,grace,S,3\n'
)


@pytest.fixture
def out(tmp_path: Path, final: MakeFinal) -> Path:
    """The output of a run: Ada has 85, the grader failed on Grace, nobody knows Eve."""
    with Gradebook.open(tmp_path / "out") as gradebook:
        for each in (final("ada"), final("grace", None), final("eve")):
            gradebook.record(each.row.key, each.row.result, content=None, seconds=0.0)
        gradebook.introduce({each: final(each).known for each in ("ada", "grace")})
        gradebook.finish(whole=True)
    return tmp_path / "out"


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A sheet of Canvas."""
    path = tmp_path / "canvas.csv"
    path.write_text(SHEET, "utf-8")
    return path


def run(*arguments: str | Path) -> str:
    """Return what `autograder export` tells; the assignment is this repository's."""
    command = ["export", *map(str, arguments), "--assignment", str(ROOT)]
    result = CliRunner().invoke(app, command, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_every_sheet_that_can_be_filled_is_offered() -> None:
    assert set(FORMS) <= {each.value for each in _To}


def test_a_sheet_is_filled_and_everybody_is_accounted_for(
    out: Path, template: Path, tmp_path: Path
) -> None:
    told = run("canvas", out, "--template", template, "-o", tmp_path / "new.csv", "--column", "Lab")
    assert (tmp_path / "new.csv").read_text("utf-8") == SHEET.replace("ada,S,1", "ada,S,17.00")
    assert told.splitlines()[1:] == [
        "scores are scaled to 20 points",
        "1 of them replaced another grade",
        "1 left as they were:",
        "  grace has no score, because the grader itself failed",
        "1 graded, but not in the sheet:",
        "  eve",
        "2 matched:",
        "  ada: row 3, Lovelace, Ada, by username: 17.00",
        "  grace: row 4, Hopper, Grace, by username: left",
    ]


def test_feedback_that_leaves_links_no_page_that_stays(
    out: Path, tmp_path: Path, final: MakeFinal
) -> None:
    ada = final("ada", email="ada@example.org", handed=Handed())
    named = replace(ada.row.result.questions[0], misconceptions=("no-half",))
    result = replace(ada.row.result, questions=(named,))
    (out / "explain").mkdir()
    (out / "explain/no-half.html").write_bytes(b"drawn")
    with Gradebook.open(out) as gradebook:
        gradebook.record(ada.row.key, result, content=None, seconds=0.0)
        gradebook.introduce({"ada": ada.known})
        gradebook.set_files("explain", ["no-half.html"])
        gradebook.finish(whole=True)
    run("mail", out, "-o", tmp_path / "mail")
    page = (tmp_path / "mail/pages/ada.html").read_text("utf-8")
    assert "href=" not in page


def test_the_template_is_never_written(out: Path, template: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(template)
    for file in (template, link):
        with pytest.raises(UsageError, match="is the template itself"):
            run("canvas", out, "--template", template, "-o", file, "--column", "Lab")
    assert template.read_text("utf-8") == SHEET


def test_a_sheet_in_which_nobody_is_sure_leaves_no_file(
    out: Path, template: Path, tmp_path: Path
) -> None:
    template.write_text(SHEET + '"Lovelace, Ada",1,ada,S,1\n', "utf-8")
    with pytest.raises(UsageError, match="nothing was written"):
        run("canvas", out, "--template", template, "-o", tmp_path / "new.csv", "--column", "Lab")
    assert not (tmp_path / "new.csv").exists()


@pytest.mark.parametrize(
    "name", ["grades.csv", "results/ada.json", "gradebook.sqlite", "gradebook.sqlite-wal"]
)
def test_files_of_the_run_are_not_written(out: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is a file that grading writes"):
        run("jsonl", out, "-o", out / name)


def test_a_file_beside_those_of_the_run_is_written(out: Path) -> None:
    run("jsonl", out, "-o", out / "results-for-moodle.jsonl")
    assert (out / "results-for-moodle.jsonl").is_file()


def test_a_folder_is_no_file_to_write(out: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        run("jsonl", out, "-o", tmp_path)


def test_a_sheet_needs_its_template(out: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="fills a sheet that Canvas exported"):
        run("canvas", out, "-o", tmp_path / "new.csv")


def test_a_list_needs_no_template(out: Path, template: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="leave --template out"):
        run("junit", out, "--template", template, "-o", tmp_path / "new.xml")


@pytest.mark.parametrize("option", ["--column", "--only"])
def test_an_option_without_a_meaning_is_refused(out: Path, tmp_path: Path, option: str) -> None:
    with pytest.raises(UsageError, match=f"export jsonl has no {option}"):
        run("jsonl", out, "-o", tmp_path / "new.jsonl", option, "x")


@pytest.mark.parametrize("to", ["gradescope", "junit", "jsonl"])
def test_a_list_holds_everybody(out: Path, tmp_path: Path, to: str) -> None:
    assert "3 submissions" in run(to, out, "-o", tmp_path / "new")
    content = (tmp_path / "new").read_text("utf-8")
    assert [name for name in ("ada", "grace", "eve") if name not in content] == []


def test_coursera_gets_one_student(out: Path, tmp_path: Path) -> None:
    run("coursera", out, "-o", tmp_path / "feedback.json", "--only", "ada")
    assert json.loads((tmp_path / "feedback.json").read_bytes())["fractionalScore"] == 0.85


@pytest.mark.parametrize(
    ("student", "only"), [("=1+1", "'=1+1"), ("Zo\u00eb", "Zoe\u0308"), ("Zoe\u0308", "Zo\u00eb")]
)
def test_coursera_takes_a_name_as_grades_csv_has_it_however_accents_are_composed(
    tmp_path: Path, final: MakeFinal, student: str, only: str
) -> None:
    with Gradebook.open(tmp_path / "out") as gradebook:
        for each in (final("ada"), final(student)):
            gradebook.record(each.row.key, each.row.result, content=None, seconds=0.0)
        gradebook.finish(whole=True)
    assert "1 submission" in run(
        "coursera", tmp_path / "out", "-o", tmp_path / "new.json", "--only", only
    )


@pytest.mark.parametrize(
    ("only", "reason"), [((), "name one student with --only"), (("--only", "bob"), "of 'bob'")]
)
def test_coursera_needs_one_student(
    out: Path, tmp_path: Path, only: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        run("coursera", out, "-o", tmp_path / "feedback.json", *only)


def test_an_output_that_no_run_has_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="no gradebook"):
        run("jsonl", tmp_path / "empty", "-o", tmp_path / "new")


def moodle_out(tmp_path: Path, final: MakeFinal) -> Path:
    """Return the output of a run in which Ada has a number of Moodle's and an address."""
    ada = final("ada", name="Ada Lovelace", lms_id="7", email="ada@example.org")
    with Gradebook.open(tmp_path / "moodle") as gradebook:
        gradebook.record(ada.row.key, ada.row.result, content=None, seconds=0.0)
        gradebook.introduce({"ada": ada.known})
        gradebook.finish(whole=True)
    return tmp_path / "moodle"


def test_a_zip_of_feedback_is_written_and_everybody_is_accounted_for(
    tmp_path: Path, final: MakeFinal
) -> None:
    out, file = moodle_out(tmp_path, final), tmp_path / "feedback.zip"
    told = run("moodle", out, "--feedback", "zip", "-o", file)
    with ZipFile(file) as archive:
        assert archive.namelist() == ["Ada Lovelace_7_assignsubmission_file_feedback.html"]
    assert told.splitlines() == [
        f"wrote {file}: 1 feedback files",
        "1 matched:",
        "  Ada Lovelace (ada): Ada Lovelace_7_assignsubmission_file_feedback.html",
    ]


def test_a_zip_in_which_nobody_is_sure_leaves_no_file(out: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no feedback can be sent: has no participant's number"):
        run("moodle", out, "--feedback", "zip", "-o", tmp_path / "feedback.zip")
    assert not (tmp_path / "feedback.zip").exists()


def test_comments_are_filled_beside_the_grades(tmp_path: Path, final: MakeFinal) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "Identifier,Full name,Grade,Maximum Grade,Last modified (grade),Feedback comments\n"
        "Participant 7,Ada Lovelace,,100.00,-,\n",
        "utf-8",
    )
    out, file = moodle_out(tmp_path, final), tmp_path / "new.csv"
    told = run("moodle", out, "--template", sheet, "--feedback", "comments", "-o", file)
    assert "feedback is written for 1" in told
    assert "Score: 85 of 100" in file.read_text("utf-8")


def test_mail_makes_a_new_folder_and_touches_no_other(tmp_path: Path, final: MakeFinal) -> None:
    out, folder = moodle_out(tmp_path, final), tmp_path / "mail"
    run("mail", out, "-o", folder)
    assert sorted(path.name for path in folder.rglob("*.*")) == ["ada.html", "mail.csv"]
    with pytest.raises(UsageError, match="is there already: name a new folder"):
        run("mail", out, "-o", folder)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["jsonl", "--feedback", "zip"], "--feedback zip is for canvas, moodle"),
        (["gradescope", "--feedback", "comments"], "--feedback comments is for blackboard"),
        (["canvas", "--feedback", "zip", "--template", "x.csv"], "fills no sheet here"),
        (["moodle", "--feedback", "zip", "--column", "x"], "has no --column here"),
        (["moodle", "--feedback", "comments"], "fills a sheet that Moodle exported"),
    ],
)
def test_feedback_is_asked_for_only_where_it_can_go(
    out: Path, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    to, *rest = arguments
    with pytest.raises(UsageError, match=sentence):
        run(to, out, "-o", tmp_path / "new", *rest)


def test_rules_are_written_as_the_files_ending_says(out: Path, tmp_path: Path) -> None:
    assert "2 rows" in run("rules", out, "-o", tmp_path / "new.csv")
    assert "2 rows" in run("rules", out, "-o", tmp_path / "new.PARQUET")
    assert (tmp_path / "new.csv").read_bytes().startswith(b"student,")
    assert (tmp_path / "new.PARQUET").read_bytes().startswith(b"PAR1")


@pytest.mark.parametrize("to", ["gradescope", "junit", "jsonl", "rules"])
def test_a_list_can_be_written_without_names(out: Path, tmp_path: Path, to: str) -> None:
    run(to, out, "-o", tmp_path / "new", "--anonymous")
    content = (tmp_path / "new").read_text("utf-8")
    assert re.findall(r"\b(?:ada|grace|eve)\b", content) == []
    assert "student-" in content


def test_what_goes_to_people_has_names(out: Path, template: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="export canvas is for people with names"):
        run("canvas", out, "--template", template, "-o", tmp_path / "new", "--anonymous")
