"""A name of a student's own choosing never does its author good, nor anybody else harm."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.description import find
from autograder.identity.people import Handed
from autograder.intake.plan import plan
from autograder.intake.rows import Entry

pytestmark = pytest.mark.slow

ASSIGNMENT = find(Path(__file__).parent)
CODE = f"def {ASSIGNMENT.functions[0]}(): pass".encode()
CLASS = ["Ada Lovelace", "Alan Turing", "Grace Hopper", "Anne-Marie Roy"]
STUDENT = 4030  # the hostile student's own number, which nobody chooses

steady = settings(derandomize=True, deadline=None, max_examples=60)

parts = st.sampled_from(
    """\
_|__|-| - |- | |.|LATE|late|LATE_|x|Mallory|Ada Lovelace|lovelaceada|4021|4022|4030|88121|88122
88125|7|1|anon_x7Yz2|May 1, 2026 100 PM|May 30, 2026 1230 PM|1 mai, 2026 1405|N0123456|_attempt_
_attempt_2026-05-01-10-00-00_|_attempt_2026-05-30-10-00-00|_assignsubmission_file_|text.html
_link.html|.py|.zip|submission_1|submitted|é|\u202e|0000000000000000000000000000000000000000""".replace(
        "\n", "|"
    ).split("|")
)
hostile = st.lists(parts, min_size=1, max_size=9).map("".join)


def canvas(name: str, number: int, file: str, *, late: bool) -> str:
    """Return what Canvas's own program makes of a name."""
    words = re.sub(r"_(\d+)_", r"\1", "".join(reversed(name.split()))).lower()
    head = "_".join([words, *(["LATE"] if late else []), str(number)])
    file = re.sub(r'[\x00/\\:*?"<>|]+', "_", file)
    return f"{re.sub(r'[^_0-9A-Za-zÀ-ÿ]', '', head)}_{84100 + number}_{file}"


def brightspace(name: str, number: int, file: str, *, late: bool) -> str:
    time = "May 20, 2026 1230 PM" if late else "May 10, 2026 1230 PM"
    return f"{number}-9074 - {name} - {time} - {file}"


def moodle(name: str, number: int, file: str, *, late: bool) -> str:
    del late
    return f"{name.replace('_', ' ')}_{number}_assignsubmission_file_{file}"


def blackboard(name: str, number: int, file: str, *, late: bool) -> str:
    del name  # the user name is the school's
    time = "2026-05-20-12-30-00" if late else "2026-05-10-12-30-00"
    return f"PS 1_user_{number}_attempt_{time}_{file}"


Platform = Callable[..., str]
PLATFORMS = [canvas, brightspace, moodle, blackboard]


def read(platform: Platform, name: str, file: str, *, late: bool) -> dict[str, Entry]:
    """Return the rows of a class with one more student, by the paths of their files."""
    people = dict(enumerate(CLASS, 4021))
    files = {platform(each, n, "a.py", late=n % 2 == 0): CODE for n, each in people.items()}
    files[platform(name, STUDENT, file, late=late)] = b""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for each, content in files.items():
                archive.writestr(each, content)
        batch = plan([path], ASSIGNMENT)
    return {entry.path: entry for entry in batch.entries}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_one_hostile_name_changes_no_other_row(platform: Platform) -> None:
    honest = {late: read(platform, "Mal Ory", "a.py", late=late) for late in (True, False)}

    @steady
    @given(hostile, hostile, st.booleans())
    def check(name: str, file: str, late: bool) -> None:
        found = read(platform, name, file.strip() + "a.py", late=late)
        for number, each in enumerate(CLASS, 4021):
            path = platform(each, number, "a.py", late=number % 2 == 0)
            mine, theirs = honest[late][path], found[path]
            assert (theirs.student, theirs.known) == (mine.student, mine.known)
            assert theirs.remarks == mine.remarks
            assert theirs.read() == mine.read()

    check()


@pytest.mark.parametrize("platform", [canvas, brightspace, blackboard])
def test_no_name_makes_late_work_timely_or_somebody_elses(platform: Platform) -> None:
    @steady
    @given(hostile, hostile)
    def check(name: str, file: str) -> None:
        rows = read(platform, name, file.strip() + "a.py", late=True)
        others = {platform(each, n, "a.py", late=n % 2 == 0) for n, each in enumerate(CLASS, 4021)}
        (row,) = [entry for path, entry in rows.items() if path not in others]
        assert row.known is not None
        assert is_late(row.known.handed)
        person = row.known.person
        known = person.username if platform is blackboard else person.lms_id
        assert known.removeprefix("user_") == str(STUDENT) or person.guessed
        assert not person.sis_id or "sis_id" in person.guessed

    check()


def is_late(handed: Handed) -> bool:
    """Return whether nobody can take the work for timely."""
    return bool(handed.is_late or handed.unclear or handed.submitted_at >= "2026-05-20")
