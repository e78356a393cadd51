"""Choose the assignment of a command, never from a submission, and print which one it is.

A description names code that runs in the grader's own process. A student's folder may contain one.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

import autograder
from autograder import description
from autograder.cli.places import expanded
from autograder.description import Assignment
from autograder.errors import DescriptionError
from autograder.text import visible

_NAME_IT = "name the assignment's own folder with --assignment"


def the_assignment(option: Path | None, graded: Sequence[Path] = ()) -> Assignment:
    """Load the named assignment, or the one around the working folder, and print which one it is.

    Args:
        option: the named folder or file, if any.
        graded: files and folders whose authors are not trusted.

    Raises:
        DescriptionError: there is none, it is wrong, or a graded student may have written it.
    """
    is_named = option is not None
    path = description.locate(Path.cwd()) if option is None else _named(option)
    described = description.load(trusted(path, graded, is_named=is_named))
    say(described.title or described.id, path)
    return described


def trusted(path: Path, graded: Sequence[Path], *, is_named: bool) -> Path:
    """Return the path of a description unless a graded student may have written it.

    Args:
        path: the path of the description.
        graded: files and folders whose authors are not trusted.
        is_named: whether the user named it. If not, it must not lie beside a graded file either,
            because that folder may be a student's, unless this engine itself is installed there.

    Raises:
        DescriptionError: it lies in a graded folder, or beside a graded file.
    """
    for each in graded:
        if _holds(each, path):
            raise DescriptionError(
                f"{visible(str(path))} lies in {visible(str(each))}, which is graded, so a student "
                f"may have written it: {_NAME_IT}"
            )
        is_beside = not each.is_dir() and _holds(each.parent, path.parent)
        if is_beside and not is_named and not _is_home(path.parent):
            raise DescriptionError(
                f"{visible(str(path))} lies beside {visible(str(each))}, which is graded, so its "
                f"author may have written it: {_NAME_IT}, even if it is this one"
            )
    return path


def say(name: str, path: Path) -> None:
    """Print an assignment's name and place on stderr; stdout is for the command's output."""
    typer.echo(f"assignment: {visible(name)}, described in {visible(str(path))}", err=True)


def _named(option: Path) -> Path:
    option = expanded(option)
    path = option / "pyproject.toml" if option.is_dir() else option
    if not path.is_file():
        raise DescriptionError(
            f"{path} does not exist: name the folder whose pyproject.toml has [tool.autograder]"
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
    except OSError:  # a missing folder contains nothing
        return False
