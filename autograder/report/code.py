"""The lines of each submission that were run, for its instructor; `slices` cuts them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from autograder.gradebook.store import Gradebook
from autograder.handed import unpacked
from autograder.report.asking import TooSlowError, ask
from autograder.report.parts import Part, Wanted
from autograder.results import Result

_CUTTING = "autograder.report.slices"
_SECONDS = 300  # for a whole class


Code = Mapping[str, tuple[Part, ...]]  # by digest of the submission


def code(gradebook: Gradebook, results: Iterator[Result]) -> Code:
    """Return the lines that were run of each result's submission.

    They are for reading alone: where they cannot be had, there are none.
    """
    wanted = _wanted(gradebook, results)
    first = next(wanted, None)
    if first is None:
        return {}

    def all_of_them() -> Iterator[Wanted]:
        yield first
        yield from wanted

    try:
        return ask(_CUTTING, all_of_them(), dict[str, tuple[Part, ...]], _SECONDS)
    except (TooSlowError, ValueError):
        return {}


def of_function(parts: Iterable[Part], name: str) -> list[str]:
    """Return the lines that define a function; none where they are not among `parts`."""
    for part in parts:
        begins = (at for at, line in enumerate(part.lines) if line.startswith(f"def {name}("))
        start = next(begins, None)
        if start is not None:
            body = takewhile(lambda line: not line[:1].strip(), part.lines[start + 1 :])
            return [part.lines[start], *filter(str.strip, body)]
    return []


def _wanted(gradebook: Gradebook, results: Iterator[Result]) -> Iterator[Wanted]:
    """Yield each file of which something was run, once."""
    seen: set[str] = {""}
    for result in results:
        digest = result.submission_sha256
        is_new = bool(result.taken) and digest not in seen
        content = gradebook.content(digest) if is_new else None
        seen.add(digest)
        if content is not None:
            graded = unpacked(content)[0]
            yield Wanted(digest=digest, name=result.submission, content=graded, taken=result.taken)
