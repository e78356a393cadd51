"""Equal answers are kept once, and for as long as somebody gave them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.gradebook.answered import Answered
from autograder.gradebook.model import Run
from autograder.gradebook.packing import Base, Packed, pack, pack_part
from autograder.gradebook.schema import connected
from autograder.sandbox.answers import Answer, Answers, Array, Ended, Value
from autograder.sandbox.canonical import digest
from autograder.sandbox.wire import ValueKind

BASE = Base({})
ARRAY = Array(kind="f", itemsize=8, is_array=True, shape=(3,), data=np.arange(3.0))
ANSWER = Answer(
    ended=Ended.RETURNED, value=Value(kind=ValueKind.SINGLE, arrays={"": ARRAY}), changed=("W1",)
)
PART = Answers(first={"v1": ANSWER})


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with connected(tmp_path / "gradebook.sqlite") as found:
        yield found


@pytest.fixture
def answered(db: sqlite3.Connection) -> Answered:
    found = Answered(db)
    found.expect(BASE)
    return found


def run(sha256: str) -> Run:
    return Run(submission_sha256=sha256, ending=".py", run_sha256="")


def packed(*notes: str) -> Packed:
    answers = Answers(first=PART.first, notes=notes)
    found = pack(answers, {digest(PART): PART}, lambda _, part: pack_part(part, BASE))
    assert found is not None
    return found


def parts(db: sqlite3.Connection) -> int:
    number: int = db.execute("SELECT count(*) FROM parts").fetchone()[0]
    return number


def test_equal_answers_are_kept_once(db: sqlite3.Connection, answered: Answered) -> None:
    answered.keep(run("a"), packed("line 3: no"))
    answered.keep(run("b"), packed())
    assert parts(db) == 1
    for sha256, notes in (("a", ("line 3: no",)), ("b", ())):
        found = answered.of(run(sha256))
        assert found is not None
        assert (found.notes, digest(found)) == (notes, digest(PART))


def test_answers_go_with_the_last_who_gave_them(db: sqlite3.Connection, answered: Answered) -> None:
    for sha256 in "ab":
        answered.keep(run(sha256), packed())
    left = []
    for sha256 in "ab":
        db.execute("DELETE FROM answers WHERE submission_sha256 = ?", (sha256,))
        left.append(parts(db))
    assert left == [1, 0]


def test_answers_take_the_place_of_those_of_an_earlier_run(
    db: sqlite3.Connection, answered: Answered
) -> None:
    answered.keep(run("a"), packed())
    answered.keep(run("a"), Packed(about=packed().about, parts={"other": b""}))
    assert [*db.execute("SELECT digest FROM parts")] == [("other",)]


def test_answers_without_one_of_their_parts_are_as_good_as_none(
    db: sqlite3.Connection, answered: Answered
) -> None:
    answered.keep(run("a"), packed())
    db.execute("DELETE FROM parts")
    assert answered.of(run("a")) is None


def test_a_damaged_part_is_noticed_and_mended(db: sqlite3.Connection, answered: Answered) -> None:
    answered.keep(run("a"), packed())
    db.execute("UPDATE parts SET packed = substr(packed, 1, length(packed) - 2)")
    assert not answered.has(run("a"))
    answered.keep(run("b"), packed())
    assert answered.has(run("a"))


def test_that_answers_cannot_be_kept_is_known(answered: Answered) -> None:
    answered.keep(run("a"), None)
    assert (answered.has(run("a")), answered.of(run("a"))) == (True, None)
    assert not answered.has(run("b"))


@pytest.mark.parametrize(
    "asked",
    [
        PART,
        Answers(first={"v1": replace(ANSWER, changed=())}),
        Answers(again={"v1": ANSWER}),
        Answers(first={"v1": ANSWER, "v2": ANSWER}),
        Answers(),
    ],
    ids=["themselves", "one that differs", "a second call", "one more", "none"],
)
def test_the_digest_of_answers_is_theirs_whatever_was_read_before(
    asked: Answers, answered: Answered
) -> None:
    answered.keep(run("a"), packed())
    assert answered.of(run("a")) is not None
    assert answered.digest(asked) == digest(asked)


def test_answers_that_were_just_read_have_their_digest(answered: Answered) -> None:
    answered.keep(run("a"), packed())
    read = answered.of(run("a"))
    assert read is not None
    assert answered.digest(read.of(["v1"])) == digest(PART)
