"""Write the zip of a command that makes one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.places import expanded
from autograder.errors import UsageError
from autograder.failures import explained
from autograder.files import replace

__all__ = ["OutputOption", "write"]


def _named_as_zip(path: Path) -> Path:
    """Refuse a name that is not a zip's before anything is packed."""
    if path.suffix.lower() != ".zip":
        raise UsageError(f"{path} does not end in .zip: name a .zip file with -o")
    return path


OutputOption = Annotated[
    Path,
    typer.Option(
        "--output", "-o", metavar="FILE.zip", help="The zip to write.", callback=_named_as_zip
    ),
]


def write(output: Path, image: bytes) -> None:
    """Write a zip, whole or not at all, and say so.

    Raises:
        UsageError: the file cannot be written.
    """
    path = expanded(output)
    with explained(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, image)
    typer.echo(f"wrote {path} ({len(image) / 1024:.0f} KiB)")
