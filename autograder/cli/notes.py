"""Sentences on stderr that several commands have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console

from autograder.cli.stdout import say
from autograder.export.matching import named
from autograder.gradebook.store import Gradebook
from autograder.intake.names import listed
from autograder.policy import kept
from autograder.policy.final import Final, finals
from autograder.results import Verdict
from autograder.text import visible


def note(terminal: Console, sentence: str) -> None:
    """Print a note."""
    say(terminal, f"note: {sentence}")


def say_unmarked(everybody: Sequence[Final], terminal: Console) -> None:
    """Name the questions that are marked by hand and, for some students, are not marked yet."""
    waiting = Counter(
        question.id
        for final in everybody
        for question in final.row.result.questions
        if question.verdict is Verdict.UNMARKED and not final.excused
    )
    for question, count in waiting.items():
        note(
            terminal,
            f"{visible(question)} is not marked yet for {count} of {len(everybody)} students, and "
            "counts 0 for them: add lines to the file that `marks` names, and export again",
        )


def say_untimed(gradebook: Gradebook, terminal: Console) -> None:
    """Name the students whose time of submission is missing, if it matters, or cannot be read."""
    untimed, unread = [], []
    for each in finals(gradebook, None, kept.kept(gradebook)):
        if unclear := each.known.handed.unclear:
            unread.append(f"{named(each)} ({visible(unclear)})")
        elif each.is_untimed:
            untimed.append(named(each))
    if untimed:
        note(
            terminal,
            "no points were taken off for lateness where the time of submission is not known: "
            f"{listed(untimed)}; set late_days in the overrides to settle it",
        )
    if unread:
        note(
            terminal,
            "some times of submission cannot be read, so lateness may be wrong: "
            f"{listed(unread)}; set late_days in the overrides to settle it",
        )
