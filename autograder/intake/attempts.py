"""From the pieces of a download to one row for each student, with the attempt that counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce

from autograder.identity.parties import Found, Party
from autograder.identity.people import ID_KINDS, Handed, Known, Person, filled, merged
from autograder.intake.choose import Choice, Wanted, choose
from autograder.intake.layouts.model import Piece, is_sound_work
from autograder.intake.names import few, listed
from autograder.intake.nodes import Bundle, Refusal
from autograder.intake.roster import Listed, Roster
from autograder.intake.rows import Entry, passed_over, row


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Rows, and what a roster had to do with them.

    Attributes:
        entries: the rows.
        listed: who of the roster has one.
        by_name: how many of them were found by nothing but a name.
        perhaps: who of the roster may have one, which nothing proves.
        unclear: how many students they may be.
        notices: sentences for the instructor.
    """

    entries: list[Entry]
    listed: list[Listed] = field(default_factory=list)
    by_name: int = 0
    perhaps: list[Listed] = field(default_factory=list)
    unclear: int = 0
    notices: tuple[str, ...] = ()

    @classmethod
    def joined(cls, parts: Sequence[Made]) -> Made:
        """Return all parts as one."""
        return cls(
            entries=[each for part in parts for each in part.entries],
            listed=[each for part in parts for each in part.listed],
            by_name=sum(part.by_name for part in parts),
            perhaps=[each for part in parts for each in part.perhaps],
            unclear=sum(part.unclear for part in parts),
            notices=tuple(notice for part in parts for notice in part.notices),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Student:
    """All that a download holds of one student.

    Attributes:
        name: of the row, where the layout gives one; else empty.
        names: what the person may be called, too.
        person: as the download tells, then as the roster does.
        listed: the line of the roster that was found.
        is_by_name: it was found by the name alone.
        perhaps: the lines that may be meant, where that is not sure.
    """

    name: str
    person: Person
    pieces: tuple[Piece, ...]
    names: tuple[str, ...] = ()
    listed: Listed | None = None
    is_by_name: bool = False
    perhaps: tuple[Listed, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def handed(self) -> Handed:
        """What the roster says of how it was handed in."""
        return Handed() if self.listed is None else self.listed.handed

    def known(self, handed: Handed) -> Known:
        """Return all that is known of whoever handed in so."""
        section = self.listed.section if self.listed else ""
        return Known(person=self.person, handed=handed, section=section)


def entries(pieces: Iterable[Piece], wanted: Wanted, roster: Roster | None) -> Made:
    """Make the rows of a download."""
    groups: dict[tuple[str, ...], list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(piece.key, []).append(piece)
    students = [_student(group) for group in groups.values()]
    if roster is not None:
        students = _looked_up([_as_listed(student, roster) for student in students], roster)
    return _made([entry for student in students for entry in _entries(student, wanted)], students)


def introduced(rows: Sequence[Entry], roster: Roster) -> Made:
    """Add what a roster knows to rows whose students are named by themselves."""
    students = [_Student(name=row.student, person=Person(), pieces=()) for row in rows]
    found = _looked_up(students, roster)
    known = [
        replace(row, remarks=few([*student.remarks, *row.remarks]))
        if student.listed is None
        else replace(row, known=student.known(student.handed))
        for row, student in zip(rows, found, strict=True)
    ]
    return _made(known, found)


def _made(rows: list[Entry], students: Sequence[_Student]) -> Made:
    return Made(
        entries=rows,
        listed=[student.listed for student in students if student.listed is not None],
        by_name=sum(student.is_by_name for student in students),
        perhaps=[each for student in students for each in student.perhaps],
        unclear=sum(bool(student.perhaps) for student in students),
    )


def identity(person: Person) -> str:
    """Return what a row of this person is called: readable, and the same in every download.

    The user name, else the e-mail address, each of which is one person's; else the name with
    the number that tells people of one name apart.
    """
    if person.username or person.email:
        return person.username or person.email.casefold()
    number = person.lms_id or person.sis_id or next(iter(person.ids), "")
    return f"{person.name} ({number})" if person.name and number else person.name or number


def _student(group: Sequence[Piece]) -> _Student:
    """Collect what the pieces of one student say."""
    person = reduce(merged, (piece.person for piece in group))
    names = tuple(dict.fromkeys(name for piece in group for name in piece.names))
    return _Student(name=group[0].student, person=person, names=names, pieces=tuple(group))


def _as_listed(student: _Student, roster: Roster) -> _Student:
    """Return a student whose name was a guess under the reading of it that the roster has."""
    person = student.person
    for name in (person.name, *student.names) if student.names else ():
        if roster.by_name(name):
            guessed = tuple(kind for kind in person.guessed if kind != "name")
            return replace(student, person=replace(person, name=name, guessed=guessed))
    return student


def _as_read(person: Person) -> Person:
    """Return a person without what was guessed."""
    told = {kind: getattr(person, kind) for kind in ("name", *ID_KINDS)}
    read = {kind: value for kind, value in told.items() if kind not in person.guessed}
    return Person(ids=() if "ids" in person.guessed else person.ids, **read)


def _looked_up(students: Sequence[_Student], roster: Roster) -> list[_Student]:
    """Find students in the roster."""
    asking = [_party(student) for student in students]
    return [
        _of_list(student, one, roster)
        for student, one in zip(students, roster.find(asking), strict=True)
    ]


def _party(student: _Student) -> Party:
    title = student.name or identity(student.person)
    return Party(person=student.person, called=student.name, title=title)


def _of_list(student: _Student, found: Found, roster: Roster) -> _Student:
    if found.place is not None:
        one = roster.people[found.place]
        person = merged(one.person, _as_read(student.person))
        return replace(student, person=person, listed=one, is_by_name=found.is_by_name)
    if not found.doubt:
        return replace(student, remarks=("is not in the roster",))
    perhaps = tuple(roster.people[place] for place in found.perhaps)
    remark = f"the roster does not say who this is: it {found.doubt}"
    return replace(student, remarks=(remark,), perhaps=perhaps)


def _entries(student: _Student, wanted: Wanted) -> list[Entry]:
    """Return the student's row; several where files clash and nobody knows which counts."""
    kept, replaced = _latest(student.pieces)
    files = [piece for piece in kept if not piece.is_form]
    work = [piece for piece in files if not piece.reason] or files or kept
    handed = filled(_handed(kept, student.pieces), student.handed)
    remarks = [*dict.fromkeys(remark for piece in work for remark in piece.remarks)]
    remarks += [*student.remarks, *_on_time(handed, kept)]
    remarks += [f"{p.node.path} {p.reason}" for p in files if p.reason and p not in work]
    if replaced:
        paths = listed([piece.node.path for piece in replaced])
        remarks.append(f"earlier attempts are not graded: {paths}")
    known = student.known(handed)
    name = student.name or identity(student.person)
    return [
        replace(each, remarks=few([*remarks, *each.remarks]), known=known)
        for each in _read(name, work, wanted)
    ]


def _on_time(handed: Handed, kept: Sequence[Piece]) -> Iterator[str]:
    """Yield what is to be said of times that are there and not understood."""
    if handed.unclear:
        yield f"its time, {handed.unclear}, is not understood"
    if len(_times(kept)) > 1 and handed.unclear:
        yield "it is not known which attempt is the last, so all are read as one"


def _times(pieces: Sequence[Piece]) -> set[str]:
    """Return the different times that pieces tell, understood or not."""
    handed = (piece.handed for piece in pieces)
    return {each.submitted_at or each.unclear for each in handed} - {""}


def _read(name: str, work: Sequence[Piece], wanted: Wanted) -> list[Entry]:
    """Return the row as if the student's files lay in a folder, or alone."""
    nodes = tuple(sorted((piece.node for piece in work), key=lambda node: node.path))
    if sum(map(is_sound_work, nodes)) < 2:
        found = row(name, nodes, wanted)
    else:
        bundle = Bundle.of([node for node in nodes if is_sound_work(node)])
        remarks = tuple(passed_over([node for node in nodes if not is_sound_work(node)]))
        opener = partial(choose, bundle, wanted)
        found = [Entry(student=name, path=bundle.path, open=opener, remarks=remarks)]
    reasons = [piece.reason for piece in work]
    if not all(reasons):
        return found
    return [replace(each, open=partial(_or_say, each.open, reasons[0])) for each in found]


def _or_say(opener: Callable[[], Choice], reason: str) -> Choice:
    """Open a row of what is no file; where nothing in it can be read, say what it is.

    Raises:
        Refusal: nothing can be read.
        OSError: the system refuses.
    """
    try:
        return opener()
    except Refusal as refusal:
        raise Refusal(reason) from refusal


def _latest(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Return the pieces that count, and those in whose place others came, without notes.

    Where a time is not understood and there are several, nobody knows which came last, unless
    attempts are numbered.
    """
    orders = {id(piece): piece.order for piece in pieces}
    if len(_times(pieces)) > 1 and any(piece.handed.unclear for piece in pieces):
        if any(piece.handed.attempt is None for piece in pieces):
            return [*pieces], []
        orders = {id(piece): ("", piece.handed.attempt or 0) for piece in pieces}
    last = max(orders.values())
    kept = [piece for piece in pieces if orders[id(piece)] == last]
    rest = [piece for piece in pieces if orders[id(piece)] != last and not piece.is_form]
    return kept, sorted(rest, key=lambda piece: orders[id(piece)])


def _handed(kept: Sequence[Piece], every: Sequence[Piece]) -> Handed:
    """Return how the pieces that count were handed in."""
    handed = [piece.handed for piece in kept]
    marks = [each.is_late for each in handed if each.is_late is not None]
    seconds = [each.seconds_late for each in handed if each.seconds_late is not None]
    attempts = [each.attempt for each in handed if each.attempt is not None]
    is_unclear = any(each.unclear for each in handed)
    seen = 1 if is_unclear else len({piece.order for piece in every})
    return Handed(
        submitted_at="" if is_unclear else max((each.submitted_at for each in handed), default=""),
        is_late=any(marks) if marks else None,
        seconds_late=max(seconds, default=None),
        attempt=max(attempts, default=seen if seen > 1 else None),
        unclear=" or ".join(sorted(_times(kept))) if is_unclear else "",
    )
