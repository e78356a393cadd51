"""What the gradebook is asked by, what it gives back, and what it knows of the assignment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.hints import Hint
from autograder.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """All that a result depends on: when two keys are equal, grading again changes nothing.

    Attributes:
        student: exact name.
        submission: path of the graded file as shown to people.
        submission_sha256: of the graded file's bytes; empty when no file could be read.
        suite_sha256: of the hidden suite.
        vectors_sha256: of the hidden vectors' content.
        engine: name and version of what graded.
        settings: whatever else bears on a result (limits, level), in one canonical text.
    """

    student: str
    submission: str
    submission_sha256: str
    suite_sha256: str
    vectors_sha256: str
    engine: str
    settings: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a submission's answers depend on.

    Attributes:
        submission_sha256: of the file's bytes.
        ending: of its name, such as ``.ipynb``.
        run_sha256: of whatever else bears on what it returns.
    """

    submission_sha256: str
    ending: str
    run_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A result as it was recorded, and all that it depended on; a line of the class list.

    Rows are equal whenever they were graded, and however long that took.

    Attributes:
        seconds: wall clock that grading took.
        recorded_at: when that was, in ISO 8601 and UTC.
        is_listed: it is in the class list now; others are a student's history.
    """

    key: Key
    result: Result
    seconds: float = field(default=0.0, compare=False)
    recorded_at: str = field(default="", compare=False)
    is_listed: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a class the class list is.

    Attributes:
        number: of the part, from 1.
        of: how many parts there are; 1 where the list is the whole class.
        class_sha256: of the whole class's students and paths.
    """

    number: int
    of: int
    class_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What reports say of the assignment beside results; they are rendered without it at hand.

    Attributes:
        title: the assignment's, for people.
        seed: what the vectors are drawn with; None when it is not known.
        hints: what to say about each misconception, by its id.
        titles: of the questions, by their ids.
        starter: texts of the files that every student receives, by name.
        versions: of what graded, by name.
    """

    title: str = ""
    seed: int | None = None
    hints: Mapping[str, Hint] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    starter: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that a person decided or did, beside the results.

    Attributes:
        at: when, in ISO 8601 and UTC.
        who: the user of the machine.
        student: whom it is about; empty where it is about the class.
        what: in words.
    """

    at: str
    who: str
    student: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was removed of a student.

    Attributes:
        results: how many.
        contents: files that were handed in.
        shared: those of them that stay, because somebody else handed in the same bytes.
        entries: of the journal.
    """

    results: int
    contents: int
    shared: int
    entries: int
