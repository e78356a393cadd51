"""nbgrader: ``submitted/ada/ps1/``, in which ``timestamp.txt`` lies beside the notebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import PurePath

from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.identity.people import Handed
from autograder.intake.layouts.model import (
    Context,
    Piece,
    Place,
    Understood,
    handed_at,
    is_sound_work,
    small,
)
from autograder.intake.names import listed, shown
from autograder.intake.nodes import Node, Refusal

_SUBMITTED = "submitted"
_STEPS = frozenset(
    {"source", "release", "source_with_tests", _SUBMITTED, "autograded", "feedback", "solution"}
)
_TIMESTAMP = "timestamp.txt"
_LARGEST_TIMESTAMP = 4096

# A student's folder, and what lies in it; None where it cannot be listed.
_Student = tuple["Node", "list[Node] | None"]


class _Nbgrader:
    name = "nbgrader"
    title = "an nbgrader course"

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Look two folders deep; see `Layout.understand`."""
        found = _submitted(place, context)
        if found is None:
            return None
        nodes, beside = found
        students = [(node, _children(node, context)) for node in nodes if node.is_folder]
        others = tuple(node for node in nodes if not node.is_folder)
        inside = [child for _, below in students for child in below or ()]
        folders = Counter(child.name for child in inside if child.is_folder)
        if not folders:
            return None
        certain = folders.total() == len(inside) and not any(map(is_sound_work, others))
        certain = certain and all(n.name in _STEPS for n in beside if n.is_folder)
        wanted = _wanted(folders, context.assignment) if certain else next(iter(folders))
        pieces, without = _pieces(students, wanted, context)
        return Understood(
            title=self.title,
            pieces=tuple(pieces),
            others=others,
            is_certain=certain,
            notices=(*_beside(beside), *_without(without, wanted)),
        )


def _submitted(place: Place, context: Context) -> tuple[list[Node], list[Node]] | None:
    """Return what lies in ``submitted``, and what lies beside it."""
    if place.name == _SUBMITTED:
        return list(place.nodes), []
    inner = [node for node in place.nodes if node.is_folder and node.name == _SUBMITTED]
    if not inner:
        return None
    return _children(inner[0], context) or [], [
        node for node in place.nodes if node is not inner[0]
    ]


def _children(node: Node, context: Context) -> list[Node] | None:
    """Return what lies in a folder; None where the row will have to say why it cannot be read."""
    try:
        found = list(islice(node.children(), context.caps.names + 1))
    except (Refusal, OSError):
        return None
    return found if len(found) <= context.caps.names else None


def _wanted(names: Counter[str], assignment: Assignment) -> str:
    """Return the name of the folder that holds the assignment.

    Raises:
        UsageError: it is not known which of several.
    """
    own = {assignment.id, *(PurePath(file).stem for file in assignment.files)}
    candidates = [name for name in names if name in own] or list(names)
    if len(candidates) > 1:
        raise UsageError(
            f"{_SUBMITTED} holds several assignments, {listed([*map(shown, sorted(candidates))])}: "
            f"leave only the one to grade there, or name its folders {assignment.id}; if it is no "
            "nbgrader course, say --layout plain"
        )
    return candidates[0]


def _pieces(
    students: list[_Student], wanted: str, context: Context
) -> tuple[list[Piece], list[Node]]:
    """Return the students' pieces, and who has none."""
    pieces: list[Piece] = []
    without: list[Node] = []
    for student, below in students:
        found = [node for node in below or () if node.name == wanted and node.is_folder]
        found = [student] if below is None else found
        pieces += [_piece(student, node, context) for node in found]
        without += [] if found else [student]
    return pieces, without


def _piece(student: Node, folder: Node, context: Context) -> Piece:
    name = shown(student.name)
    handed = _handed(_children(folder, context) or [], context)
    return Piece(
        node=folder,
        key=(name,),
        student=name,  # a course may call its students by user names, numbers or anything
        handed=handed,
    )


def _handed(nodes: Sequence[Node], context: Context) -> Handed:
    if all(node.name != _TIMESTAMP for node in nodes):
        return Handed()
    content = small(nodes, _TIMESTAMP, context.caps, _LARGEST_TIMESTAMP)
    text = "" if content is None else content.decode("utf-8", "replace").strip()
    return handed_at(text or f"a {_TIMESTAMP} that is empty or cannot be read")


def _beside(nodes: Sequence[Node]) -> tuple[str, ...]:
    return tuple(f"{node.path} lies beside {_SUBMITTED} and is not graded" for node in nodes)


def _without(nodes: Sequence[Node], wanted: str) -> tuple[str, ...]:
    return tuple(f"{node.path} holds no {shown(wanted)}, and has no row" for node in nodes)


NBGRADER = _Nbgrader()
