"""What grading needs where it is not installed: the engine's source, and the assignment."""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path

import autograder
from autograder.description import Assignment
from autograder.errors import UsageError

__all__ = ["assignment_files", "engine_files", "requirements"]

_EXTRA = re.compile(r";.*\bextra\s*==")
_LITTER = frozenset({"__pycache__", ".pytest_cache"})


def engine_files() -> dict[str, bytes]:
    """Return the source of this package, by path, beginning with its name."""
    return dict(_below(importlib.resources.files(autograder), "autograder"))


def assignment_files(assignment: Assignment) -> dict[str, bytes]:
    """Return the description and what grading reads of all that it names, by path.

    Raises:
        UsageError: a file cannot be read, or lies outside the assignment's folder.
    """
    suite = assignment.hidden_suite
    files = [path for path in sorted(suite.rglob("*")) if not _LITTER & set(path.parts)]
    named = [assignment.hidden_vectors, assignment.hints, *assignment.helpers]
    paths = [assignment.root / "pyproject.toml", *named, *filter(Path.is_file, files)]
    return {_relative(path, assignment): _read(path) for path in paths}


def requirements() -> list[str]:
    """Return what the engine itself requires, without extras, as written in its metadata.

    Raises:
        UsageError: it has no metadata, for it is not installed.
    """
    try:
        required = importlib.metadata.requires("autograder") or []
    except importlib.metadata.PackageNotFoundError as error:
        raise UsageError("autograder runs without being installed: run make setup") from error
    return sorted(line for line in required if not _EXTRA.search(line))


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.name in _LITTER:
            continue
        inner = f"{path}/{each.name}"
        if each.is_dir():
            yield from _below(each, inner)
        else:
            yield inner, each.read_bytes()


def _relative(path: Path, assignment: Assignment) -> str:
    try:
        return path.relative_to(assignment.root).as_posix()
    except ValueError as error:
        raise UsageError(
            f"{path} lies outside {assignment.root}: an archive can only hold what lies inside"
        ) from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
