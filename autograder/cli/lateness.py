"""Notes of the command line about times of submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.cli.stdout import say
from autograder.identity.people import label
from autograder.intake.names import listed
from autograder.policy import kept
from autograder.policy.final import finals
from autograder.text import visible

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.gradebook.store import Gradebook
    from autograder.policy.final import Final

__all__ = ["say_untimed"]


def say_untimed(gradebook: Gradebook, terminal: Console) -> None:
    """Name the students whose time of submission is missing, if it matters, or cannot be read."""
    untimed, unread = [], []
    for each in finals(gradebook, None, kept.kept(gradebook)):
        if unclear := each.known.handed.unclear:
            unread.append(f"{_called(each)} ({visible(unclear)})")
        elif each.is_untimed:
            untimed.append(_called(each))
    if untimed:
        say(
            terminal,
            "note: no points were taken off for lateness where the time of submission is not "
            f"known: {listed(untimed)}; set late_days in the overrides to settle it",
        )
    if unread:
        say(
            terminal,
            "note: some times of submission cannot be read, so lateness may be wrong: "
            f"{listed(unread)}; set late_days in the overrides to settle it",
        )


def _called(each: Final) -> str:
    return visible(label(each.row.result.student, each.known.person))
