"""`autograder --help` shows every command without importing any."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from autograder.cli.app import app
from autograder.cli.commands import SUMMARIES

_HELP = """
import sys
sys.argv = ["autograder", "--help"]
from autograder.cli import main
try:
    main()
finally:
    print(*sys.modules)
"""


@pytest.mark.parametrize("name", SUMMARIES)
def test_the_line_in_the_list_is_how_the_commands_own_help_begins(name: str) -> None:
    group = typer.main.get_command(app)
    with typer.Context(group) as context:
        command = group.get_command(context, name)  # type: ignore[attr-defined]
    assert " ".join(command.help.split("\n\n")[0].split()) == SUMMARIES[name]


def test_the_list_of_commands_imports_nothing_that_grading_takes() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _HELP], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(run.stdout.splitlines()[-1].split())
    assert "autograder.cli.commands" in loaded
    assert not loaded & {"numpy", "h5py", "pytest", "jinja2", "autograder.cli.grade"}


_GRADING = """
import sys
import autograder.cli.grade
first = {"numpy", "h5py", "pytest", "jinja2", "rich"} & {*sys.modules}
import autograder.cli.grading
print(*first, "then", *{"h5py", "pytest"} & {*sys.modules})
"""


def test_grade_imports_what_takes_long_after_its_processes_have_started_and_no_more() -> None:
    # HDF5 is read in a process of its own, and pytest runs in the workers.
    run = subprocess.run(
        [sys.executable, "-c", _GRADING], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout == "then\n"
