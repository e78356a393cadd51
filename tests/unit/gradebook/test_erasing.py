"""Nothing of a student who was erased stays in the gradebook's files."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from autograder.gradebook.model import Erased, Row
from autograder.gradebook.store import Gradebook
from autograder.identity.people import Known, Person

RowOf = Callable[..., Row]
ADA = Known(person=Person(name="Ada Lovelace", email="ada@example.org"))
TRACES = (b"zadaz", b"Lovelace", b"ada@example.org", b"by zadaz")


def fill(gradebook: Gradebook, row_of: RowOf) -> None:
    """Record Ada twice, with bytes of her own and bytes that Eve handed in, too."""
    for student, content in (("zadaz", b"own"), ("zadaz", b"both"), ("eve", b"both")):
        digest = sha256(content).hexdigest()
        row = row_of(student, submission_sha256=digest, notes=(f"by {student}" * 500,))
        gradebook.record(row.key, row.result, content=content, seconds=0.1)
    gradebook.introduce({"zadaz": ADA, "eve": Known()})
    gradebook.note("an override was made: score 80", ["zadaz"])
    gradebook.note("the late policy was changed")
    gradebook.finish(whole=True)


def test_all_that_is_removed_is_counted_and_others_stay(
    gradebook: Gradebook, row_of: RowOf
) -> None:
    fill(gradebook, row_of)
    assert gradebook.erase("zadaz") == Erased(results=2, contents=1, shared=1, entries=1)
    assert gradebook.students(ever=True) == {"eve"}
    assert gradebook.content(sha256(b"own").hexdigest()) is None
    assert gradebook.content(sha256(b"both").hexdigest()) == b"both"
    assert [entry.what for entry in gradebook.journal()] == ["the late policy was changed"]


def test_no_byte_of_the_folder_tells_of_the_student_afterwards(
    tmp_path: Path, row_of: RowOf
) -> None:
    with Gradebook.open(tmp_path) as gradebook:
        fill(gradebook, row_of)
        gradebook.erase("zadaz")
        gradebook.compact()
        _look(tmp_path)
    _look(tmp_path)


def _look(folder: Path) -> None:
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"eve" in content
    assert [trace for trace in TRACES if trace in content] == []


@pytest.mark.parametrize("name", ["Zoe\u0308", "Zo\u00eb"])
def test_a_name_is_the_same_however_its_accents_are_composed(
    gradebook: Gradebook, row_of: RowOf, name: str
) -> None:
    row = row_of("Zo\u00eb")
    gradebook.record(row.key, row.result, content=b"x", seconds=0.1)
    assert gradebook.erase(name).results == 1
