"""Each wall can still be taken away, so that `make ablation` cannot pass by doing nothing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks.ablation import Outcome, problems, read_summary
from benchmarks.ablation_walls import HOSTILE, WALLS, Wall

ROOT = Path(__file__).parents[2]
each_wall = pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.name)


@each_wall
def test_the_text_of_a_wall_stands_exactly_once_in_its_file(wall: Wall) -> None:
    assert (ROOT / wall.change.path).read_text("utf-8").count(wall.change.old) == 1


@each_wall
def test_what_is_left_without_a_wall_is_another_program(wall: Wall) -> None:
    whole = (ROOT / wall.change.path).read_text("utf-8")
    without = whole.replace(wall.change.old, wall.change.new)
    assert ast.dump(ast.parse(without)) != ast.dump(ast.parse(whole))


@each_wall
def test_the_tests_that_should_notice_are_there(wall: Wall) -> None:
    assert wall.tests
    assert all((ROOT / test.partition("::")[0]).exists() for test in wall.tests)


def test_every_wall_that_is_promised_is_taken_away() -> None:
    promised = [
        "seccomp",
        "Landlock",
        "rlimits",
        "uid drop",
        "descriptor closing",
        "exact-shape decoding",
        "message caps",
        "HTML escaping",
        "formula quoting",
    ]
    assert list(dict.fromkeys(wall.name.partition(":")[0] for wall in WALLS)) == promised


def test_three_tests_must_notice_but_for_the_last_three_kinds() -> None:
    lenient = {wall.name.partition(":")[0] for wall in WALLS if wall.needed < 3}
    assert lenient == {"message caps", "HTML escaping", "formula quoting"}


def test_enough_hostile_programs_are_run_without_a_wall() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 100


def test_names_of_failed_tests_are_read_whole() -> None:
    output = (
        "F.E\nFAILED tests/a.py::test_b[c d-1] - AssertionError: {'x': 'y - z'}\n"
        "ERROR tests/a.py::test_e - OSError\n1 failed, 1 passed, 1 error in 0.5s\n"
    )
    assert read_summary(output) == Outcome(
        ran=3, noticed=("tests/a.py::test_b[c d-1]", "tests/a.py::test_e")
    )


def test_what_fails_because_the_judge_of_all_was_killed_counts_once() -> None:
    output = (
        "FAILED t.py::first - AssertionError\nFAILED t.py::second - BrokenPipeError: [Errno 32]\n"
        "FAILED t.py::third - ConnectionResetError\n3 failed in 0.5s\n"
    )
    assert read_summary(output) == Outcome(ran=3, noticed=("t.py::first",))


@pytest.mark.parametrize(
    "output", ["", "no tests ran in 0.1s\n", "FAILED t.py::a\n2 failed, 1 passed in 1.0s\n"]
)
def test_a_summary_that_does_not_add_up_tells_nothing(output: str) -> None:
    assert read_summary(output).fault


def wall(needed: int) -> Wall:
    return Wall(name="moat", change=WALLS[0].change, tests=("t.py",), needed=needed)


def test_a_wall_that_enough_tests_miss_is_no_problem() -> None:
    assert not problems([(wall(2), Outcome(ran=5, noticed=("a", "b")))])


def test_a_wall_that_too_few_tests_miss_is_named() -> None:
    (found,) = problems([(wall(2), Outcome(ran=5, noticed=("a",)))])
    assert found.startswith("moat: its removal is noticed by 1 of the 2 tests")


def test_a_run_that_tells_nothing_is_a_problem() -> None:
    (found,) = problems([(wall(0), Outcome(fault="it did not end"))])
    assert found == "moat: it did not end"
