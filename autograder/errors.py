"""Every error the engine raises on purpose.

AutograderError             one sentence that says what to do; carries the exit code
├─ UsageError          (2)  the command cannot be done as given: paths, options, an output in use
│  ├─ DescriptionError (2)  [tool.autograder] is missing or wrong
│  ├─ VectorFileError  (2)  a vector file is missing, damaged or not what it claims
│  └─ SuiteError       (2)  the hidden suite cannot be run as written
├─ ReaderGone         (130) the reader of the output has gone: stopped, as by Ctrl-C
└─ GraderFault         (1)  something of ours failed; it says nothing about any student
   └─ UnsoundError     (1)  honest code returns wrong numbers: results since its last check are void

A student's fault is never an exception on this side of the wall: it is a value (`Answers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process's exit code says; part of the command line's contract."""

    DONE = 0
    OUR_FAULT = 1
    USAGE = 2
    NOT_ALL_PASSED = 3
    INTERRUPTED = 130


class AutograderError(Exception):
    """Base of all; `str(error)` is a sentence for the person at the terminal."""

    exit_code = ExitCode.OUR_FAULT


class UsageError(AutograderError):
    """The command cannot be done as given."""

    exit_code = ExitCode.USAGE


class DescriptionError(UsageError):
    """The assignment's description is missing or wrong."""


class VectorFileError(UsageError):
    """A vector file is missing, damaged, or not what it claims to be."""


class SuiteError(UsageError):
    """The hidden suite cannot be collected, or asks for something that does not exist."""


class ReaderGone(AutograderError):
    """The reader of the output has closed it; recorded results are kept."""

    exit_code = ExitCode.INTERRUPTED


class GraderFault(AutograderError):
    """Something of ours failed; no grade may be made from it."""


class UnsoundError(GraderFault):
    """The grader's own honest code returns wrong numbers.

    Attributes:
        numbers: the jobs that were done since its last right answer.
    """

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(
            "the grader's own honest code returned wrong numbers, so the last "
            f"{len(numbers)} results do not count: run the same command again, and it grades them "
            "again"
        )
        self.numbers = tuple(numbers)
