"""The gradebook: every result, durable from the moment it is known.

Theory of operation. Results are only ever added; each carries everything that it depends on (the
submission's hash, suite, vectors, engine, settings), and is reused while all of that is the same.
The class list is apart: it names the results that count, and changes in one transaction when a run
finishes. A run that is killed leaves the old list, and its results for the next run to reuse.
SQLite's write-ahead log makes each commit outlive the process; a lock on the folder keeps a second
run out (`lock`); the schema's version and application number keep foreign and newer files as they
are (`schema`).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from autograder.errors import UsageError
from autograder.failures import damaged, explained
from autograder.gradebook.absorbing import absorbed
from autograder.gradebook.answered import Answered
from autograder.gradebook.erasing import erased
from autograder.gradebook.lock import locked
from autograder.gradebook.model import Described, Entry, Erased, Key, Part, Row, Run
from autograder.gradebook.packing import Base, Packed
from autograder.gradebook.schema import connected
from autograder.gradebook.stored import Kind, decode, deflated, encode, put_together, take_apart
from autograder.hints import advised
from autograder.identity.people import Known
from autograder.results import Result
from autograder.sandbox.answers import Answers
from autograder.system import user
from autograder.text import encodable

_FILE = "gradebook.sqlite"
_DESCRIBED, _PART = "described", "part"  # the names under which they are kept

_REUSE = """
SELECT id, result FROM results
WHERE student = ? AND submission = ? AND submission_sha256 = ? AND suite_sha256 = ?
  AND vectors_sha256 = ? AND engine = ? AND settings = ?
  AND reusable AND status != 'grader_error'
ORDER BY id DESC LIMIT 1"""

_RECORD = """
INSERT INTO results (student, submission, submission_sha256, suite_sha256, vectors_sha256,
                     engine, settings, status, result, seconds, recorded_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

_DROP_ROWS_OF_THIS_RUNS_STUDENTS = """
DELETE FROM class_list WHERE result_id IN (
    SELECT id FROM results WHERE student IN (
        SELECT student FROM results JOIN this_run ON id = result_id))"""

_CLASS_IN_ORDER = """
SELECT {} FROM class_list JOIN results ON id = result_id
ORDER BY nfc(student), student, submission, submission_sha256, id"""

_ROW = """
SELECT student, submission, submission_sha256, suite_sha256, vectors_sha256, engine, settings,
       result, seconds, recorded_at, id IN (SELECT result_id FROM class_list)
FROM results WHERE"""

_GRADED_WITH = """
SELECT suite_sha256, vectors_sha256, engine, settings, count(*)
FROM class_list JOIN results ON id = result_id WHERE submission_sha256 != ''
GROUP BY suite_sha256, vectors_sha256, engine, settings"""

_STUDENTS = """
SELECT student FROM class_list JOIN results ON id = result_id
UNION SELECT student FROM known"""

_JOURNAL = """
SELECT at, who, student, what FROM journal
WHERE :student IS NULL OR student = '' OR nfc(student) = nfc(:student) ORDER BY id"""


class Gradebook:
    """Results on disk, and which of them make up the class list.

    A run reuses or records one result per submission and then finishes, which makes those
    results the class list in one step. A run that is killed before leaves the old class list, and
    every result it recorded for the next run to reuse.

    Every method raises `UsageError` when the disk is full or not writable or when the file is
    damaged, and `GraderFault` when the disk fails.

    Attributes:
        out: the folder that the gradebook and all rendered files are in.
    """

    def __init__(self, out: Path, db: sqlite3.Connection) -> None:
        self.out = out
        self._path = out / _FILE
        self._db = db
        self._answers = Answered(db)

    @classmethod
    @contextmanager
    def open(cls, out: Path, *, create: bool = True) -> Iterator[Self]:
        """Open the gradebook in the folder `out`, for this process alone.

        Args:
            out: the output folder.
            create: make folder and gradebook when there are none.

        Raises:
            UsageError: another run is using `out`, there is no gradebook and `create` is false,
                or it cannot be used.
        """
        if create:
            with explained(out):
                out.mkdir(parents=True, exist_ok=True)
        elif not (out / _FILE).is_file():
            raise UsageError(
                f"{out} contains no gradebook: first grade into it with `autograder grade -o`"
            )
        with locked(out), connected(out / _FILE) as db:
            yield cls(out, db)

    @contextmanager
    def reopened(self) -> Iterator[Self]:
        """Open it again in a fork of the process that has opened it, and only to read from it.

        A connection to a database cannot be shared by processes.
        """
        with connected(self._path) as db:
            yield type(self)(self.out, db)

    def reuse(self, key: Key) -> Result | None:
        """Return the result known for `key`, and count it in this run; None when there is none.

        Only the submission's own outcomes are reused: an error of the grader is retried. So is a
        submission without bytes, since nothing says that it is still the same.
        """
        if not key.submission_sha256:
            return None
        with self._transaction() as db:
            found = db.execute(_REUSE, _columns(key)).fetchone()
            if found is None:
                return None
            result = self._decoded(found[1], Result)
            db.execute("INSERT OR IGNORE INTO this_run VALUES (?)", (found[0],))
        return result

    def record(
        self,
        key: Key,
        result: Result,
        *,
        content: bytes | None,
        seconds: float,
        answers: tuple[Run, Packed | None] | None = None,
    ) -> None:
        """Keep `result`, and count it in this run; it is durable when this returns.

        Args:
            key: all that the result depends on.
            result: the outcome.
            content: the graded bytes, or None when there were none.
            seconds: wall clock that grading took.
            answers: what the submission returned, packed, and under what; nothing where it
                cannot be kept, and None where it did not run.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        values = (*_columns(key), result.status.value, deflated(result), seconds, now)
        with self._transaction() as db:
            if content is not None and not self.holds(key.submission_sha256):
                self._keep_content(db, key.submission_sha256, content)
            added = db.execute(_RECORD, values).lastrowid
            db.execute("INSERT INTO this_run VALUES (?)", (added,))
            if answers is not None:
                self._answers.keep(*answers)

    def expect(self, base: Base) -> None:
        """Keep what answers are from now on kept as differences from."""
        with self._transaction():
            self._answers.expect(base)

    def answers(self, run: Run) -> Answers | None:
        """Return what a submission returned in a run that would be the same now.

        None where there was none, where its answers were not kept, and where they are damaged:
        then it has to be run again.
        """
        with explained(self._path):
            return self._answers.of(run)

    def digest(self, answers: Answers) -> str:
        """Return the digest of answers; of those to a question that were just read, it is known."""
        return self._answers.digest(answers)

    def has_kept(self, run: Run) -> bool:
        """Return whether a run's answers are kept undamaged, or were found too many to keep."""
        with explained(self._path):
            return self._answers.has(run)

    @staticmethod
    def _keep_content(db: sqlite3.Connection, digest: str, content: bytes) -> None:
        kept, pictures = take_apart(content)
        db.execute("INSERT INTO contents VALUES (?, ?)", (digest, kept))
        db.executemany("INSERT OR IGNORE INTO pictures VALUES (?, ?)", pictures.items())
        rows = [(digest, picture) for picture in pictures]
        db.executemany("INSERT INTO pictures_in VALUES (?, ?)", rows)

    def finish(self, *, whole: bool, part: Part | None = None) -> None:
        """Make this run's results the class list.

        Args:
            whole: the run saw the whole class, so that who is not in it is no longer listed;
                otherwise only the rows of this run's students are replaced.
            part: which part of a class the list now is; None where that has not changed.
        """
        with self._transaction() as db:
            if whole:
                db.execute("DELETE FROM class_list")
            else:
                db.execute(_DROP_ROWS_OF_THIS_RUNS_STUDENTS)
            db.execute("INSERT INTO class_list SELECT result_id FROM this_run")
            if part is not None:
                _keep(db, _PART, part)

    def part(self) -> Part | None:
        """Return which part of a class the class list is; None where no run has finished."""
        return self.kept(_PART, Part)

    def absorb(self, other: Gradebook) -> None:
        """Add what another gradebook holds, each result once, and count its list in this run."""
        with explained(other.out):
            self._db.execute("ATTACH ? AS part", (str(other.out / _FILE),))
        try:
            with self._transaction() as db:
                absorbed(db)
        finally:
            self._db.execute("DETACH part")

    def forget(self, students: Iterable[str] | None = None) -> None:
        """Reuse no results or answers known so far; history and class list stay as they are.

        Args:
            students: whose results, or None for everybody's.
        """
        with self._transaction() as db:
            if students is None:
                db.execute("UPDATE results SET reusable = 0")
                self._answers.forget()
            else:
                names = [(encodable(student),) for student in students]
                self._answers.forget_of(names)
                db.executemany("UPDATE results SET reusable = 0 WHERE student = ?", names)

    def graded_with(self) -> Counter[Key]:
        """Return what the class list was graded with, and how many rows each; students aside."""
        with explained(self._path):
            found = self._db.execute(_GRADED_WITH).fetchall()
        return Counter({_key(["", "", "", *columns]): count for *columns, count in found})

    def listed(self) -> Iterator[tuple[str, str, str]]:
        """Yield student, path and digest of each row of the class list, in its order."""
        query = _CLASS_IN_ORDER.format("student, submission, submission_sha256")
        with explained(self._path):
            yield from self._db.execute(query)

    def rows(self) -> Iterator[Row]:
        """Yield the class list by student (NFC) and path, in code points; memory stays flat.

        Results come with the hints and titles that `describe` kept last, whatever they were when
        graded.
        """
        described = self.described()
        with self._transaction() as db:
            ids = db.execute(_CLASS_IN_ORDER.format("id")).fetchall()
        for identity in ids:
            for row in self._read("id = ?", identity):
                result = advised(row.result, described.hints, described.titles)
                yield replace(row, result=result)

    def history(self, student: str) -> Iterator[Row]:
        """Yield every result ever recorded for a student, oldest first.

        Args:
            student: the name, however its accents are composed.
        """
        return self._read("nfc(student) = nfc(?) ORDER BY id", (encodable(student),))

    def earlier(self) -> Iterator[Row]:
        """Yield every result that is not in the class list, oldest first."""
        return self._read("id NOT IN (SELECT result_id FROM class_list) ORDER BY id", ())

    def _read(self, which: str, values: tuple[object, ...]) -> Iterator[Row]:
        with explained(self._path):
            found = self._db.execute(f"{_ROW} {which}", values).fetchall()
        for *columns, stored, seconds, recorded_at, is_listed in found:
            yield Row(
                key=_key(columns),
                result=self._decoded(stored, Result),
                seconds=seconds,
                recorded_at=recorded_at,
                is_listed=bool(is_listed),
            )

    def students(self, *, ever: bool = False) -> set[str]:
        """Return the names in the class list and of whom something is known.

        Args:
            ever: instead, the names that any result was recorded for.
        """
        query = "SELECT DISTINCT student FROM results" if ever else _STUDENTS
        with explained(self._path):
            return {name for (name,) in self._db.execute(query)}

    def content(self, sha256: str) -> bytes | None:
        """Return the graded bytes with the hex digest `sha256`, or None when none are kept."""
        query = "SELECT deflated FROM contents WHERE sha256 = ?"
        with explained(self._path):
            found = self._db.execute(query, (sha256,)).fetchone()
        try:
            return None if found is None else put_together(found[0], sha256, self._picture)
        except ValueError as error:
            raise damaged(self._path, error) from error

    def _picture(self, sha256: str) -> bytes:
        query = "SELECT deflated FROM pictures WHERE sha256 = ?"
        with explained(self._path):
            found = self._db.execute(query, (sha256,)).fetchone()
        if found is None:
            raise ValueError(f"the part kept as {sha256} is missing")
        part: bytes = found[0]
        return part

    def holds(self, sha256: str) -> bool:
        """Return whether the graded bytes with the hex digest `sha256` are kept."""
        query = "SELECT 1 FROM contents WHERE sha256 = ?"
        with explained(self._path):
            return self._db.execute(query, (sha256,)).fetchone() is not None

    def introduce(self, known: Mapping[str, Known]) -> None:
        """Keep what is known of students, by exact name; what was known of them is replaced."""
        with self._transaction() as db:
            rows = [(encodable(student), encode(each)) for student, each in known.items()]
            db.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", rows)

    def known(self) -> dict[str, Known]:
        """Return what is known of students, by name."""
        with explained(self._path):
            found = self._db.execute("SELECT student, known FROM known").fetchall()
        return {student: self._decoded(stored, Known) for student, stored in found}

    def describe(self, described: Described) -> None:
        """Keep what reports say of the assignment, in place of what was kept before."""
        self.keep(_DESCRIBED, described)

    def described(self) -> Described:
        """Return what reports say of the assignment; blank when nothing was kept."""
        return self.kept(_DESCRIBED, Described) or Described()

    def keep(self, name: str, value: object) -> None:
        """Keep a value of ours under `name`, in place of the one before."""
        with self._transaction() as db:
            _keep(db, name, value)

    def kept(self, name: str, kind: type[Kind]) -> Kind | None:
        """Return the value of a kind that is kept under `name`, or None when there is none."""
        with explained(self._path):
            found = self._db.execute("SELECT value FROM kept WHERE name = ?", (name,)).fetchone()
        return None if found is None else self._decoded(found[0], kind)

    def files(self, folder: str) -> set[str]:
        """Return the names of the files that rendering left in `folder` of the output."""
        with explained(self._path):
            found = self._db.execute("SELECT name FROM files WHERE folder = ?", (folder,))
            return {name for (name,) in found}

    def set_files(self, folder: str, names: Iterable[str]) -> None:
        """Keep in mind that `names`, and no others, are what rendering leaves in `folder`."""
        with self._transaction() as db:
            db.execute("DELETE FROM files WHERE folder = ?", (folder,))
            rows = [(folder, name) for name in names]
            db.executemany("INSERT OR IGNORE INTO files VALUES (?, ?)", rows)

    def note(self, what: str, students: Iterable[str] = ("",)) -> None:
        """Add to the journal that something was decided or done, by whoever runs this.

        Args:
            what: in words.
            students: whom it is about; nobody in particular unless given.
        """
        now, who = datetime.now(UTC).isoformat(timespec="seconds"), user()
        rows = [(now, who, encodable(student), encodable(what)) for student in students]
        with self._transaction() as db:
            db.executemany("INSERT INTO journal (at, who, student, what) VALUES (?, ?, ?, ?)", rows)

    def journal(self, student: str | None = None) -> list[Entry]:
        """Return the journal, oldest first.

        Args:
            student: only what is about this student or about the class; None for everything.
        """
        with explained(self._path):
            whose = {"student": None if student is None else encodable(student)}
            found = self._db.execute(_JOURNAL, whose)
            return [Entry(at=at, who=who, student=each, what=what) for at, who, each, what in found]

    def erase(self, student: str) -> Erased:
        """Remove all that is recorded of a student, in one step; `compact` removes the traces.

        Values that others keep under a name of their own (`keep`) are theirs to clear.

        Args:
            student: the name, however its accents are composed.
        """
        with self._transaction() as db:
            return erased(db, encodable(student))

    def compact(self) -> None:
        """Write the file anew, so that neither it nor the log beside it holds what was removed."""
        with explained(self._path):
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _decoded(self, stored: str | bytes, kind: type[Kind]) -> Kind:
        try:
            return decode(stored, kind)
        except ValueError as error:
            raise damaged(self._path, error) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all of a block or nothing of it."""
        with explained(self._path), self._db as db:
            db.execute("BEGIN IMMEDIATE")
            yield db


def _keep(db: sqlite3.Connection, name: str, value: object) -> None:
    db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (name, encode(value)))


_KEY = tuple(field.name for field in fields(Key))


def _columns(key: Key) -> tuple[str, ...]:
    return tuple(encodable(getattr(key, name)) for name in _KEY)


def _key(columns: list[str]) -> Key:
    return Key(**dict(zip(_KEY, columns, strict=True)))
