"""Runs Otter as an instructor's script does, one command for each line of its input.

A process of its own, because Otter and what it imports warn, leave sockets open and change the
working folder; and one for all tests, because its imports take longer than a submission.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from nbconvert.preprocessors import ExecutePreprocessor
from otter.api import grade_submission
from otter.cli import cli

from autograder.authoring.handout.notebook import ASSIGN
from autograder.hosts.otter import grading
from autograder.hosts.otter.entry import main as start_on_gradescope
from tests import kernels

# How the cells begin that Otter adds itself, and executes even in an empty notebook.
_OTTERS_OWN = ("import sys\nsys.path", "from otter import Notebook", "from otter.execute import")


def assign(notebook: str, result: str) -> dict[str, Any]:
    """Run `otter assign` on a master notebook."""
    cli.main([*ASSIGN, notebook, result], standalone_mode=False)
    return {}


def by_api(submission: str, autograder: str) -> dict[str, Any]:
    """Grade as `otter.api` does."""
    results = grade_submission(submission, autograder)
    scores = {name: results.get_score(name) for name in results.test_files}
    return {
        "scores": scores,
        "total": results.total,
        "possible": results.possible,
        "processes": [engine._process.pid for engine in grading._running.values()],
    }


def by_command(submission: str, autograder: str, out: str) -> dict[str, Any]:
    """Grade as `otter run` does."""
    cli.main(["run", "-a", autograder, "-o", out, submission], standalone_mode=False)
    return {"results": json.loads(Path(out, "results.json").read_bytes())}


def by_entry(place: str) -> dict[str, Any]:
    """Grade as the zip does on Gradescope; an exit code stands beside what it left."""
    try:
        start_on_gradescope(place)
        code = 0
    except SystemExit as ending:
        code = int(ending.code or 0)
    return {"code": code, "results": json.loads(Path(place, "results/results.json").read_bytes())}


def without_kernel(kind: str, *arguments: str) -> dict[str, Any]:
    """Grade as `kind` does, without executing Otter's notebook.

    It must contain nothing of what was handed in, and starting a kernel takes longer than
    everything else.
    """

    def left(_: ExecutePreprocessor, notebook: Any) -> tuple[Any, None]:
        assert all(cell.source.startswith(_OTTERS_OWN) for cell in notebook.cells)
        return notebook, None

    with patch.object(ExecutePreprocessor, "preprocess", left):
        return _KINDS[kind](*arguments)


_KINDS: dict[str, Callable[..., dict[str, Any]]] = {
    "assign": assign,
    "api": by_api,
    "command": by_command,
    "entry": by_entry,
    "without kernel": without_kernel,
}


def main() -> None:
    """Answer each line."""
    kernels.use_files()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        said = io.StringIO()
        with redirect_stdout(said):
            kind, *arguments = json.loads(line)
            try:
                answer = _KINDS[kind](*arguments)
            except Exception as error:
                answer = {"raised": repr(error)}
        print(json.dumps({**answer, "said": said.getvalue()}), file=answers, flush=True)


if __name__ == "__main__":
    main()
