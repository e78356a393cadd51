"""`autograder export`: final scores for an LMS's sheet, or for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from autograder.cli import places
from autograder.cli.assignment import the_assignment
from autograder.cli.options import AssignmentOption
from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.export import coursera, gradescope, jsonl, junit
from autograder.export.fill import FORMS, Filled, fill
from autograder.export.matching import Match, named, titled
from autograder.files import replace
from autograder.gradebook.store import Gradebook
from autograder.identity.lookup import the_student
from autograder.policy.final import Final, finals
from autograder.text import visible


class _To(StrEnum):
    CANVAS = "canvas"
    MOODLE = "moodle"
    BLACKBOARD = "blackboard"
    BRIGHTSPACE = "brightspace"
    GRADESCOPE = "gradescope"
    COURSERA = "coursera"
    JUNIT = "junit"
    JSONL = "jsonl"


_LISTS: MappingProxyType[_To, Callable[[Sequence[Final]], bytes]] = MappingProxyType(
    {_To.GRADESCOPE: gradescope.render, _To.JUNIT: junit.render, _To.JSONL: jsonl.render}
)


def export(
    to: Annotated[_To, typer.Argument(help="The LMS, or the format.", show_default=False)],
    out: Annotated[Path, typer.Argument(help="The folder that `autograder grade` wrote.")],
    file: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    template: Annotated[
        Path | None,
        typer.Option(help="The sheet that the LMS exported, to be filled.", show_default=False),
    ] = None,
    column: Annotated[
        str,
        typer.Option(
            metavar="TITLE_OR_ID",
            help="The column of the assignment in that sheet. Default: the one with its title.",
            show_default=False,
        ),
    ] = "",
    only: Annotated[
        str, typer.Option(help="Export only this student (coursera).", show_default=False)
    ] = "",
    assignment: AssignmentOption = None,
) -> None:
    """Write the final scores in OUT into an LMS's sheet, or for other programs.

    For an LMS, --template is filled: everything else in it stays as it is, and no row or column is
    added. A grade whose row is not certain is not written, but listed.
    """
    if (to in FORMS) != (template is not None):
        raise UsageError(_about_template(to))
    if (column and to not in FORMS) or (only and to is not _To.COURSERA):
        raise UsageError(f"export {to} has no --{'column' if column else 'only'}: leave it out")
    described = the_assignment(assignment, [places.expanded(out)])
    file = places.export(file, out, template)
    with Gradebook.open(out, create=False) as gradebook:
        everybody = list(finals(gradebook, described))
    if template is not None:
        _fill(to, places.expanded(template), everybody, column, described, file)
    elif to is _To.COURSERA:
        _write(file, coursera.render(_one(everybody, only)), "1 submission")
    else:
        _write(file, _LISTS[to](everybody), f"{len(everybody)} submissions")


def _about_template(to: _To) -> str:
    if to in FORMS:
        return (
            f"export {to} fills a sheet that {FORMS[to].name} exported: download the sheet, and "
            "name it with --template FILE"
        )
    return f"export {to} fills no sheet: leave --template out"


def _one(everybody: Sequence[Final], only: str) -> Final:
    if not only and len(everybody) == 1:
        return everybody[0]
    if not only:
        raise UsageError(f"there are {len(everybody)} submissions: name one student with --only")
    known = {final.row.result.student: final.known for final in everybody}
    student = the_student(only, known, known, "there is no submission of")
    found = [final for final in everybody if final.row.result.student == student]
    if len(found) > 1:
        raise UsageError(f"there are {len(found)} submissions of {visible(only)}: keep one of them")
    return found[0]


def _fill(
    to: _To,
    template: Path,
    everybody: Sequence[Final],
    column: str,
    described: Assignment,
    file: Path,
) -> None:
    filled = fill(template, FORMS[to], everybody, wanted=column, title=described.title)
    _write(file, filled.content, f"{len(filled.cells)} grades in {visible(filled.column.name)}")
    for line in _told(filled):
        typer.echo(line)


def _write(file: Path, content: bytes, what: str) -> None:
    replace(file, content)
    typer.echo(f"wrote {file}: {what}")


def _told(filled: Filled) -> Iterator[str]:
    """Yield the lines that an instructor checks before uploading."""
    if filled.points is None:
        yield "the sheet does not say how many points the assignment has: scores are not scaled"
    else:
        yield f"scores are scaled to {filled.points.normalize():f} points"
    if filled.replaced:
        yield f"{filled.replaced} of them replaced another grade"
    matches = filled.matches
    unclear = [f"{named(final)} {doubt}" for final, doubt in matches.unclear]
    yield from _listed(
        "not written, because it is not certain whose they are (give these students numbers with "
        "grade --roster, or correct the roster or the sheet)",
        unclear,
    )
    left = [f"{named(final)} {reason}" for final, reason in filled.left]
    yield from _listed("left as they were", left)
    yield from _listed("graded, but not in the sheet", map(named, matches.absent))
    yield from _listed("in the sheet, but not graded", map(titled, matches.strangers))
    matched = [_pair(one, filled.cells.get(one.line.row, "left")) for one in matches.matched]
    yield from _listed("matched", matched)


def _pair(one: Match, cell: str) -> str:
    return f"{named(one.final)}: {titled(one.line)}, by {one.by}: {cell}"


def _listed(what: str, items: Iterable[str]) -> Iterator[str]:
    listed = list(items)
    if listed:
        yield f"{len(listed)} {what}:"
        yield from (f"  {item}" for item in listed)
