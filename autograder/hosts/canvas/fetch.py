"""Fetches an assignment's submissions into a folder, under the names of Canvas's own download.

    DIR/submissions/lovelaceada_LATE_4021_88121_regularization.ipynb
    DIR/roster.csv
    DIR/canvas.json

A file that is there already is not fetched again: Canvas gives each file a number of its own, and
never changes it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from autograder.errors import UsageError
from autograder.failures import explained
from autograder.files import read, replace, sweep
from autograder.hosts.canvas.session import address, answered, patiently, token
from autograder.text import cell, visible

RECORD = "canvas.json"
_LARGEST = 64 << 20  # bytes of one file; grading reads less
_SECONDS = 60
_UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_LONGEST = 120  # characters of a name that a student chose
# What Canvas writes for what is no file.
_ENTRIES = {"online_text_entry": "text", "online_url": "link"}


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Where submissions came from, so that grades can go back there.

    Attributes:
        attempts: which attempt was fetched, by the user's number.
    """

    url: str
    course: int
    assignment: int
    attempts: dict[str, int]


@dataclass(slots=True, kw_only=True)
class Fetched:
    """What became of the submissions.

    Attributes:
        new: how many files were fetched.
        there: how many were there already.
        left: sentences about files that were not fetched.
    """

    new: int = 0
    there: int = 0
    left: list[str] = field(default_factory=list)


def fetch(assignment: Any, folder: Path, get: Callable[[str], bytes] | None = None) -> Fetched:
    """Fetch the submissions of an assignment.

    Args:
        assignment: as `session.the_assignment` returns it.
        folder: where to; it may hold an earlier, also an interrupted, fetch of this assignment.
        get: fetches a file; from Canvas unless given.

    Raises:
        UsageError: the folder has another assignment's, or cannot be written.
        GraderFault: Canvas fails.
    """
    _check(folder, assignment)
    for each in (folder, folder / "submissions"):
        sweep(each)
    with answered():
        submissions = patiently(lambda: list(assignment.get_submissions(include=["user"])))
    fetched = Fetched()
    for submission in submissions:
        for name, content in _files(submission, get or _get, folder, fetched):
            replace(folder / "submissions" / name, content)
            fetched.new += 1
    replace(folder / "roster.csv", _roster(submissions))
    replace(
        folder / RECORD, msgspec.json.format(msgspec.json.encode(_record(assignment, submissions)))
    )
    return fetched


def record(folder: Path) -> Record:
    """Return where the submissions in `folder` came from.

    Raises:
        UsageError: `fetch` has not made that folder.
    """
    try:
        return msgspec.json.decode(read(folder / RECORD), type=Record)
    except msgspec.MsgspecError as error:
        raise UsageError(
            f"{folder / RECORD} is damaged ({error}): fetch the submissions again"
        ) from error


def _record(assignment: Any, submissions: list[Any]) -> Record:
    return Record(
        url=address(),
        course=assignment.course_id,
        assignment=assignment.id,
        attempts={str(each.user_id): getattr(each, "attempt", None) or 0 for each in submissions},
    )


def _check(folder: Path, assignment: Any) -> None:
    with explained(folder):
        is_new = not folder.exists() or not any(folder.iterdir())
    if is_new:
        return
    if not (folder / RECORD).exists() and not (folder / "submissions").is_dir():
        raise UsageError(f"{folder} holds something else: name a new folder with -o")
    if (folder / RECORD).exists():
        before = record(folder)
        if (before.course, before.assignment) != (assignment.course_id, assignment.id):
            raise UsageError(
                f"{folder} holds submissions of assignment {before.assignment} in course "
                f"{before.course}: name another folder with -o"
            )


def _files(
    submission: Any, get: Callable[[str], bytes], folder: Path, fetched: Fetched
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file that is not there yet."""
    late = "LATE_" if getattr(submission, "late", False) else ""
    start = f"{_name(submission)}_{late}{submission.user_id}"
    for attachment in submission.attachments:
        shown = _UNSAFE.sub("_", attachment.display_name)[-_LONGEST:]
        name = f"{start}_{attachment.id}_{shown}"
        size = getattr(attachment, "size", None) or 0
        if (folder / "submissions" / name).exists():
            fetched.there += 1
        elif size > _LARGEST:
            fetched.left.append(f"{visible(name)} is larger than {_LARGEST >> 20} MiB")
        else:
            with answered():
                yield name, get(attachment.url)
    entry = _ENTRIES.get(getattr(submission, "submission_type", None) or "")
    if entry and not submission.attachments:
        yield f"{start}_{entry}.html", b"It was typed into Canvas.\n"


def _name(submission: Any) -> str:
    """Return a name as Canvas writes it in a download: small letters alone."""
    name = _user(submission).get("sortable_name", "")
    return "".join(filter(str.isalpha, name.lower())) or "student"


def _user(submission: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = getattr(submission, "user", {}) or {}
    return found


def _get(url: str) -> bytes:
    """Fetch a file; the token goes to Canvas itself alone, not to where it keeps files."""
    import requests

    is_canvas = urlsplit(url)[:2] == urlsplit(address())[:2]
    headers = {"Authorization": f"Bearer {token()}"} if is_canvas else {}
    response = requests.get(url, headers=headers, timeout=_SECONDS)
    response.raise_for_status()
    return response.content


def _roster(submissions: list[Any]) -> bytes:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["name", "LMS ID", "SIS ID", "username"])
    for submission in submissions:
        user = _user(submission)
        values = (user.get(key) for key in ("sortable_name", "id", "sis_user_id", "login_id"))
        writer.writerow([cell(str(value or "")) for value in values])
    return table.getvalue().encode()
