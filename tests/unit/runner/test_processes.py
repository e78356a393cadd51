"""The grader's own processes: nothing is left behind, and each is like the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import Assignment
from autograder.errors import DescriptionError, GraderFault
from autograder.run.runner import Runner
from autograder.vectors.model import Vector
from tests.unit.runner.handed import GOOD, body, descriptors, number, processes


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
    with pytest.raises(GraderFault, match="did not start"):
        Runner(replace(assignment, helpers=(helper,)), vectors)
    assert (descriptors(), processes()) == before
