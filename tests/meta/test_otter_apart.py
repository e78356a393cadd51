"""Otter is an extra: whoever does not use it never imports it."""

from __future__ import annotations

import ast
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent
NEEDS_OTTER = ("otter", "autograder.hosts.otter")
DOES_WITHOUT = "autograder.hosts.otter.bundle"  # which makes the zip


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, at any depth."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def test_nothing_outside_of_the_otter_package_imports_it_or_otter() -> None:
    importing = {
        path.relative_to(PACKAGE).as_posix(): name
        for path in PACKAGE.rglob("*.py")
        if path.parent != PACKAGE / "hosts" / "otter"
        for name in imported(path)
        if any(name == each or name.startswith(f"{each}.") for each in NEEDS_OTTER)
        and not name.startswith(DOES_WITHOUT)
    }
    assert importing == {}


def test_the_engines_process_and_the_zip_know_nothing_of_otter() -> None:
    named = set[str]().union(
        *(
            imported(PACKAGE / "hosts/otter" / name)
            for name in ("serve.py", "reply.py", "bundle.py")
        )
    )
    assert not [name for name in named if name.startswith("otter")]
