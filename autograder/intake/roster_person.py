"""Who a line of a class list tells of, from what stands under each of its headers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from autograder.identity.naming import name_words
from autograder.identity.people import Person
from autograder.sheets import canvas

__all__ = ["told_of"]

_SCHOOLS = re.compile(r"[^\W\d_]?[0-9][0-9 .-]*")
_NAME_AND_KEY = re.compile(r"(?P<name>[^()]+?)\s*\((?P<key>[^()\s]*[0-9@][^()\s]*)\)")
_OF_KEYS = re.compile(r"[\d@]")
_BETWEEN_WORDS = re.compile(r"[\s,]")  # ann-lee and ann.lee are logins


def told_of(told: Mapping[str, str], ids: Sequence[str]) -> Person | None:
    """Return the person of a line, or None where there is none.

    Args:
        told: what stands in each column that is known, by the column's name.
        ids: what stands under headers of several meanings.
    """
    name, first, last = (told.get(column, "") for column in ("name", "first", "last"))
    # Canvas's second header, and the student that it makes for whoever tries a course out.
    is_test = canvas.is_test_student(name, last=last, first=first)
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
