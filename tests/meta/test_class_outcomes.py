"""The example class is whole, reproducible, and says of each submission what it must get."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from autograder.description import find
from autograder.intake.plan import plan

HERE = Path(__file__).parent
SUBMISSIONS = HERE.parent / "submissions"
CLASS = SUBMISSIONS / "class"
FEWEST = 40
LARGEST = 3_000_000  # bytes of the whole class


def table() -> list[dict[str, str]]:
    """Return the rows of the outcome table."""
    with (SUBMISSIONS / "outcomes.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that writes the notebooks, encodings and archives of the class."""
    found = importlib.util.spec_from_file_location("build", SUBMISSIONS / "build.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    monkeypatch.setitem(sys.modules, "build", module)  # dataclasses look their module up
    found.loader.exec_module(module)
    return module


def test_the_class_has_forty_submissions_and_more() -> None:
    assert len(table()) >= FEWEST


def test_every_submission_has_its_row_and_every_row_its_submission() -> None:
    entries = plan([CLASS], find(HERE)).entries
    students = [entry.student for entry in entries]
    assert students == sorted(row["student"].removeprefix("'") for row in table())


def test_every_row_says_why() -> None:
    assert [row["student"] for row in table() if not row["why"].endswith((".", ")"))] == []


@pytest.mark.parametrize(
    "verdict",
    ["passed", "failed", "crashed", "timed_out", "missing", "syntax_error", "unfilled"],
)
def test_the_class_has_every_verdict(verdict: str) -> None:
    assert verdict in {row[question] for row in table() for question in ("q1", "q2")}


def test_building_the_class_gives_the_committed_bytes(build: ModuleType) -> None:
    members: dict[str, bytes] = build.members()
    assert [
        name for name, content in members.items() if (CLASS / name).read_bytes() != content
    ] == []


def test_the_class_holds_no_links() -> None:
    assert [path for path in CLASS.rglob("*") if path.is_symlink()] == []


def test_the_class_stays_small() -> None:
    sizes = [path.stat().st_size for path in CLASS.rglob("*") if path.is_file()]
    assert sum(sizes) < LARGEST
