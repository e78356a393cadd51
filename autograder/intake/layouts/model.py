"""What a layout makes of the names in a download."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from autograder.description import Assignment
from autograder.identity.people import Handed, Person
from autograder.intake.model import Caps
from autograder.intake.names import CODE, ZIP, shown, split, tidy
from autograder.intake.nodes import Node, Refusal
from autograder.intake.roster import Roster
from autograder.moments import instant, stamp

T = TypeVar("T")

# Characters of a name that are looked at: a person's, a file's of 255 each, and the platform's own.
# The time that a regular expression takes grows with them.
LONGEST = 1_000
_SHOWN = 255  # of which so many are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Things that lie side by side.

    Attributes:
        name: of the folder, or of the zip without its ending; as stored.
        nodes: what lies there, without what is ignored.
    """

    name: str
    nodes: Sequence[Node] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a layout may need to know beside names."""

    assignment: Assignment
    caps: Caps
    roster: Roster | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """A file or a folder of a download, and what the download says of it.

    Attributes:
        node: what is read, under its author's name for it.
        key: pieces of one key are one student's.
        student: the row's name, where the layout has one of its own; else it is made of `person`.
        person: who that is.
        handed: how it was handed in.
        rank: what decides between pieces that were handed in at the same time.
        is_form: it is the platform's note on a submission, and nobody's work.
        reason: what to say of it where nothing in it can be read, to follow its path; for what
            a platform writes of a submission that is no file, such as a link.
        names: what the person may be called, too, where `person.name` is a guess.
        remarks: what the instructor should know.
    """

    node: Node
    key: tuple[str, ...]
    student: str = ""
    person: Person = field(default_factory=Person)
    handed: Handed = field(default_factory=Handed)
    rank: int = 0
    is_form: bool = False
    reason: str = ""
    names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, int]:
        """Of the pieces of one student, only those of the highest order count."""
        return instant(self.handed.submitted_at), self.rank


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Understood:
    """A place as one layout reads it.

    Attributes:
        title: of the layout, such as ``a Canvas download``.
        pieces: what fits, at least one.
        others: what does not.
        is_certain: nothing else explains these names.
        notices: sentences for the instructor.
    """

    title: str
    pieces: tuple[Piece, ...]
    others: tuple[Node, ...] = ()
    is_certain: bool
    notices: tuple[str, ...] = ()

    @property
    def nearly(self) -> bool:
        """Return whether enough fits to ask the instructor."""
        return not self.is_certain and len(self.pieces) > len(self.others)


class Layout(Protocol):
    """One way to name submissions."""

    @property
    def name(self) -> str:
        """What the command line calls it."""

    @property
    def title(self) -> str:
        """What sentences call it."""

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read a place's names; None when none of them fits.

        Raises:
            UsageError: it is of this layout and cannot be used as it is.
            OSError: the system refuses.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLayout(Generic[T]):
    """A layout in which single names are read, and all of them together decide between readings.

    Attributes:
        name: what the command line calls it.
        title: what sentences call it.
        tell: reads one name, in every way in which it can be; None when it does not fit.
        settle: makes pieces, one for each name that was read.
        is_plausible: whether all that fits together is what the platform makes.
        own: names of files that the platform adds.
    """

    name: str
    title: str
    tell: Callable[[Node], T | None]
    settle: Callable[[Sequence[T], Context], Sequence[Piece]]
    is_plausible: Callable[[Sequence[T]], bool] = bool
    own: tuple[str, ...] = ()

    def understand(self, place: Place, context: Context) -> Understood | None:
        """Read every name; see `Layout.understand`."""
        told, others = fitting(place.nodes, self.tell)
        if not told:
            return None
        pieces = self.settle(told, context)
        others = [node for node in others if node.name not in self.own]
        return Understood(
            title=self.title,
            pieces=tuple(pieces),
            others=tuple(others),
            is_certain=are_alone(pieces, others) and self.is_plausible(told),
        )


def fitting(nodes: Sequence[Node], tell: Callable[[Node], T | None]) -> tuple[list[T], list[Node]]:
    """Return what `tell` makes of nodes, and the nodes of which it makes nothing."""
    told: list[T] = []
    others: list[Node] = []
    for node in nodes:
        made = tell(node) if len(node.name) <= LONGEST else None
        if made is None:
            others.append(node)
        else:
            told.append(made)
    return told, others


def may_be_work(node: Node) -> bool:
    """Return whether a student may have handed this in to be graded."""
    return node.is_folder or split(node.name)[1] in (*CODE, ZIP)


def are_alone(pieces: Sequence[Piece], others: Iterable[Node]) -> bool:
    """Return whether what does not fit is so little that what fits does so by no chance.

    A name that is too long to be looked at says nothing of the others: it may be a student's
    own choice.
    """
    short = [node for node in others if len(node.name) <= LONGEST]
    return len(short) < len(pieces) and not any(map(is_sound_work, short))


def is_sound_work(node: Node) -> bool:
    """Return whether this may be work and may be opened.

    Such a thing with a name that does not fit says that the others may fit by chance; what must
    not be opened costs its own row, and no other.
    """
    return may_be_work(node) and not node.problem


def brief(text: str) -> str:
    """Return a stranger's text fit for people, on one line and not longer than a name."""
    return shown(tidy(text))[:_SHOWN]


def handed_at(text: str) -> Handed:
    """Return what a platform's text says of the time; see `Handed.unclear`."""
    time = stamp(text)
    return Handed(submitted_at=time, unclear="" if time else brief(text))


def small(nodes: Iterable[Node], name: str, caps: Caps, most: int) -> bytes | None:
    """Return the bytes of the platform's own file `name`; None where it cannot be read.

    Args:
        nodes: where it is looked for.
        name: exact.
        caps: for everything but size.
        most: bytes that such a file may have.
    """
    found = [node for node in nodes if node.name == name and not node.is_folder]
    if len(found) != 1 or found[0].problem:
        return None
    try:
        return found[0].read(replace(caps, file_bytes=most))
    except (Refusal, OSError):
        return None
