"""`autograder author check` finds what would fail a whole class, before the class has it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder.authoring import proof
from autograder.description import find

Autograder = Callable[..., CompletedProcess[str]]


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def failed(run: CompletedProcess[str]) -> list[str]:
    return [line for line in run.stdout.splitlines() if line.startswith("FAIL")]


def test_the_present_exercise_can_be_done_and_is_not_done_yet(autograder: Autograder) -> None:
    run = autograder("author", "check")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "the right answer earns every point (100 points)" in run.stdout
    assert run.stdout.count("what students start from earns nothing") == 2
    assert "the builder makes the same again" in run.stdout
    assert failed(run) == []


def test_a_right_answer_that_misses_a_rule_is_named_with_the_rule(assignment: Path) -> None:
    changed(assignment / "solutions/regularization.py", "lambd / (2 * m)", "lambd / (4 * m)")
    (right,) = proof.claims(find(assignment))
    assert not right.holds
    assert "The sum of squares is multiplied by λ / 2m" in right.detail


def test_a_stub_that_earns_points_is_named(assignment: Path) -> None:
    stub = assignment / "assignment/regularization.py"
    stub.write_bytes((assignment / "solutions/regularization.py").read_bytes())
    right, start = proof.claims(find(assignment))
    assert right.holds
    assert (start.name, start.holds) == (
        "regularization.py: what students start from earns nothing",
        False,
    )
    assert "q1 is passed" in start.detail


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("compute_cost_with_regularisation", "did you mean compute_cost_with_regularization?"),
        ("f", "it has compute_cost_with_regularization, backward_propagation_with_regularization"),
    ],
)
def test_a_function_that_the_source_lacks_is_refused_with_the_one_that_is_meant(
    name: str, remedy: str, autograder: Autograder, assignment: Path
) -> None:
    changed(assignment / "pyproject.toml", '"compute_cost_with_regularization"', f'"{name}"')
    run = autograder("author", "check", "--assignment", assignment)
    assert run.returncode == 2
    assert f"question q1 asks for {name}" in run.stderr
    assert remedy in run.stderr
