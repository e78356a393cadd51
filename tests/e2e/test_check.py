"""A student checks their own work with what a hand-out holds: no engine is installed.

Most files are checked in this process, by the function that `python -m checks` calls.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder import exercise
from autograder.student import command
from tests.closure import foreign
from tests.sweeps import whole

Checks = Callable[..., tuple[int, str]]

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


@pytest.fixture
def checks(
    handed_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Checks:
    """Return a function that checks a file in the hand-out; it returns exit code and output."""
    monkeypatch.chdir(handed_out)

    def run(*arguments: str) -> tuple[int, str]:
        code = command.main(handed_out / "checks", arguments)
        return code, capsys.readouterr().out

    return run


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
    handed_out: Path, checks: Checks, step: str, wrong: str
) -> None:
    with_lines(handed_out / "mine.py", {step: wrong})
    _, told = checks("mine.py")
    (not_yet,) = [line for line in told.splitlines() if "Not yet: " in line]
    (waiting,) = [line for line in told.splitlines() if "Waiting for " in line]
    assert not_yet.startswith(f"    Not yet: {step}"), told
    assert waiting.startswith(f"    Waiting for {step}: "), told
    assert waiting.endswith("dW1, db1.")
    assert f": `{wrong}`\n" in told


BLANKS = {  # what is right so far, by the steps that are blank
    ("db1",): "dZ3, dW3, db3, dA2, dZ2, dW2, db2, dA1, dZ1, dW1",
    ("dA1", "dZ1", "dW1", "db1"): "dZ3, dW3, db3, dA2, dZ2, dW2, db2",
    ("dZ2", "dW2"): "",  # used further down, where a blank raises
}


@pytest.mark.parametrize("blanks", BLANKS)
def test_what_is_not_filled_in_yet_is_named_and_never_wrong(
    handed_out: Path, checks: Checks, blanks: tuple[str, ...]
) -> None:
    with_lines(handed_out / "regularization.py", {step: f"{step} = ..." for step in blanks})
    code, told = checks()
    names_blanks(told, blanks)
    assert code == 3


@pytest.mark.parametrize("blanks", [("db1",), ("dZ2", "dW2"), whole(("dA1", "dZ1", "dW1", "db1"))])
def test_nor_is_it_wrong_in_pytest(handed_out: Path, blanks: tuple[str, ...]) -> None:
    with_lines(handed_out / "regularization.py", {step: f"{step} = ..." for step in blanks})
    run = python(handed_out, "-m", "pytest")
    names_blanks(run.stdout, blanks)
    assert run.returncode == 1


def names_blanks(told: str, blanks: tuple[str, ...]) -> None:
    """Assert that the steps are named as blank, those before them as right, and none as wrong."""
    assert "The gradients of J: not filled in yet\n" in told
    assert f"    Not filled in yet: {', '.join(blanks)}.\n" in told
    right = BLANKS[blanks]
    assert (f"    Right so far: {right}.\n" in told) is bool(right)
    assert "Not yet: " not in told
    assert " failed" not in told


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


SPELLED_OUT = {"ascii": "lambda", "cp1252": "lambda", "utf-8": "λ"}


@pytest.mark.parametrize("encoding", SPELLED_OUT)
def test_a_letter_that_a_terminal_lacks_is_spelled_out(
    handed_out: Path, checks: Checks, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    doubled(handed_out / "mine.py")
    terminal = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(terminal, encoding))
    checks("mine.py")
    told = terminal.getvalue()
    assert f"With a large {SPELLED_OUT[encoding]} the cost" in told.decode(encoding)
    assert b"\\u" not in told


@pytest.mark.parametrize("encoding", ["cp1252", whole("ascii"), whole("utf-8")], ids=str)
def test_so_it_is_where_python_itself_is_told_of_the_terminal(
    handed_out: Path, encoding: str
) -> None:
    doubled(handed_out / "mine.py")
    started_so = [sys.executable, "-X", "utf8=0", "-m", "checks", "mine.py"]
    own = {**os.environ, "PYTHONIOENCODING": encoding}
    run = subprocess.run(started_so, cwd=handed_out, env=own, capture_output=True, timeout=60)
    assert f"With a large {SPELLED_OUT[encoding]} the cost" in run.stdout.decode(encoding)
    assert b"\\u" not in run.stdout


def doubled(path: Path) -> None:
    """Write the reference with twice its L2 term; its feedback contains a Greek letter."""
    text = REFERENCE.read_text("utf-8")
    assert "(2 * m)" in text
    path.write_text(text.replace("(2 * m)", "m"), "utf-8")


def test_pytest_without_a_file_to_check_is_one_sentence(handed_out: Path) -> None:
    run = python(handed_out, "-m", "pytest")
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert run.stderr.startswith("ERROR: there is no regularization.ipynb or regularization.py")


def test_the_installed_command_checks_in_a_hand_out_and_names_it(
    handed_out: Path,
) -> None:
    shutil.copy(ROOT / "tests/submissions/class/camille_petit.ipynb", handed_out / "mine.ipynb")
    run = started(
        handed_out, str(Path(sys.executable).with_name("autograder")), "check", "mine.ipynb"
    )
    assert run.returncode == 3
    assert run.stdout.endswith("mine.ipynb as it was last saved: 1 of 2 questions pass\n")
    assert run.stderr.splitlines()[0].endswith(str(Path("checks", "assignment.json")))
