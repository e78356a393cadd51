"""What lies around a run, in its folder or its environment, does not bear on the grades."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Autograder = Callable[..., CompletedProcess[str]]
Files = Callable[[Path], dict[str, bytes]]

# One worker is up sooner than two; what is tested here holds at every level of isolation.
GRADE = ("grade", "--jobs", "1", "--min-level", "open")
ROOT = Path(__file__).parents[2]

# What Python or the engine imports by itself, so that a file of this name might be taken for it.
MODULES = ["multiprocessing", "random", "runpy", "numpy", "h5py", "pytest", "conftest", "reg_utils"]


GRADED = "numpy.py"  # one of those files; the others lie beside it


def test_submissions_in_the_working_folder_are_never_imported(tmp_path: Path) -> None:
    submissions, mark = tmp_path / "class", tmp_path / "imported"
    submissions.mkdir()
    for module in MODULES:
        (submissions / f"{module}.py").write_text(f"open({str(mark)!r}, 'w')", "utf-8")
    command = Path(sys.executable).with_name("autograder")  # python -m would import from there
    subprocess.run(
        [command, *GRADE, GRADED, "-o", tmp_path / "out", "--assignment", ROOT],
        cwd=submissions,
        env={**os.environ, "PYTHONSAFEPATH": ""},
        check=True,
        capture_output=True,
    )
    assert not mark.exists()


def test_variables_of_other_programs_and_of_a_poor_terminal_change_nothing(
    autograder: Autograder,
    submissions: Path,
    small_out: Path,
    files_of: Files,
    tmp_path: Path,
) -> None:
    variables = {
        "PYTEST_ADDOPTS": "-k test_q1",
        "PYTEST_PLUGINS": "nowhere_to_be_found",
        "OMP_NUM_THREADS": "8",
        "PYTHONHASHSEED": "7",
        "PYTHONIOENCODING": "ascii",  # a terminal that knows no Greek
    }
    run = autograder(*GRADE, submissions, "-o", tmp_path / "out", variables=variables)
    assert run.returncode == 0
    assert "Traceback" not in run.stderr
    assert files_of(tmp_path / "out") == files_of(small_out)


def command(program: str) -> list[str | Path]:
    """Return how the program is started."""
    script = Path(sys.executable).with_name("autograder")
    return [script] if program == "script" else [sys.executable, "-m", "autograder"]


@pytest.mark.parametrize("program", ["script", "module"])
def test_an_empty_entry_of_a_search_path_lets_nothing_in(program: str, tmp_path: Path) -> None:
    submissions, mark = tmp_path / "class", tmp_path / "imported"
    submissions.mkdir()
    for module in ("numpy", "h5py", "pytest", "typer", "rich", "msgspec", "tomllib", "argparse"):
        (submissions / f"{module}.py").write_text(f"open({str(mark)!r}, 'w')", "utf-8")
    subprocess.run(
        [*command(program), *GRADE, GRADED, "-o", tmp_path / "out", "--assignment", ROOT],
        cwd=submissions,
        env={**os.environ, "PYTHONSAFEPATH": "", "PYTHONPATH": os.pathsep},
        check=True,
        capture_output=True,
    )
    assert not mark.exists()


def test_a_program_that_calls_the_command_line_is_not_run_again_by_workers(
    submissions: Path, tmp_path: Path
) -> None:
    program = tmp_path / "weekly.py"
    program.write_text("print('begun')\nfrom autograder.cli import main\nmain()\n", "utf-8")
    run = subprocess.run(
        [sys.executable, program, *GRADE, submissions, "-o", tmp_path / "out"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert run.stdout.count("begun") == 1
