"""Which student somebody means: by what the row is called, or by a name or key of the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from autograder.errors import UsageError
from autograder.identity.matching import Listing
from autograder.identity.naming import name_words
from autograder.identity.parties import Party
from autograder.identity.people import Known, Person, label
from autograder.text import from_cell, nfc, visible

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
    found = [each for each in everybody if nfc(each) == from_cell(text)]
    listing = Listing([Party(person=people[each]) for each in everybody])
    found = found or [everybody[place] for place in listing.meant(text)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{visible(text)!r} is the name of several students: choose one of "
            f"{_listed([called(each, people[each]) for each in found])}"
        )
    hint = hinted(text, people, "see grades.csv for the names")
    raise UsageError(f"{where} {visible(text)!r}: {hint}")


def hinted(text: str, people: Mapping[str, Person], otherwise: str) -> str:
    """Return whom somebody may have meant, to end a sentence with.

    Args:
        text: what nobody is called.
        people: everybody, by what rows are called.
        otherwise: what to say where no name is alike.
    """
    labels = {label(student, person): student for student, person in people.items()}
    names = {person.name: student for student, person in people.items() if person.name}
    alike = get_close_matches(text, [*people, *names, *labels])
    words = {word for word in name_words(text) if len(word) > 1}  # an initial is many people's
    sharing = [name for name in names if not words.isdisjoint(name_words(name))]
    students = [names.get(each, labels.get(each, each)) for each in (*alike, *sharing)]
    near = [visible(label(each, people[each])) for each in dict.fromkeys(students)][:_MOST]
    return f"did you mean {' or '.join(near)}?" if near else otherwise


def called(student: str, person: Person) -> str:
    """Return everything that a row and its person are called."""
    keys = person.keys()
    values = dict.fromkeys(key.value for key in keys if key.value != student)
    return visible(", ".join([label(student, person), *values]))


def _listed(told: list[str]) -> str:
    more = f"; and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return "; ".join(told[:_MOST]) + more
