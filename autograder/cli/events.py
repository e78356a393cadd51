"""`--format json`: how a run goes, as JSON lines on stdout for other programs (docs/events.md).

Every line is ASCII: whatever students chose for names, it cannot end a line, move a cursor or turn
the direction of writing, before or after it is decoded.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from autograder.cli.options import Format
from autograder.cli.progress import Live
from autograder.cli.stdout import let_go
from autograder.errors import AutograderError, ExitCode, ReaderGone, UsageError
from autograder.grading.engine import Engine
from autograder.report.results_json import questions
from autograder.results import Result, Status
from autograder.text import visible

_SCHEMA = 1


class Events:
    """Observes a run for the live view, and for another program where that was asked for.

    Args:
        live: is told of everything as well.
        engine: what is graded with.
        out: the output folder.
        format_: events are written for JSON alone.
    """

    def __init__(self, live: Live, engine: Engine, out: Path, format_: Format) -> None:
        self._live = live
        self._engine = engine
        self._out = out
        self._is_on = format_ is Format.JSON
        self._has_begun = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, failure: BaseException | None, *__: object) -> None:
        if failure is not None and self._has_begun:
            with suppress(ReaderGone):
                self.end(_code(failure))

    def begin(self, total: int) -> None:
        """Write the number of submissions.

        Raises:
            ReaderGone: nobody reads stdout any more.
        """
        self._live.begin(total)
        self._has_begun = True
        self._write(
            "begin",
            schema=_SCHEMA,
            assignment=self._engine.assignment.id,
            level=self._engine.level.value,
            out=str(self._out),
            total=total,
        )

    def note(self, sentence: str) -> None:
        """Have the live view show a sentence."""
        self._live.note(sentence)

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        """Write one recorded result.

        Raises:
            ReaderGone: nobody reads stdout any more.
        """
        self._live.known(result, reused=reused, seconds=seconds)
        self._write(
            "result",
            student=result.student,
            submission=result.submission,
            submission_sha256=result.submission_sha256,
            status=result.status.value,
            score=result.score,
            max_score=result.max_score,
            questions=questions(result),
            message=result.message,
            reused=reused,
            seconds=round(seconds, 3),
        )

    def end(self, code: ExitCode) -> None:
        """Write the counts and the exit code to come.

        Raises:
            ReaderGone: nobody reads stdout any more.
        """
        self._has_begun = False
        tally = self._live.tally
        mean = tally.mean_percent
        self._write(
            "end",
            exit_code=int(code),
            submissions=tally.status.total(),
            **{status.value: tally.status[status] for status in Status},
            reused=tally.reused,
            mean_percent=None if mean is None else round(mean, 2),
        )

    def _write(self, event: str, **fields: Any) -> None:
        if not self._is_on:
            return
        try:
            sys.stdout.write(f"{json.dumps(_plain({'event': event} | fields))}\n")
            sys.stdout.flush()
        except BrokenPipeError as error:
            let_go()
            raise ReaderGone(
                "the reader of the events has stopped reading: results so far are kept, and the "
                "same command goes on from there"
            ) from error
        except OSError as error:
            let_go()
            raise UsageError(
                f"the events cannot be written ({error.strerror}), but results so far are kept: "
                "correct that, and run the same command again"
            ) from error


def _code(failure: BaseException) -> ExitCode:
    if isinstance(failure, AutograderError):
        return failure.exit_code
    return ExitCode.OUR_FAULT if isinstance(failure, Exception) else ExitCode.INTERRUPTED


def _plain(value: Any) -> Any:
    """Walk through plain data and write out each character in it that acts instead of showing."""
    match value:
        case str():
            return visible(value)
        case dict():
            return {visible(key): _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
    return value
