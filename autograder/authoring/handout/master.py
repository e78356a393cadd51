"""The notebook that otter-grader is given: the master's cells with the one source put in."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

import yaml

from autograder import extras
from autograder.errors import DescriptionError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.description import Assignment

__all__ = ["master"]

_INSERT = re.compile(r"#\s*INSERT\s+(?P<name>\w+)")
_CONFIG = "# ASSIGNMENT CONFIG\n"
_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def master(assignment: Assignment, generate: Mapping[str, Any]) -> str:
    """Return the master notebook as JSON, each ``# INSERT name`` replaced by that function.

    Args:
        assignment: whose notebook is a jupytext file in the percent format.
        generate: what otter-grader is told about grading, such as its plugins.

    Raises:
        UsageError: a file cannot be read, or jupytext is not installed.
        DescriptionError: the notebook has no configuration, or inserts what the source lacks.
    """
    if assignment.notebook is None:
        raise DescriptionError("[tool.autograder] names no `notebook`: name the notebook's master")
    notebook = _parsed(_read(assignment.notebook))
    functions = _functions(_read(assignment.source), assignment.source)
    for cell in notebook.cells:
        inserted = _INSERT.fullmatch(cell.source.strip())
        if inserted and inserted["name"] not in functions:
            raise DescriptionError(
                f"{assignment.notebook} inserts {inserted['name']}, and {assignment.source} has "
                "no such function: correct one of them"
            )
        if inserted:
            cell.source = functions[inserted["name"]]
        cell.metadata = {}
    _configure(notebook, assignment.notebook, generate)
    notebook.metadata = dict(_KERNEL)
    return _written(notebook)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def _functions(source: str, path: Path) -> dict[str, str]:
    """Return the text of each function at the top of `source`, by its name."""
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise DescriptionError(
            f"{path} has a syntax error in line {error.lineno}: correct it"
        ) from error
    lines = source.splitlines()
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno])
        for node in body
        if isinstance(node, ast.FunctionDef)
    }


def _configure(notebook: Any, path: Path, generate: Mapping[str, Any]) -> None:
    """Add `generate` to the configuration that the first cell for otter-grader holds."""
    for cell in notebook.cells:
        if cell.cell_type == "raw" and cell.source.startswith(_CONFIG):
            config = yaml.safe_load(cell.source.removeprefix(_CONFIG))
            config["generate"] = dict(generate) or True
            cell.source = _CONFIG + yaml.safe_dump(config, allow_unicode=True)
            return
    raise DescriptionError(f"{path} has no raw cell that begins with {_CONFIG.strip()!r}: add it")


def _parsed(text: str) -> Any:
    try:
        import jupytext
    except ImportError as error:
        raise UsageError(
            f"a notebook is built with jupytext, which is missing: run {extras.command('otter')}"
        ) from error
    return jupytext.reads(text, fmt="py:percent")


def _written(notebook: Any) -> str:
    import nbformat

    write: Any = nbformat.writes  # it has no annotations
    return str(write(notebook))
