"""Which assignment a command uses: never one that a submission brought along, and always named.

A description names code that runs in the grader's own process. A student's folder may hold one.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

import autograder
from autograder import description
from autograder.cli.places import expanded
from autograder.errors import DescriptionError
from autograder.record.text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.description import Assignment

__all__ = ["say", "the_assignment", "trusted"]

_NAME_IT = "name the assignment's own folder with --assignment"


def the_assignment(option: Path | None, graded: Sequence[Path] = ()) -> Assignment:
    """Load the assignment that was named, or the one that the working folder is in, and say which.

    Args:
        option: the folder or file that was named, if any.
        graded: files and folders whose authors are not trusted.

    Raises:
        DescriptionError: there is none, it is wrong, or it may come from what is graded.
    """
    is_named = option is not None
    path = description.locate(Path.cwd()) if option is None else _named(option)
    described = description.load(trusted(path, graded, is_named=is_named))
    say(described.title or described.id, path)
    return described


def trusted(path: Path, graded: Sequence[Path], *, is_named: bool) -> Path:
    """Return the path of a description that nobody who is graded can have written.

    Args:
        path: the description's.
        graded: files and folders whose authors are not trusted.
        is_named: whether somebody named it. Otherwise it may not lie beside a graded file either,
            unless this engine itself is installed there: that folder may be a student's.

    Raises:
        DescriptionError: it lies in what is graded, or beside it.
    """
    for each in graded:
        if _holds(each, path):
            raise DescriptionError(
                f"{visible(str(path))} lies in {visible(str(each))}, which is graded, and no "
                f"student's description is used: {_NAME_IT}"
            )
        is_beside = not each.is_dir() and _holds(each.parent, path.parent)
        if is_beside and not is_named and not _is_home(path.parent):
            raise DescriptionError(
                f"{visible(str(path))} lies beside {visible(str(each))}, which is graded, and may "
                f"be its author's: {_NAME_IT}, which may be this one"
            )
    return path


def say(name: str, path: Path) -> None:
    """Name an assignment on stderr, for people; stdout is for what was asked for."""
    typer.echo(f"assignment: {visible(name)}, described in {visible(str(path))}", err=True)


def _named(option: Path) -> Path:
    option = expanded(option)
    path = option / "pyproject.toml" if option.is_dir() else option
    if not path.is_file():
        raise DescriptionError(
            f"there is no {path}: name the folder whose pyproject.toml has [tool.autograder]"
        )
    return path


def _holds(folder: Path, path: Path) -> bool:
    """Return whether `path`, or what it links to, is `folder` or lies in it."""
    spellings = (path.resolve(), path.parent.resolve() / path.name)
    places = {place for each in spellings for place in (each, *each.parents)}
    return any(_is_same(folder, place) for place in places)


def _is_home(folder: Path) -> bool:
    """Return whether the engine that runs now lies in `folder`, or its environment does."""
    return any(_holds(folder, place) for place in (Path(autograder.__file__), Path(sys.prefix)))


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # what is not there holds nothing
        return False
