"""Which student somebody means: by what the row is called, or by a name or key of the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from unicodedata import normalize

from autograder.errors import UsageError
from autograder.identity.naming import folded, name_keys, name_words
from autograder.identity.people import Known, Person, label
from autograder.text import from_cell, visible

__all__ = ["the_student"]

_MOST = 8  # names in a sentence


def the_student(text: str, students: Iterable[str], known: Mapping[str, Known], where: str) -> str:
    """Return the one student whom `text` names.

    Args:
        text: what the row is called, as in grades.csv; or the person's name, in any order of its
            words and with or without accents; or a number, login or address.
        students: everybody there is, by what rows are called.
        known: who they are, as far as that is known.
        where: what has nobody of that name, for the sentence that says so.

    Raises:
        UsageError: nobody is called so, or several are.
    """
    everybody = sorted(students)
    people = {student: known.get(student, Known()).person for student in everybody}
    found = [each for each in everybody if normalize("NFC", each) == from_cell(text)]
    found = found or [each for each in everybody if _is_meant(text, people[each])]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{visible(text)!r} is the name of several students: choose one of "
            f"{_listed([_told(each, people[each]) for each in found])}"
        )
    near = _near(text, people)
    hint = f"did you mean {' or '.join(near)}?" if near else "see grades.csv for the names"
    raise UsageError(f"{where} {visible(text)!r}: {hint}")


def _is_meant(text: str, person: Person) -> bool:
    keys = person.keys()
    values = {folded(key.value) for key in keys}
    return folded(text) in values or bool(name_keys(text) & name_keys(person.name))


def _near(text: str, people: Mapping[str, Person]) -> list[str]:
    """Return whom somebody may have meant: alike names, and names with one of the words."""
    labels = {label(student, person): student for student, person in people.items()}
    names = {person.name: student for student, person in people.items() if person.name}
    alike = get_close_matches(text, [*people, *names, *labels])
    words = {word for word in name_words(text) if len(word) > 1}
    sharing = [name for name in names if not words.isdisjoint(name_words(name))]
    students = [names.get(each, labels.get(each, each)) for each in (*alike, *sharing)]
    return [visible(label(each, people[each])) for each in dict.fromkeys(students)][:_MOST]


def _told(student: str, person: Person) -> str:
    keys = person.keys()
    values = dict.fromkeys(key.value for key in keys if key.value != student)
    return visible(", ".join([label(student, person), *values]))


def _listed(told: list[str]) -> str:
    more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return "; ".join(told[:_MOST]) + more
