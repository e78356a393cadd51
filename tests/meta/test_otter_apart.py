"""Otter is an extra: whoever does not use it never imports it."""

from __future__ import annotations

import ast
from pathlib import Path

import autograder

PACKAGE = Path(autograder.__file__).parent
NEEDS_OTTER = ("otter", "autograder.hosts.otter")
WITHOUT_OTTER = ("bundle", "reply", "serve")  # of that package: the zip, and the engine's process


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, at any depth."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def test_nothing_outside_of_the_otter_package_imports_what_needs_otter() -> None:
    zipping = "autograder.hosts.otter.bundle"
    importing = {
        path.relative_to(PACKAGE).as_posix(): name
        for path in PACKAGE.rglob("*.py")
        if path.parent != PACKAGE / "hosts/otter"
        for name in imported(path)
        if any(name == each or name.startswith(f"{each}.") for each in NEEDS_OTTER)
        and not name.startswith(zipping)
    }
    assert importing == {}


def test_the_zip_and_the_engines_process_know_nothing_of_otter() -> None:
    for module in WITHOUT_OTTER:
        named = imported(PACKAGE / f"hosts/otter/{module}.py")
        assert not [name for name in named if name.partition(".")[0] == "otter"], module
