"""Who a student is to the school's systems, and how a submission was handed in.

An identity is a set of keys. Each key has a kind, a value, and how it is known: it was *read*
where a system wrote it for this purpose, or it was *guessed*. A grade is written to a person only
along keys that were read. None of this bears on how a submission is judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

# What tells a person from every other, the strongest first.
ID_KINDS = ("lms_id", "sis_id", "username", "email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One value by which a person may be found.

    Attributes:
        kind: one of `ID_KINDS`, or empty when the value is one of them and nothing says which,
            as under a header that is just ``ID``.
        value: as it was read or guessed.
        is_guessed: it was not read but concluded, such as where a file's name could be cut in
            more than one way.
    """

    kind: str
    value: str
    is_guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A student's names elsewhere; each is empty where it is not known.

    Attributes:
        name: for people, such as ``Ada Lovelace``.
        email: address, as the school writes it.
        username: what the student logs in with.
        sis_id: the school's own number (SIS ID, OrgDefinedId, SID, Student ID).
        lms_id: the LMS's number (Canvas user id, Moodle participant, Brightspace user id).
        ids: values that are each one of the four above, where nothing says which.
        guessed: names of those attributes above that were guessed and not read.
    """

    name: str = ""
    email: str = ""
    username: str = ""
    sis_id: str = ""
    lms_id: str = ""
    ids: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()

    def keys(self) -> Iterator[Key]:
        """Yield every key but the name, the strongest first, those of no known kind last."""
        for kind in ID_KINDS:
            if value := getattr(self, kind):
                yield Key(kind=kind, value=value, is_guessed=kind in self.guessed)
        for value in self.ids:
            yield Key(kind="", value=value, is_guessed="ids" in self.guessed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """How a submission was handed in, as far as the download says.

    Attributes:
        submitted_at: ISO 8601; with an offset from UTC where that is known. Empty when unknown.
        is_late: the download's own mark, or None when it has none.
        seconds_late: how late the download says it is, or None when it does not.
        attempt: which of the student's attempts it is, from 1, or None when it is not told.
        unclear: what the download says of the time and nobody could read; empty when there is
            nothing of the kind. It is told to the instructor and never treated as no time.
    """

    submitted_at: str = ""
    is_late: bool | None = None
    seconds_late: int | None = None
    attempt: int | None = None
    unclear: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known of one student beside the submission's bytes.

    Attributes:
        person: who it is.
        handed: how the submission was handed in.
        section: of the class, as its list says; several are separated by semicolons.
    """

    person: Person = Person()
    handed: Handed = Handed()
    section: str = ""


def merged(first: Person, second: Person) -> Person:
    """Return all that two sources say of one person.

    Where both say something, the first one counts, unless it was guessed and the other was read.
    """
    told = {name: first for name in ("name", *ID_KINDS) if getattr(first, name)}
    for name in ("name", *ID_KINDS):
        if getattr(second, name) and (
            name not in told or (name in first.guessed and name not in second.guessed)
        ):
            told[name] = second
    read = {getattr(source, name) for name, source in told.items() if name not in source.guessed}
    # A value whose kind the other source tells is no longer one of no known kind.
    ids = tuple(dict.fromkeys(each for each in (*first.ids, *second.ids) if each not in read))
    sources = [*told.items(), *(("ids", each) for each in (first, second) if each.ids)]
    guessed = dict.fromkeys(name for name, source in sources if name in source.guessed)
    values = {name: getattr(source, name) for name, source in told.items()}
    return Person(**values, ids=ids, guessed=tuple(guessed))


def filled(first: Handed, second: Handed) -> Handed:
    """Return what `first` says of a submission, and what `second` says where it is silent."""
    if first.submitted_at or first.unclear:
        second = replace(second, submitted_at="", unclear="")
    blank = Handed()
    gaps = {
        field.name: getattr(second, field.name)
        for field in fields(Handed)
        if getattr(first, field.name) == getattr(blank, field.name)
    }
    return replace(first, **gaps)


def label(student: str, person: Person) -> str:
    """Return what people call a row: the person's name that was read, then the row's own."""
    if not person.name or "name" in person.guessed or person.name in student:
        return student
    return f"{person.name} ({student})"
