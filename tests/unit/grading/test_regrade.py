"""Only what a change affects is graded again, and only what has bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import find
from autograder.gradebook.model import Row
from autograder.gradebook.packing import Base, Packed, pack, pack_part
from autograder.gradebook.store import Gradebook
from autograder.grading.engine import ENGINE, Engine
from autograder.grading.regrade import plan
from autograder.results import Level, Status
from autograder.sandbox.answers import Answers
from autograder.vectors.model import VectorSet

RowOf = Callable[..., Row]

VECTORS = VectorSet(assignment="a", seed=1, generator="g", content_sha256="7" * 64, vectors=())


def engine_of_tests() -> Engine:
    """Return what the rows of these tests were graded with."""
    return Engine(
        assignment=find(Path(__file__).parent),
        vectors=VECTORS,
        level=Level.OPEN,
        suite_sha256="5" * 64,
        settings="{}",
    )


@pytest.fixture
def engine() -> Engine:
    """What the rows of these tests were graded with."""
    return engine_of_tests()


PACKED = pack(Answers(), {}, lambda _, part: pack_part(part, Base({})))


def listed(gradebook: Gradebook, *rows: Row, packed: Packed | None = PACKED) -> None:
    """Make `rows` the class list, graded with an engine like `engine`, which has kept answers."""
    gradebook.expect(Base({}))
    for row in rows:
        content = b"x = 1" if row.key.submission_sha256 else None
        key = replace(row.key, engine=ENGINE)
        run = engine_of_tests().run(key.submission_sha256, key.submission)
        answers = (run, packed)
        gradebook.record(key, row.result, content=content, seconds=0.1, answers=answers)
    gradebook.finish(whole=True)


def test_where_nothing_changed_nothing_is_affected(
    gradebook: Gradebook, row_of: RowOf, engine: Engine
) -> None:
    listed(gradebook, row_of("alice"))
    found = plan(gradebook, engine)
    assert (found.affected, found.without_bytes, found.total) == ((), (), 1)


def test_what_depends_on_a_change_is_affected(
    gradebook: Gradebook, row_of: RowOf, engine: Engine
) -> None:
    listed(gradebook, row_of("bob"), row_of("alice"))
    changed = replace(engine, suite_sha256="6" * 64, settings='{"level": "open"}')
    assert plan(gradebook, changed).affected == (
        ("alice", "alice.py", ("hidden suite", "level")),
        ("bob", "bob.py", ("hidden suite", "level")),
    )


def test_a_fault_of_the_grader_is_tried_again(
    gradebook: Gradebook, row_of: RowOf, engine: Engine
) -> None:
    listed(gradebook, row_of("alice", status=Status.GRADER_ERROR), row_of("bob"))
    assert plan(gradebook, engine).affected == (
        ("alice", "alice.py", ("the grader itself failed",)),
    )


def test_damaged_answers_are_affected(gradebook: Gradebook, row_of: RowOf, engine: Engine) -> None:
    listed(gradebook, row_of("alice"), packed=Packed(about=b"damaged", parts={}))
    assert plan(gradebook, engine).affected == (
        ("alice", "alice.py", ("its answers are not kept, or are damaged",)),
    )


def test_answers_that_are_too_many_to_keep_are_no_reason(
    gradebook: Gradebook, row_of: RowOf, engine: Engine
) -> None:
    listed(gradebook, row_of("alice"), packed=None)
    assert plan(gradebook, engine).affected == ()


def test_what_has_no_bytes_is_left_and_listed(
    gradebook: Gradebook, row_of: RowOf, engine: Engine
) -> None:
    listed(gradebook, row_of("alice", status=Status.UNREADABLE, submission_sha256=""))
    found = plan(gradebook, replace(engine, suite_sha256="6" * 64))
    assert (found.affected, found.without_bytes) == ((), (("alice", "alice.py"),))


def test_what_was_read_and_made_no_sense_is_tried_again(
    gradebook: Gradebook, row_of: RowOf, engine: Engine
) -> None:
    listed(gradebook, row_of("alice", status=Status.UNREADABLE))
    assert plan(gradebook, replace(engine, suite_sha256="6" * 64)).without_bytes == ()
