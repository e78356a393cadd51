"""What one gradebook takes over from another, table by table.

A new table has its statement here.
"""

from __future__ import annotations

import sqlite3

# From a gradebook that is attached as `part`: what it holds, each result once.
_ABSORB = (
    "INSERT OR IGNORE INTO main.contents SELECT * FROM part.contents",
    "INSERT OR IGNORE INTO main.bases SELECT * FROM part.bases",
    """DELETE FROM main.answers WHERE (submission_sha256, ending) IN (
        SELECT submission_sha256, ending FROM part.answers)""",
    "INSERT INTO main.answers SELECT * FROM part.answers",
    """INSERT OR IGNORE INTO main.parts (digest, base, packed)
    SELECT digest, base, packed FROM part.parts""",
    """INSERT INTO main.parts_in SELECT submission_sha256, ending, mine.id
    FROM part.parts_in JOIN part.parts AS other ON other.id = parts_in.part
    JOIN main.parts AS mine USING (digest)""",
    "INSERT OR IGNORE INTO main.pictures SELECT * FROM part.pictures",
    "INSERT OR IGNORE INTO main.pictures_in SELECT * FROM part.pictures_in",
    "INSERT OR REPLACE INTO main.known SELECT * FROM part.known",
    "INSERT OR REPLACE INTO main.kept SELECT * FROM part.kept WHERE name != 'part'",
    """
INSERT INTO main.results (student, submission, submission_sha256, suite_sha256, vectors_sha256,
                          engine, settings, status, result, seconds, recorded_at, reusable)
SELECT student, submission, submission_sha256, suite_sha256, vectors_sha256,
       engine, settings, status, result, seconds, recorded_at, reusable
FROM part.results WHERE id NOT IN (SELECT id FROM temp.taken) ORDER BY id""",
)

# Which result of `part` is which of ours.
_TAKE = """
INSERT OR REPLACE INTO temp.taken
SELECT other.id, max(mine.id) FROM part.results AS other JOIN main.results AS mine
USING (submission_sha256, student, submission, suite_sha256, vectors_sha256, engine, settings,
       result, seconds, recorded_at)
GROUP BY other.id"""

_COUNT_TAKEN = """
INSERT OR IGNORE INTO this_run
SELECT taken.as_id FROM part.class_list JOIN temp.taken ON taken.id = result_id"""


def absorbed(db: sqlite3.Connection) -> None:
    """Add what the gradebook attached as `part` holds, and count its list in this run.

    Each result is added once. The transaction is the caller's.
    """
    db.execute("CREATE TEMP TABLE taken (id INTEGER PRIMARY KEY, as_id INTEGER)")
    for statement in (_TAKE, *_ABSORB, _TAKE, _COUNT_TAKEN, "DROP TABLE temp.taken"):
        db.execute(statement)
