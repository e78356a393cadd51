"""The notebook: from its master, with the one source put in, to what Otter makes of it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from autograder import extras
from autograder.errors import DescriptionError, UsageError
from autograder.failures import explained
from autograder.files import read
from autograder.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.description import Assignment


_SECONDS = 300.0
ASSIGN = ("assign", "--no-pdfs", "--no-run-tests")  # command, before notebook and folder
_TAIL = 400  # characters of otter's own words that are worth repeating
_INSERT = re.compile(r"#\s*INSERT\s+(?P<name>\w+)")
_SHOWN = re.compile(  # the raw cell of a question: its name, and later what it is worth
    r"^# # BEGIN QUESTION\n(?:# .*\n)*?# name: (?P<name>\S+)\n"
    r"(?:# .*\n)*?# points: (?P<points>\d+)$",
    re.MULTILINE,
)
_CONFIG = "# ASSIGNMENT CONFIG\n"
_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """What ``otter assign`` wrote, as it wrote it: cell ids and times still differ every time.

    Attributes:
        student: the folder with the stub notebook and the public tests.
        solved: the notebook with the solutions in it.
        autograder_zip: the zip that ``otter run`` and Gradescope take.
    """

    student: Path
    solved: Path
    autograder_zip: Path


def assign(
    assignment: Assignment, folder: Path, *, generate: Mapping[str, Any] | None = None
) -> Assigned:
    """Write the master notebook into `folder` and run ``otter assign`` on it, in a process.

    Args:
        assignment: what to build.
        folder: an empty folder of the caller's, made if need be.
        generate: otter-grader's configuration for grading, such as
            ``{"plugins": ["package.module.Plugin"]}``; it goes into the autograder zip.

    Raises:
        UsageError: otter-grader is not installed, or the folder cannot be written.
        DescriptionError: the master notebook is not what otter-grader takes.
    """
    written = folder / _name(assignment)
    text = master(assignment, generate or {})
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        written.write_text(text, "utf-8")
    _run(written, folder / "dist")
    zips = sorted((folder / "dist" / "autograder").glob("*.zip"))
    if len(zips) != 1:
        raise DescriptionError(f"otter assign made {len(zips)} zips from {assignment.notebook}")
    return Assigned(
        student=folder / "dist" / "student",
        solved=folder / "dist" / "autograder" / written.name,
        autograder_zip=zips[0],
    )


def _run(notebook: Path, result: Path) -> None:
    """Run otter in a process of its own: it changes the working folder and warns as it likes."""
    command = [sys.executable, "-m", "otter", *ASSIGN]
    try:
        done = subprocess.run(
            [*command, str(notebook), str(result)],
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise DescriptionError(f"otter assign did not end within {_SECONDS:.0f} s") from error
    if done.returncode:
        words = visible(done.stderr.decode("utf-8", "replace").strip(), keep="\n")
        if "No module named otter" in words:
            raise UsageError(f"otter-grader is missing: run {extras.command('otter')}")
        last = words.rpartition("\n")[2]
        raise DescriptionError(f"otter assign refused the notebook: {last[:_TAIL]}")


def _name(assignment: Assignment) -> str:
    """Return the name under which the notebook is handed out and handed in."""
    names = [name for name in assignment.files if name.endswith(".ipynb")]
    if not names:
        raise DescriptionError("no name in `files` ends in .ipynb: add the name of the notebook")
    return names[0]


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
    notebook = _parsed(read(assignment.notebook).decode())
    functions = _functions(read(assignment.source).decode(), assignment.source)
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


def points(assignment: Assignment) -> dict[str, int]:
    """Return the points that the master's cells show for each question, by its name.

    Raises:
        UsageError: the master cannot be read.
    """
    if assignment.notebook is None:
        return {}
    text = read(assignment.notebook).decode("utf-8", "replace")
    return {found["name"]: int(found["points"]) for found in _SHOWN.finditer(text)}


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
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
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


def settled(text: str) -> bytes:
    """Return a notebook's JSON with what differs from one building to the next made fixed.

    Cells are numbered instead of named at random, nothing has been run, and the empty cells that
    otter-grader adds as buffers are left out.
    """
    notebook = json.loads(text)
    cells = [cell for cell in notebook["cells"] if "".join(cell["source"]).strip()]
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number:02}"
        if cell["cell_type"] == "code":
            cell |= {"execution_count": None, "outputs": []}
    notebook["cells"] = cells
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
