"""``--pattern``: a regular expression of the instructor's own for names of no known layout.

It meets names that students chose, so an expression that tries every way to match could run for
hours. `regex` takes the same expressions as `re` and gives up in time, in every thread and system.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import regex

from autograder.errors import UsageError
from autograder.identity.people import Person
from autograder.intake.layouts.model import (
    Context,
    Piece,
    Place,
    Understood,
    brief,
    fitting,
    handed_at,
)
from autograder.intake.names import shown
from autograder.intake.nodes import Node
from autograder.text import nfc

GROUPS = ("student_id", "first_name", "last_name", "email", "timestamp", "late", "attempt", "file")

_SECONDS = 5.0  # for all names of a place; an honest expression takes milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternLayout:
    """Names that a regular expression matches from end to end.

    Attributes:
        expression: compiled.
        seconds: how long all names of a place may take.
    """

    expression: regex.Pattern[str]
    seconds: float = _SECONDS

    name = "pattern"
    title = "what --pattern matches"

    @classmethod
    def compile(cls, text: str) -> PatternLayout:
        """Return the layout of an expression as the instructor wrote it.

        Raises:
            UsageError: it is none, or its groups are not those that have a meaning.
        """
        try:
            expression = regex.compile(text)
        except (regex.error, OverflowError, RecursionError) as error:
            raise UsageError(
                f"--pattern is not a regular expression: {error}; put it in single quotes"
            ) from error
        groups = set(expression.groupindex)
        if "student_id" not in groups:
            raise UsageError("--pattern has no group for the student: add (?P<student_id>...)")
        if unknown := sorted(groups.difference(GROUPS)):
            raise UsageError(
                f"--pattern has a group {unknown[0]}, which is unknown: use the groups "
                f"{', '.join(GROUPS)}"
            )
        return cls(expression=expression)

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read every name; see `Layout.understand`.

        Raises:
            UsageError: the expression takes too long.
        """
        del context
        end = time.monotonic() + self.seconds
        try:
            pieces, others = fitting(place.nodes, lambda node: self._tell(node, end))
        except TimeoutError as error:
            raise UsageError(
                "--pattern takes too long on these names: write it without repetitions inside "
                "repetitions, such as (a+)+"
            ) from error
        if not pieces:
            return None
        return Understood(
            title=self.title, pieces=tuple(pieces), others=tuple(others), is_certain=True
        )

    def _tell(self, node: Node, end: float) -> Piece | None:
        left = max(0.001, end - time.monotonic())
        found = self.expression.fullmatch(nfc(node.name), timeout=left)
        if found is None or not (found["student_id"] or "").strip():
            return None
        told = {name: found[name] or "" for name in self.expression.groupindex}
        handed = handed_at(told.get("timestamp", ""))
        attempt = _number(told.get("attempt", ""))
        student = shown(told["student_id"])
        return Piece(
            node=node.renamed(told.get("file") or node.name),
            key=(student,),
            student=student,
            person=Person(
                name=brief(f"{told.get('first_name', '')} {told.get('last_name', '')}"),
                email=brief(told.get("email", "")),
            ),
            handed=replace(
                handed,
                is_late=bool(told["late"]) if "late" in told else None,
                attempt=attempt,
            ),
            rank=attempt or 0,
        )


def _number(digits: str) -> int | None:
    """Return an attempt's number; None where it is no number or too long to be one."""
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 9
    return int(digits) or None if is_number else None
