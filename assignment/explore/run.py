"""From a student's file to the page: what is trained, in which order, and what is told."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import UsageError
from autograder.files import replace as replace_file
from autograder.student import finding
from autograder.text import visible
from explore import page, search
from explore.crew import Crew
from explore.examples import examples
from explore.outcome import Outcome, StudentFaultError, whole
from explore.plan import FULL, Task
from explore.progress import Bar

__all__ = ["Explored", "explore", "trained"]

LOOKED_AT_LAMBDA = 1.0  # where the two functions are compared with each other
FEWEST_STEPS = 100
FEWEST_RUNS = 4
SUFFIXES = (".html", ".htm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """What came out of one file's functions.

    Attributes:
        look: what explore.training.first_look found.
        runs: one result for each λ, smallest first.
        search: explore.search.Search, or None.
    """

    look: dict[str, Any]
    runs: tuple[dict[str, Any], ...]
    search: search.Search | None
    plan: object


def explore(exercise, file, target, *, reference=None, plan=FULL, data=None, stream=None):
    """Write the page that is drawn from a student's two functions.

    Args:
        exercise: autograder.exercise.Exercise.
        file: where the functions are; None for the file in this folder that the self-check takes.
        target: the page to write; it ends in .html.
        reference: a file whose curves are drawn dashed as well; for instructors.
        plan: how much is trained.
        data: explore.plan.Data; the exercise's own when None.
        stream: where progress is told; standard error when None.

    Returns:
        An Outcome; a student's fault is one of its sentences.

    Raises:
        UsageError: the page cannot be written there, or the exercise's data are missing.
    """
    _check_target(target)
    data = examples() if data is None else data
    found = finding.find(exercise, Path.cwd()) if file is None else finding.read(file)
    if isinstance(found, finding.Unusable):
        return Outcome(drawn=False, sentences=(whole(found.reason),))
    with Bar(sys.stderr if stream is None else stream) as bar:
        try:
            explored = trained(exercise, found, data, plan, bar)
        except StudentFaultError as fault:
            return Outcome(drawn=False, sentences=(str(fault),))
        dashed = None if reference is None else _reference(exercise, reference, data, plan, bar)
    name = Path(found.name).name
    text = page.render(name, data, explored, dashed)
    replace_file(target, text.encode("utf-8"))
    told = f"{visible(str(target))} is drawn from the two functions in {name}."
    return Outcome(drawn=True, sentences=(told, *page.remarks(explored, data)[:1]))


def trained(exercise, file, data, plan, bar, *, searched=True):
    """Train with the functions in a file; return Explored.

    Raises:
        StudentFaultError: a function cannot be used, or is too slow.
    """
    crew = Crew(exercise, file, data, plan)
    look = crew.look(LOOKED_AT_LAMBDA)
    plan = _affordable(plan, look["seconds"])
    grid = [Task(lambd=lambd, steps=plan.steps) for lambd in plan.lambdas(data.m)]
    asked = search.tasks(plan, data.m) if searched else []
    results = crew.train([*grid, *asked], bar.part(0.0, 0.9))
    runs = [each for each in results[: len(grid)] if each is not None]
    for _ in range(plan.refinements):
        runs += _nearer(crew, runs, plan, bar)
    if len(runs) < FEWEST_RUNS:
        raise StudentFaultError(
            f"The two functions take {look['seconds']:.1g} s for one step, too long to train with: "
            "use NumPy's operations on whole arrays instead of loops over the examples."
        )
    return Explored(
        look=look,
        runs=tuple(sorted(runs, key=lambda run: run["lambda"])),
        search=search.summary(asked, results[len(grid) :]),
        plan=plan,
    )


def _affordable(plan, seconds):
    """Return the plan with as many steps as slow functions can take in the time there is."""
    trainings = 0.6 * plan.steps * (plan.positions + 1 + 2 * plan.refinements)
    searches = 0.6 * plan.search_steps * plan.draws * plan.repeats
    share = min(1.0, plan.work_seconds / max(seconds * (trainings + searches), 1e-9))
    return replace(
        plan,
        steps=min(plan.steps, max(FEWEST_STEPS, int(share * plan.steps))),
        search_steps=min(plan.search_steps, max(FEWEST_STEPS, int(share * plan.search_steps))),
    )


def _nearer(crew, runs, plan, bar):
    """Train at two more values of λ between the last fit and the first collapse."""
    runs = sorted(runs, key=lambda run: run["lambda"])
    first = next((at for at, run in enumerate(runs) if run["collapsed"]), 0)
    if first < 2:  # no collapse, or nothing but collapse
        return []
    low, high = runs[first - 1]["lambda"], runs[first]["lambda"]
    between = np.geomspace(low, high, 4)[1:-1].tolist()
    tasks = [Task(lambd=lambd, steps=plan.steps) for lambd in between]
    return [each for each in crew.train(tasks, bar.part(0.9, 1.0)) if each is not None]


def _reference(exercise, file, data, plan, bar):
    found = finding.read(file)
    try:
        if isinstance(found, finding.Unusable):
            raise StudentFaultError(found.reason)
        return trained(exercise, found, data, plan, bar, searched=False)
    except StudentFaultError as fault:
        raise UsageError(f"the reference cannot be drawn: {fault}") from fault


def _check_target(target):
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{target} is no name for a page: let it end in .html")
    if not target.resolve().parent.is_dir():
        raise UsageError(f"there is no folder {target.resolve().parent}: make it first")
    if target.is_dir():
        raise UsageError(f"{target} is a folder: name a file in it")
