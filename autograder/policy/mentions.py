"""Who else's results name a student, such as a partner's."""

from __future__ import annotations

from autograder.gradebook.store import Gradebook
from autograder.identity.people import Person
from autograder.results import Result
from autograder.text import nfc

_SHORTEST = 3  # characters; a shorter name is part of other words


def names(student: str, person: Person) -> frozenset[str]:
    """Return the texts that tell who somebody is: the row's name, the person's, and every key."""
    keys = (key.value for key in person.keys())  # noqa: SIM118 - not a mapping
    texts = (nfc(text) for text in (student, person.name, *keys))
    return frozenset(text for text in texts if len(text) >= _SHORTEST)


def mentioned(gradebook: Gradebook, student: str, person: Person) -> list[str]:
    """Return those of whom some result, of now or before, holds a name or a key of this student.

    Raises:
        UsageError: the gradebook is damaged.
    """
    wanted = names(student, person)
    return [
        other
        for other in sorted(gradebook.students(ever=True))
        if any(_mentions(past.result, wanted) for past in gradebook.history(other))
    ]


def _mentions(result: Result, wanted: frozenset[str]) -> bool:
    texts = [result.student, result.submission, result.message, *result.notes]
    text = nfc("\n".join([*texts, *(rule.message for rule in result.rules)]))
    return any(each in text for each in wanted)
