"""The table of dependencies and what is really required agree, and the locked files hold both."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKED = {
    "Core": "core",
    **{f"Extra: {extra}": "dev" for extra in EXTRAS},
    "Build": "build",
    "Mutants": "mutants",
}  # by a section of the page, the locked file
SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = dict(SECTION.findall((FOLDER / "README.md").read_text("utf-8")))
each_section = pytest.mark.parametrize("section", LOCKED)


def name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return found[0].lower()


def listed(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [name(line) for line in lines if line and line[0] not in "# "]


def required(section: str) -> list[str]:
    match section:
        case "Core":
            return [name(each) for each in PROJECT["dependencies"]]
        case "Build" | "Mutants":
            return listed(FOLDER / f"{section.lower()}.in")
        case _:
            return [name(each) for each in EXTRAS[section.removeprefix("Extra: ")]]


def rows(section: str) -> list[list[str]]:
    lines = re.findall(r"^\| (.*) \|$", SECTIONS[section], re.MULTILINE)
    return [line.split(" | ") for line in lines[1:]]


@each_section
def test_every_dependency_has_a_row_and_every_row_a_dependency(section: str) -> None:
    assert sorted(row[0] for row in rows(section)) == sorted(required(section))


@each_section
def test_every_row_says_why_what_else_since_when_under_what_licence(section: str) -> None:
    for row in rows(section):
        assert len(row) == 6, row
        assert all(cell.strip() for cell in row), row
        assert date(2020, 1, 1) < date.fromisoformat(row[3]) < date(2100, 1, 1), row


@each_section
def test_every_dependency_is_in_its_locked_file(section: str) -> None:
    locked = listed(FOLDER / f"{LOCKED[section]}.txt")
    assert set(required(section)) <= set(locked)


def test_locked_files_agree_on_every_version_and_name_no_address() -> None:
    pinned: dict[str, str] = {}
    for file in {*LOCKED.values()}:
        text = (FOLDER / f"{file}.txt").read_text("utf-8")
        assert "://" not in text
        for package, version, where in re.findall(r"^(\S+)==(\S+) (.*)\\$", text, re.MULTILINE):
            assert pinned.setdefault(f"{package} {where}", version) == version
