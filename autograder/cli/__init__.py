"""The command line: thin, with documented exit codes."""

from __future__ import annotations

import atexit
import gc

from autograder.surroundings import leave_working_folder

__all__ = ["main"]

_MANY = 50_000  # objects made between two looks for garbage


def main() -> None:
    """Run the command line and exit with a documented code."""
    leave_working_folder()  # before anything is imported that a file there could stand in for
    # Nearly all that is made while a command starts stays to its end. To look through it again and
    # again, and once more when it ends, takes a tenth of a short command's time.
    gc.set_threshold(_MANY)
    atexit.register(gc.freeze)
    from autograder.cli.app import run

    run()
