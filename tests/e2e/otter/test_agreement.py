"""Otter with the engine gives the points that `autograder grade` gives.

This holds for files, for what a student exports from the hand-out's notebook, and on Gradescope,
which unpacks Otter's zip.
"""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.description import find
from tests.kernels import FileKernelManager
from tests.meta.asked_of_an_index import found_in, members

ASSIGNMENT = find(Path(__file__).parent)
Ask = Callable[..., dict[str, Any]]
Answers = dict[str, Any]
Layout = Callable[..., Path]
Points = dict[str, float]

# Right, wrong, crashing, looping, unfilled, missing, and cells that are not Python.
NOTEBOOKS = [
    "amelie_durand.ipynb", "bella_ricci.ipynb", "camille_petit.ipynb", "gabriel_souza.ipynb",
    "hugo_martin.ipynb", "lucia_fernandez.ipynb", "priya_sharma.ipynb", "victor_lam.ipynb",
    "yasmin_ali.ipynb",
]  # fmt: skip
MODULES = [
    "anton_weber.py", "goran_babic.py", "leo_karlsson.py", "nina_popescu.py", "olu_adeyemi.py",
    "quentin_leroy.py", "stefan_ionescu.py", "tariq_hussain.py", "xenia_orlova.py",
]  # fmt: skip
BY_COMMAND = {"dmitri_volkov.ipynb": False, "alice_moreau.py": True}  # is a kernel optional?

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def expected() -> dict[str, Points]:
    """The points that `autograder grade` gives, from the table that its own test uses."""
    with (ROOT / "tests/submissions/outcomes.csv").open(encoding="utf-8", newline="") as table:
        return {
            row["student"]: {"q1": float(row["q1_points"]), "q2": float(row["q2_points"])}
            for row in csv.DictReader(table)
        }


@pytest.fixture(scope="module")
def by_api(
    ask: Ask, zips: dict[str, Path], the_class: Path, without: tuple[str, ...]
) -> dict[str, Any]:
    sealed = str(zips["sealed"])
    return {
        name: ask(*without, "api", str(the_class / name), sealed) for name in (*NOTEBOOKS, *MODULES)
    }


@pytest.fixture(scope="module")
def by_command(
    ask: Ask,
    zips: dict[str, Path],
    the_class: Path,
    without: tuple[str, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """The results.json files that `otter run` leaves."""
    found = {}
    for name, may_be in BY_COMMAND.items():
        begin, out = without if may_be else (), tmp_path_factory.mktemp("by-command")
        places = (the_class / name, zips["sealed"], out)
        found[name] = ask(*begin, "command", *map(str, places))["results"]
    return found


@pytest.mark.parametrize("name", [*NOTEBOOKS, *MODULES])
def test_otters_api_gives_the_points_of_the_engine(
    name: str, expected: dict[str, Points], by_api: dict[str, Any]
) -> None:
    answer = by_api[name]
    assert answer.get("scores", answer) == expected[Path(name).stem]


def test_one_process_of_the_engine_grades_a_class(by_api: dict[str, Any]) -> None:
    processes = [each["processes"] for each in by_api.values()]
    assert len(processes[0]) == 1
    assert processes == [processes[0]] * len(by_api)


@pytest.fixture(scope="module")
def refused(
    ask: Ask,
    zips: dict[str, Path],
    the_class: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    two_modules = tmp_path_factory.mktemp("refused") / "two.zip"
    with zipfile.ZipFile(two_modules, "w") as archive:
        archive.write(the_class / "georg_bauer.py", "regularization.py")
        archive.writestr("reg_utils.py", "")
    not_json = the_class / "fiona_kelly.ipynb"
    graded = {"two modules": two_modules, "not JSON": not_json}
    return {name: ask("api", str(path), str(zips["sealed"])) for name, path in graded.items()}


@pytest.mark.parametrize("what", ["two modules", "not JSON"])
def test_what_otter_refuses_by_itself_is_an_error_and_no_score(
    what: str, refused: dict[str, Any]
) -> None:
    assert "raised" in refused[what]
    assert "scores" not in refused[what]


@pytest.mark.parametrize("name", BY_COMMAND)
def test_otter_run_gives_the_points_of_the_engine(
    name: str, expected: dict[str, Points], by_command: dict[str, Any]
) -> None:
    tests = by_command[name]["tests"]
    assert {test["name"]: test["score"] for test in tests} == expected[Path(name).stem]


def test_the_results_say_how_strongly_the_submission_was_confined(
    by_command: dict[str, Any],
) -> None:
    levels = {by_command[name]["extra_data"]["level"] for name in BY_COMMAND}
    assert levels <= {"sealed", "walled"}


def test_a_wrong_answer_is_explained_in_the_engines_words(by_command: dict[str, Any]) -> None:
    cost = by_command["alice_moreau.py"]["tests"][0]
    assert "failed: 1.4 The penalty adds up the squares of all single weights." in cost["output"]


def test_a_student_sees_the_points_of_each_question(by_command: dict[str, Any]) -> None:
    seen = {test["visibility"] for name in BY_COMMAND for test in by_command[name]["tests"]}
    assert seen == {"visible"}


def test_the_command_writes_the_same_zip_each_time(
    autograder: Callable[..., Any], zips: dict[str, Path], tmp_path: Path
) -> None:
    run = autograder("bundle", "otter", "-o", tmp_path / "made/otter.zip")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "made/otter.zip").read_bytes() == zips["sealed"].read_bytes()


def test_no_zip_for_otter_asks_an_index_for_our_name(zips: dict[str, Path]) -> None:
    assert found_in(members(zips["sealed"].read_bytes())) == {}


# From the hand-out to a grade


CELLS_TO_FILL_IN = "otter_answer_cell"
WRONG = "alice_moreau.py"  # both functions
RIGHT = "georg_bauer.py"


@dataclass(frozen=True, slots=True)
class Handed:
    """What a student saw and exported, whose functions were wrong at first.

    Attributes:
        wrong: the output of each cell that asks the grader, by the cell's source.
        right: the same after the correction.
        exported: the zip to hand in.
    """

    wrong: dict[str, str]
    right: dict[str, str]
    exported: Path


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory, the_class: Path) -> Handed:
    """Do the exercise of the hand-out: fill in, check, correct, check again, export."""
    folder = tmp_path_factory.mktemp("student") / "regularization"
    shutil.copytree(ASSIGNMENT.handout, folder)
    path = folder / "regularization.ipynb"
    notebook = nbformat.read(path, as_version=4)
    first, *rest = [c for c in notebook.cells if CELLS_TO_FILL_IN in c.metadata.get("tags", [])]
    checks = [c.source for c in notebook.cells if c.source.startswith("grader.check(")]
    typed = [(the_class / WRONG).read_text("utf-8"), *checks]
    wrong = [nbformat.v4.new_code_cell(source) for source in typed]
    first.source = (the_class / RIGHT).read_text("utf-8")
    for cell in rest:
        cell.source = "pass"
    # Another test covers what is drawn and trained between the exercises.
    kept = [c for c in notebook.cells if c is first or c in rest or "grader" in c.source]
    begin = kept.index(first)
    notebook.cells = [*kept[:begin], *wrong, *kept[begin:]]
    nbformat.write(notebook, path)
    NotebookClient(
        notebook,
        kernel_manager_class=FileKernelManager,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    (exported,) = folder.glob("regularization_*.zip")
    asked = [cell for cell in kept if cell.source.startswith("grader.")]
    return Handed(
        wrong={cell.source: str(cell.outputs) for cell in wrong[1:]},
        right={cell.source: str(cell.outputs) for cell in asked},
        exported=exported,
    )


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_a_wrong_function_is_told_what_is_wrong(question: str, handed: Handed) -> None:
    seen = handed.wrong[f'grader.check("{question}")']
    assert "passed!" not in seen
    assert "Look at" in seen  # the hint of the misconception


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_a_right_function_passes_its_check(question: str, handed: Handed) -> None:
    assert "passed" in handed.right[f'grader.check("{question}")']


def test_all_questions_are_checked_at_once(handed: Handed) -> None:
    seen = handed.right["grader.check_all()"]
    assert ("q1" in seen, "q2" in seen, "passed" in seen) == (True, True, True)


def test_what_was_exported_gets_the_points_of_the_last_functions(
    handed: Handed, ask: Ask, zips: dict[str, Path], without: tuple[str, ...]
) -> None:
    graded = ask(*without, "api", str(handed.exported), str(zips["sealed"]))
    assert graded["scores"] == {"q1": 40, "q2": 60}


def test_an_exported_notebook_gets_the_points_of_what_it_was_filled_in_with(
    handed: Handed,
    ask: Ask,
    zips: dict[str, Path],
    without: tuple[str, ...],
    expected: dict[str, Points],
    the_class: Path,
    tmp_path: Path,
) -> None:
    right, wrong = ((the_class / name).read_text("utf-8") for name in (RIGHT, WRONG))
    changed = tmp_path / handed.exported.name
    with zipfile.ZipFile(handed.exported) as exported, zipfile.ZipFile(changed, "w") as archive:
        for member in exported.namelist():
            content = exported.read(member)
            if member.endswith(".ipynb"):
                notebook = nbformat.reads(content.decode(), as_version=4)
                (cell,) = (each for each in notebook.cells if each.source.strip() == right.strip())
                cell.source = wrong
                content = nbformat.writes(notebook).encode()
            archive.writestr(member, content)
    graded = ask(*without, "api", str(changed), str(zips["sealed"]))
    assert graded["scores"] == expected[Path(WRONG).stem]


# On Gradescope


WITHOUT_KERNEL = {"broken", "engine fails"}


def scores(answer: Answers) -> Points:
    """Return the points of each question in the results that were left."""
    return {test["name"]: test["score"] for test in answer["results"]["tests"]}


@pytest.fixture(scope="module")
def several(the_class: Path) -> dict[str, bytes]:
    """A right module beside others, and a file with the name of Otter's folder."""
    right = (the_class / RIGHT).read_bytes()
    return {"regularization.py": right, "reg_utils.py": b"", "more.py": b"", "tests": b"a file"}


@pytest.fixture(scope="module")
def places(gradescope: Layout, the_class: Path, several: dict[str, bytes]) -> dict[str, Path]:
    """Gradescope's folders with a submission each, and in some of them something that is broken."""
    broken = (the_class / "fiona_kelly.ipynb").read_bytes()
    otter_fails = gradescope({"regularization.py": b""})
    (otter_fails / "source/tests").rename(otter_fails / "source/gone")  # Otter needs it
    engine_fails = gradescope({"regularization.py": b""})
    (engine_fails / "source/grader/datasets/hidden.h5").write_bytes(b"damaged")
    return {
        "several": gradescope(several),
        "broken": gradescope({"regularization.ipynb": broken}),
        "otter fails": otter_fails,
        "engine fails": engine_fails,
    }


@pytest.fixture(scope="module")
def answers(places: dict[str, Path], ask: Ask, without: tuple[str, ...]) -> Answers:
    return {
        name: ask(*(without if name in WITHOUT_KERNEL else ()), "entry", str(place))
        for name, place in places.items()
    }


def test_a_module_beside_others_is_found_and_graded(answers: Answers) -> None:
    assert scores(answers["several"]) == {"q1": 40, "q2": 60}


def test_a_notebook_that_is_not_json_is_unreadable_and_not_our_fault(answers: Answers) -> None:
    assert scores(answers["broken"]) == {"q1": 0, "q2": 0}
    assert answers["broken"]["results"]["extra_data"]["status"] == "unreadable"


def test_the_students_folder_stays_as_it_was(
    answers: Answers, places: dict[str, Path], several: dict[str, bytes]
) -> None:
    assert "code" in answers["several"]
    folder = places["several"] / "submission"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == several


def test_when_otter_fails_the_exit_code_says_so(answers: Answers) -> None:
    assert answers["otter fails"]["code"] == 1


def test_when_the_engine_fails_the_instructor_reads_why(answers: Answers) -> None:
    assert "NO SCORE" in answers["engine fails"]["said"]
    assert "hidden.h5" in answers["engine fails"]["said"]


@pytest.mark.parametrize("who", ["otter fails", "engine fails"])
def test_a_failure_of_ours_leaves_results_without_any_score(who: str, answers: Answers) -> None:
    results = answers[who]["results"]
    assert results["tests"] == []
    assert "score" not in results
    assert "not your fault" in results["output"]
