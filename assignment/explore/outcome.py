"""How an exploration ended, in sentences for the person who asked for it."""

from dataclasses import dataclass

__all__ = ["Outcome", "StudentFaultError"]


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
    """The student's file cannot be drawn; the message is a sentence that says what to do.

    Args:
        sentence: what is told to the student.
        unfilled: nothing was written in the blanks yet.
        absent: there is no such file.
    """

    def __init__(self, sentence, *, unfilled=False, absent=False):
        super().__init__(sentence)
        self.unfilled = unfilled
        self.absent = absent
