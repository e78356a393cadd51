"""`autograder forget`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from autograder.cli.options import OutArgument
from autograder.cli.places import expanded
from autograder.gradebook.model import Erased
from autograder.gradebook.store import Gradebook
from autograder.identity.lookup import called, the_student
from autograder.identity.people import Known
from autograder.intake.names import listed
from autograder.policy import absent, kept
from autograder.policy.mentions import mentioned
from autograder.report import groups
from autograder.report.render import render
from autograder.text import visible

_ELSEWHERE = (
    "not touched, because they are not in this folder: what was handed in, class lists, files of "
    "overrides, exports, and copies of this folder; grading the same submissions again would bring "
    "the student back"
)


def forget(
    out: OutArgument,
    student: Annotated[
        str, typer.Argument(help="The name in grades.csv, or a name, number, login or e-mail.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before removing.")] = False,
) -> None:
    """Remove everything about a student from OUT, for good: results, files, feedback, history.

    The gradebook is written anew, so that no trace stays in it.
    """
    with Gradebook.open(expanded(out), create=False) as gradebook:
        known = gradebook.known()
        everybody = gradebook.students(ever=True) | gradebook.students() | absent.absent(gradebook)
        name = the_student(student, everybody, known, f"{gradebook.out} has nothing of")
        person = known.get(name, Known()).person
        who = called(name, person)
        if not yes:
            typer.confirm(f"remove everything about {who} from {gradebook.out}?", abort=True)
        had_override = kept.forget(gradebook, name)
        absent.forget(gradebook, name)
        groups.forget(gradebook)
        erased = gradebook.erase(name)
        gradebook.note("a student was forgotten")
        render(gradebook)
        gradebook.compact()
        still = mentioned(gradebook, name, person)
    for line in _told(erased, had_override=had_override):
        typer.echo(line)
    if still:
        typer.echo(
            f"still named in the results of {listed([visible(each) for each in still])}: forget "
            "or grade these again, if they handed in together"
        )
    typer.echo(_ELSEWHERE)


def _told(erased: Erased, *, had_override: bool) -> Iterator[str]:
    override = ", what was granted or marked by hand" if had_override else ""
    yield (
        f"removed: {erased.results} results with their files and pages, {erased.contents} files "
        f"that were handed in, {erased.entries} entries of the journal{override}, and all that was "
        "known of the person"
    )
    if erased.shared:
        yield (f"{erased.shared} of the files stay, because somebody else handed in the same bytes")
