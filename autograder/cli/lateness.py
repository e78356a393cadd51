"""What the command line says of times of handing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.intake.names import listed
from autograder.people import label
from autograder.policy import kept
from autograder.policy.final import finals
from autograder.record.text import visible

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.policy.final import Final
    from autograder.record.gradebook import Gradebook

__all__ = ["say_untimed"]


def say_untimed(gradebook: Gradebook, terminal: Console) -> None:
    """Say whose time of handing in nothing tells, where it matters, and whose cannot be read."""
    untimed, unread = [], []
    for each in finals(gradebook, None, kept.kept(gradebook)):
        if unclear := each.known.handed.unclear:
            unread.append(f"{_called(each)} ({visible(unclear)})")
        elif each.is_untimed:
            untimed.append(_called(each))
    if untimed:
        _say(
            terminal,
            "nothing is taken off for lateness where nothing tells when it was handed in: "
            f"{listed(untimed)}; an override's late_days can say it",
        )
    if unread:
        _say(
            terminal,
            f"when these were handed in cannot be read, so that lateness may be wrong: "
            f"{listed(unread)}; an override's late_days can say it",
        )


def _called(each: Final) -> str:
    return visible(label(each.row.result.student, each.known.person))


def _say(terminal: Console, sentence: str) -> None:
    terminal.print(f"note: {sentence}", markup=False, highlight=False, soft_wrap=True)
