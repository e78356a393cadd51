"""The examples of the help can be typed."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.cli.examples import EXAMPLES

COMMANDS: Any = typer.main.get_command(app)
LINES = [(name, line) for name, lines in EXAMPLES.items() for line in lines]


@pytest.mark.parametrize(("name", "line"), LINES)
def test_an_example_has_the_arguments_that_its_command_takes(name: str, line: str) -> None:
    program, command, *arguments = shlex.split(line)
    assert (program, command) == ("autograder", name)
    COMMANDS.get_command(None, command).make_context(command, arguments)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_help_ends_with_its_examples_each_on_a_line(name: str) -> None:
    told = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"}).stdout
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    assert lines[lines.index("Examples:") + 1 :][: len(EXAMPLES[name])] == list(EXAMPLES[name])
