"""What the command line says of final scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.intake.names import listed
from autograder.policy import kept
from autograder.policy.final import finals
from autograder.record.text import visible

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.record.gradebook import Gradebook

__all__ = ["say_untimed"]


def say_untimed(gradebook: Gradebook, terminal: Console) -> None:
    """Say whom a late policy could not be applied to, as nobody can tell when they handed in."""
    terms = kept.kept(gradebook)
    if terms.policy is None:
        return
    names = [each.row.result.student for each in finals(gradebook, None, terms) if each.is_untimed]
    if names:
        terminal.print(
            "note: nothing is taken off for lateness where nobody can tell when it was handed in: "
            f"{listed([*map(visible, names)])}; an override's late_days can say it",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
