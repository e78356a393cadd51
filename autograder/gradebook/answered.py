"""What submissions returned, as the gradebook keeps it; transactions are the gradebook's."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from functools import partial

from autograder.gradebook.model import Run
from autograder.gradebook.packing import Base, Packed, is_whole, parts_of, unpack, unpack_part
from autograder.memory import Memory
from autograder.sandbox.answers import Answer, Answers
from autograder.sandbox.canonical import digest

_OF = "SELECT packed FROM answers WHERE submission_sha256 = ? AND ending = ? AND run_sha256 = ?"
_DROP = "DELETE FROM answers WHERE submission_sha256 = ? AND ending = ?"
_REFER = "INSERT INTO parts_in SELECT ?, ?, id FROM parts WHERE digest = ?"
_PART = "SELECT packed, base FROM parts WHERE digest = ?"

# One that is there already is written again only where it was damaged.
_KEEP_PART = """
INSERT INTO parts (digest, base, packed) VALUES (?, ?, ?)
ON CONFLICT (digest) DO UPDATE SET base = excluded.base, packed = excluded.packed
WHERE packed != excluded.packed"""

_DROP_OF = """
DELETE FROM answers WHERE submission_sha256 IN (
    SELECT submission_sha256 FROM results WHERE student = ?)"""

_UNPACKED = 128  # parts that are held ready; a large one has half a megabyte
_CHECKED = 1 << 14  # parts that are known to be whole

# References first: the trigger then finds nothing to do.
_FORGET = ("DELETE FROM parts_in", "DELETE FROM parts", "DELETE FROM answers")


class Answered:
    """The kept answers of one gradebook.

    Args:
        db: the gradebook.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._base = Base({})  # of the answers that are kept from now on
        self._bases: Memory[Base] = Memory(8)
        self._parts: Memory[Answers] = Memory(_UNPACKED)
        self._whole: Memory[None] = Memory(_CHECKED)
        self._latest: dict[str, Answers] = {}  # the parts of the answers that were read last

    def expect(self, base: Base) -> None:
        """Keep what answers are from now on kept as differences from."""
        self._base = base
        row = (base.sha256, base.packed())
        self._db.execute("INSERT OR REPLACE INTO bases VALUES (?, ?)", row)

    def keep(self, run: Run, packed: Packed | None) -> None:
        """Keep packed answers, in place of those of an earlier run; None, that there are none."""
        which = (run.submission_sha256, run.ending)
        about, parts = (packed.about, packed.parts) if packed else (b"", {})
        rows = [(name, self._base.sha256, part) for name, part in parts.items()]
        self._db.execute(_DROP, which)
        self._db.execute("INSERT INTO answers VALUES (?, ?, ?, ?)", (*astuple(run), about))
        self._db.executemany(_KEEP_PART, rows)
        self._db.executemany(_REFER, [(*which, name) for name in parts])

    def of(self, run: Run) -> Answers | None:
        """Return the answers of a run; None where they are not kept, or damaged."""
        found = self._db.execute(_OF, astuple(run)).fetchone()
        self._latest = {}
        try:
            return unpack(found[0], self._part) if found else None
        except ValueError:
            return None

    def digest(self, answers: Answers) -> str:
        """Return the digest of answers; that of a part of those that were read last is known."""
        for name, part in self._latest.items():
            if _is_same(part.first, answers.first) and _is_same(part.again, answers.again):
                return name
        return digest(answers)

    def has(self, run: Run) -> bool:
        """Return whether the answers of a run are kept undamaged, or cannot be kept."""
        found = self._db.execute(_OF, astuple(run)).fetchone()
        if found is None or not found[0]:
            return found is not None
        try:
            for name in parts_of(found[0]):
                self._whole.recall(name, partial(self._check_part, name))
        except ValueError:
            return False
        return True

    def forget(self) -> None:
        """Drop all answers."""
        for statement in _FORGET:
            self._db.execute(statement)

    def forget_of(self, students: Sequence[tuple[str]]) -> None:
        """Drop the answers of students, each a row of one name."""
        self._db.executemany(_DROP_OF, students)

    def _part(self, name: str) -> Answers:
        part = self._latest[name] = self._parts.recall(name, lambda: self._read_part(name))
        return part

    def _read_part(self, name: str) -> Answers:
        """Return the part with a digest.

        Raises:
            ValueError: it is damaged, or not there.
        """
        packed, base = self._stored(name)
        part = unpack_part(packed, base)
        if digest(part) != name:
            raise ValueError("a part of these answers has another digest")
        return part

    def _check_part(self, name: str) -> None:
        """See whether the part with a digest can be read, as far as its checksum tells.

        Raises:
            ValueError: it is damaged, or not there.
        """
        packed, _ = self._stored(name)
        if not is_whole(packed):
            raise ValueError("a part of these answers is damaged")

    def _stored(self, name: str) -> tuple[bytes, Base]:
        found = self._db.execute(_PART, (name,)).fetchone()
        if found is None:
            raise ValueError("a part of these answers is not kept")
        packed, base = found
        return packed, self._bases.recall(base, lambda: self._read_base(base))

    def _read_base(self, sha256: str) -> Base:
        """Return the base with a hash.

        Raises:
            ValueError: it is damaged, or not there.
        """
        query = "SELECT packed FROM bases WHERE sha256 = ?"
        found = self._db.execute(query, (sha256,)).fetchone()
        if found is None:
            raise ValueError("the expected values of these answers are not kept")
        return Base.unpacked(found[0])


def _is_same(part: Mapping[str, Answer], asked: Mapping[str, Answer]) -> bool:
    return part.keys() == asked.keys() and all(asked[each] is part[each] for each in part)
