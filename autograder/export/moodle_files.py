"""Moodle's zip of feedback files.

Moodle finds a student by the participant's number between the first two underscores of a name, and
keeps what comes behind the fourth (mod/assign/feedback/file/importziplib.php,
`is_valid_filename_for_import`): ``Ada Lovelace_12345_assignsubmission_file_feedback.html``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.export.comments import Comments
from autograder.export.fill import opened
from autograder.export.matching import match
from autograder.export.returned import File, Returned, returned
from autograder.policy.final import Final
from autograder.sheets.moodle import MOODLE

_PLUGIN = "assignsubmission_file"
_UNSAFE = re.compile(r"[_/\\:*?\"<>|\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # Moodle has a blank there
_LONGEST = 80  # characters of the name, which Moodle does not read
_NO_NUMBER = (
    "has no participant's number of Moodle: name the grading worksheet with --template, or grade "
    "the download as Moodle made it"
)


Numbers = Sequence[tuple[str, str]]


def files(finals: Sequence[Final], comments: Comments, numbers: Numbers) -> Returned:
    """Return each student's feedback page under the name by which Moodle finds the student.

    Args:
        finals: the class list.
        comments: what students are told.
        numbers: of the participants, one for each row: the number, or why there is none.
    """
    rows = zip(finals, numbers, strict=True)
    return returned((final, _file(final, comments, *number)) for final, number in rows)


def read_numbers(finals: Iterable[Final]) -> Numbers:
    """Return the numbers that were read with the submissions; a guess leads to nobody."""
    people = (final.known.person for final in finals)
    read = ("" if "lms_id" in person.guessed else person.lms_id for person in people)
    return [(number, "") if number.isdecimal() else ("", _NO_NUMBER) for number in read]


def listed_numbers(finals: Sequence[Final], worksheet: Path) -> Numbers:
    """Return the numbers that a grading worksheet has for its students.

    Raises:
        UsageError: it is no worksheet of Moodle's.
    """
    matches = match(finals, MOODLE.lines(opened(worksheet, MOODLE).rows))
    found = {id(one.final): (one.line.person.lms_id, "") for one in matches.matched}
    found |= {id(final): ("", doubt) for final, doubt in matches.unclear}
    return [found.get(id(final), ("", "is not in the worksheet")) for final in finals]


def _file(final: Final, comments: Comments, number: str, lack: str) -> File:
    why = comments.lack(final) or lack
    if why:
        return File(lack=why)
    name = f"{_name(final)}_{number}_{_PLUGIN}_feedback.html"
    return File(name=name, content=comments.page(final))


def _name(final: Final) -> str:
    name = _UNSAFE.sub(" ", final.known.person.name)[:_LONGEST]
    return name.strip(" .~") or "Participant"  # Moodle ignores .x and ~x
