"""An assignment's own explorer: a package that draws one page from a student's functions.

An explorer is a folder with an `__init__.py`, named by the assignment's description. It defines

    explore(exercise, file, page, *, reference, show)
        writes `page` from the functions in `file`, or in the file of this folder that the
        self-check takes when that is None; with a `reference` its curves are drawn as well. As soon
        as there is a page to look at, `show` is called with it, unless that is None. Returns an
        object with `drawn`, whether the page was written, and `sentences`, what to tell whoever
        asked. Raises errors of autograder.errors only.

    explain(functions, page, note)
        optional, for `grade --explain`: writes `page` from functions that have a known mistake,
        with `note` to say so; returns the same.

It is imported by its folder's name, with its neighbours on ``sys.path``, as in the hand-out; they
are there while it draws, too, so that it may import what it needs when it needs it.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.errors import AutograderError, DescriptionError, GraderFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from autograder.description import Assignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether the page was written, and what to tell."""

    drawn: bool
    sentences: tuple[str, ...]


def explore(
    assignment: Assignment,
    file: Path | None,
    page: Path,
    *,
    with_reference: bool,
    show: Callable[[Path], None] | None = None,
) -> Outcome:
    """Let the explorer of `assignment` write `page` from a file's functions.

    Args:
        assignment: whose explorer is asked.
        file: where the student's functions are; None for the assignment's own in this folder.
        page: the file to write.
        with_reference: whether the assignment's source is drawn as well.
        show: called with `page` when there is something to look at; None to show nothing.

    Raises:
        DescriptionError: the assignment has no explorer, or it cannot be imported.
        UsageError: the page cannot be written.
        GraderFault: the explorer raised.
    """
    reference = assignment.source if with_reference else None
    with _imported(assignment) as module:
        found = module.explore(assignment, file, page, reference=reference, show=show)
        return Outcome(drawn=bool(found.drawn), sentences=tuple(found.sentences))


def explain(
    assignment: Assignment, functions: Mapping[str, Callable[..., Any]], page: Path, note: str
) -> bool:
    """Let the explorer write `page` from functions of ours that have a known mistake.

    Args:
        assignment: whose explorer is asked.
        functions: the graded functions by name.
        page: the file to write.
        note: a sentence that says what the page is drawn from.

    Returns:
        Whether it was written; functions that nothing can be trained with have no page.

    Raises:
        DescriptionError: the assignment has no explorer that explains, or it cannot be imported.
        UsageError: the page cannot be written.
        GraderFault: the explorer raised.
    """
    with _imported(assignment) as module:
        if not hasattr(module, "explain"):
            raise DescriptionError(f"the explorer {module.__name__} defines no explain: define it")
        return bool(module.explain(functions, page, note).drawn)


@contextmanager
def _imported(assignment: Assignment) -> Iterator[Any]:
    """Give the explorer's module, and name it where it raises."""
    folder = _folder(assignment)
    sys.path.insert(0, str(folder.parent))
    try:
        yield _import(folder)
    except AutograderError:
        raise
    except Exception as error:
        raise GraderFault(f"the explorer failed: {_place(error)}") from error
    finally:
        sys.path.remove(str(folder.parent))


def _folder(assignment: Assignment) -> Path:
    folder = assignment.explorer
    if folder is None:
        raise DescriptionError(
            "this assignment has no explorer: name its folder as `explorer` in [tool.autograder]"
        )
    if not (folder / "__init__.py").is_file():
        raise DescriptionError(f"the package {folder} does not exist: correct `explorer`")
    return folder


def _import(folder: Path) -> Any:
    try:
        module = importlib.import_module(folder.name)
    except Exception as error:
        raise DescriptionError(f"the explorer cannot be imported: {_place(error)}") from error
    if not hasattr(module, "explore"):
        raise DescriptionError(f"the explorer {folder} defines no explore: define it")
    return module


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({frame.filename}, line {frame.lineno})"
