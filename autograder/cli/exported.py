"""What `autograder export` tells of what it wrote: who is in it, who is not, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.export.fill import Filled
from autograder.export.matching import Match, named, titled
from autograder.export.returned import Returned
from autograder.policy.final import Final


def of_sheet(filled: Filled) -> Iterator[str]:
    """Yield the lines that an instructor checks before uploading."""
    if filled.points is None:
        yield "the sheet does not say how many points the assignment has: scores are not scaled"
    else:
        yield f"scores are scaled to {filled.points.normalize():f} points"
    if filled.replaced:
        yield f"{filled.replaced} of them replaced another grade"
    matches = filled.matches
    yield from _listed(
        "not written, because it is not certain whose they are (give these students numbers with "
        "grade --roster, or correct the roster or the sheet)",
        _reasons(matches.unclear),
    )
    yield from _listed("left as they were", _reasons(filled.left))
    if filled.told:
        yield f"feedback is written for {filled.told}"
    yield from _listed("without feedback there", _reasons(filled.kept))
    yield from _listed("graded, but not in the sheet", map(named, matches.absent))
    yield from _listed("in the sheet, but not graded", map(titled, matches.strangers))
    matched = [_pair(one, filled.cells.get(one.line.row, "left")) for one in matches.matched]
    yield from _listed("matched", matched)


def of_files(made: Returned) -> Iterator[str]:
    """Yield the lines that an instructor checks before giving the files back."""
    yield from _listed("get none", _reasons(made.kept))
    yield from _listed("matched", (f"{named(final)}: {name}" for name, final in made.sent.items()))


def _reasons(finals: Iterable[tuple[Final, str]]) -> Iterator[str]:
    return (f"{named(final)} {reason}" for final, reason in finals)


def _pair(one: Match, cell: str) -> str:
    return f"{named(one.final)}: {titled(one.line)}, by {one.by}: {cell}"


def _listed(what: str, items: Iterable[str]) -> Iterator[str]:
    listed = list(items)
    if listed:
        yield f"{len(listed)} {what}:"
        yield from (f"  {item}" for item in listed)
