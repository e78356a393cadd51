"""What is recorded of one student, table by table, and its removal.

A new table that holds something of students has its statement here.
"""

from __future__ import annotations

import sqlite3

from autograder.gradebook.model import Erased

_CONTENTS = """
SELECT DISTINCT submission_sha256 FROM results
WHERE nfc(student) = nfc(?) AND submission_sha256 IN (SELECT sha256 FROM contents)"""
_UNUSED_CONTENT = """
DELETE FROM contents WHERE sha256 = ?
  AND sha256 NOT IN (SELECT submission_sha256 FROM results)"""
_UNUSED_ANSWERS = """
DELETE FROM answers WHERE submission_sha256 = ?
  AND submission_sha256 NOT IN (SELECT submission_sha256 FROM results)"""
_LISTED = """
DELETE FROM class_list WHERE result_id IN (SELECT id FROM results WHERE nfc(student) = nfc(?))"""
_RESULTS = "DELETE FROM results WHERE nfc(student) = nfc(?)"
_KNOWN = "DELETE FROM known WHERE nfc(student) = nfc(?)"
_JOURNAL = "DELETE FROM journal WHERE nfc(student) = nfc(?)"


def erased(db: sqlite3.Connection, student: str) -> Erased:
    """Remove all rows about a student, within a transaction of the caller's.

    Args:
        db: the gradebook.
        student: the name, however its accents are composed.
    """
    contents = db.execute(_CONTENTS, (student,)).fetchall()
    db.execute(_LISTED, (student,))
    results = db.execute(_RESULTS, (student,)).rowcount
    db.execute(_KNOWN, (student,))
    entries = db.execute(_JOURNAL, (student,)).rowcount
    db.executemany(_UNUSED_ANSWERS, contents)
    gone = sum(db.execute(_UNUSED_CONTENT, digest).rowcount for digest in contents)
    return Erased(results=results, contents=gone, shared=len(contents) - gone, entries=entries)
