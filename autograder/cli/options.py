"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder import description
from autograder.description import Assignment
from autograder.errors import DescriptionError

__all__ = ["AssignmentOption", "the_assignment"]

AssignmentOption = Annotated[
    Path | None,
    typer.Option(
        "--assignment",
        envvar="AUTOGRADER_ASSIGNMENT",
        help="Folder whose pyproject.toml describes the assignment; else the nearest above.",
        show_default=False,
    ),
]


def the_assignment(option: Path | None) -> Assignment:
    """Load the assignment that was named, or the one that the working folder is in.

    Raises:
        DescriptionError: there is none, or it is wrong.
    """
    if option is None:
        return description.find(Path.cwd())
    option = option.expanduser()
    path = option / "pyproject.toml" if option.is_dir() else option
    if not path.is_file():
        raise DescriptionError(
            f"there is no {path}: name the folder whose pyproject.toml has [tool.autograder]"
        )
    return description.load(path)
