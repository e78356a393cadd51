"""Runs ``otter assign``: from the master notebook to what students and graders receive."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder import extras
from autograder.authoring.handout.master import master
from autograder.errors import DescriptionError, UsageError
from autograder.failures import explained
from autograder.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from autograder.description import Assignment

__all__ = ["Assigned", "assign"]

_SECONDS = 300.0
_TAIL = 400  # characters of otter's own words that are worth repeating


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
    command = [sys.executable, "-m", "otter", "assign", "--no-pdfs", "--no-run-tests"]
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
