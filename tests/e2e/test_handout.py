"""The hand-out as a student has it: unpacked somewhere, with nothing else of this project."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbclient
import nbformat
import pytest

from autograder.authoring.handout import notebook as master
from autograder.authoring.handout.verify import problems, student
from autograder.description import find
from tests.kernels import FileKernelManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from autograder.authoring.handout.notebook import Assigned
    from autograder.description import Assignment

pytestmark = [
    # Of the Jupyter stack's own, on which nothing here depends.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ROOT = Path(__file__).parents[2]
NOT_ALL_PASSED = 3


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return find(ROOT)


@pytest.fixture(scope="module")
def image(assignment: Assignment) -> bytes:
    """Return the zip that students receive."""
    return student(assignment)


@pytest.fixture
def folder(image: bytes, tmp_path: Path) -> Path:
    """Return that zip's folder, unpacked where a name has a space and an umlaut."""
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        archive.extractall(tmp_path / "Übung 3")
    return tmp_path / "Übung 3/regularization"


@pytest.fixture
def run(folder: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a runner of `python -m` in that folder, with nothing else to import from."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        own = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
        command = [sys.executable, "-m", *arguments]
        return subprocess.run(
            command, cwd=folder, env=own, capture_output=True, text=True, check=False, timeout=300
        )

    return run


def executed(folder: Path, *, onward: bool = False, without: Iterable[str] = ()) -> tuple[Any, str]:
    """Run the folder's notebook; return it, and the message of the cell at which it stopped.

    With `onward`, every cell is run, whatever became of those before it. Cells that hold one of
    the texts in `without` are left out.
    """
    notebook: Any = nbformat.read(folder / "regularization.ipynb", 4)  # type: ignore[no-untyped-call]
    left_out = [[each for each in notebook.cells if text in each.source] for text in without]
    assert all(left_out), "a cell that was to be left out is not there"
    notebook.cells = [each for each in notebook.cells if not any(each in some for some in left_out)]
    client = nbclient.NotebookClient(
        notebook,
        timeout=300,
        allow_errors=onward,
        kernel_manager_class=FileKernelManager,
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except nbclient.exceptions.CellExecutionError as error:
        return notebook, error.evalue
    return notebook, ""


def printed(notebook: Any) -> str:
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", [])]
    return "\n".join(str(each.get("text") or each.get("data") or each) for each in outputs)


@pytest.fixture(scope="module")
def assigned(assignment: Assignment, tmp_path_factory: pytest.TempPathFactory) -> Assigned:
    """What `otter assign` makes of the master notebook."""
    return master.assign(assignment, tmp_path_factory.mktemp("assigned") / "here")


def test_what_stands_is_what_would_be_built_and_knows_no_answer(
    assignment: Assignment, assigned: Assigned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(master, "assign", lambda *_: assigned)  # the same, and slow
    assert [*problems(assignment)] == []


@pytest.fixture(scope="module")
def solved(assigned: Assigned) -> str:
    """The notebook, filled in."""
    return assigned.solved.read_text("utf-8")


def test_the_notebook_runs_from_top_to_bottom_once_it_is_filled_in(
    solved: str, folder: Path
) -> None:
    (folder / "regularization.ipynb").write_text(solved, "utf-8")
    notebook, stopped = executed(folder)
    text = printed(notebook)
    assert stopped == ""
    assert "look here" not in text
    assert all(f"'✓ {question}  " in text for question in ("q1", "q2"))
    assert text.count("0.6931    0.0000   0.6931    0.000") == 3  # W = 0 from λ = 20 on
    assert re.search(r"Take the largest, λ = [\d.]+: it is the simplest model that does", text)


LONG = "epochs=10_000"  # the cell that trains for long, which has been run once
SWEEP, SEARCH = "lambdas = np.array", "search, verdict ="


def test_functions_whose_training_diverges_keep_to_the_columns_of_the_table(
    solved: str, folder: Path
) -> None:
    assert solved.count("lambd / m * W") == 3
    wrong = solved.replace("lambd / m * W", "-9 * lambd / m * W").replace(LONG, "epochs=0")
    (folder / "regularization.ipynb").write_text(wrong, "utf-8")
    text = printed(executed(folder, onward=True, without=[SEARCH])[0])
    table = re.findall(r"^ +[\d.]+(?: +\S+){5} +[\d.]+%$", text, re.MULTILINE)
    assert len(table) == 9
    assert max(map(len, table)) < 90


@pytest.fixture
def without_otter(folder: Path) -> Path:
    """The hand-out where otter-grader is not installed."""
    (folder / "otter.py").write_text("raise ModuleNotFoundError('No module named otter')", "utf-8")
    return folder


def test_the_notebook_runs_without_otter(solved: str, without_otter: Path) -> None:
    quick = solved.replace(LONG, "epochs=0")
    (without_otter / "regularization.ipynb").write_text(quick, "utf-8")
    notebook, stopped = executed(without_otter, without=[SWEEP, "lowest = 1e-3", SEARCH])
    text = printed(notebook)
    assert stopped == ""
    assert text.count("✓ q1  ") == text.count("✓ q2  ")
    assert "save the notebook and hand in regularization.ipynb" in text or "export" not in text


def test_the_notebook_unpacks_the_zip_that_lies_beside_it(
    image: bytes, folder: Path, tmp_path: Path
) -> None:
    colab = tmp_path / "content"
    colab.mkdir()
    (colab / "exercise.zip").write_bytes(image)
    (colab / "regularization.ipynb").write_bytes((folder / "regularization.ipynb").read_bytes())
    _, stopped = executed(colab)
    assert stopped.startswith("This cell needs exercise 1. Replace every ...")


def test_the_notebook_alone_says_what_it_misses(folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "regularization.ipynb").write_bytes((folder / "regularization.ipynb").read_bytes())
    _, stopped = executed(alone)
    assert stopped.startswith("The exercise is not in ")


def test_each_cell_that_needs_an_open_exercise_says_so_in_one_line(folder: Path) -> None:
    notebook, _ = executed(folder, onward=True)
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", [])]
    errors = [each for each in outputs if each.output_type == "error"]
    assert errors[0].evalue.startswith("This cell needs exercise 1. Replace every ...")
    assert [(each.ename, len(each.traceback)) for each in errors] == [("NotYet", 1)] * len(errors)
    assert "Traceback" not in printed(notebook)


def test_stubs_are_checked_without_a_traceback(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = run("checks")
    assert (done.returncode, done.stderr) == (NOT_ALL_PASSED, "")
    assert done.stdout.count("not filled in yet\n") == 2


def test_the_reference_passes_every_check(
    run: Callable[..., subprocess.CompletedProcess[str]], folder: Path, assignment: Assignment
) -> None:
    (folder / assignment.source.name).write_bytes(assignment.source.read_bytes())
    done = run("checks", assignment.source.name)
    assert (done.returncode, done.stderr) == (0, "")


def test_pytest_judges_by_the_same_rules(
    run: Callable[..., subprocess.CompletedProcess[str]], folder: Path, assignment: Assignment
) -> None:
    (folder / assignment.source.name).write_bytes(assignment.source.read_bytes())
    (folder / "regularization.ipynb").unlink()
    done = run("pytest", "-q", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout


def test_the_explorer_says_what_it_waits_for(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    done = run("explore")
    assert done.returncode == NOT_ALL_PASSED
    assert "Traceback" not in done.stderr


def test_what_is_imported_is_what_was_handed_out(
    run: Callable[..., subprocess.CompletedProcess[str]], folder: Path
) -> None:
    (folder / "where.py").write_text(
        "import checks, autograder\nprint(autograder.__file__)\n", "utf-8"
    )
    # It is the zip's, which may lie unpacked where Python keeps what it has compiled.
    assert Path(run("where").stdout.strip()).is_relative_to(folder / "checks")


def test_a_student_unpacks_at_most_40_files_with_the_page_in_view_and_the_engine_in_one(
    folder: Path,
) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert len(names) <= 40
    assert {"checks/engine.zip", "explore/page/page.html", "explore/training.py"} <= names
    assert not any(name.startswith("autograder/") for name in names)


@pytest.mark.parametrize("command", ["checks", "pytest", "explore"])
def test_a_folder_that_holds_an_old_hand_out_too_says_so_in_one_sentence(
    run: Callable[..., subprocess.CompletedProcess[str]], folder: Path, command: str
) -> None:
    (folder / "autograder").mkdir()
    (folder / "autograder/__init__.py").write_text("", "utf-8")
    done = run(command)
    assert done.returncode not in (0, NOT_ALL_PASSED)
    (line,) = done.stderr.split("\n\n")[0].splitlines()
    assert "unpack the new one in an empty folder" in line
