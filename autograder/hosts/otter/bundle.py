"""Otter's autograder zip, with this engine in it.

`otter assign` writes a zip that executes submissions beside Otter's own tests. This takes what that
zip says of the assignment and the image, and adds the engine, the hidden suite and the vectors
beside it, where Otter copies nothing into a student's folder. What Otter would put beside the
student's code is left out, because Otter does not run any.
"""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import yaml

from autograder.authoring.engine import assignment_files, packages, wheel
from autograder.authoring.handout.notebook import assign
from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.zipping import zipped

_PLUGIN = "autograder.hosts.otter.plugin.SealedPlugin"  # by name: Otter itself is not needed here
_ENGINE = "engine"
_ASSIGNMENT = "grader"
_CONFIG = "otter_config.json"
_SETUP = "setup.sh"
_RUN = "run_autograder"
_ENVIRONMENT = "environment.yml"
_NEEDED = (_CONFIG, _SETUP, _RUN, "run_otter.py", _ENVIRONMENT)

# What the engine tells is fit for students, so it is shown unless the master notebook says
# otherwise: one entry for each question, and no summary that repeats them.
_SHOWN = {"show_all_public": True, "show_hidden": True, "force_public_test_summary": False}
# Made or read from the student's files by Otter itself, in the process that may read everything.
_OFF = {"pdf": False, "grade_from_log": False}
# Secrets that only the PDF needs; and the name without which Otter gives a notebook zero points
# that lost its metadata in another editor. The engine knows a submission by its functions.
_DROPPED = ("token", "course_id", "assignment_id", "assignment_name")

_START = '''"""Starts Otter on a stand-in of the submission, which the engine grades."""

from autograder.hosts.otter.entry import main

if __name__ == "__main__":
    main({place!r})
'''


def otter(assignment: Assignment) -> bytes:
    """Return the zip that Otter grades this assignment with.

    Raises:
        UsageError: otter-grader is missing, or a file of the assignment cannot be read.
        DescriptionError: the master notebook is not what otter-grader takes.
    """
    with tempfile.TemporaryDirectory() as folder:
        zip_file = assign(assignment, Path(folder, "work")).autograder_zip
        return with_engine(assignment, zip_file.read_bytes())


def with_engine(assignment: Assignment, otter_zip: bytes) -> bytes:
    """Return Otter's zip made to grade with the engine; the same inputs give the same bytes.

    Args:
        assignment: what is graded.
        otter_zip: what `otter assign` or `otter generate` has written for it.

    Raises:
        UsageError: that is not such a zip, or a file of the assignment cannot be read.
    """
    members = _members(otter_zip)
    config = _config(members)
    place = config.get("autograder_dir", "/autograder")
    tests = {path: content for path, content in members.items() if path.startswith("tests/")}
    own = assignment_files(assignment)
    name, engine = wheel()
    return zipped(
        {
            **tests,
            **{f"{_ASSIGNMENT}/{path}": content for path, content in own.items()},
            f"{_ENGINE}/{name}": engine,
            _CONFIG: _json(config),
            _SETUP: members[_SETUP] + _setup(),
            _RUN: _run(members[_RUN]),
            "run_otter.py": _START.format(place=place).encode(),
            _ENVIRONMENT: _environment(
                members[_ENVIRONMENT],
                [f"{place}/source/{_ENGINE}/{name}", *packages(assignment)],
            ),
        },
        executable={_SETUP, _RUN},
    )


def _members(otter_zip: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(otter_zip)) as archive:
            members = {path: archive.read(path) for path in archive.namelist()}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise UsageError(f"otter assign's zip cannot be read: {error}") from error
    missing = [name for name in _NEEDED if name not in members]
    if missing or not any(path.startswith("tests/") for path in members):
        raise UsageError(
            "this is not an autograder zip of otter assign, because it has no "
            f"{(*missing, 'tests')[0]}: run otter assign on the notebook's master"
        )
    return members


def _config(members: dict[str, bytes]) -> dict[str, Any]:
    try:
        config = msgspec.json.decode(members[_CONFIG], type=dict[str, Any])
    except ValueError as error:
        raise UsageError(f"{_CONFIG} of otter assign's zip is not usable: {error}") from error
    if config.get("lang", "python") != "python":
        raise UsageError("Otter's lang is not python: this engine grades Python")
    others = [each for each in config.pop("plugins", []) if _PLUGIN not in each]
    for name in _DROPPED:
        config.pop(name, None)
    # Ours comes first: it is what moves Otter away from the student's files.
    plugins = [{_PLUGIN: {"assignment": _ASSIGNMENT}}, *others]
    return {**_SHOWN, **config, **_OFF, "plugins": plugins}


def _json(document: dict[str, Any]) -> bytes:
    return f"{json.dumps(document, indent=2, sort_keys=True)}\n".encode()


def _setup() -> bytes:
    return b"\n# what the engine's walls are made with\napt-get install -y libseccomp2\n"


def _run(script: bytes) -> bytes:
    """Have Python never look for modules in the folder that it is started in."""
    *before, last = script.rstrip().split(b"\n")
    return b"\n".join([*before, b"export PYTHONSAFEPATH=1", last, b""])


def _environment(document: bytes, needed: list[str]) -> bytes:
    """Have pip install the engine, what it requires, and what submissions may import."""
    try:
        environment = msgspec.convert(yaml.safe_load(document), dict[str, Any])
        (pip,) = (each for each in environment["dependencies"] if isinstance(each, dict))
        pip["pip"].extend(needed)
    except (yaml.YAMLError, ValueError, KeyError, AttributeError) as error:
        raise UsageError(f"{_ENVIRONMENT} of otter assign's zip is not usable: {error}") from error
    text: str = yaml.safe_dump(environment, sort_keys=False)
    return text.encode()
