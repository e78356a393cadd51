"""The gradebook's tables, and how its file is told from any other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain
from pathlib import Path

from autograder.errors import UsageError
from autograder.failures import explained, foreign
from autograder.text import nfc

_APPLICATION = 0x67726164  # "grad", so that another program's database is never taken for ours

# What makes each version's tables out of the version before; a new gradebook begins with none. A
# step that was ever released is never edited: gradebooks of that version exist.
_STEPS = (
    (
        # The graded bytes, deflated, once however many students handed them in.
        "CREATE TABLE contents (sha256 TEXT PRIMARY KEY, deflated BLOB NOT NULL) WITHOUT ROWID",
        # Everything that was ever found out; rows are added and never removed or rewritten,
        # except that --fresh takes `reusable` away.
        """CREATE TABLE results (
            id INTEGER PRIMARY KEY,
            student TEXT NOT NULL,
            submission TEXT NOT NULL,
            submission_sha256 TEXT NOT NULL,
            suite_sha256 TEXT NOT NULL,
            vectors_sha256 TEXT NOT NULL,
            engine TEXT NOT NULL,
            settings TEXT NOT NULL,
            status TEXT NOT NULL,
            result TEXT NOT NULL,
            seconds REAL NOT NULL,
            recorded_at TEXT NOT NULL,
            reusable INTEGER NOT NULL DEFAULT 1
        )""",
        "CREATE INDEX results_by_submission ON results (submission_sha256, student)",
        "CREATE INDEX results_by_student ON results (student)",
        # Which results are the class's now: what the last finished run said.
        "CREATE TABLE class_list (result_id INTEGER PRIMARY KEY REFERENCES results (id))",
        # The rendered files that are ours to remove.
        "CREATE TABLE files (folder TEXT, name TEXT, PRIMARY KEY (folder, name)) WITHOUT ROWID",
    ),
    (
        # Who students are to the school's systems, and how they handed in, as was last said.
        "CREATE TABLE known (student TEXT PRIMARY KEY, known TEXT NOT NULL) WITHOUT ROWID",
    ),
    (
        # What scores are to become, as the last run was told; one text under each name.
        "CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
    (
        # What people decided beside the results: who, when, and about whom (nobody if empty).
        """CREATE TABLE journal (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            who TEXT NOT NULL,
            student TEXT NOT NULL,
            what TEXT NOT NULL
        )""",
    ),
    (
        # The long texts without meaning of `contents`: pictures, which many notebooks share. From
        # here on results are deflated, too.
        "CREATE TABLE pictures (sha256 TEXT PRIMARY KEY, deflated BLOB NOT NULL)",
        """CREATE TABLE pictures_in (
            content TEXT NOT NULL, picture TEXT NOT NULL, PRIMARY KEY (content, picture)
        ) WITHOUT ROWID""",
        "CREATE INDEX pictures_by_picture ON pictures_in (picture)",
        """CREATE TRIGGER unused_pictures AFTER DELETE ON contents BEGIN
            DELETE FROM pictures WHERE sha256 IN (
                SELECT picture FROM pictures_in WHERE content = old.sha256
                EXCEPT SELECT picture FROM pictures_in WHERE content != old.sha256
            );
            DELETE FROM pictures_in WHERE content = old.sha256;
        END""",
    ),
    (
        # What submissions returned, and under what they ran: as long as that is the same, they can
        # be judged again without running. Of each submission's runs, the last; see `packing`.
        """CREATE TABLE answers (
            submission_sha256 TEXT NOT NULL,
            ending TEXT NOT NULL,
            run_sha256 TEXT NOT NULL,
            base TEXT NOT NULL,
            packed BLOB NOT NULL,
            PRIMARY KEY (submission_sha256, ending)
        )""",
        "CREATE TABLE bases (sha256 TEXT PRIMARY KEY, packed BLOB NOT NULL)",
    ),
    (
        # From here on equal answers to a question are kept once; answers that were kept otherwise
        # have to be given again.
        "DROP TABLE answers",
        """CREATE TABLE answers (
            submission_sha256 TEXT NOT NULL,
            ending TEXT NOT NULL,
            run_sha256 TEXT NOT NULL,
            packed BLOB NOT NULL,
            PRIMARY KEY (submission_sha256, ending)
        ) WITHOUT ROWID""",
        """CREATE TABLE parts (
            id INTEGER PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            base TEXT NOT NULL,
            packed BLOB NOT NULL
        )""",
        """CREATE TABLE parts_in (
            submission_sha256 TEXT NOT NULL,
            ending TEXT NOT NULL,
            part INTEGER NOT NULL,
            PRIMARY KEY (submission_sha256, ending, part)
        ) WITHOUT ROWID""",
        "CREATE INDEX parts_in_by_part ON parts_in (part)",
        """CREATE TRIGGER unused_parts AFTER DELETE ON answers BEGIN
            DELETE FROM parts WHERE id IN (
                SELECT part FROM parts_in AS own
                WHERE submission_sha256 = old.submission_sha256 AND ending = old.ending
                AND NOT EXISTS (
                    SELECT 1 FROM parts_in AS other WHERE other.part = own.part
                    AND (submission_sha256, ending) != (old.submission_sha256, old.ending)
                )
            );
            DELETE FROM parts_in
            WHERE submission_sha256 = old.submission_sha256 AND ending = old.ending;
        END""",
    ),
)
_VERSION = len(_STEPS)


@contextmanager
def connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the gradebook at `path`, making it when there is none and bringing an older one up.

    Raises:
        UsageError: it cannot be opened, is damaged, is no gradebook, or is a newer version's.
    """
    with explained(path):
        if path.exists():
            with closing(_untouched(path)) as db:
                _check(db, path)
        connection = sqlite3.connect(path, isolation_level=None)  # transactions are spelt out
    with closing(connection) as db:
        with explained(path):
            _prepare(db)
        yield db


def _untouched(path: Path) -> sqlite3.Connection:
    """Open a database so that nothing of it changes, and nothing new appears beside it.

    SQLite reads the log that a killed run has left, if there is one; opened as usual, it would
    also move the log into the database.
    """
    place = path.resolve()
    log = place.with_name(f"{place.name}-wal")
    how = "mode=ro" if log.exists() else "immutable=1"
    return sqlite3.connect(f"{place.as_uri()}?{how}", uri=True)


def _check(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is not ours, or a newer version's."""
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    is_empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if is_empty and application == version == 0:
        return
    if application != _APPLICATION:
        raise foreign(path)
    if not 0 < version <= _VERSION:
        raise UsageError(
            f"{path} was written by another version of autograder (its schema is {version}, this "
            f"one's is {_VERSION}): use that version, or choose another -o"
        )


def _prepare(db: sqlite3.Connection) -> None:
    # In this mode a commit outlives the process from the moment it returns; only the machine's
    # own death may take the last ones, and never the file's integrity.
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten as well
    db.create_function("nfc", 1, nfc, deterministic=True)
    db.execute("CREATE TEMP TABLE this_run (result_id INTEGER PRIMARY KEY)")
    with db:  # all steps or none: a run that is killed here leaves the old version
        db.execute("BEGIN IMMEDIATE")
        version = db.execute("PRAGMA user_version").fetchone()[0]
        for statement in chain.from_iterable(_STEPS[version:]):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {_APPLICATION}")
        db.execute(f"PRAGMA user_version = {_VERSION}")
