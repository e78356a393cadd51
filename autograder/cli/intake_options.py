"""Options of `grade` about places and names."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.places import expanded

if TYPE_CHECKING:
    from autograder.intake.reading import Reading


class LayoutName(StrEnum):
    """Every layout, as the command line calls it."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    BLACKBOARD = "blackboard"
    BRIGHTSPACE = "brightspace"
    GRADESCOPE = "gradescope"
    NBGRADER = "nbgrader"
    REPOSITORIES = "repositories"
    PLAIN = "plain"


SubmissionsArgument = Annotated[
    list[Path],
    typer.Argument(
        help=(
            "A file, a folder of files, a folder for each student, or a download from a learning "
            "platform; or a zip of any of these."
        ),
        show_default=False,
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        help="The folder for grades and results; needed unless --dry-run is given.",
        show_default=False,
    ),
]
LayoutOption = Annotated[
    LayoutName | None,
    typer.Option(
        "--layout",
        help="How the download names its files. Default: recognised by the names.",
        show_default=False,
    ),
]
PatternOption = Annotated[
    str | None,
    typer.Option(
        "--pattern",
        help=(
            "Regular expression for names of no known layout, with the group (?P<student_id>...) "
            "and optional groups first_name, last_name, email, timestamp, late, attempt, file."
        ),
        show_default=False,
    ),
]
RosterOption = Annotated[
    Path | None,
    typer.Option(
        "--roster",
        help=(
            "CSV file of the class with any of the columns name, email, username, SIS ID, LMS ID; "
            "or Moodle's grading worksheet."
        ),
        show_default=False,
    ),
]
DryRunOption = Annotated[
    bool,
    typer.Option("--dry-run", help="Show how each file is understood; grade and write nothing."),
]


def the_reading(layout: LayoutName | None, pattern: str | None, roster: Path | None) -> Reading:
    """Return how names are to be read, as the options say.

    Raises:
        UsageError: the options contradict each other, or one of them cannot be used.
    """
    from autograder.intake import roster_csv
    from autograder.intake.reading import Reading

    return Reading.of(
        layout="" if layout is None else layout.value,
        pattern=pattern or "",
        roster=None if roster is None else roster_csv.load(expanded(roster)),
    )
