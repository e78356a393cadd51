"""How an exploration ended, in sentences for the person who asked for it."""

from dataclasses import dataclass

from autograder.text import sentence

__all__ = ["Outcome", "StudentFaultError", "whole"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether the page was written, and what to tell.

    Attributes:
        drawn: the page was written; otherwise the student's file could not be drawn.
        sentences: one or two; where to look, or what to mend.
    """

    drawn: bool
    sentences: tuple[str, ...]


class StudentFaultError(Exception):
    """The student's file cannot be drawn; the message is a sentence that says what to do."""


def whole(message):
    """Return a message of the self-check as a sentence, with its full stop."""
    told = sentence(message)
    return told if told.endswith((".", "?", "!")) else f"{told}."
