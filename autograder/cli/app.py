"""The application: its commands, and what becomes of errors."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

import autograder
from autograder.cli.commands import Commands
from autograder.cli.stdout import is_stuck, let_go
from autograder.errors import AutograderError, ExitCode

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=(
        "Grade untrusted submissions against test vectors. Exit codes: 0 done (whatever the "
        "grades), 1 the grader itself failed, 2 wrong usage or configuration, 3 below "
        "--fail-under or a check does not pass, 130 interrupted."
    ),
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"{autograder.DISTRIBUTION} {autograder.__version__}")
        raise typer.Exit


@app.callback()
def _autograder(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Do nothing before the command runs."""


def run() -> None:
    """Run the command and exit with a documented code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A λ in a title must not fail on a terminal whose encoding lacks it.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app()
    except AutograderError as error:
        _tell(f"error: {error}")
        sys.exit(error.exit_code)
    except SystemExit as ending:
        if isinstance(ending.__context__, BrokenPipeError):  # which typer treats as our fault
            sys.exit(ExitCode.INTERRUPTED)  # the reader has read enough, as `head` does
        if ending.code == ExitCode.INTERRUPTED:  # typer turns Ctrl-C into this without a message
            _tell("interrupted: run the same command again to go on")
        raise
    except OSError as error:
        if not _is_somewhere():
            _tell("error: the working folder is not there any more: change into one that is")
            sys.exit(ExitCode.USAGE)
        if not is_stuck():
            raise
        let_go()
        _tell(
            f"error: stdout cannot be written ({error.strerror}), but finished work is kept: "
            "correct that, and run the same command again"
        )
        sys.exit(ExitCode.USAGE)


def _is_somewhere() -> bool:
    """Return whether the working folder is still there."""
    try:
        return Path.cwd().is_dir()
    except OSError:
        return False


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - the one place that tells a person
