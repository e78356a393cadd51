"""What to do if stdout cannot be written: its reader has gone, or the disk is full."""

from __future__ import annotations

import os
import sys

__all__ = ["is_stuck", "let_go"]


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
