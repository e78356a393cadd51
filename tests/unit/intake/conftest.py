"""Lays out downloads as each platform does, and reads them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.identity.people import Handed, Person
from autograder.intake.model import Submission, Unreadable
from autograder.intake.plan import plan
from autograder.intake.reading import Reading
from autograder.intake.roster import Roster
from autograder.intake.roster_csv import load
from autograder.intake.rows import Entry

ASSIGNMENT = find(Path(__file__).parent)
CODE = f"def {ASSIGNMENT.functions[0]}(A3, Y, parameters, lambd):\n    return 0\n".encode()

Files = Mapping[str, bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one student."""

    entry: Entry
    read: Submission | Unreadable

    @property
    def person(self) -> Person:
        assert self.entry.known is not None
        return self.entry.known.person

    @property
    def handed(self) -> Handed:
        assert self.entry.known is not None
        return self.entry.known.handed

    @property
    def path(self) -> str:
        return self.read.path.rpartition("/")[2]

    @property
    def remarks(self) -> str:
        return "; ".join(self.entry.remarks)

    @property
    def reason(self) -> str:
        assert isinstance(self.read, Unreadable)
        return self.read.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What became of a download."""

    rows: dict[str, Row]
    notices: tuple[str, ...]

    @property
    def students(self) -> list[str]:
        return list(self.rows)

    @property
    def said(self) -> str:
        return "\n".join(self.notices)


def write(files: Files, folder: Path) -> Path:
    """Write files below a folder; None stands for code."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CODE if content is None else content)
    return folder


def pack(files: Files, path: Path, root: str = "") -> Path:
    """Write files into a zip; None stands for code."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(root + name, CODE if content is None else content)
    return path


def look(path: Path, reading: Reading | None = None) -> Seen:
    batch = plan([path], ASSIGNMENT, reading=reading or Reading())
    rows = {entry.student: Row(entry=entry, read=entry.read()) for entry in batch.entries}
    assert len(rows) == len(batch.entries)
    return Seen(rows=rows, notices=batch.notices)


@pytest.fixture(params=["folder", "folder in a folder", "zip", "zip of a folder"])
def download(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Files], Path]:
    """Lay out a download in every form in which it reaches an instructor's disk."""

    def make(files: Files) -> Path:
        match request.param:
            case "folder":
                return write(files, tmp_path / "download")
            case "folder in a folder":
                return write(files, tmp_path / "outer" / "download").parent
            case "zip":
                return pack(files, tmp_path / "download.zip")
        return pack(files, tmp_path / "class.zip", "download/")

    return make


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Seen]:
    """Read files as a download, in a folder, with the options of the command line."""

    def make(
        files: Files, *, layout: str = "", pattern: str = "", roster: Roster | None = None
    ) -> Seen:
        folder = write(files, tmp_path / "read" / "download")
        return look(folder, Reading.of(layout=layout, pattern=pattern, roster=roster))

    return make


@pytest.fixture(scope="session")
def looked() -> Callable[..., Seen]:
    """Read a folder or zip."""
    return look


@pytest.fixture(scope="session")
def packed() -> Callable[..., Path]:
    """Write files into a zip."""
    return pack


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str | bytes], Roster]:
    def make(content: str | bytes) -> Roster:
        path = tmp_path / "class.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load(path)

    return make


@pytest.fixture
def graded(loaded: Callable[[str], Roster], read: Callable[..., Any]) -> Callable[..., Any]:
    """Read a download beside a roster."""

    def make(files: dict[str, bytes | None], roster: str, **options: str) -> Any:
        return read(files, roster=loaded(roster), **options)

    return make
