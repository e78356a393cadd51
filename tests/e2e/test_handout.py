"""The hand-out as a student has it: unpacked somewhere, with nothing else of this project."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbclient
import nbformat
import pytest

from autograder.authoring.handout import notebook as master
from autograder.authoring.handout import verify
from autograder.description import find
from tests.kernels import FileKernelManager
from tests.sweeps import extents

if TYPE_CHECKING:
    from collections.abc import Iterable

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
def assigned(assignment: Assignment, tmp_path_factory: pytest.TempPathFactory) -> Assigned:
    """What `otter assign` makes of the master notebook."""
    return master.assign(assignment, tmp_path_factory.mktemp("assigned") / "here")


@pytest.fixture(scope="module")
def image(assignment: Assignment, assigned: Assigned) -> bytes:
    """Return the zip that students receive."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(master, "assign", lambda *_: assigned)  # the same, made only once
        patch.setattr(verify, "faults", lambda *_: iter(()))  # `problems` looks for them
        return verify.student(assignment)


@pytest.fixture(scope="module")
def unpacked(image: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return that zip's folder, unpacked where a name has a space and an umlaut.

    Tests change nothing in it, except that Python caches compiled files there.
    """
    outer: Path = tmp_path_factory.mktemp("handout") / "Übung 3"
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        archive.extractall(outer)
    return outer / "regularization"


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m` in a folder, with nothing else to import from."""
    own = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(
        command, cwd=folder, env=own, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def checked(unpacked: Path) -> subprocess.CompletedProcess[str]:
    """A run of the self-check on the files that students start from."""
    return run_in(unpacked, "checks")


@pytest.fixture
def folder(unpacked: Path, checked: subprocess.CompletedProcess[str], tmp_path: Path) -> Path:
    """Return a copy of the folder, in which a check has been run."""
    del checked
    return Path(shutil.copytree(unpacked, tmp_path / "Übung 3/regularization"))


def executed(
    folder: Path, *more: str, onward: bool = False, without: Iterable[str] = ()
) -> tuple[Any, str]:
    """Run the folder's notebook; return it, and the message of the cell at which it stopped.

    With `onward`, every cell is run, whatever became of those before it. Cells that hold one of
    the texts in `without` are left out; the cells in `more` are added at the end.
    """
    notebook: Any = nbformat.read(folder / "regularization.ipynb", 4)
    left_out = [[each for each in notebook.cells if text in each.source] for text in without]
    assert all(left_out), "a cell that was to be left out is not there"
    notebook.cells = [each for each in notebook.cells if not any(each in some for some in left_out)]
    notebook.cells += [nbformat.v4.new_code_cell(source) for source in more]
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


def printed(cells: Iterable[Any]) -> str:
    outputs = [each for cell in cells for each in cell.get("outputs", [])]
    return "\n".join(str(each.get("text") or each.get("data") or each) for each in outputs)


def test_what_stands_is_what_would_be_built_and_knows_no_answer(
    assignment: Assignment, assigned: Assigned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(master, "assign", lambda *_: assigned)  # the same, made only once
    assert [*verify.problems(assignment)] == []


@pytest.fixture(scope="module")
def solved(assigned: Assigned) -> str:
    """The notebook, filled in."""
    return assigned.solved.read_text("utf-8")


LONG = "epochs=10_000"  # the cell that trains for long
SWEEP, SEARCH = "lambdas = np.array", "search, verdict ="
DIVERGING = "-9 * lambd / m * W"


def cell(notebook: str, text: str) -> str:
    """Return the source of the one cell that holds a text."""
    cells: Any = nbformat.reads(notebook, 4).cells
    (found,) = (each.source for each in cells if text in each.source)
    return str(found)


def shortened(folder: Path) -> None:
    """Have the hand-out's search try few values of λ, on few splits."""
    plan = folder / "explore/plan.py"
    text = plan.read_text("utf-8")
    for old, new in (
        ("draws: int = 13", "draws: int = 5"),
        ("repeats: int = 5", "repeats: int = 2"),
    ):
        assert old in text
        text = text.replace(old, new)
    plan.write_text(text, "utf-8")


@pytest.fixture(scope="module", params=extents(True, False))
def filled_in(
    solved: str,
    unpacked: Path,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Any, str]:
    """The notebook, filled in and run, either shortened or as it is.

    Its last two cells make the table again, with functions whose training diverges.
    """
    folder = tmp_path_factory.mktemp("filled in") / "regularization"
    shutil.copytree(unpacked, folder)
    text = solved
    if request.param:
        shortened(folder)
        text = solved.replace(LONG, "epochs=500")
    (folder / "regularization.ipynb").write_text(text, "utf-8")
    backward = cell(solved, "def backward_propagation_with_regularization")
    assert backward.count("lambd / m * W") == 3
    diverging = backward.replace("lambd / m * W", DIVERGING)
    return executed(folder, diverging, cell(solved, SWEEP))


def test_the_notebook_runs_from_top_to_bottom_once_it_is_filled_in(
    filled_in: tuple[Any, str],
) -> None:
    notebook, stopped = filled_in
    text = printed(notebook.cells[:-2])
    assert stopped == ""
    assert "look here" not in text
    assert all(f"'✓ {question}  " in text for question in ("q1", "q2"))
    assert text.count("0.6931    0.0000   0.6931    0.000") == 3  # W = 0 from λ = 20 on
    assert re.search(r"Take the largest, λ = [\d.]+: it is the simplest model that does", text)


def test_functions_whose_training_diverges_keep_to_the_columns_of_the_table(
    filled_in: tuple[Any, str],
) -> None:
    text = printed(filled_in[0].cells[-1:])
    table = re.findall(r"^ +[\d.]+(?: +\S+){5} +[\d.]+%$", text, re.MULTILINE)
    assert len(table) == 9
    assert max(map(len, table)) < 90


@pytest.fixture
def without_otter(folder: Path) -> Path:
    """The hand-out where otter-grader is not installed."""
    (folder / "otter.py").write_text("raise ModuleNotFoundError('No module named otter')", "utf-8")
    return folder


def test_the_notebook_runs_without_otter(solved: str, without_otter: Path) -> None:
    (without_otter / "regularization.ipynb").write_text(solved, "utf-8")
    notebook, stopped = executed(without_otter, without=[LONG, SWEEP, "lowest = 1e-3", SEARCH])
    text = printed(notebook.cells)
    assert stopped == ""
    assert text.count("✓ q1  ") == text.count("✓ q2  ")
    assert "save the notebook and hand in regularization.ipynb" in text or "export" not in text


@pytest.fixture(scope="module")
def begun(image: bytes, unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook as it is handed out, with every cell run, beside the exercise's zip."""
    colab = tmp_path_factory.mktemp("content")
    (colab / "exercise.zip").write_bytes(image)
    (colab / "regularization.ipynb").write_bytes((unpacked / "regularization.ipynb").read_bytes())
    notebook, _ = executed(colab, onward=True)
    return notebook


def test_the_notebook_unpacks_the_zip_that_lies_beside_it(begun: Any) -> None:
    first = next(cell for cell in begun.cells if cell.cell_type == "code")
    assert not [each for each in first.outputs if each.output_type == "error"]


def test_each_cell_that_needs_an_open_exercise_says_so_in_one_line(begun: Any) -> None:
    outputs = [each for cell in begun.cells for each in cell.get("outputs", [])]
    errors = [each for each in outputs if each.output_type == "error"]
    assert errors[0].evalue.startswith("This cell needs exercise 1. Replace every ...")
    assert [(each.ename, len(each.traceback)) for each in errors] == [("NotYet", 1)] * len(errors)
    assert "Traceback" not in printed(begun.cells)


def test_the_notebook_alone_says_what_it_misses(
    solved: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"^The exercise is not in "):
        exec(cell(solved, "The exercise is not in"), {})


def test_stubs_are_checked_without_a_traceback(
    checked: subprocess.CompletedProcess[str],
) -> None:
    assert (checked.returncode, checked.stderr) == (NOT_ALL_PASSED, "")
    assert checked.stdout.count("not filled in yet\n") == 2


@pytest.fixture
def done(folder: Path, assignment: Assignment) -> Path:
    """The folder with the reference filled in."""
    (folder / assignment.source.name).write_bytes(assignment.source.read_bytes())
    return folder


def test_the_reference_passes_every_check(done: Path, assignment: Assignment) -> None:
    run = run_in(done, "checks", assignment.source.name)
    assert (run.returncode, run.stderr) == (0, "")


def test_pytest_judges_by_the_same_rules(done: Path) -> None:
    (done / "regularization.ipynb").unlink()
    run = run_in(done, "pytest", "-q", "-p", "no:cacheprovider")
    assert run.returncode == 0, run.stdout


def test_the_explorer_says_what_it_waits_for(folder: Path) -> None:
    run = run_in(folder, "explore")
    assert run.returncode == NOT_ALL_PASSED
    assert "Traceback" not in run.stderr


def test_what_is_imported_is_what_was_handed_out(folder: Path) -> None:
    (folder / "where.py").write_text(
        "import checks, autograder\nprint(autograder.__file__)\n", "utf-8"
    )
    # It is the zip's, which may lie unpacked where Python keeps what it has compiled.
    assert Path(run_in(folder, "where").stdout.strip()).is_relative_to(folder / "checks")


def test_a_student_unpacks_at_most_40_files_with_the_page_in_view_and_the_engine_in_one(
    image: bytes,
) -> None:
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        names = {name.removeprefix("regularization/") for name in archive.namelist()}
    assert len(names) <= 40
    assert {"checks/engine.zip", "explore/page/page.html", "explore/training.py"} <= names
    assert not any(name.startswith("autograder/") for name in names)


@pytest.mark.parametrize("command", ["checks", "pytest", "explore"])
def test_a_folder_that_holds_an_old_hand_out_too_says_so_in_one_sentence(
    folder: Path, command: str
) -> None:
    (folder / "autograder").mkdir()
    (folder / "autograder/__init__.py").write_text("", "utf-8")
    run = run_in(folder, command)
    assert run.returncode not in (0, NOT_ALL_PASSED)
    (line,) = run.stderr.split("\n\n")[0].splitlines()
    assert "unpack the new one in an empty folder" in line
