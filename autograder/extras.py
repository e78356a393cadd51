"""Tells how to install what only some commands need.

The packages are named themselves, and never as an extra of this one: the public index does not
have this project, and has another under the name of its import. ``pyproject.toml`` lists the same
packages.
"""

from __future__ import annotations

import shlex
import sys

PACKAGES = {
    "canvas": ("canvasapi>=3.6",),
    "dask": ("distributed>=2026.8",),
    "parquet": ("pyarrow>=21",),
    "otter": ("jupytext>=1.17", "nbformat>=5.10", "otter-grader[grading]>=7,<8"),
}


def command(extra: str, python: str = sys.executable) -> str:
    """Return the command that installs the packages of an extra.

    Args:
        extra: its name.
        python: the interpreter to install them for; the running one unless given.
    """
    return shlex.join([python, "-m", "pip", "install", *PACKAGES[extra]])
