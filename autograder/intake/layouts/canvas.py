"""Canvas: ``lovelaceada_LATE_4021_88121_regularization.ipynb``.

The name is the sortable one in small letters, without anything but letters, their marks, digits
and underscores; it may be empty. Then come the user's number and the file's, which no two files
share. Anonymous grading has ``anon_x7Yz2`` for name and user. Who handed in text or a link has
``_text.html`` or ``_link.html`` behind the user's number, and no file.

A download holds what was handed in last, and nothing that came before. Canvas puts ``-1``, ``-2``
behind the stem of a file whose name the student has used before; students number files, too.

Both the person's name and the file's are of the student's choosing, and may hold numbers, so that
a name can be read in several ways. What the student cannot choose is the number of the file: it
is about as large as the others of the same download.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from autograder.identity.people import Handed, Person
from autograder.intake.layouts.model import Context, NameLayout, Piece, brief
from autograder.intake.names import listed, split
from autograder.intake.nodes import Node
from autograder.text import nfc

# Wherever a number may begin: readings overlap, so the match itself is empty.
_NUMBERS = re.compile(
    r"(?:\A|(?<=_))(?=(?P<late>LATE_)?(?P<user>[0-9]+|anon_[A-Za-z0-9]+)_"
    r"(?:(?P<id>[0-9]{1,18})_(?P<file>.+)|(?P<entry>text|link)\.html\Z))",
    re.DOTALL,
)
_MANY = 5  # names by whose majority something may be told
_APART = 10  # times, that the numbers of files of one download may differ
_NO_NAME = re.compile(r"[A-Z\s]")
_SUFFIX = re.compile(r"(?P<stem>.+)-(?P<number>[1-9][0-9]{0,3})", re.DOTALL)
_FEIGNED = (
    "its name could be read as somebody else's, or as on time, were it not for the numbers of "
    "the other files"
)
_ENTRIES = {
    "text": "is text typed into Canvas, not a file: hand in a .py or .ipynb",
    "link": "is a link, not a file: hand in a .py or .ipynb",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One way to read a name.

    Attributes:
        before: all that comes before the number of the file.
        number: of the file; empty for what is no file.
        entry: what was handed in in place of a file; empty for a file.
    """

    name: str
    is_late: bool
    user: str
    before: str
    number: str
    file: str
    entry: str

    @property
    def is_anonymous(self) -> bool:
        return self.user.startswith("anon_")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Named:
    """A node, and every way to read its name, that with the shortest name first.

    Attributes:
        is_feigned: a reading that others exclude would be of somebody else there, or on time.
    """

    node: Node
    readings: tuple[_Reading, ...]
    is_feigned: bool = False


def _tell(node: Node) -> _Named | None:
    readings = () if node.is_folder else tuple(_readings(nfc(node.name)))
    return _Named(node=node, readings=readings) if readings else None


def _readings(text: str) -> Iterator[_Reading]:
    for found in _NUMBERS.finditer(text):
        name = text[: found.start()].removesuffix("_")
        if not _NO_NAME.search(name):
            yield _Reading(
                name=name,
                is_late=bool(found["late"]),
                user=found["user"],
                before=text[: found.end("user")],
                number=found["id"] or "",
                file=found["file"] or text,
                entry=found["entry"] or "",
            )


def _settle(told: Sequence[_Named], context: Context) -> list[Piece]:
    pieces = [_piece(each) for each in _likely(told)]
    names = _own_names(pieces, context.assignment.files)
    return [
        replace(piece, node=each.node.renamed(names.get(id(piece), piece.node.name)))
        for each, piece in zip(told, pieces, strict=True)
    ]


def _likely(told: Sequence[_Named]) -> list[_Named]:
    """Leave out the readings that all names together exclude."""
    certain = [each.readings[0] for each in told if len(each.readings) == 1]
    owners = {each.user: each.name for each in certain}  # a user has one name
    least, most = _range(certain, told)
    return [_narrowed(each, owners, least, most) for each in told]


def _range(certain: Sequence[_Reading], told: Sequence[_Named]) -> tuple[int, int]:
    """Return between what the numbers of files may be.

    Where no name is certain, most of many are read rightly by the first numbers in them.
    """
    numbers = [int(each.number) for each in certain if each.number]
    if not numbers and len(told) >= _MANY:
        firsts = (each.readings[0].number for each in told)
        numbers = [median_low([int(number) for number in firsts if number] or [0])]
    return (min(numbers) // _APART, max(numbers) * _APART) if numbers else (0, sys.maxsize)


def _narrowed(named: _Named, owners: Mapping[str, str], least: int, most: int) -> _Named:
    if len(named.readings) == 1:
        return named
    likely = tuple(
        each
        for each in named.readings
        if (not each.number or least <= int(each.number) <= most)
        and owners.get(each.user, each.name) == each.name
    )
    gone = [each for each in named.readings if likely and each not in likely]
    late = any(each.is_late for each in likely)
    feigned = any(owners.get(e.user, e.name) != e.name or e.is_late is not late for e in gone)
    return replace(named, readings=likely or named.readings, is_feigned=feigned)


def _piece(named: _Named) -> Piece:
    """Return what a name tells; where it can be read in several ways, the worst for its author."""
    first, last = named.readings[0], named.readings[-1]
    users = list(dict.fromkeys(each.user for each in named.readings))
    entry = first.entry if all(each.entry for each in named.readings) else ""
    is_one = len(users) == 1
    person = Person(name=brief(first.name), lms_id="" if last.is_anonymous else last.user)
    guessed = ("name",) if is_one else ("name", "lms_id")
    if len(named.readings) > 1:
        person = replace(person, guessed=guessed)
    return Piece(
        node=named.node.renamed(last.file),
        # A name that may be of several users is put together with nothing of theirs.
        key=(first.user, first.name) if is_one else ("", last.before),
        student=_student(last, is_one=is_one),
        person=person,
        handed=Handed(is_late=any(each.is_late for each in named.readings)),
        reason=_ENTRIES.get(entry, ""),
        remarks=_several(named, users),
    )


def _student(last: _Reading, *, is_one: bool) -> str:
    if not is_one:
        return brief(last.before)
    return last.user if last.is_anonymous else ""


def _several(named: _Named, users: Sequence[str]) -> tuple[str, ...]:
    readings = named.readings
    if len(readings) == 1:
        return (_FEIGNED,) if named.is_feigned else ()
    said = f"its name can be read in {len(readings)} ways"
    if len({each.is_late for each in readings}) > 1:
        said += ", on time and late: it counts as late"
    if len(users) > 1:
        said += (
            f", of user {listed(users)}: no grade follows from any of these numbers; rename the "
            "file if you know whose it is"
        )
    return (said,)


def _own_names(pieces: Sequence[Piece], files: Sequence[str]) -> dict[int, str]:
    """Return new names, by the pieces' `id`: the assignment's own stands behind Canvas's number.

    Of several of one student, the last is meant where the first, without a number, is there too;
    else the numbers may be the student's.
    """
    numbered: dict[tuple[tuple[str, ...], str], dict[int, Piece]] = {}
    for piece in pieces:
        own, number = _unnumbered(piece.node.name)
        if own in files:
            numbered.setdefault((piece.key, own), {})[number] = piece
    names: dict[int, str] = {}
    for (_, own), some in numbered.items():
        if len(some) == 1 or 0 in some:
            names |= {id(piece): piece.node.path for piece in some.values()}
            names[id(some[max(some)])] = own
    return names


def _unnumbered(name: str) -> tuple[str, int]:
    stem, ending = split(name)
    found = _SUFFIX.fullmatch(stem)
    return (found["stem"] + ending, int(found["number"])) if found else (name, 0)


def _is_plausible(told: Sequence[_Named]) -> bool:
    """Return whether this is a download, not files with numbers such as ``week_1_2_ada.py``.

    There are several users, each with one name, not all with the same; no number of a file
    comes twice. Names that can be read in several ways say nothing of this, unless all can.
    """
    likely = [each.readings for each in _likely(told)]
    certain = [each[0] for each in likely if len(each) == 1] or [each[0] for each in likely]
    users: dict[str, set[str]] = {}
    for reading in certain:
        users.setdefault(reading.user, set()).add(reading.name)
    names = set().union(*users.values())
    numbers = [reading.number for reading in certain if reading.number]
    return (
        len(users) > 1
        and (len(names) > 1 or names == {""})
        and all(len(each) == 1 for each in users.values())
        and len(set(numbers)) == len(numbers)
    )


CANVAS = NameLayout(
    name="canvas",
    title="a Canvas download",
    tell=_tell,
    settle=_settle,
    is_plausible=_is_plausible,
)
