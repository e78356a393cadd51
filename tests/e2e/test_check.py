"""A student checks their own work with what a hand-out holds: no engine is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder import exercise
from tests.closure import foreign

Run = Callable[..., CompletedProcess[str]]

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "solutions/regularization.py"
WITHOUT_PYTEST = (
    "autograder.student.command",
    "autograder.student.notebook",
    "autograder.sandbox.inside.plain",
)
ENTRIES = (*WITHOUT_PYTEST, "autograder.student.by_pytest", "autograder.judge.plugin")
ONLY_ON_UNIX = {"fcntl", "grp", "pwd", "resource", "termios"}

# As on another system, with nothing installed but NumPy and h5py.
ELSEWHERE = f"""
import os, runpy, sys
for name in {sorted({"msgspec", "pytest", "rich", "typer"} | ONLY_ON_UNIX)}:
    sys.modules[name] = None
for name in "fork memfd_create pidfd_open eventfd pipe2".split():
    delattr(os, name)
sys.path.insert(0, os.getcwd())
sys.argv[1:] = ["mine.py"]
try:
    runpy.run_module("checks", run_name="__main__")
finally:
    assert sys.modules["autograder"].__file__.startswith(os.path.join(os.getcwd(), "checks"))
"""


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hand-out in which the reference was checked, so that Python has compiled its engine."""
    folder = tmp_path_factory.mktemp("used") / "handed out"
    left_out = shutil.ignore_patterns("__pycache__", "regularization.*", "*.html")
    shutil.copytree(ROOT / "assignment", folder, ignore=left_out)
    shutil.copy(REFERENCE, folder / "mine.py")
    assert python(folder, "-m", "checks", "mine.py").returncode == 0
    (folder / "mine.py").unlink()
    return folder


@pytest.fixture
def handed_out(used: Path, tmp_path: Path) -> Path:
    """A hand-out in which nothing is to be filled in yet."""
    return Path(shutil.copytree(used, tmp_path / "handed out"))


def python(folder: Path, *arguments: str) -> CompletedProcess[str]:
    """Run Python in a folder."""
    return started(folder, sys.executable, *arguments)


def started(folder: Path, *command: str) -> CompletedProcess[str]:
    """Run a command in a folder."""
    env = {**os.environ, "PYTEST_ADDOPTS": "-p no:hypothesispytest"}  # as students have it: without
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60)


def test_the_check_needs_nothing_but_numpy_and_h5py() -> None:
    assert foreign(WITHOUT_PYTEST) - sys.stdlib_module_names == {"numpy", "h5py"}


def test_under_pytest_it_needs_pytest_beside() -> None:
    assert foreign(ENTRIES) - sys.stdlib_module_names == {"numpy", "h5py", "pytest"}


def test_the_check_needs_nothing_that_only_unix_has() -> None:
    assert foreign(ENTRIES) & ONLY_ON_UNIX == set()


def test_a_student_s_own_file_is_checked_without_the_engine_installed(handed_out: Path) -> None:
    shutil.copy(REFERENCE, handed_out / "mine.py")
    run = python(handed_out, "-I", "-c", ELSEWHERE)
    assert run.stdout.endswith("mine.py: all 2 questions pass on the 8 public cases\n"), run.stderr
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("dZ3", "dZ3 = Y - A3"),
        ("dA2", "dA2 = 2 * W3.T @ dZ3"),
        ("dZ2", "dZ2 = dA2 * (dA2 > 0)"),
        ("dA1", "dA1 = 2 * W2.T @ dZ2"),
        ("dZ1", "dZ1 = dA1 * (dA1 > 0)"),
    ],
)
def test_the_step_that_is_wrong_is_told_alone_and_what_follows_from_it_waits(
    handed_out: Path, step: str, wrong: str
) -> None:
    with_lines(handed_out / "mine.py", {step: wrong})
    run = python(handed_out, "-m", "checks", "mine.py")
    (not_yet,) = [line for line in run.stdout.splitlines() if "Not yet: " in line]
    (waiting,) = [line for line in run.stdout.splitlines() if "Waiting for " in line]
    assert not_yet.startswith(f"    Not yet: {step}"), run.stdout
    assert waiting.startswith(f"    Waiting for {step}: "), run.stdout
    assert waiting.endswith("dW1, db1.")
    assert f": `{wrong}`\n" in run.stdout


@pytest.mark.parametrize(
    ("blanks", "right"),
    [
        (["db1"], "dZ3, dW3, db3, dA2, dZ2, dW2, db2, dA1, dZ1, dW1"),
        (["dA1", "dZ1", "dW1", "db1"], "dZ3, dW3, db3, dA2, dZ2, dW2, db2"),
        (["dZ2", "dW2"], ""),  # used further down, where a blank raises
    ],
)
@pytest.mark.parametrize("command", ["checks", "pytest"])
def test_what_is_not_filled_in_yet_is_named_and_never_wrong(
    handed_out: Path, command: str, blanks: list[str], right: str
) -> None:
    with_lines(handed_out / "regularization.py", {step: f"{step} = ..." for step in blanks})
    run = python(handed_out, "-m", command)
    assert "The gradients of J: not filled in yet\n" in run.stdout
    assert f"    Not filled in yet: {', '.join(blanks)}.\n" in run.stdout
    assert (f"    Right so far: {right}.\n" in run.stdout) is bool(right)
    assert "Not yet: " not in run.stdout
    assert " failed" not in run.stdout
    assert run.returncode == {"checks": 3, "pytest": 1}[command]


def with_lines(path: Path, changed: dict[str, str]) -> None:
    """Write the reference with other lines for some of its steps."""
    lines = REFERENCE.read_text("utf-8").splitlines()
    for step, line in changed.items():
        at = next(at for at, line in enumerate(lines) if line.startswith(f"    {step} = "))
        lines[at] = f"    {line}"
    path.write_text("\n".join(lines), "utf-8")


def test_pytest_runs_the_same_rules(handed_out: Path) -> None:
    shutil.copy(REFERENCE, handed_out / "regularization.py")
    run = python(handed_out, "-m", "pytest")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "L2 term: passed\nq2  The gradients of J: passed\n" in run.stdout


def test_in_pytest_only_the_first_step_that_is_off_fails(handed_out: Path) -> None:
    with_lines(handed_out / "regularization.py", {"dZ3": "dZ3 = Y - A3"})
    run = python(handed_out, "-m", "pytest", "-rs")
    assert " 1 failed, " in run.stdout
    assert "waits for dZ3" in run.stdout
    assert " of 14" not in run.stdout


def test_in_pytest_an_untouched_file_neither_passes_nor_fails(handed_out: Path) -> None:
    names = exercise.read(handed_out / exercise.FOLDER).functions
    stubs = "\n".join(f"def {name}(*arguments):\n    return ...\n" for name in names)
    (handed_out / "regularization.py").write_text(stubs, "utf-8")
    run = python(handed_out, "-m", "pytest")
    assert run.returncode == 1
    assert " passed" not in run.stdout
    assert " failed" not in run.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_letter_that_a_terminal_lacks_is_spelled_out(handed_out: Path, encoding: str) -> None:
    text = REFERENCE.read_text("utf-8").replace("(2 * m)", "m")
    (handed_out / "mine.py").write_text(text, "utf-8")
    command = [sys.executable, "-X", "utf8=0", "-m", "checks", "mine.py"]
    own = {**os.environ, "PYTHONIOENCODING": encoding}
    run = subprocess.run(command, cwd=handed_out, env=own, capture_output=True, timeout=60)
    expected = "With a large λ the cost" if encoding == "utf-8" else "With a large lambda the cost"
    assert expected in run.stdout.decode(encoding)
    assert b"\\u" not in run.stdout


def test_pytest_without_a_file_to_check_is_one_sentence(handed_out: Path) -> None:
    run = python(handed_out, "-m", "pytest")
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert run.stderr.startswith("ERROR: there is no regularization.ipynb or regularization.py")


def test_the_installed_command_checks_in_a_hand_out(handed_out: Path) -> None:
    shutil.copy(ROOT / "tests/submissions/class/camille_petit.ipynb", handed_out / "mine.ipynb")
    run = started(
        handed_out, str(Path(sys.executable).with_name("autograder")), "check", "mine.ipynb"
    )
    assert run.returncode == 3
    assert run.stdout.endswith("mine.ipynb as it was last saved: 1 of 2 questions pass\n")


def test_the_installed_command_checks_in_the_course_s_repository(autograder: Run) -> None:
    run = autograder("check", REFERENCE, cwd=ROOT)
    assert run.returncode == 0, run.stdout + run.stderr
