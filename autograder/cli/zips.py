"""Where a command that makes a zip puts it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.record.failures import explained
from autograder.record.files import replace

__all__ = ["OutputOption", "write"]

OutputOption = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE.zip", help="The zip to write.")
]


def write(output: Path, image: bytes) -> None:
    """Put a zip in its place, whole or not at all, and say so.

    Raises:
        UsageError: it cannot be written there.
    """
    path = output.expanduser()
    with explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, image)
    typer.echo(f"wrote {path} ({len(image) / 1024:.0f} KiB)")
