"""From the paths on a command line to one row for every student."""

from __future__ import annotations

import stat
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Literal

from autograder.errors import UsageError
from autograder.intake.archive import Archive
from autograder.intake.choose import Wanted
from autograder.intake.disk import DiskNode
from autograder.intake.model import Caps
from autograder.intake.names import ZIP, listed, shown, split
from autograder.intake.nodes import Refusal
from autograder.intake.rows import Entry, refuse, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from autograder.description import Assignment
    from autograder.intake.nodes import Node

__all__ = ["Batch", "Entry", "plan"]

_DEFAULT_CAPS = Caps()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Every submission that was found, unread.

    Attributes:
        entries: sorted by student, by code point, then by path.
        notices: sentences for the instructor: what is not followed, and where.
    """

    entries: tuple[Entry, ...]
    notices: tuple[str, ...] = ()


def plan(
    paths: Sequence[Path],
    assignment: Assignment,
    *,
    prefer: Literal["ipynb", "py"] = "ipynb",
    caps: Caps = _DEFAULT_CAPS,
) -> Batch:
    """Find submissions in files, folders and zips; of folders, only the top is looked at yet.

    Args:
        paths: what to grade. A folder or a zip holds a file, a folder or a zip per student.
        assignment: tells what a submission looks like.
        prefer: which one is graded where a student has a notebook and a module of one name.
        caps: how much is read before something is refused.

    Raises:
        UsageError: a path is missing, cannot be read, is no file and no folder, is damaged,
            holds nothing, or holds more than the caps allow.
    """
    wanted = Wanted(
        functions=assignment.functions,
        names=assignment.files,
        ending=f".{prefer}",
        caps=caps,
    )
    places: dict[Path, list[Node]] = {}
    different = dict.fromkeys(paths)
    for path in different:
        # Files named one by one lie side by side exactly when their folder is the same.
        place, nodes = _found(path, str(path) if len(different) > 1 else "", caps)
        places.setdefault(place, []).extend(nodes)
    entries = [entry for nodes in places.values() for entry in rows(nodes, wanted)]
    if len(entries) > caps.rows:
        raise UsageError(f"more than {caps.rows:,} submissions: grade them in several runs")
    return Batch(
        entries=tuple(sorted(_settled(entries), key=lambda entry: (entry.student, entry.path))),
        notices=tuple(
            sorted(f"{n.path} {n.problem}" for nodes in places.values() for n in nodes if n.problem)
        ),
    )


def _found(path: Path, label: str, caps: Caps) -> tuple[Path, Sequence[Node]]:
    """Return where `path` points to, and the things there that may be submissions."""
    name = shown(str(path))
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode) and split(path.name)[1] != ZIP:
            return path.parent, [_file(path, label)]
        nodes = _folder(path, label, caps) if stat.S_ISDIR(mode) else _zip(path, label, caps)
    except FileNotFoundError as error:
        raise UsageError(f"{name} does not exist: name a file, a folder or a zip") from error
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    except Refusal as refusal:
        raise UsageError(f"{name} {refusal}") from refusal
    if not nodes:
        raise UsageError(f"{name} holds nothing to grade: name what holds the submissions")
    return path, nodes


def _file(path: Path, label: str) -> Node:
    node = DiskNode(base=path, label=shown(label or path.name), is_folder=False)
    node.open().close()  # what was named and cannot be read is worth stopping for
    return node


def _folder(path: Path, label: str, caps: Caps) -> Sequence[Node]:
    root = DiskNode(base=path, label=shown(label), is_folder=True)
    nodes = list(islice(root.children(), caps.names + 1))
    if len(nodes) > caps.names:
        raise Refusal(f"holds more than {caps.names:,} files: grade them in several runs")
    return nodes


def _zip(path: Path, label: str, caps: Caps) -> Sequence[Node]:
    node = DiskNode(base=path, label=shown(label), is_folder=False)
    return Archive.load(node.open, node.label, caps, most=caps.names).top(split(path.name)[0])


def _settled(entries: Iterable[Entry]) -> list[Entry]:
    """Refuse every row of a student who has more than one: nobody can know which is meant."""
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.path):
        groups.setdefault(entry.student, []).append(entry)
    return [entry for group in groups.values() for entry in _alone(group)]


def _alone(group: list[Entry]) -> Iterable[Entry]:
    if len(group) == 1:
        return group
    number = "two" if len(group) == 2 else str(len(group))
    paths = listed([entry.path for entry in group])
    reason = f"is one of {number} submissions for one student: {paths}; keep one"
    return (replace(entry, open=partial(refuse, reason), remarks=()) for entry in group)
