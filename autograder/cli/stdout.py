"""What to do when stdout takes nothing more: its reader has gone, or the disk behind it is full."""

from __future__ import annotations

import os
import sys

__all__ = ["is_stuck", "let_go"]


def is_stuck() -> bool:
    """Tell whether stdout takes not even an empty line."""
    try:
        print(flush=True)  # noqa: T201 - that is the question
    except OSError:
        return True
    return False


def let_go() -> None:
    """Point stdout at nothing, so that Python does not complain once more when it exits."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)
