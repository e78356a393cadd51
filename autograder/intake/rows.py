"""Which of the things that lie side by side are one student's, and what is read for each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from autograder.handed import packed
from autograder.identity.people import Known
from autograder.intake.choose import NOT_FILLED, Choice, Wanted, choose, choose_in, read
from autograder.intake.model import Submission, Unreadable
from autograder.intake.names import CODE, MODULE, NOTEBOOK, ZIP, few, listed, shown, split
from autograder.intake.nodes import Node, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a batch, cheap to keep: its bytes are read when they are asked for.

    Attributes:
        student: exact name, as in `Submission`.
        path: of the file, folder or zip that stands for the student, as shown to people.
        open: reads it, or raises `Refusal` or OSError.
        remarks: what is known of the row without reading it.
        known: who the student is and how it was handed in, as far as the download says.
    """

    student: str
    path: str
    open: Callable[[], Choice] = field(repr=False)
    remarks: tuple[str, ...] = ()
    known: Known | None = None

    def read(self) -> Submission | Unreadable:
        """Read the row's bytes now; whatever a student did, it comes back as a reason."""
        try:
            choice = self.open()
        except Refusal as refusal:
            return self._unreadable(f"{self.path} {refusal}")
        except OSError as error:
            return self._unreadable(f"{self.path} cannot be read: {error.strerror}")
        return Submission(
            student=self.student,
            path=choice.node.path,
            filename=shown(choice.node.name),
            content=packed(choice.content, choice.further),
            remarks=(*self.remarks, *choice.remarks),
        )

    def _unreadable(self, reason: str) -> Unreadable:
        return Unreadable(student=self.student, path=self.path, reason=reason, remarks=self.remarks)


def refuse(reason: str) -> Choice:
    """Stand in for reading where the reason why not is known.

    Raises:
        Refusal: always.
    """
    raise Refusal(reason)


def rows(nodes: Sequence[Node], wanted: Wanted) -> list[Entry]:
    """Make rows of what lies in one place: one for each student, more only where they clash."""
    groups: dict[str, list[Node]] = {}
    for node in nodes:
        groups.setdefault(_student(node), []).append(node)
    return [entry for student, group in groups.items() for entry in row(student, group, wanted)]


def _student(node: Node) -> str:
    """Return whose it is: a file's name without its ending, a folder's whole name."""
    stem, ending = split(node.name)
    # A link or a device may stand for a folder as well, whose name may well hold a dot.
    is_file = not node.is_folder and (not node.problem or ending in (*CODE, ZIP))
    return shown(stem if is_file else node.name)


def row(student: str, group: Sequence[Node], wanted: Wanted) -> list[Entry]:
    """Make the row of one student's things; one for each that could be meant where they clash."""
    if len(pair := _pair(group, wanted)) == 2:
        picked = dict.fromkeys(pair)
        rest = [node for node in group if node not in picked]
        remarks = few(passed_over(sorted(rest, key=lambda node: node.path)))
        opener = partial(_either, pair[0], pair[1], wanted)
        return [Entry(student=student, path=pair[0].path, open=opener, remarks=remarks)]
    picked = dict.fromkeys(_picked(group, wanted))
    rest = sorted((node for node in group if node not in picked), key=lambda node: node.path)
    if not picked:
        return [_without_code(student, rest)]
    remarks = few(passed_over(rest))
    return [
        Entry(student=student, path=node.path, open=_opener(node, wanted), remarks=remarks)
        for node in picked
    ]


def passed_over(nodes: Sequence[Node]) -> list[str]:
    """Return why each of a student's other files was not read."""
    return [f"{node.path} was not read: it {_reason(node)}" for node in nodes]


def _picked(group: Sequence[Node], wanted: Wanted) -> list[Node]:
    """Return what may be the submission."""
    sound = [node for node in group if not node.problem]
    files = [node for ending in wanted.endings for node in sound if _kind(node) == ending]
    return files + [node for node in sound if node.is_folder or _kind(node) == ZIP]


def _pair(group: Sequence[Node], wanted: Wanted) -> list[Node]:
    """Return the notebook and the module, the preferred one first, where that is all there is."""
    picked = _picked(group, wanted)
    kinds = [_kind(node) for node in picked]
    return picked if kinds == list(wanted.endings) else []


def _kind(node: Node) -> str:
    return "" if node.is_folder else split(node.name)[1]


def _opener(node: Node, wanted: Wanted) -> Callable[[], Choice]:
    if node.is_folder:
        return partial(choose, node, wanted)
    if _kind(node) == ZIP:
        return partial(choose_in, node, wanted)
    return partial(read, node, wanted.caps)


def _either(first: Node, other: Node, wanted: Wanted) -> Choice:
    """Choose between a notebook and a module of one name: the first, unless only it is a stub.

    Raises:
        Refusal: it cannot be read.
        OSError: the system refuses.
    """
    choice = read(first, wanted.caps)
    if wanted.is_stub(choice.node, choice.content):
        with suppress(Refusal, OSError):
            another = read(other, wanted.caps)
            if wanted.is_in(another.content) and not wanted.is_stub(other, another.content):
                return replace(another, remarks=(f"{first.path} {NOT_FILLED}",))
    return replace(choice, remarks=tuple(passed_over([other])))


def _reason(node: Node) -> str:
    """Return why `node` is not read, to follow its path or "it"."""
    if node.problem:
        return node.problem
    if _kind(node) in CODE:
        return "is another file of the same student"
    return f"is a {_kind(node)}" if _kind(node) else "has no ending"


def _without_code(student: str, rest: Sequence[Node]) -> Entry:
    """Return the row of a student who handed in nothing that can be read."""
    first = min(rest, key=lambda node: not node.problem)
    reason = first.problem
    if not reason:
        others = [f"{node.path} {_reason(node)}" for node in rest[1:]]
        reason = f"{listed([_reason(first), *others])}; hand in a {MODULE} or {NOTEBOOK}"
    return Entry(student=student, path=first.path, open=partial(refuse, reason))
