"""The random search believes a difference only when it is larger than its uncertainty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.exercise import Exercise
from autograder.student.finding import Found
from tests import in_process

ROOT = Path(__file__).parents[4]
REFERENCE = ROOT / "solutions/regularization.py"


@pytest.fixture(scope="module")
def summary(explorer: dict[str, Any]) -> Any:
    """Summarize scores, which are given by λ."""

    def summarize(scores: dict[float, list[float | None]]) -> Any:
        Task = explorer["plan"].Task
        tasks = [Task(lambd=each, steps=1) for each, found in scores.items() for _ in found]
        results = [{"dev": score} for found in scores.values() for score in found]
        return explorer["search"].summary(tasks, results)

    return summarize


def test_the_error_is_the_standard_error_of_the_mean(summary: Any) -> None:
    first = summary({1.0: [0.8, 0.9, 1.0], 2.0: [0.1, 0.2, 0.3]}).draws[0]
    assert first.error == pytest.approx(np.std([0.8, 0.9, 1.0], ddof=1) / np.sqrt(3))


def test_what_is_worse_on_every_split_is_outside_the_band(summary: Any) -> None:
    found = summary({1.0: [0.70, 0.80, 0.90], 2.0: [0.75, 0.86, 0.94], 3.0: [0.5, 0.6, 0.7]})
    assert found.band == (2.0, 2.0)


def test_what_is_now_better_now_worse_is_inside_the_band(summary: Any) -> None:
    found = summary({1.0: [0.80, 0.90, 0.85], 2.0: [0.86, 0.86, 0.86], 3.0: [0.5, 0.6, 0.7]})
    assert found.band == (1.0, 2.0)


def test_the_band_ends_at_the_first_that_is_worse(summary: Any) -> None:
    found = summary({1.0: [0.8, 0.9], 2.0: [0.5, 0.6], 3.0: [0.82, 0.92]})
    assert found.band == (3.0, 3.0)


def test_what_the_time_did_not_reach_is_left_out(explorer: dict[str, Any]) -> None:
    tasks = [explorer["plan"].Task(lambd=each, steps=1) for each in (1.0, 1.0, 2.0, 2.0, 3.0, 3.0)]
    results = [*({"dev": 0.5} for _ in range(5)), None]
    assert [draw.lambd for draw in explorer["search"].summary(tasks, results).draws] == [1.0, 2.0]


def test_a_lambda_with_which_training_diverges_is_left_out(summary: Any) -> None:
    found = summary({1.0: [0.5, 0.6], 2.0: [0.5, 0.6], 3.0: [0.9, None]})
    assert [draw.lambd for draw in found.draws] == [1.0, 2.0]


def test_one_lambda_alone_is_no_search(summary: Any) -> None:
    assert summary({1.0: [0.5, 0.6]}) is None


def test_lambdas_with_which_training_diverges_are_counted(
    explorer: dict[str, Any], summary: Any
) -> None:
    found = summary({1.0: [0.5, 0.6], 2.0: [0.5, 0.6], 3.0: [0.9, None]})
    said = explorer["search"].described(found)
    assert said.startswith("3 values of λ, 0 and others drawn at random on the log scale, were ")
    assert "2 random splits. Training diverged at 1 of them. The best mean is at λ = 1." in said


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ({0.0: [0.5, 0.6], 1.0: [0.8, 0.9], 2.0: [0.9, 0.8]}, "Any λ from 1 to 2 is as good as "),
        ({0.0: [0.5, 0.6], 1.0: [0.8, 0.9], 2.0: [0.9, 0.8]}, "; λ = 0 is worse. Take the largest"),
        ({0.0: [0.8, 0.9], 1.0: [0.9, 0.8], 2.0: [0.5, 0.6]}, "; λ = 0 is among them. Take the "),
        ({0.5: [0.8, 0.9], 1.0: [0.9, 0.8], 2.0: [0.5, 0.6]}, "can tell. Take the largest, λ = 1:"),
        ({0.0: [0.8, 0.9], 1.0: [0.5, 0.6]}, "λ = 0 is the best, and all others are worse, "),
        ({0.0: [0.8, 0.9], 1.0: [0.5, 0.6]}, "Take λ = 0."),
        ({0.0: [0.8, None], 1.0: [0.5, 0.6]}, "There is nothing to compare: training diverged, "),
    ],
)
def test_the_verdict_says_what_the_band_is(
    explorer: dict[str, Any], summary: Any, scores: Any, sentence: str
) -> None:
    assert sentence in explorer["search"].verdict(summary(scores))


def test_the_notebook_finds_with_its_functions_what_the_page_finds(
    explorer: dict[str, Any], exercise: Exercise, data: Any, small: Any
) -> None:
    plan = replace(small, draws=2, workers=2)
    file = Found(name=REFERENCE.name, content=REFERENCE.read_bytes())
    crew = explorer["crew"].Crew(exercise, file, data, plan)
    asked = explorer["search"].tasks(plan, data.m)
    found = explorer["search"].summary(asked, crew.train(asked, lambda _share: None))
    assert found == explorer["run"].chosen(in_process.with_mistake(), plan=plan, data=data)


def test_the_notebook_says_how_much_is_searched(explorer: dict[str, Any]) -> None:
    plan, text = explorer["plan"].FULL, (ROOT / "solutions/notebook.py").read_text("utf-8")
    assert f"{plan.draws + 1} candidates, each trained on {plan.repeats} splits" in text
    assert f"ends after {plan.search_steps} steps" in text


def test_zero_and_one_lambda_of_each_equal_part_of_the_log_scale_are_drawn(
    explorer: dict[str, Any], data: Any
) -> None:
    plan = explorer["plan"].FULL
    edges = np.geomspace(plan.smallest, plan.largest(data.m), plan.draws + 1)
    zero, *drawn = plan.drawn(data.m)
    assert zero == 0
    assert ((edges[:-1] <= np.array(drawn)) & (np.array(drawn) <= edges[1:])).all()


def test_every_lambda_meets_the_same_splits(
    explorer: dict[str, Any], data: Any, small: Any
) -> None:
    tasks = explorer["search"].tasks(small, data.m)
    repeats = {task.lambd: [] for task in tasks}  # type: dict[float, list[int]]
    for task in tasks:
        repeats[task.lambd].append(task.repeat)
    assert list(repeats.values()) == [[1, 2, 3]] * (1 + small.draws)


def test_a_split_keeps_every_example_once(data: Any) -> None:
    again = data.split_again(4)
    both = [np.hstack([found.X, found.X_dev]) for found in (data, again)]
    assert sorted(map(tuple, both[0].T)) == sorted(map(tuple, both[1].T))


def test_a_split_keeps_the_class_of_each_example(data: Any) -> None:
    again = data.split_again(4)
    both = [np.vstack([found.X, found.Y]).T for found in (data, again)]
    known = {tuple(row[:2]): row[2] for row in np.vstack([both[0], _dev(data)])}
    assert all(known[tuple(row[:2])] == row[2] for row in both[1])


def _dev(data: Any) -> Any:
    return np.vstack([data.X_dev, data.Y_dev]).T
