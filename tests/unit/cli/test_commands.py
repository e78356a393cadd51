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
