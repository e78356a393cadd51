"""``--roster``: a class list as a CSV file, such as any platform exports."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from autograder.errors import UsageError
from autograder.identity.evidence import KINDS
from autograder.identity.naming import folded
from autograder.identity.people import ID_KINDS, Person
from autograder.intake.model import MIB
from autograder.intake.names import listed, shown, tidy
from autograder.intake.roster import Listed, Roster
from autograder.intake.roster_person import told_of
from autograder.sheets import canvas, worksheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["load", "of_worksheet"]

_LARGEST = 32 * MIB
_MOST_PEOPLE = 200_000
_LONGEST = 255
_USABLE = "username, email, SIS ID, LMS ID, student id or name"

# Headers, without anything but letters, in small ones: what Canvas, Moodle, Blackboard,
# Brightspace, Gradescope, nbgrader, code hosts and people call the same things.
_HEADERS = {
    "name": ("name", "fullname", "student", "studentname", "displayname"),
    "first": ("firstname", "givenname", "forename"),
    "last": ("lastname", "surname", "familyname"),
    "email": ("email", "emailaddress", "mail"),
    "username": ("username", "user", "login", "loginid", "sisloginid", "netid"),
    "sis_id": (
        "sisid", "sisuserid", "studentid", "sid", "idnumber", "orgdefinedid", "studentnumber",
    ),
    "lms_id": ("lmsid", "canvasid", "canvasuserid", "lmsuserid", "participant"),
    "alias": ("githubusername", "githublogin", "github", "gitlabusername"),
}  # fmt: skip
_COLUMNS = {header: column for column, headers in _HEADERS.items() for header in headers}
# Headers under which people and systems write any of the keys; a list may have several of them.
_OF_NO_KIND = ("id", "identifier", "userid", "rosteridentifier")

# What a spreadsheet needs to keep 00123 a text.
_FORMULA_TEXT = re.compile(r'="?([^"]*)"?')


def load(path: Path) -> Roster:
    """Read a class list.

    Raises:
        UsageError: it cannot be read, has no column that tells who somebody is, or tells of two
            people by one id.
    """
    label = shown(str(path))
    return _roster(_Table.of(_content(path, label), label), label)


def of_worksheet(content: bytes, label: str) -> Roster | None:
    """Return the people of Moodle's grading worksheet; None where the file is none.

    Raises:
        UsageError: it is no table, or tells of two people by one id.
    """
    table = _Table.of(content, label)
    return _roster(table, label) if table.is_worksheet else None


@dataclass(frozen=True, slots=True)
class _Table:
    """The cells of a file, and where in it each row ends, in lines from 1."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    @classmethod
    def of(cls, content: bytes, label: str) -> _Table:
        """Read a CSV file.

        Raises:
            UsageError: it is none, or far too long for a class.
        """
        try:
            text = content.decode(_encoding(content))
        except UnicodeDecodeError as error:
            said = f"{label} is neither UTF-8 nor UTF-16: save it as CSV UTF-8"
            raise UsageError(said) from error
        text = re.sub(r"\Asep=.\r?\n", "", text)  # what Excel itself wants to be told
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        rows: list[list[str]] = []
        lines: list[int] = []
        try:
            header: list[str] = next(reader, [])
            for cells in reader:
                rows.append([_cell(cell) for cell in cells])
                lines.append(reader.line_num)
        except csv.Error as error:
            raise UsageError(
                f"{label} is not a CSV file ({error}): export it again as CSV"
            ) from error
        if len(rows) > _MOST_PEOPLE:
            raise UsageError(f"{label} has more than {_MOST_PEOPLE:,} lines: is it a class list?")
        return cls(header, rows, lines)

    @property
    def is_worksheet(self) -> bool:
        """Return whether this is Moodle's grading worksheet."""
        return worksheet.is_worksheet([self.header, *self.rows])


def _roster(table: _Table, label: str) -> Roster:
    if table.is_worksheet:
        people = list(_of_worksheet(table))
    else:
        people = list(_of_list(_columns(table.header, label), table))
    if not people:
        raise UsageError(f"{label} has no line below its header: export it again")
    people = _each_once(people)
    _refuse_doubles(people, label)
    return Roster.of(label, people)


def _content(path: Path, label: str) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{label} cannot be read: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise UsageError(f"{label} is larger than {_LARGEST // MIB} MiB: is it a class list?")
    return content


def _encoding(content: bytes) -> str:
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if content[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if content[:1] == b"\0" else "utf-8-sig"


def _of_worksheet(table: _Table) -> Iterator[Listed]:
    """Yield the people of Moodle's grading worksheet, and how they handed in."""
    places = worksheet.places([table.header, *table.rows])
    told = zip(table.lines, table.rows, worksheet.handed(table.rows, places), strict=True)
    for line, cells, handed in told:
        person = worksheet.person(cells, places)
        if person != Person():
            yield Listed(line=line, person=person, handed=handed)


def _of_list(columns: Mapping[str, Sequence[int]], table: _Table) -> Iterator[Listed]:
    """Yield the lines that tell of somebody."""
    for line, cells in zip(table.lines, table.rows, strict=True):
        told = {
            name: [cells[at] for at in places if at < len(cells)]
            for name, places in columns.items()
        }
        ids = [each for each in told.pop("ids", []) if each]
        one = {name: next(iter(values), "") for name, values in told.items()}
        person = told_of(one, ids)
        if person is not None:
            yield Listed(line=line, person=person, alias=one.get("alias", ""))


def _delimiter(text: str) -> str:
    """Return the delimiter with which the most columns of the header are known."""
    line = text.partition("\n")[0]

    def known(delimiter: str) -> int:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        named = sum(_letters(cell) in {*_COLUMNS, *_OF_NO_KIND} for cell in cells)
        return max(named, worksheet.may_be_worksheet(cells) * len(cells))

    return max(",;\t", key=known)


def _columns(header: list[str], label: str) -> dict[str, list[int]]:
    """Return where each known column is.

    Raises:
        UsageError: there is none to know a person by, or two of one kind.
    """
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(header):
        letters = _letters(cell)
        column = _COLUMNS.get(letters, "ids" if letters in _OF_NO_KIND else "")
        if letters == "id" and canvas.recognises(header):
            column = "lms_id"
        if column in found and column != "ids":
            raise UsageError(
                f"{label} has two columns of one kind, {shown(header[found[column][0]])} and "
                f"{shown(cell)}: delete or rename one"
            )
        if column:
            found.setdefault(column, []).append(at)
    if not found.keys() & {"name", "last", "ids", *ID_KINDS}:
        names = listed([shown(cell)[:40] for cell in header if cell.strip()] or ["nothing"])
        raise UsageError(
            f"{label} has no column that identifies students, only {names}: name one {_USABLE}"
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


def _each_once(people: Sequence[Listed]) -> list[Listed]:
    """Leave out lines that repeat another, as of people in two sections; names alone may recur."""
    found: dict[object, Listed] = {}
    for each in people:
        has_key = each.alias or any(each.person.keys())
        found.setdefault(replace(each, line=0) if has_key else each, each)
    return list(found.values())


def _refuse_doubles(people: list[Listed], label: str) -> None:
    seen: dict[tuple[str, str], Listed] = {}
    for each in people:
        keys = each.person.keys()
        pairs = [(key.kind, key.value) for key in keys] + [("alias", each.alias)]
        for kind, value in filter(itemgetter(1), pairs):
            first = seen.setdefault((kind, folded(value)), each)
            if first is not each:
                raise UsageError(
                    f"{label} has the {KINDS[kind]} {shown(folded(value))} twice, in lines "
                    f"{first.line} and {each.line}: keep one of them"
                )
