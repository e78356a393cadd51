"""Check the paths named on a command line, before anything is written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.errors import UsageError
from autograder.failures import explained
from autograder.intake.names import CODE, nowhere, shown

_GRADEBOOK = "gradebook.sqlite"
_OURS = (_GRADEBOOK, ".lock")  # the lock stays where a damaged gradebook was moved away
_RENDERED = (
    "grades.csv", "results", "feedback", "report.html", "report-anonymous.html", "slides.html",
)  # fmt: skip


def expanded(path: Path) -> Path:
    """Return a path with ``~`` spelt out; one of nobody's stays as it is, as in a shell."""
    try:
        return path.expanduser()
    except RuntimeError:  # there is no such user
        return path


def submissions(paths: Sequence[Path]) -> list[Path]:
    """Return each path once, with ``~`` expanded.

    Raises:
        UsageError: one does not exist; one lies inside another, so that its submissions would
            count twice; one is the output of a run; or they look like a shell's expansion of
            ``class/*``.
    """
    places: dict[Path, Path] = {}
    for path in paths:
        places.setdefault(_resolved(path), expanded(path))
    for place, path in places.items():
        if not os.path.lexists(place):
            raise nowhere(shown(str(path)))
        around = next((places[parent] for parent in place.parents if parent in places), None)
        if around is not None:
            raise UsageError(f"{path} lies inside {around}: name only one of them")
        if _exists(place / _GRADEBOOK):
            raise UsageError(
                f"{path} is the output of an earlier run: name the file or folder of the "
                "submissions"
            )
    _refuse_mixture(list(places))
    return list(places.values())


def output(out: Path, graded: Sequence[Path]) -> Path:
    """Return the folder to write to, with ``~`` expanded.

    Raises:
        UsageError: it lies among the submissions, or contains files that no run wrote and that
            this one would replace.
    """
    place = _resolved(out)
    for path in graded:
        if _resolved(path) in (place, *place.parents):
            raise UsageError(
                f"{out} lies in {path} and would be taken for a submission: choose an -o outside "
                "that folder"
            )
    foreign = [name for name in _RENDERED if _exists(place / name)]
    if foreign and not any(_exists(place / name) for name in _OURS):
        raise UsageError(
            f"{out} contains a {foreign[0]} that no run wrote and this run would replace: choose "
            "another -o"
        )
    return expanded(out)


def export(path: Path, out: Path, template: Path | None) -> Path:
    """Return the file to write an export to, with ``~`` expanded.

    Raises:
        UsageError: it is the template, a folder, or a file of a run.
    """
    place = _resolved(path)
    if template is not None and place == _resolved(template):
        raise UsageError(
            f"{path} is the template itself, which must stay as the LMS wrote it: choose another -o"
        )
    if _is_folder(place):
        raise UsageError(f"{path} is a folder: name a file with -o")
    ours = {_resolved(out) / name for name in (*_OURS, *_RENDERED)}
    # SQLite keeps files of its own beside the gradebook, under longer names.
    if ours & {place, *place.parents} or str(place).startswith(str(_resolved(out) / _GRADEBOOK)):
        raise UsageError(f"{path} is a file that grading writes: choose another -o")
    return expanded(path)


def folder(path: Path, out: Path, template: Path | None) -> Path:
    """Return the folder to write an export to, with ``~`` expanded.

    Raises:
        UsageError: something is there already, or it is a place where grading writes.
    """
    del template
    place = _resolved(path)
    if _exists(place) and not (_is_folder(place) and not any(place.iterdir())):
        raise UsageError(f"{path} is there already: name a new folder with -o")
    if _resolved(out) / "feedback" in (place, *place.parents):
        raise UsageError(f"{path} is in a folder that grading writes: choose another -o")
    return expanded(path)


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with these files; it is there whole, or not at all.

    Args:
        folder: where; if it exists, it is empty.
        files: contents by name, with slashes.

    Raises:
        UsageError: it cannot be written.
    """
    with explained(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as begun:
            whole = Path(begun) / folder.name
            for name, content in files.items():
                path = whole / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            whole.replace(folder)


def _refuse_mixture(places: Sequence[Path]) -> None:
    """Refuse files beside folders: the folders would be taken for classes, not for students."""
    for folder in {place.parent for place in places if place.suffix in CODE}:
        if any(place.parent == folder and _is_folder(place) for place in places):
            raise UsageError(
                f"both files and folders in {folder} are named: name {folder} itself, and each "
                "file and each folder in it counts as one student"
            )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # unreadable; reading it will say so
        return False


def _resolved(path: Path) -> Path:
    try:
        return expanded(path).resolve()
    except (OSError, RuntimeError) as error:  # a link that leads to itself
        raise UsageError(f"{path} cannot be found: check the spelling") from error


def _exists(path: Path) -> bool:
    """Return whether the path exists; an unreadable folder counts as no."""
    return os.access(path, os.F_OK)
