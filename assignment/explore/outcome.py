"""What the person who asked is told: how far training is, and how it ended."""

import time
from dataclasses import dataclass

from autograder.text import sentence

__all__ = ["Bar", "Outcome", "StudentFaultError", "whole"]

WIDTH = 30
LINE_SECONDS = 10.0  # between plain lines
BAR_SECONDS = 0.1  # between two drawings of the bar


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

    def _render_traceback_(self):  # Jupyter shows the sentence alone
        return [str(self)]


def whole(message):
    """Return a message of the self-check as a sentence, with its full stop."""
    told = sentence(message)
    return told if told.endswith((".", "?", "!")) else f"{told}."


class Bar:
    """Shows one share after the other; a context manager that leaves a clean line behind."""

    def __init__(self, stream):
        self._stream = stream
        self._live = stream.isatty()
        self._last = time.monotonic()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._live:
            self._write("\r\x1b[K")

    def show(self, share):
        """Show that `share` of all training is done, unless that was shown a moment ago."""
        now = time.monotonic()
        if now - self._last < (BAR_SECONDS if self._live else LINE_SECONDS):
            return
        self._last = now
        if self._live:
            full = round(WIDTH * share)
            self._write(f"\rtraining [{'#' * full}{' ' * (WIDTH - full)}] {share:4.0%}")
        else:
            self._write(f"training, {share:.0%} done\n")

    def _write(self, text):
        self._stream.write(text)
        self._stream.flush()
