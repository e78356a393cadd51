"""The file to check: the one that was named, or the one in this folder that is being worked on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.handed import packed
from autograder.sandbox.inside import loading, source
from autograder.text import visible

if TYPE_CHECKING:
    from autograder.exercise import Exercise


_MOST_BYTES = 16 << 20  # as much as the grader reads of one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file's bytes, and its name as it is shown."""

    name: str
    content: bytes
    path: Path = Path()

    def handed(self, exercise: Exercise) -> bytes:
        """Return the bytes with the declared files that lie beside it, as they are handed in."""
        beside = [self.path.with_name(name) for name in exercise.further]
        return packed(
            self.content, {each.name: each.read_bytes() for each in beside if each.is_file()}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """There is nothing to check; `reason` is a sentence for the student."""

    reason: str


def find(exercise: Exercise, folder: Path) -> Found | Unusable:
    """Return the file in `folder` that is handed in under one of the assignment's names.

    Students hold the exercise as a notebook and as a module and fill in one of them: that with
    fewer functions left blank is it, else the name that comes first.
    """
    there = [read(folder / name) for name in exercise.files if (folder / name).exists()]
    usable = [each for each in there if isinstance(each, Found)]
    if usable:
        return min(usable, key=lambda found: _blanks(found, exercise))
    if there:
        return there[0]
    return Unusable(
        reason=f"there is no {' or '.join(exercise.files)} here: go to the folder that has your "
        "file, or name it"
    )


def read(path: Path) -> Found | Unusable:
    """Return the file at `path`."""
    name = visible(str(path.name if path.parent == Path.cwd() else path))
    try:
        if not path.exists():
            return Unusable(reason=f"there is no {name}: check the spelling")
        if not path.is_file():
            return Unusable(reason=f"{name} is not a file: name a notebook or a module")
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is not a valid name"
        return Unusable(reason=f"{name} cannot be read ({reason}): check its permissions")
    if len(content) > _MOST_BYTES:
        return Unusable(reason=f"{name} is larger than 16 MiB: clear the outputs of its cells")
    return Found(name=name, content=content, path=path)


def _blanks(found: Found, exercise: Exercise) -> int:
    """Return how many of the functions are missing, or still what was handed out."""
    try:
        parsed = source.read(found.content, found.name)
    except source.UnreadableError:
        return len(exercise.functions)
    return sum(loading.is_blank(name, parsed) for name in exercise.functions)
