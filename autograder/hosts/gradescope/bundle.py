"""The zip that is uploaded to Gradescope as an assignment's autograder.

At its root are the two scripts that Gradescope starts, what they install, and the assignment: its
description, hidden suite and vectors, the modules given to students, and the hints. Of solutions
nothing is in it.
"""

from __future__ import annotations

import zipfile
from importlib import resources

from autograder.authoring import engine
from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.grading.engine import Engine
from autograder.hosts.gradescope import document
from autograder.judge import session
from autograder.judge.suite import Suite
from autograder.report.results_json import encoded
from autograder.results import Level
from autograder.zipping import zipped

LARGEST = 5_000_000  # bytes; an image is built from it at every change
_SCRIPTS = ("run_autograder", "setup.sh")


def bundle(assignment: Assignment) -> bytes:
    """Return the zip, once the assignment has been seen to load.

    Raises:
        UsageError: a file is missing or cannot be used, or the zip would be too large.
    """
    name, wheel = engine.wheel()
    files = {
        **{script: _script(script) for script in _SCRIPTS},
        "unfinished.json": _unfinished(assignment),
        "requirements.txt": engine.requirements(),
        "packages.txt": "".join(f"{each}\n" for each in engine.packages(assignment)).encode(),
        name: wheel,
    }
    for path, content in engine.assignment_files(assignment).items():
        files[f"assignment/{path}"] = content
    image = zipped(files, executable=_SCRIPTS, method=zipfile.ZIP_DEFLATED)
    if len(image) > LARGEST:
        raise UsageError(
            f"the bundle would have {len(image):,} bytes, more than {LARGEST:,}: look for large "
            f"files in {assignment.hidden_suite} and {assignment.hidden_vectors}"
        )
    return image


def _script(name: str) -> bytes:
    return resources.files("autograder.hosts.gradescope").joinpath(name).read_bytes()


def _unfinished(assignment: Assignment) -> bytes:
    """Return the results.json of a submission whose grading has not ended.

    Raises:
        UsageError: suite, vectors or hints cannot be used.
    """
    engine = Engine.load(assignment, Level.SEALED)
    suite = Suite(assignment, engine.vectors.vectors)
    session.Judge(suite)  # the rules are known once they are collected
    return encoded(document.unfinished(suite.rules.values(), assignment.gradescope))
