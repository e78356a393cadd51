"""Sentences for the terminal, and what to do if stdout cannot be written."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def say(terminal: Console, sentence: str) -> None:
    """Print a sentence as it is: nothing in it is markup, and a terminal breaks the line."""
    terminal.print(sentence, markup=False, highlight=False, soft_wrap=True)


def is_stuck() -> bool:
    """Return whether stdout is unwritable."""
    try:
        print(flush=True)  # noqa: T201 - this is the test
    except OSError:
        return True
    return False


def let_go() -> None:
    """Redirect stdout to the null device, so that Python does not fail again when it exits."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
