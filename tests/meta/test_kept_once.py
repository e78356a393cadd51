"""Everything is kept once: files, what is open to students, and the names of a module."""

from __future__ import annotations

import ast
import hashlib
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEWEST_LINES = 6  # a file that is shorter may be the same as another by chance
MOST_FILES = 45
ENGINE = sorted((ROOT / "autograder").rglob("*.py"))
# What `handout build` puts there, for students alone.
CHECKS = ("__init__.py", "__main__.py", "conftest.py", "engine.zip", "assignment.json")
PUT_THERE = (*(f"assignment/checks/{name}" for name in CHECKS), "assignment/data")


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The names of all files that git keeps, as they stand."""
    command = ["git", "ls-files", "-z"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    names = [name for name in told.decode().split("\0") if (ROOT / name).is_file()]
    assert "pyproject.toml" in names
    return names


def test_no_two_files_are_the_same(tracked: list[str]) -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for name in tracked:
        content = (ROOT / name).read_bytes()
        if content.count(b"\n") >= FEWEST_LINES:
            found[hashlib.sha256(content).hexdigest()].append(name)
    assert [names for names in found.values() if len(names) > 1] == []


def test_the_hand_out_is_few_files_and_none_of_the_engine(tracked: list[str]) -> None:
    names = [name for name in tracked if name.startswith("assignment/")]
    assert len(names) <= MOST_FILES
    assert [name for name in names if name.startswith(("assignment/autograder/", *PUT_THERE))] == []


def test_what_is_put_there_is_ignored_by_git() -> None:
    command = ["git", "check-ignore", *PUT_THERE]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert tuple(told.split()) == PUT_THERE


def _bound(tree: ast.Module) -> Iterator[str]:
    """Yield each constant that a module binds at its top, and each function that nothing marks."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list:
            yield node.name


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_binds_a_name_twice_or_keeps_a_private_one_unused(path: Path) -> None:
    text = path.read_text("utf-8")
    names = [*_bound(ast.parse(text))]
    assert [name for name in set(names) if names.count(name) > 1] == []
    private = [name for name in names if name.startswith("_") and not name.startswith("__")]
    assert [name for name in private if len(re.findall(rf"\b{name}\b", text)) == 1] == []
