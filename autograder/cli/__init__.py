"""The command line: thin, with documented exit codes."""

from __future__ import annotations

from autograder.surroundings import leave_working_folder

__all__ = ["main"]


def main() -> None:
    """Run the command line and exit with a documented code."""
    leave_working_folder()  # before anything is imported that a file there could stand in for
    from autograder.cli.app import run

    run()
