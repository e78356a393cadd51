"""Proves that what an exercise declares is all that its submissions may read beside Python.

Before anything is graded, code of our own is run as a submission is. It tries to open what lies
beside each package and data file, the originals of the latter, and what knows answers. One that
opens is one too many: the walls are not what they must be.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.sandbox.answers import Ended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograder.description import Assignment
    from autograder.sandbox.answers import Answers
    from autograder.sandbox.outside.declared import Declared


_MOST_BESIDE = 3  # of one folder
_ALWAYS_THERE = ("numpy", "numpy.libs")
# It raises either way: so a value is never taken for a proof, whatever the function is to return.
_SOURCE = """
import os

PATHS = {paths!r}

def opens(path):
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return False
    return True

def {function}(*inputs, **named):
    raise (OverflowError if any(map(opens, PATHS)) else LookupError)
"""


def source(paths: Iterable[str], function: str) -> bytes:
    """Return a submission whose function tries to open each path."""
    return _SOURCE.format(paths=list(paths), function=function).encode()


def are_refused(answers: Answers) -> bool:
    """Return whether the call came back, and nothing could be opened."""
    found = list(answers.first.values())
    return bool(found) and all(
        answer.ended is Ended.RAISED
        and answer.raised is not None
        and answer.raised.error == "LookupError"
        for answer in found
    )


def neighbours(assignment: Assignment, declared: Declared) -> list[str]:
    """Return what is there and must not be read; nothing where the exercise declares nothing."""
    allowed = {Path(path) for path in declared.readable}
    if not allowed:
        return []
    secret = (assignment.source, assignment.hidden_vectors, assignment.hidden_suite)
    folders = dict.fromkeys(path.parent for path in (*allowed, *assignment.readable))
    beside = (path for folder in folders for path in _beside(folder, allowed))
    found = dict.fromkeys([*folders, *assignment.readable, *secret, *beside])
    return [str(path) for path in found if path.exists()]


def _beside(folder: Path, allowed: set[Path]) -> Iterator[Path]:
    """Yield a few of the files and folders in `folder` that are nobody's to read."""
    try:
        inside = sorted(folder.iterdir())
    except OSError:  # closed to us, and so to a submission
        return
    others = (path for path in inside if path not in allowed and path.name not in _ALWAYS_THERE)
    yield from islice(others, _MOST_BESIDE)
