"""Which row of a sheet is which student of the gradebook: by equal keys, never by likeness."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from autograder.export.forms import Line
from autograder.people import Person
from autograder.policy.final import Final
from autograder.record.text import visible

__all__ = ["Match", "Matches", "match"]

# The strongest first. Names come last: two people may share one.
_KEYS = {
    "lms_id": "LMS number",
    "sis_id": "school number",
    "username": "username",
    "email": "e-mail address",
}
_NAME = "name"


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
        absent: those of the gradebook whom the sheet does not have.
        strangers: rows of the sheet whom the gradebook does not have.
        ambiguous: sentences, one for each student or row that could be several.
    """

    matched: list[Match] = field(default_factory=list)
    absent: list[Final] = field(default_factory=list)
    strangers: list[Line] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)


def match(finals: Iterable[Final], lines: Sequence[Line]) -> Matches:
    """Find each student's row.

    The first of LMS number, school number, username and e-mail address that some row has decides.
    A submission's name may be any of them, unless it is known which. The name comes last, and only
    for a row of which no number differs: that would be somebody else of the same name.
    """
    index = _Index(lines)
    matches = Matches()
    rows: dict[int, list[Match]] = defaultdict(list)
    for final in finals:
        found = index.rows_of(final)
        if isinstance(found, str):
            matches.ambiguous.append(f"{_student(final)} {found}")
        elif found is None:
            matches.absent.append(final)
        else:
            one = Match(final=final, line=found[0], by=found[1])
            matches.matched.append(one)
            rows[one.line.row].append(one)
    for row, claims in rows.items():
        if len(claims) > 1:
            students = " and ".join(_student(each.final) for each in claims)
            matches.ambiguous.append(f"{students} are all row {row + 1}")
    matches.strangers.extend(line for line in lines if line.row not in rows)
    return matches


class _Index:
    """The rows of a sheet, by each of their keys."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in lines:
            for key, value in _ids(line.person):
                self._lines[key, value].append(line)
            for name in _names(line.person.name):
                self._lines[_NAME, name].append(line)

    def rows_of(self, final: Final) -> tuple[Line, str] | str | None:
        """Return a student's row and the key that found it, why it could be several, or None."""
        person, student = final.known.person, final.row.result.student
        found = (
            self._found(_ids(person))
            or self._found(_any_id(student, person))
            or self._namesakes(person.name, person)
            or self._namesakes(student, person)
        )
        if not found:
            return None
        by, lines = found[0]
        if len(lines) > 1:
            return f"could be {_rows(lines)}, by {_said(by)}"
        for key, others in found[1:]:
            if key != _NAME and lines[0] not in others:
                return f"is {_rows(lines)} by {_said(by)} and {_rows(others)} by {_said(key)}"
        return lines[0], _said(by)

    def _found(self, keys: Iterable[tuple[str, str]]) -> list[tuple[str, list[Line]]]:
        found = ((key, self._lines.get((key, value), [])) for key, value in keys)
        return [(key, lines) for key, lines in found if lines]

    def _namesakes(self, name: str, person: Person) -> list[tuple[str, list[Line]]]:
        """Return the rows of that name that may be the person's, as far as numbers tell."""
        ids = dict(_ids(person))
        named = self._found((_NAME, spelling) for spelling in _names(name))
        possible = [
            (key, [line for line in lines if not _differ(ids, dict(_ids(line.person)))])
            for key, lines in named
        ]
        return [(key, lines) for key, lines in possible if lines]


def _ids(person: Person) -> Iterator[tuple[str, str]]:
    """Yield all numbers and the like that a person can be found by, the strongest first."""
    for key in _KEYS:
        value = _folded(getattr(person, key))
        if value:
            yield key, value


def _any_id(text: str, person: Person) -> Iterator[tuple[str, str]]:
    """Yield what `text` may be when nobody says what it is."""
    folded = _folded(text)
    if folded and folded not in dict(_ids(person)).values():
        yield from ((key, folded) for key in _KEYS)


def _differ(ids: Mapping[str, str], others: Mapping[str, str]) -> bool:
    """Tell whether two people have different values of a key that both have."""
    return any(ids[key] != others[key] for key in ids.keys() & others.keys())


def _names(name: str) -> list[str]:
    """Return the spellings of a name: as it is, and ``Lovelace, Ada`` as ``Ada Lovelace``."""
    last, comma, first = name.partition(",")
    turned = f"{first} {last}" if comma and "," not in first else name
    return list(dict.fromkeys(filter(None, (_folded(name), _folded(turned)))))


def _folded(text: str) -> str:
    """Return `text` without what does not tell people apart: case, how accents are composed."""
    spaced = re.sub(r"\s+", " ", normalize("NFC", text)).strip()
    return normalize("NFC", spaced.casefold())


def _student(final: Final) -> str:
    return visible(final.row.result.student)


def _rows(lines: Sequence[Line]) -> str:
    numbers = [str(line.row + 1) for line in lines]
    return f"row {numbers[0]}" if len(numbers) == 1 else f"rows {' and '.join(numbers)}"


def _said(key: str) -> str:
    return _KEYS.get(key, _NAME)
