"""The grader's own processes: nothing is left behind, and each is like the other."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import Assignment
from autograder.errors import DescriptionError, GraderFault
from autograder.exercise import Limits
from autograder.results import Level
from autograder.sandbox.answers import Ended
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.model import Vector
from tests.unit.sandbox.handed import (
    GOOD,
    assert_honest,
    body,
    descriptors,
    endings,
    number,
    processes,
)


def test_fifty_runs_leave_no_descriptor_open(runner: Runner) -> None:
    texts = [GOOD, body("import os; os._exit(1)"), "x = (", body("raise ValueError")]
    before = descriptors()
    for turn in range(50):
        runner.run(texts[turn % len(texts)].encode(), "a.py")
    assert descriptors() == before


def test_a_runner_leaves_nothing_behind(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    before = descriptors(), processes()
    with Runner(assignment, vectors) as runner:
        runner.run(GOOD.encode(), "a.py")
    assert (descriptors(), processes()) == before


def test_sets_are_in_one_order_in_every_zygote(runner: Runner, hasty: Runner) -> None:
    text = body("return float(hash('W1') % 1_000_003)").encode()
    assert len({number(each.run(text, "a.py").first["v1"]) for each in (runner, hasty)}) == 1


@pytest.mark.parametrize("source", ["np.random.rand()", "__import__('random').random()"])
def test_unseeded_numbers_are_the_same_in_every_run_and_zygote(
    runner: Runner, hasty: Runner, source: str
) -> None:
    text = body(f"return float({source})").encode()
    drawn = {number(each.run(text, "a.py").first["v1"]) for each in (runner, hasty, runner)}
    assert len(drawn) == 1


def test_a_helper_that_is_not_there_is_a_fault_of_the_description(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    absent = replace(assignment, helpers=(assignment.root / "absent.py",))
    with pytest.raises(DescriptionError, match=r"absent\.py"):
        Runner(absent, vectors)


def test_a_helper_that_does_not_run_is_a_fault_of_ours(
    assignment: Assignment, vectors: tuple[Vector, ...], tmp_path: Path
) -> None:
    helper = tmp_path / "broken_utils.py"
    helper.write_text("1 / 0", "utf-8")
    before = descriptors(), processes()
    runner = Runner(replace(assignment, helpers=(helper,)), vectors)
    with pytest.raises(GraderFault, match="did not start"), runner:
        pass
    assert (descriptors(), processes()) == before


# A given module that has confinement fail, in the child, where a file says so.
_SABOTAGE = """
import os
from autograder.sandbox.walls import confine

enter = confine.enter

def failing(*arguments):
    if os.path.exists({flag!r}):
        {after}
        raise OSError(12, "no memory")
    enter(*arguments)

confine.enter = failing
"""


@pytest.fixture
def flag(tmp_path: Path) -> Path:
    return tmp_path / "fails"


@pytest.mark.parametrize("level", [Level.OPEN, Level.SEALED])
def test_a_child_that_cannot_be_shut_in_is_a_fault_of_ours_and_no_zero(
    level: Level, assignment: Assignment, vectors: tuple[Vector, ...], flag: Path
) -> None:
    helper = flag.with_name("sabotage.py")
    helper.write_text(_SABOTAGE.format(flag=str(flag), after="pass"), "utf-8")
    with Runner(replace(assignment, helpers=(helper,)), vectors, level) as runner:
        flag.touch()
        for _ in range(2):  # the second time there is no zygote to begin with
            with pytest.raises(GraderFault):
                runner.run(GOOD.encode(), "a.py")
        flag.unlink()
        assert_honest(runner.run(GOOD.encode(), "a.py"))


def test_a_child_that_could_not_be_shut_in_once_is_run_again(
    assignment: Assignment, vectors: tuple[Vector, ...], flag: Path
) -> None:
    helper = flag.with_name("sabotage.py")
    helper.write_text(_SABOTAGE.format(flag=str(flag), after=f"os.unlink({str(flag)!r})"), "utf-8")
    with Runner(replace(assignment, helpers=(helper,)), vectors) as runner:
        flag.touch()
        assert_honest(runner.run(GOOD.encode(), "a.py"))


def test_a_submission_that_used_up_its_time_is_no_fault_of_ours(
    assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    limits = Limits(call_seconds=1000.0, submission_seconds=0.5, memory_mib=256)
    text = body("import time; time.sleep(1000)").encode()  # so that nothing else can end it
    with Runner(replace(assignment, limits=limits), vectors) as runner:
        answers = runner.run(text, "a.py")
        assert_honest(runner.run(GOOD.encode(), "b.py"))
    assert set(endings(answers)) == {"timed_out"}
    assert answers.notes == ("it used up its time of 0.5 s: 5 calls were not made",)


def test_submissions_are_sealed_whatever_the_processor_is_called(
    assignment: Assignment, vectors: tuple[Vector, ...], tmp_path: Path
) -> None:
    helper = tmp_path / "machine.py"
    text = "import os\nos.uname = lambda: os.uname_result(('Linux', '', '', '', 'riscv64'))\n"
    helper.write_text(text, "utf-8")
    with Runner(replace(assignment, helpers=(helper,)), vectors, Level.SEALED) as runner:
        assert_honest(runner.run(GOOD.encode(), "a.py"))


@pytest.mark.parametrize("level", [Level.OPEN, Level.SEALED])
def test_no_word_of_a_submission_reaches_the_graders_terminal(
    level: Level, assignment: Assignment, vectors: tuple[Vector, ...]
) -> None:
    writes = """
        import os, sys
        print("words", file=sys.stderr, flush=True)
        for number in (0, 1, 2):
            try:
                os.write(number, b"words")
            except OSError:
                pass
        return k * np.sum(x)
    """
    ours, theirs = os.pipe()  # no file: a sealed child could not make one longer
    kept = os.dup(2)
    os.dup2(theirs, 2)
    os.close(theirs)
    try:
        with Runner(assignment, vectors, level) as runner:
            answers = runner.run(body(writes).encode(), "a.py")
            is_alive = answers.first["v1"].ended is Ended.RETURNED
            assert is_alive, "a word on standard error ended the submission"
            assert_honest(answers)
    finally:
        os.dup2(kept, 2)
        os.close(kept)
    with os.fdopen(ours, "rb") as said:
        assert said.read() == b""
