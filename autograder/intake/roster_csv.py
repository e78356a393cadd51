"""``--roster``: a class list as a CSV file, such as any platform exports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from autograder.errors import UsageError
from autograder.identity.evidence import KINDS
from autograder.identity.naming import folded, name_words
from autograder.identity.people import ID_KINDS, Person
from autograder.intake.layouts.model import Understood, small
from autograder.intake.layouts.moodle import MOODLE
from autograder.intake.model import Caps
from autograder.intake.names import listed, shown, split, tidy
from autograder.intake.nodes import Node
from autograder.intake.roster import Listed, Roster
from autograder.sheets import sheet, worksheet
from autograder.sheets.canvas import CANVAS, is_test_student
from autograder.sheets.sheet import Sheet

_KIND = sheet.Kind(name="a class list", again="export or save it as CSV UTF-8 again")
_LONGEST = 255
_LARGEST_BESIDE = 8 << 20  # bytes of a worksheet; ten thousand students are about 3 MiB
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
    "section": ("section", "sections", "sectionname", "tutorialgroup"),
    "alias": ("githubusername", "githublogin", "github", "gitlabusername"),
}  # fmt: skip
_COLUMNS = {header: column for column, headers in _HEADERS.items() for header in headers}
# Headers under which people and systems write any of the keys; a list may have several of them.
_OFTEN = ("ids", "section")  # columns of which a list may have several
_OF_NO_KIND = ("id", "identifier", "userid", "rosteridentifier")

# What a spreadsheet needs to keep 00123 a text.
_FORMULA_TEXT = re.compile(r'="?([^"]*)"?')


_SCHOOLS = re.compile(r"[^\W\d_]?[0-9][0-9 .-]*")
_NAME_AND_KEY = re.compile(r"(?P<name>[^()]+?)\s*\((?P<key>[^()\s]*[0-9@][^()\s]*)\)")
_OF_KEYS = re.compile(r"[\d@]")
_BETWEEN_WORDS = re.compile(r"[\s,]")  # ann-lee and ann.lee are logins


def load(path: Path) -> Roster:
    """Read a class list.

    Raises:
        UsageError: it cannot be read, has no column that tells who somebody is, or tells of two
            people by one id.
    """
    return _roster(sheet.load(path, _KIND, _fit), shown(str(path)))


def beside(understood: Understood, caps: Caps) -> tuple[Roster, Node] | None:
    """Return the only worksheet beside a Moodle download; None when there is none or several."""
    if understood.title != MOODLE.title:
        return None
    tables = [node for node in understood.others if split(node.name)[1] == ".csv"]
    read = [(node, small([node], node.name, caps, _LARGEST_BESIDE)) for node in tables]
    found = [
        (roster, node)
        for node, content in read
        if content is not None and (roster := _of_worksheet_file(content, node.path)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _of_worksheet_file(content: bytes, label: str) -> Roster | None:
    """Return the people of Moodle's grading worksheet; None where the file is none."""
    try:
        table = sheet.read(content, label, _KIND, _fit)
        return _roster(table, label) if worksheet.is_worksheet(table.rows) else None
    except UsageError:  # it is another table, or a damaged one
        return None


def _fit(header: Sequence[str]) -> int:
    """Return how many columns of a header are known."""
    named = sum(_letters(cell) in {*_COLUMNS, *_OF_NO_KIND} for cell in header)
    return max(named, worksheet.may_be_worksheet(header) * len(header))


def _roster(table: Sheet, label: str) -> Roster:
    is_worksheet = worksheet.is_worksheet(table.rows)
    people = list(_of_worksheet(table) if is_worksheet else _of_list(table, label))
    if not people:
        raise UsageError(f"{label} has no line below its header: export it again")
    people = _each_once(people)
    _refuse_doubles(people, label)
    return Roster.of(label, people)


def _of_worksheet(table: Sheet) -> Iterator[Listed]:
    """Yield the people of Moodle's grading worksheet."""
    places = worksheet.places(table.rows)
    below = [(line, [_cell(cell) for cell in cells]) for line, cells in table.below()]
    handed = worksheet.handed([cells for _, cells in below], places)
    for (line, cells), each in zip(below, handed, strict=True):
        person = worksheet.person(cells, places)
        if person != Person():
            yield Listed(line=line, person=person, handed=each)


def _of_list(table: Sheet, label: str) -> Iterator[Listed]:
    """Yield the lines that tell of somebody."""
    columns = _columns(table.rows[0], label)
    for line, row in table.below():
        cells = [_cell(cell) for cell in row]
        told = {
            name: [cells[at] for at in places if at < len(cells)]
            for name, places in columns.items()
        }
        ids = [each for each in told.pop("ids", []) if each]
        one = {name: next(iter(values), "") for name, values in told.items()}
        person = _person(one, ids)
        if person is not None:
            section = one.get("section", "")
            yield Listed(line=line, person=person, alias=one.get("alias", ""), section=section)


def _person(told: Mapping[str, str], ids: Sequence[str]) -> Person | None:
    """Return the person of a line, or None where there is none.

    Args:
        told: what stands in each column that is known, by the column's name.
        ids: what stands under headers of several meanings.
    """
    name, first, last = (told.get(column, "") for column in ("name", "first", "last"))
    # Canvas's second header, and the student that it makes for whoever tries a course out.
    is_test = is_test_student(name, last=last, first=first)
    if "points possible" in f"{name} {last}".casefold() or is_test:
        return None
    # Brightspace writes #ada, Moodle writes Participant 123.
    names, keys = _parted([each for each in ids if not _number(each, is_worded=True)])
    sis_id = told.get("sis_id", "").removeprefix("#")
    if sis_id and not _SCHOOLS.fullmatch(sis_id):  # under "Student ID", some write the login
        sis_id, keys = "", [*keys, sis_id]
    person = Person(
        # What a teacher typed goes before what students call themselves on a code host.
        name=names[0] if len(names) == 1 else _spoken(name) or f"{first} {last}".strip(),
        email=told.get("email", ""),
        username=told.get("username", "").removeprefix("#"),
        sis_id=sis_id,
        lms_id=_number(told.get("lms_id", "")) or _number(*ids[:1], is_worded=True),
        ids=tuple(dict.fromkeys(keys)),
    )
    return person if person != Person() else None


def _parted(ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names among values of no known kind, and the keys.

    A key may follow a name in parentheses, as in ``Perez, Ana (i02)``.
    """
    names: list[str] = []
    keys: list[str] = []
    for each in ids:
        found = _NAME_AND_KEY.fullmatch(each)
        name, key = (found["name"], found["key"]) if found else (each, "")
        if _is_name(name):
            names.append(_spoken(name))
            keys += [key] if key else []
        else:
            keys.append(each)
    return names, keys


def _is_name(text: str) -> bool:
    """Return whether a text is a name: of several words, or in letters that no login has."""
    is_worded = len(name_words(text)) > 1 and _BETWEEN_WORDS.search(text) is not None
    return (is_worded or not text.isascii()) and not _OF_KEYS.search(text)


def _number(text: str = "", *, is_worded: bool = False) -> str:
    """Return the number in ``Participant 123``; other texts as they are, or not at all.

    Args:
        text: a cell.
        is_worded: only a number behind a word counts.
    """
    found = re.fullmatch(r"\D+ (\d+)", text)
    return found[1] if found else "" if is_worded else text


def _spoken(name: str) -> str:
    """Return ``Ada Lovelace`` for ``Lovelace, Ada``."""
    last, comma, first = name.partition(",")
    return name if not comma or "," in first else f"{first.strip()} {last.strip()}".strip()


def _columns(header: Sequence[str], label: str) -> dict[str, list[int]]:
    """Return where each known column is.

    Raises:
        UsageError: there is none to know a person by, or two of one kind.
    """
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(header):
        letters = _letters(cell)
        column = _COLUMNS.get(letters, "ids" if letters in _OF_NO_KIND else "")
        if letters == "id" and CANVAS.recognises(header):
            column = "lms_id"
        if column in found and column not in _OFTEN:
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
    """Join lines that repeat another, as of people in two sections; names alone may recur."""
    found: dict[object, Listed] = {}
    for each in people:
        has_key = each.alias or any(each.person.keys())
        same = replace(each, line=0, section="") if has_key else each
        before = found.setdefault(same, each)
        found[same] = replace(before, section=_together(before.section, each.section))
    return list(found.values())


def _together(*sections: str) -> str:
    return "; ".join(filter(None, dict.fromkeys(sections)))


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
