"""From the paths on a command line to one row for every student."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Literal

from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.identity.people import Known, Person
from autograder.intake.archive import Archive
from autograder.intake.attempts import Made, identity
from autograder.intake.choose import Wanted
from autograder.intake.disk import DiskNode
from autograder.intake.layouts.model import Place
from autograder.intake.model import Caps
from autograder.intake.names import CODE, ZIP, listed, nowhere, shown, split
from autograder.intake.nodes import LINK, Node, Refusal
from autograder.intake.reading import (
    Found,
    Reading,
    absent,
    attendance,
    understand,
    views,
)
from autograder.intake.rows import Entry, refuse

_DEFAULT_CAPS = Caps()
_RECOGNISED = Reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Every submission that was found, unread.

    Attributes:
        entries: sorted by student, by code point, then by path.
        notices: sentences for the instructor: what is not followed, and where.
        absent: whoever is in the roster and handed in nothing, by what their row would be called;
            without those whom nothing but a shared name tells.
    """

    entries: tuple[Entry, ...]
    notices: tuple[str, ...] = ()
    absent: Mapping[str, Known] = field(default_factory=dict)

    @property
    def students(self) -> frozenset[str]:
        """Everybody who is known of: with a row, or without one in the roster."""
        return frozenset((*(entry.student for entry in self.entries), *self.absent))


def plan(
    paths: Sequence[Path],
    assignment: Assignment,
    *,
    prefer: Literal["ipynb", "py"] = "ipynb",
    caps: Caps = _DEFAULT_CAPS,
    reading: Reading = _RECOGNISED,
) -> Batch:
    """Find submissions in files, folders and zips; of students' files, only names are looked at.

    Args:
        paths: what to grade. A folder or a zip holds a file, a folder or a zip per student.
        assignment: tells what a submission looks like.
        prefer: which one is graded where a student has a notebook and a module of one name.
        caps: how much is read before something is refused.
        reading: how names are understood; downloads of known layouts are recognised unless it
            says otherwise.

    Raises:
        UsageError: a path is missing, cannot be read, is no file and no folder, is damaged,
            holds nothing, holds more than the caps allow, or is not of the layout that
            was named.
    """
    wanted = Wanted.by(assignment, f".{prefer}", caps)
    made = Made.joined(
        [
            _understood(place, found, reading, wanted, assignment)
            for place, found in _places(paths, caps).items()
        ]
    )
    entries = made.entries
    if len(entries) > caps.rows:
        raise UsageError(f"more than {caps.rows:,} submissions: grade them in several runs")
    notices = sorted(made.notices)
    missing: dict[str, Known] = {}
    if reading.roster is not None:
        notices += attendance(made, reading.roster)
        missing = _by_name(absent(made, reading.roster))
    return Batch(
        entries=tuple(sorted(_settled(entries), key=lambda entry: (entry.student, entry.path))),
        notices=tuple(notices),
        absent=missing,
    )


def _by_name(people: Iterable[Person]) -> dict[str, Known]:
    """Return people by what their rows would be called, without those who share that."""
    people = list(people)
    times = Counter(map(identity, people))
    return {identity(each): Known(person=each) for each in people if times[identity(each)] == 1}


def _places(paths: Sequence[Path], caps: Caps) -> dict[Path, Found]:
    """Return what lies side by side, by folder or zip; for files, the folder that they are in."""
    places: dict[Path, Found] = {}
    files: dict[Path, list[Node]] = {}
    different = dict.fromkeys(paths)
    for path in different:
        found = _found(path, str(path) if len(different) > 1 else "", caps)
        if isinstance(found, Found):
            places[path] = found
        else:
            files.setdefault(path.parent, []).append(found)
    for folder, nodes in files.items():
        beside = [*places[folder].views[0].nodes, *nodes] if folder in places else nodes
        places[folder] = _found_in(views(folder.name, beside, caps))
    return places


def _found(path: Path, label: str, caps: Caps) -> Found | Node:
    """Return the things in the folder or zip that `path` points to, or the file that it is."""
    name = shown(str(path))
    if path.is_symlink() and split(path.name)[1] in CODE:  # a shell's *.py names students' links
        return _named(path, label, problem=LINK)
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode) and split(path.name)[1] != ZIP:
            return _file(path, label)
        return _folder(path, label, caps) if stat.S_ISDIR(mode) else _zip(path, label, caps)
    except FileNotFoundError as error:
        raise nowhere(name) from error
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error
    except Refusal as refusal:
        raise UsageError(f"{name} {refusal}") from refusal


def _understood(
    place: Path, found: Found, reading: Reading, wanted: Wanted, assignment: Assignment
) -> Made:
    try:
        return understand(found, reading, wanted, assignment)
    except OSError as error:
        raise UsageError(f"{shown(str(place))} cannot be read: {error.strerror}") from error
    except Refusal as refusal:
        raise UsageError(f"{shown(str(place))} {refusal}") from refusal


def _file(path: Path, label: str) -> Node:
    node = _named(path, label, problem="")
    node.open().close()  # what was named and cannot be read is worth stopping for
    return node


def _named(path: Path, label: str, problem: str) -> DiskNode:
    return DiskNode(base=path, label=shown(label or path.name), is_folder=False, problem=problem)


def _folder(path: Path, label: str, caps: Caps) -> Found:
    root = DiskNode(base=path, label=shown(label), is_folder=True)
    nodes = list(islice(root.children(), caps.names + 1))
    if len(nodes) > caps.names:
        raise Refusal(f"contains more than {caps.names:,} files: grade them in several runs")
    return _found_in(views(path.resolve().name, nodes, caps))


def _found_in(places: tuple[Place, ...]) -> Found:
    return Found(plain=lambda: places[0], views=places)


def _zip(path: Path, label: str, caps: Caps) -> Found:
    node = DiskNode(base=path, label=shown(label), is_folder=False)
    archive = Archive.load(node.open, node.label, caps, most=caps.names, is_outer=True)
    stem = split(path.name)[0]
    return Found(
        plain=lambda: Place(name=stem, nodes=archive.top(stem)),
        views=views(stem, archive.root().children(), caps),
        notices=(f"{shown(path.name)} {archive.notice}",) if archive.notice else (),
    )


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
    known = group[0].known if all(entry.known == group[0].known for entry in group) else None
    return (
        replace(entry, open=partial(refuse, reason), remarks=(), known=known) for entry in group
    )
