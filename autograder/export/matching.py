"""Which row of a sheet is which student of the gradebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.identity.matching import Listing
from autograder.identity.parties import Party
from autograder.identity.people import label
from autograder.policy.final import Final
from autograder.sheets.forms import Line
from autograder.text import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A student and the row of the sheet that is theirs.

    Attributes:
        by: the key that they share, for people.
    """

    final: Final
    line: Line
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """What became of everybody.

    Attributes:
        matched: in the order of the gradebook.
        unclear: those for whom nothing is written, because it is not sure whose row theirs is;
            and why, to follow the student's name.
        absent: those of the gradebook whom the sheet does not have.
        strangers: rows of the sheet whom the gradebook does not have.
    """

    matched: list[Match] = field(default_factory=list)
    unclear: list[tuple[Final, str]] = field(default_factory=list)
    absent: list[Final] = field(default_factory=list)
    strangers: list[Line] = field(default_factory=list)


def match(finals: Iterable[Final], lines: Sequence[Line]) -> Matches:
    """Find each student's row, by the rules of `autograder.identity.matching`."""
    everybody = list(finals)
    asking = [
        Party(person=final.known.person, called=final.row.result.student, title=named(final))
        for final in everybody
    ]
    listed = [Party(person=line.person, title=titled(line)) for line in lines]
    matches = Matches()
    in_question: set[int] = set()
    for final, one in zip(everybody, Listing(listed).find(asking), strict=True):
        if one.place is not None:
            in_question.add(one.place)
            matches.matched.append(Match(final=final, line=lines[one.place], by=one.by))
        elif one.doubt:
            in_question.update(one.perhaps)
            matches.unclear.append((final, one.doubt))
        else:
            matches.absent.append(final)
    rest = (line for place, line in enumerate(lines) if place not in in_question)
    matches.strangers.extend(rest)
    return matches


def named(final: Final) -> str:
    """Return what sentences call a student."""
    return visible(label(final.row.result.student, final.known.person))


def titled(line: Line) -> str:
    """Return what sentences call a row of a sheet."""
    person = line.person
    called = person.name or person.username or person.email or person.lms_id
    return visible(f"row {line.row + 1}, {called}" if called else f"row {line.row + 1}")
