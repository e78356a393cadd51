"""Where a command that makes a zip puts it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.places import expanded
from autograder.errors import UsageError
from autograder.record.failures import explained
from autograder.record.files import replace

__all__ = ["OutputOption", "write"]


def _named_as_zip(path: Path) -> Path:
    """Refuse another name before anything is packed."""
    if path.suffix.lower() != ".zip":
        raise UsageError(f"{path} is not the name of a zip: give -o one that ends in .zip")
    return path


OutputOption = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="FILE.zip", help="The zip to write.", callback=_named_as_zip
    ),
]


def write(output: Path, image: bytes) -> None:
    """Put a zip in its place, whole or not at all, and say so.

    Raises:
        UsageError: it cannot be written there.
    """
    path = expanded(output)
    with explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, image)
    typer.echo(f"wrote {path} ({len(image) / 1024:.0f} KiB)")
