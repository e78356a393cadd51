"""``--roster``: a class list as a CSV file, such as any platform exports."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import TYPE_CHECKING

from autograder.errors import UsageError
from autograder.intake.model import MIB
from autograder.intake.names import listed, shown, tidy
from autograder.intake.roster import IDS, Listed, Roster, identifiers, name_keys
from autograder.people import Person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["load"]

_LARGEST = 32 * MIB
_MOST_PEOPLE = 200_000
_LONGEST = 255
_USABLE = "username, email, SIS ID, LMS ID, student id or name"

# Headers, without anything but letters, in small ones: what Canvas, Moodle, Blackboard,
# Brightspace, Gradescope, nbgrader and people call the same things.
_HEADERS = {
    "name": ("name", "fullname", "student", "studentname", "displayname"),
    "first": ("firstname", "givenname", "forename"),
    "last": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "username": ("username", "user", "login", "loginid", "sisloginid", "netid"),
    "sis_id": (
        "sisid", "sisuserid", "studentid", "sid", "idnumber", "orgdefinedid", "studentnumber",
        "rosteridentifier",
    ),
    "lms_id": ("lmsid", "id", "identifier", "canvasid", "userid", "participant"),
    "alias": ("githubusername", "githublogin", "github", "gitlabusername"),
}  # fmt: skip
_COLUMNS = {header: column for column, headers in _HEADERS.items() for header in headers}
_KINDS = dict(zip(IDS, ("LMS ID", "username", "email", "SIS ID"), strict=True))

# What a spreadsheet needs to keep 00123 a text.
_FORMULA_TEXT = re.compile(r'="?([^"]*)"?')


def load(path: Path) -> Roster:
    """Read a class list.

    Raises:
        UsageError: it cannot be read, has no column that tells who somebody is, or tells of two
            people by one id.
    """
    label = shown(str(path))
    text = _text(path, label)
    try:
        people = list(_people(text, label))
    except csv.Error as error:
        raise UsageError(f"{label} is no CSV file ({error}): export it again as CSV") from error
    if not people:
        raise UsageError(f"{label} lists nobody below its header: export it again")
    _refuse_doubles(people, label)
    return Roster.of(label, people)


def _text(path: Path, label: str) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{label} cannot be read: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise UsageError(f"{label} is larger than {_LARGEST // MIB} MiB: is it a class list?")
    try:
        return content.decode(_encoding(content))
    except UnicodeDecodeError as error:
        raise UsageError(f"{label} is neither UTF-8 nor UTF-16: save it as CSV UTF-8") from error


def _encoding(content: bytes) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if content[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if content[:1] == b"\0" else "utf-8-sig"


def _people(text: str, label: str) -> Iterator[Listed]:
    """Yield the lines that tell of somebody."""
    text = re.sub(r"\Asep=.\r?\n", "", text)  # what Excel itself wants to be told
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = next(reader, [])
    columns = _columns(header, label)
    for count, cells in enumerate(reader):
        if count >= _MOST_PEOPLE:
            raise UsageError(f"{label} has more than {_MOST_PEOPLE:,} lines: is it a class list?")
        told = {name: _cell(cells[at]) for name, at in columns.items() if at < len(cells)}
        person = _person(told)
        if person is not None:
            yield _of_line(reader.line_num, person, told)


def _of_line(line: int, person: Person, told: Mapping[str, str]) -> Listed:
    """Return a line with every spelling of the name that it allows."""
    first, last = told.get("first", ""), told.get("last", "")
    keys = name_keys(person.name) | name_keys(f"{last} {first}")
    return Listed(line=line, person=person, keys=keys, alias=told.get("alias", ""))


def _delimiter(text: str) -> str:
    """Return the delimiter with which the most columns of the header are known."""
    line = text.partition("\n")[0]

    def known(delimiter: str) -> int:
        return sum(
            _letters(cell) in _COLUMNS for cell in next(csv.reader([line], delimiter=delimiter), [])
        )

    return max(",;\t", key=known)


def _columns(header: list[str], label: str) -> dict[str, int]:
    """Return where each known column is.

    Raises:
        UsageError: there is none to know a person by, or two of one kind.
    """
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        column = _COLUMNS.get(_letters(cell))
        if column is None:
            continue
        if column in found:
            raise UsageError(
                f"{label} has two columns for one thing, {shown(header[found[column]])} and "
                f"{shown(cell)}: delete or rename one"
            )
        found[column] = at
    if not found.keys() & {"name", "last", *IDS}:
        names = listed([shown(cell)[:40] for cell in header if cell.strip()] or ["nothing"])
        raise UsageError(
            f"{label} has no column that tells who a student is, only {names}: name one {_USABLE}"
        )
    return found


def _letters(header: str) -> str:
    return "".join(filter(str.isalpha, header.casefold()))


def _cell(text: str) -> str:
    """Return a cell's text without what cannot be seen, and without a spreadsheet's armour."""
    text = text.strip()
    if text.startswith('="') and (found := _FORMULA_TEXT.fullmatch(text)):
        text = found[1]
    return tidy(text)[:_LONGEST]


def _person(told: Mapping[str, str]) -> Person | None:
    """Return who a line tells of; None where it tells of nobody."""
    name = (
        _spoken(told.get("name", "")) or f"{told.get('first', '')} {told.get('last', '')}".strip()
    )
    # Canvas's second header, and the student that it makes for whoever tries a course out.
    if "points possible" in name.casefold() or told.get("name") == "Student, Test":
        return None
    # Brightspace writes #ada, Moodle writes Participant 123.
    person = Person(
        name=name,
        email=told.get("email", ""),
        username=told.get("username", "").removeprefix("#"),
        sis_id=told.get("sis_id", "").removeprefix("#"),
        lms_id=re.sub(r"\A\D+ (?=\d+\Z)", "", told.get("lms_id", "")),
    )
    return person if any(getattr(person, key) for key in ("name", *IDS)) else None


def _spoken(name: str) -> str:
    """Return ``Ada Lovelace`` for ``Lovelace, Ada``."""
    last, comma, first = name.partition(",")
    return name if not comma or "," in first else f"{first.strip()} {last.strip()}".strip()


def _refuse_doubles(people: list[Listed], label: str) -> None:
    seen: dict[tuple[str, str], Listed] = {}
    for each in people:
        for kind, value in identifiers(each):
            first = seen.setdefault((kind, value), each)
            if first is not each:
                raise UsageError(
                    f"{label} has the {_KINDS.get(kind, 'login')} {shown(value)} twice, in lines "
                    f"{first.line} and {each.line}: keep one of them"
                )
