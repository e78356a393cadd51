"""Which file of a student's folder is the submission."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.description import Assignment
from autograder.intake.model import Caps
from autograder.intake.names import CODE, MODULE, NOTEBOOK, ZIP, few, listed, split
from autograder.intake.nodes import Node, Refusal, size
from autograder.intake.stubs import Stubs

# What a remark says of a file that was passed over.
NOT_FILLED = "was ignored: its functions are as they were handed out, with nothing filled in"

_CAPS = Caps()
_NO_STUBS = Stubs()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the file that is looked for may be known by.

    Attributes:
        functions: names of the graded functions.
        names: under which the assignment is handed in, best first.
        ending: the preferred one, where both kinds are there.
        caps: how much is read.
        stubs: what the hand-out's own files hold.
        further: names of files that belong to it where they lie beside it.
    """

    functions: tuple[str, ...]
    names: tuple[str, ...]
    ending: str
    caps: Caps
    stubs: Stubs = _NO_STUBS
    further: tuple[str, ...] = ()

    @classmethod
    def by(cls, assignment: Assignment, ending: str = NOTEBOOK, caps: Caps = _CAPS) -> Wanted:
        """Return what an assignment's submissions are known by."""
        return cls(
            functions=assignment.functions,
            names=assignment.files,
            ending=ending,
            caps=caps,
            stubs=Stubs.of(assignment),
            further=assignment.further,
        )

    @property
    def endings(self) -> tuple[str, ...]:
        """Both endings, the preferred one first."""
        return (self.ending, *(ending for ending in CODE if ending != self.ending))

    def is_in(self, content: bytes) -> bool:
        """Return whether a graded function is defined in a module's or a notebook's bytes."""
        names = b"|".join(re.escape(name.encode()) for name in self.functions)
        plain = content.replace(b"\0", b"")  # so that UTF-16 reads as ASCII does
        return re.search(rb"def[ \t]+(?:" + names + rb")\b", plain) is not None

    def is_stub(self, node: Node, content: bytes) -> bool:
        """Return whether a file is as it was handed out, with nothing filled in."""
        return self.stubs.is_all(content, node.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The file that is graded, its bytes, and what the instructor should know of the others.

    Attributes:
        further: the declared files that lie beside it, by name.
    """

    node: Node
    content: bytes
    remarks: tuple[str, ...] = ()
    further: Mapping[str, bytes] = field(default_factory=dict)


def read(node: Node, caps: Caps) -> Choice:
    """Choose the only file there is.

    Raises:
        Refusal: it cannot be read.
        OSError: the system refuses.
    """
    return Choice(node=node, content=node.read(caps))


def choose(folder: Node, wanted: Wanted) -> Choice:
    """Choose from everything below a student's folder.

    Of the files that define a graded function and are not as they were handed out (of all that
    define one, if all are; of all code files, if none does): the only one, else one with the
    assignment's own name, else the only notebook. Files of the same bytes are one. Where there is
    no code but one zip, what is in that.

    Raises:
        Refusal: there is none, or there are several.
        OSError: the system refuses.
    """
    files = folder.files(wanted.caps)
    for node in files:
        if node.is_hostile:
            raise Refusal(f"contains a file that is refused: {node.path} {node.problem}")
    contents, trouble = read_all(folder, files, wanted.caps)
    zips = [node for node in files if split(node.name)[1] == ZIP and not node.problem]
    if not contents and len(zips) == 1:
        return choose_in(zips[0], wanted)
    if not contents:
        raise Refusal(_nothing(files, trouble))
    contents = _different(contents, wanted, trouble)
    defining = [node for node in contents if wanted.is_in(contents[node])]
    if len(defining) > 1:
        filled = [node for node in defining if not wanted.is_stub(node, contents[node])]
        stubs = [node for node in defining if node not in filled] if filled else []
        trouble += [f"{node.path} {NOT_FILLED}" for node in stubs]
        defining = filled or defining
    chosen = defining[0] if len(defining) == 1 else _pick(defining or [*contents], wanted)
    if chosen is None:
        raise Refusal(_several(defining, [*contents], wanted))
    others = [node.path for node in defining if node is not chosen]
    if others:
        trouble.append(f"{chosen.path} is graded; {listed(others)} could have been meant too")
    further = _further(chosen, files, wanted, trouble)
    return Choice(node=chosen, content=contents[chosen], remarks=few(trouble), further=further)


def choose_in(node: Node, wanted: Wanted) -> Choice:
    """Choose from everything in a student's zip; see `choose`.

    Raises:
        Refusal: it is no zip, or there is nothing to choose, or there are several.
        OSError: the system refuses.
    """
    root = node.unpacked(wanted.caps)
    choice = choose(root, wanted)
    remarks = (f"{node.path} {root.notice}",) if root.notice else ()
    return replace(choice, remarks=(*remarks, *choice.remarks))


def read_all(
    folder: Node, files: Sequence[Node], caps: Caps
) -> tuple[dict[Node, bytes], list[str]]:
    """Read every code file; return the others' problems as sentences.

    What counts against the cap is what reading costs, whatever comes of it.

    Raises:
        Refusal: they are too large together.
    """
    contents: dict[Node, bytes] = {}
    trouble = [f"{node.path} {node.problem}" for node in files if node.problem]
    total = folder.claimed
    for node in files:
        if node.problem or split(node.name)[1] not in CODE:
            continue
        if node.claimed <= caps.file_bytes:  # else it is refused unread
            total += node.claimed
        try:
            if total <= caps.student_bytes:
                contents[node] = node.read(caps)
        except Refusal as refusal:
            trouble.append(f"{node.path} {refusal}")
        except OSError as error:
            trouble.append(f"{node.path} cannot be read: {error.strerror}")
        else:
            total += 0 if node.claimed else len(contents.get(node, b""))
        if total > caps.student_bytes:
            raise Refusal(
                f"contains more than {size(caps.student_bytes)} of code: "
                "hand in only the files to be graded"
            )
    return contents, trouble


def _further(
    chosen: Node, files: Sequence[Node], wanted: Wanted, trouble: list[str]
) -> dict[str, bytes]:
    """Return the declared files that lie beside the chosen one; note those that cannot be read."""
    folder = chosen.path.rpartition("/")[0]
    beside = {node.name: node for node in files if node.path.rpartition("/")[0] == folder}
    found: dict[str, bytes] = {}
    for name in wanted.further:
        node = beside.get(name)
        if node is None or node is chosen or node.problem:
            continue
        try:
            found[name] = node.read(wanted.caps)
        except Refusal as refusal:
            trouble.append(f"{node.path} {refusal}")
        if sum(map(len, found.values())) > wanted.caps.student_bytes:
            raise Refusal(
                f"contains further files of more than {size(wanted.caps.student_bytes)}: hand in "
                "smaller ones"
            )
    return found


def _different(
    contents: dict[Node, bytes], wanted: Wanted, trouble: list[str]
) -> dict[Node, bytes]:
    """Return one of all files of the same bytes: that with the assignment's own name, if any."""
    alike: dict[tuple[str, bytes], list[Node]] = {}
    for node, content in contents.items():
        alike.setdefault((split(node.name)[1], content), []).append(node)
    kept: list[Node] = []
    for nodes in alike.values():
        first = min(nodes, key=lambda node: (node.name not in wanted.names, node.depth))
        copies = [node.path for node in nodes if node is not first]
        trouble += [f"{listed([first.path, *copies])} have the same content"] if copies else []
        kept.append(first)
    return {node: content for node, content in contents.items() if node in kept}


def _pick(pool: Sequence[Node], wanted: Wanted) -> Node | None:
    """Choose by name, then by kind; of several with one name, the one nearest to the top."""
    named = sorted(
        (node for node in pool if node.name in wanted.names),
        key=lambda node: (
            wanted.endings.index(split(node.name)[1]),
            wanted.names.index(node.name),
            node.depth,
        ),
    )
    if named and (len(named) == 1 or _rank(named[0]) != _rank(named[1])):
        return named[0]
    for ending in dict.fromkeys((wanted.ending, NOTEBOOK)):
        alike = [node for node in pool if split(node.name)[1] == ending]
        if len(alike) == 1:
            return alike[0]
    return None


def _rank(node: Node) -> tuple[str, int]:
    return node.name, node.depth


def _nothing(files: Sequence[Node], trouble: Sequence[str]) -> str:
    hand_in = f"hand in a {MODULE} or {NOTEBOOK}"
    if not files:
        return f"is empty: {hand_in}"
    if trouble:
        return f"contains no {MODULE} or {NOTEBOOK} that can be read: {'; '.join(few(trouble))}"
    return f"contains no {MODULE} or {NOTEBOOK}, only {listed([n.path for n in files])}: {hand_in}"


def _several(defining: Sequence[Node], every: Sequence[Node], wanted: Wanted) -> str:
    names = " or ".join(wanted.names)
    if defining:
        paths = listed([node.path for node in defining])
        return f"contains several files that could be the submission, {paths}: name one {names}"
    functions = " or ".join(wanted.functions)
    paths = listed([node.path for node in every])
    return f"contains no file that defines {functions}, only {paths}: name one {names}"
