"""Which submissions are alike: compared in a process of its own.

Code is fingerprinted by winnowing, after names and comments are set aside. What every student
received is subtracted, and so is what many of them wrote, since a short task has few natural
solutions. What is left is a ranking for a person to look at, and never a verdict.

`report.fingerprints` lexes the bytes, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from autograder.errors import GraderFault, UsageError
from autograder.gradebook.store import Gradebook
from autograder.handed import unpacked
from autograder.report.alike import Compared, File, Task
from autograder.report.asking import TooSlowError, ask

_COMPARING = "autograder.report.fingerprints"
_SECONDS = 900  # for a whole class


def compare(gradebook: Gradebook) -> Compared:
    """Compare the submissions of a class list with each other.

    Raises:
        UsageError: the class is too large for the time there is.
        GraderFault: the comparing process failed.
    """
    task = Task(starter=dict(gradebook.described().starter))
    try:
        return ask(_COMPARING, chain([task], _files(gradebook)), Compared, _SECONDS)
    except TooSlowError as error:
        raise UsageError(
            f"comparing the submissions took more than {_SECONDS // 60} minutes: "
            "leave --similarity out"
        ) from error
    except ValueError as error:
        raise GraderFault(
            f"comparing the submissions failed ({error}): leave --similarity out, and report this"
        ) from error


def _files(gradebook: Gradebook) -> Iterator[File]:
    """Yield each file of the class list once, however many students handed it in."""
    seen: set[str] = {""}
    for _, path, digest in gradebook.listed():
        content = None if digest in seen else gradebook.content(digest)
        seen.add(digest)
        if content is not None:
            yield File(digest=digest, name=path, content=unpacked(content)[0])
