"""What to tell whoever has a misconception: sentences by its id, kept beside the vectors."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from autograder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from autograder.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """The words for one misconception.

    Attributes:
        question: the question that it concerns.
        title: what it is, in a sentence.
        hint: what a patient teacher says; gives no solution away.
    """

    question: str
    title: str
    hint: str


def read(path: Path) -> dict[str, Hint]:
    """Return the hints kept at `path`, by misconception.

    Raises:
        UsageError: the file is missing or damaged.
    """
    try:
        return {name: _hint(table) for name, table in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(
            f"the hints at {path} cannot be used ({error}): "
            "rebuild them with `autograder vectors build --write`"
        ) from error


def words(hints: Mapping[str, Hint], names: Sequence[str]) -> str:
    """Return what to tell a student whose answers the misconceptions `names` explain."""
    found = [hints[name] for name in names if name in hints]
    if len(found) == 1:
        return f"{found[0].title} {found[0].hint}"
    return " Or: ".join(each.title for each in found)


def advice(path: Path) -> Callable[[Sequence[str]], str]:
    """Return what finds the words for misconceptions in the hints kept at `path`.

    Raises:
        UsageError: the file is missing or damaged.
    """
    return partial(words, read(path))


def advised(result: Result, hints: Mapping[str, Hint], titles: Mapping[str, str]) -> Result:
    """Return a result with the course's present words about each question.

    Neither hints nor titles are what a result depends on, so that better words reach everybody and
    nobody is graded again.

    Args:
        result: as it was recorded.
        hints: by misconception.
        titles: of questions, by their ids; one that is not there stays as it was.
    """
    questions = (
        replace(
            question,
            hint=words(hints, question.misconceptions),
            title=titles.get(question.id, question.title),
        )
        for question in result.questions
    )
    return replace(result, questions=tuple(questions))


def encode(hints: Mapping[str, Hint]) -> bytes:
    """Return the file's bytes: JSON for people to read, sorted by misconception."""
    tables = {name: asdict(hint) for name, hint in sorted(hints.items())}
    return json.dumps(tables, indent=2, ensure_ascii=False).encode() + b"\n"


def _hint(table: dict[str, Any]) -> Hint:
    hint = Hint(**table)
    if not all(isinstance(text, str) for text in (hint.question, hint.title, hint.hint)):
        raise TypeError("a text is asked for")
    return hint
