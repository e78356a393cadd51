"""The Otter plugin: Otter gets nothing of the student's to run, the engine gets it all.

Otter's order is: find the file, load plugins, `before_grading`, make a PDF, unpickle the student's
log, run the notebook and the tests in a kernel, `after_grading`. All that follows
`before_grading` works with relative paths. So that is where the working folder becomes another
one, empty but for a stand-in of the submission's name; no file of the student's can then be run,
imported or unpickled by accident, and none is touched.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from otter.plugins import AbstractOtterPlugin
from otter.run import AutograderConfig
from otter.test_files import GradingResults

from autograder import description
from autograder.errors import AutograderError, GraderFault
from autograder.exercise import Question
from autograder.hosts.otter.grading import Grading
from autograder.hosts.otter.reply import Request
from autograder.hosts.otter.results import fill, leave_unscored

PLUGIN = "autograder.hosts.otter.plugin.SealedPlugin"

_EMPTY = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []}


class SealedPlugin(AbstractOtterPlugin):
    """Grades with the engine, at the strongest level that is proved; never below `sealed`.

    Its configuration: `assignment`, the folder in the autograder's zip that holds the description,
    and, where Otter works on a stand-in from the start, `submission`, the student's folder.
    """

    def __init__(
        self, submission_path: str, submission_metadata: Any, plugin_config: Mapping[str, str]
    ) -> None:
        super().__init__(submission_path, submission_metadata, plugin_config)
        self._grading: Grading | None = None
        self._questions: tuple[Question, ...] = ()
        self._stand_in = Path()
        self._report = ""

    def before_grading(self, config: AutograderConfig) -> None:
        """Move Otter away from the student's files, and hand these to the engine."""
        place = Path.cwd().parent
        _keep_from_the_students_files(config)
        self._move_away(place)
        try:
            assignment = place / "source" / self.plugin_config["assignment"]
            self._questions = description.load(assignment / "pyproject.toml").judged
            self._grading = Grading(assignment, self._request(place))
        except Exception as error:
            self._tell(error)

    def before_execution(self, submission: NotebookNode) -> NotebookNode:
        """Return a notebook without cells, whatever was handed in."""
        # Named by the student, it could stand in for a module that the kernel imports.
        self._stand_in.unlink()
        submission["cells"] = []
        return submission

    def after_grading(self, results: GradingResults) -> None:
        """Replace what Otter makes of the empty notebook by the engine's result."""
        try:
            if self._grading is not None:
                graded = self._grading.result()
                fill(results, graded)
                self._report = (
                    f"graded at level {graded.result.level} by {graded.extra_data['engine']}"
                )
                return
        except Exception as error:
            self._tell(error)
        leave_unscored(results, self._questions)

    def generate_report(self) -> str:
        """Return a line for the instructor: the level, or why there is no score."""
        return self._report

    def _move_away(self, place: Path) -> None:
        folder = Path(tempfile.mkdtemp(prefix="empty-", dir=place))
        self._stand_in = folder / Path(self.submission_path).name
        if self._stand_in.suffix == ".ipynb":
            self._stand_in.write_text(json.dumps(_EMPTY), "utf-8")
        else:
            self._stand_in.touch()
        os.chdir(folder)

    def _request(self, place: Path) -> Request:
        apart = self.plugin_config.get("submission")
        if apart is not None:
            return Request(folder=apart)
        folder = place / "submission"
        return Request(folder=str(folder), added=_added(folder, place / "source"))

    def _tell(self, error: Exception) -> None:
        """Keep and shout why there is no score; it never becomes an exception of Otter's.

        Otter turns some of those into a zero and loses the results file over the others.
        """
        ours = error if isinstance(error, AutograderError) else GraderFault(f"failed: {error!r}")
        self._report = f"NO SCORE, because the grader itself failed: {ours}"
        with contextlib.suppress(OSError):
            sys.stderr.write(f"error: {self._report}\n")


def _keep_from_the_students_files(config: AutograderConfig) -> None:
    """Switch off what would need them: Otter would make the PDF of the stand-in."""
    config.pdf = False
    config.token = None
    config.grade_from_log = False


def _added(folder: Path, source: Path) -> tuple[str, ...]:
    """Return the names in the student's folder that are Otter's, or that Otter wrote over."""
    names = {"tests"}
    with contextlib.suppress(OSError):
        names.update(path.name for path in (source / "files").iterdir())
    marker = folder / "__init__.py"
    if marker.is_file() and marker.stat().st_size == 0:
        names.add(marker.name)
    return tuple(sorted(names))
