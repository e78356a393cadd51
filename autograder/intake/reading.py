"""How the names in a place are understood: as was said, or as they are recognised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from autograder.description import Assignment
from autograder.errors import UsageError
from autograder.identity.people import Person
from autograder.intake.attempts import Made, entries, identity, introduced
from autograder.intake.choose import Wanted, read_all
from autograder.intake.layouts.model import Context, Layout, Place, Understood, may_be_work
from autograder.intake.layouts.recognise import LAYOUTS, PLAIN, as_said, recognise
from autograder.intake.model import Caps
from autograder.intake.names import ZIP, listed, shown, split
from autograder.intake.nodes import Node, Refusal
from autograder.intake.roster import Listed, Roster
from autograder.intake.roster_csv import beside
from autograder.intake.rows import rows
from autograder.text import nfc

_LOOKED_AT = 100  # folders of a class, to find two that hold what is wanted
_NOTHING = "contains nothing to grade: name the folder or file of the submissions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the instructor says that names are to be understood.

    Attributes:
        layout: which one; None where it is to be recognised.
        is_plain: every name is a student's, and nothing is recognised.
        roster: who is in the class.
    """

    layout: Layout | None = None
    is_plain: bool = False
    roster: Roster | None = None

    @classmethod
    def of(cls, *, layout: str = "", pattern: str = "", roster: Roster | None = None) -> Reading:
        """Return what the options of these names say; empty ones say nothing.

        Raises:
            UsageError: they contradict each other, or the pattern cannot be used.
        """
        if layout and pattern:
            raise UsageError("--layout and --pattern both set how names are read: use only one")
        if pattern:
            from autograder.intake.layouts.pattern import PatternLayout  # and regex, only here

            return cls(layout=PatternLayout.compile(pattern), roster=roster)
        named = next((each for each in LAYOUTS if each.name == layout), None)
        return cls(layout=named, is_plain=layout == PLAIN, roster=roster)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A place that was named, or that files named one by one lie in.

    Attributes:
        plain: gives the place where each name is taken for a student's.
        views: where layouts are looked for, the place itself first.
        notices: sentences for the instructor.
    """

    plain: Callable[[], Place] = field(repr=False)
    views: tuple[Place, ...]
    notices: tuple[str, ...] = ()


def views(name: str, nodes: Sequence[Node], caps: Caps) -> tuple[Place, ...]:
    """Return a place, and the place inside the only folder that it holds, and so on.

    Args:
        name: the place's.
        nodes: what lies there.
        caps: for how much is listed, and how deep.
    """
    seen = [Place(name=name, nodes=nodes)]
    while len(seen) <= caps.student_depth and (below := _inside(seen[-1], caps)) is not None:
        seen.append(below)
    return tuple(seen)


def _inside(place: Place, caps: Caps) -> Place | None:
    """Return the place inside the only folder that a place holds; None where it is not that."""
    folders = [node for node in place.nodes if node.is_folder]
    rest = [n for n in place.nodes if not n.is_folder and (n.problem or not may_be_work(n))]
    if len(folders) != 1 or len(rest) + 1 != len(place.nodes):
        return None
    try:
        below = list(islice(folders[0].children(), caps.names + 1))
    except (Refusal, OSError):  # it is a row, which says why
        return None
    return Place(name=folders[0].name, nodes=[*below, *rest]) if len(below) <= caps.names else None


def understand(found: Found, reading: Reading, wanted: Wanted, assignment: Assignment) -> Made:
    """Make the rows of a place.

    Raises:
        UsageError: it is not what was said, or cannot be used.
        Refusal: it holds nothing.
        OSError: the system refuses.
    """
    context = Context(assignment=assignment, caps=wanted.caps, roster=reading.roster)
    if not found.views[0].nodes:
        raise Refusal(_NOTHING)
    notices: tuple[str, ...] = ()
    understood: Understood | None = None
    if reading.layout is not None:
        understood = as_said(found.views, reading.layout, context)
        notices = understood.notices
    elif not reading.is_plain:
        understood, notices = recognise(found.views, context)
    if understood is None:
        plain = found.plain()
        if not plain.nodes:
            raise Refusal(_NOTHING)
        if not reading.is_plain:
            places = views(plain.name, plain.nodes, wanted.caps)
            for place in places:
                _refuse_wrapped(place, wanted, context)
            is_wrapped = plain is not found.views[0]  # a zip's own folder has been looked through
            plain, looked = _unwrapped(places, wanted, is_wrapped=is_wrapped)
            notices = (*notices, *looked)
        made = _plain(plain.nodes, wanted, reading.roster)
    else:
        roster = reading.roster
        if roster is None and (found_beside := beside(understood, context.caps)) is not None:
            roster, table = found_beside
            notices = (*notices, f"{table.path} is read as the worksheet of {understood.title}")
            rest = tuple(node for node in understood.others if node is not table)
            understood = replace(understood, others=rest)
        made = _laid_out(understood, wanted, roster)
    return replace(made, notices=(*found.notices, *notices, *made.notices))


def _plain(nodes: Sequence[Node], wanted: Wanted, roster: Roster | None) -> Made:
    found = rows(nodes, wanted)
    made = Made(entries=found) if roster is None else introduced(found, roster)
    return replace(made, notices=_problems(nodes))


def _unwrapped(
    places: Sequence[Place], wanted: Wanted, *, is_wrapped: bool
) -> tuple[Place, tuple[str, ...]]:
    """Look through a folder around the class's folders, and say so.

    Args:
        places: what was named, and what lies inside its only folder, and so on.
        wanted: what is looked for.
        is_wrapped: whether a folder around the first place has been looked through already.
    """
    plain, *inside = places
    for view in inside:
        # What is unpacked into a folder of its own name often lies in a second one of that name.
        is_second = not is_wrapped and nfc(view.name) == nfc(plain.name)
        if is_second or _holds_class(view, wanted):
            said = (
                f"{shown(view.name)} is the only entry, so each entry in it is read as a student's"
            )
            hint = f"--layout plain reads {shown(view.name)} as one student's folder"
            return view, (f"{said}: {hint}",)
    return plain, ()


def _holds_class(place: Place, wanted: Wanted) -> bool:
    """Return whether several folders or zips hold a graded function, and no file beside them."""
    work = [node for node in place.nodes if may_be_work(node) and not node.problem]
    if any(not node.is_folder and split(node.name)[1] != ZIP for node in work):
        return False
    found = (_is_students(node, wanted) for node in work[:_LOOKED_AT])
    return len(list(islice(filter(None, found), 2))) > 1


def _is_students(node: Node, wanted: Wanted) -> bool:
    """Return whether a folder or zip holds a graded function."""
    try:
        folder = node if node.is_folder else node.unpacked(wanted.caps)
        contents, _ = read_all(folder, folder.files(wanted.caps), wanted.caps)
    except (Refusal, OSError):
        return False
    return any(map(wanted.is_in, contents.values()))


def _laid_out(understood: Understood, wanted: Wanted, roster: Roster | None) -> Made:
    """Make rows of what fits; what does not, and may be work, is taken for a student's own."""
    made = entries(understood.pieces, wanted, roster)
    strays = [node for node in understood.others if may_be_work(node)]
    remark = f"its name does not fit {understood.title}, so it is read as a student's own"
    own = _plain(strays, wanted, roster)
    others = [replace(each, remarks=(remark, *each.remarks)) for each in own.entries]
    rest = [node for node in understood.others if not may_be_work(node)]
    notices = (
        *_problems([piece.node for piece in understood.pieces]),
        *own.notices,
        *(f"{n.path} {n.problem or f'is not part of {understood.title}'}" for n in rest),
    )
    return replace(Made.joined([made, replace(own, entries=others)]), notices=notices)


def _problems(nodes: Iterable[Node]) -> tuple[str, ...]:
    sentences = (f"{node.path} {node.problem}" for node in nodes if node.problem)
    return tuple(dict.fromkeys(sentences))


def _refuse_wrapped(place: Place, wanted: Wanted, context: Context) -> None:
    """Refuse a lone zip that holds a class: as one student's, all but one would be lost.

    Raises:
        UsageError: it is one.
    """
    work = [node for node in place.nodes if may_be_work(node)]
    if len(work) != 1 or work[0].is_folder or split(work[0].name)[1] != ZIP:
        return
    node, caps = work[0], context.caps
    try:
        inner = list(node.unpacked(replace(caps, student_files=caps.names)).children())
        seen = views(split(node.name)[0], inner, caps)
        found, _ = recognise(seen, context)
    except (Refusal, OSError):  # it is a row, which says why
        return
    is_class = any(_holds_class(view, wanted) for view in seen)
    if found is not None or is_class:
        title = "a class's folders" if found is None else found.title
        raise UsageError(
            f"{shown(place.name)} contains only {node.path}, which is {title}: name that file "
            "itself, unpacked if it is in a zip"
        )


def absent(made: Made, roster: Roster) -> list[Person]:
    """Return who of the roster has no row."""
    return [each.person for each in _without(made.listed, roster)]


def _without(some: Sequence[Listed], roster: Roster) -> list[Listed]:
    lines = {each.line for each in some}
    return [each for each in roster.people if each.line not in lines]


def attendance(made: Made, roster: Roster) -> tuple[str, ...]:
    """Return notices: who has no row, and how many rows match nobody or several people."""
    missing = _without([*made.listed, *made.perhaps], roster)
    notices = []
    if missing:
        notices.append(
            f"{len(missing)} of the students in {roster.path} handed in nothing: {_names(missing)}"
        )
    if made.unclear:
        notices.append(
            f"{made.unclear} of the submissions could be of several people in {roster.path}: "
            "--dry-run shows which; a column of IDs that the download has would settle it"
        )
    count = len(made.entries) - len(made.listed) - made.unclear
    if count > 0:
        notices.append(
            f"{count} of the submissions match nobody in {roster.path}: --dry-run shows which"
        )
    if made.by_name:
        notices.append(
            f"{made.by_name} of the submissions match {roster.path} only by name: a column "
            "of user names, addresses or IDs would make this certain"
        )
    return tuple(notices)


def _names(people: Sequence[Listed]) -> str:
    return listed([each.person.name or identity(each.person) for each in people])
