"""What submissions returned, as the gradebook keeps it; transactions are the gradebook's."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import astuple

from autograder.gradebook.model import Run
from autograder.gradebook.packing import Base, is_whole, unpack
from autograder.sandbox.answers import Answers

_OF = (
    "SELECT packed, base FROM answers WHERE submission_sha256 = ? AND ending = ? AND run_sha256 = ?"
)

_DROP_OF = """
DELETE FROM answers WHERE submission_sha256 IN (
    SELECT submission_sha256 FROM results WHERE student = ?)"""


class Answered:
    """The kept answers of one gradebook.

    Args:
        db: the gradebook.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._base = Base({})  # of the answers that are kept from now on
        self._bases: dict[str, Base] = {}

    def expect(self, base: Base) -> None:
        """Keep what answers are from now on kept as differences from."""
        self._base = base
        row = (base.sha256, base.packed())
        self._db.execute("INSERT OR REPLACE INTO bases VALUES (?, ?)", row)

    def keep(self, run: Run, packed: bytes) -> None:
        """Keep packed answers, in place of those of an earlier run; empty, that there are none."""
        row = (*astuple(run), self._base.sha256, packed)
        self._db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)

    def of(self, run: Run) -> Answers | None:
        """Return the answers of a run; None where they are not kept, or damaged."""
        found = self._db.execute(_OF, astuple(run)).fetchone()
        if found is None:
            return None
        packed, base = found
        try:
            return unpack(packed, self._known(base))
        except ValueError:
            return None

    def has(self, run: Run) -> bool:
        """Return whether the answers of a run are kept undamaged, or cannot be kept."""
        found = self._db.execute(_OF, astuple(run)).fetchone()
        if found is None or not found[0]:
            return found is not None
        packed, base = found
        try:
            return bool(self._known(base)) and is_whole(packed)
        except ValueError:
            return False

    def forget(self) -> None:
        """Drop all answers."""
        self._db.execute("DELETE FROM answers")

    def forget_of(self, students: Sequence[tuple[str]]) -> None:
        """Drop the answers of students, each a row of one name."""
        self._db.executemany(_DROP_OF, students)

    def _known(self, sha256: str) -> Base:
        """Return the base with a hash, read once however many answers need it.

        Raises:
            ValueError: it is damaged, or not there.
        """
        if sha256 not in self._bases:
            query = "SELECT packed FROM bases WHERE sha256 = ?"
            found = self._db.execute(query, (sha256,)).fetchone()
            if found is None:
                raise ValueError("the expected values of these answers are not kept")
            self._bases[sha256] = Base.unpacked(found[0])
        return self._bases[sha256]
