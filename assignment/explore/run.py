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
from explore import page
from explore import search as random_search
from explore.content import ceiling
from explore.crew import AtHand, Crew
from explore.diagnosis import diagnosed, public
from explore.outcome import Bar, Outcome, StudentFaultError, whole
from explore.plan import FULL, Task, examples

__all__ = ["Explored", "chosen", "explain", "explore", "trained"]

FEWEST_STEPS = 100
FEWEST_RUNS = 4
KEPT_LAMBDA = 1.0  # near this λ is the network whose line is drawn for every λ
WORSE = 1e-3  # in J; a difference that can be seen
SUFFIXES = (".html", ".htm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explored:
    """What came out of one file's functions.

    Attributes:
        look: what explore.looks.first_look found.
        runs: one result for each λ, smallest first.
        starts: the results from other initial weights.
        along: what explore.training found along a line, with the `lambda` of its network; or None.
        search: explore.search.Search, or None.
        plan: explore.plan.Plan: what was trained.
    """

    look: dict[str, Any]
    runs: tuple[dict[str, Any], ...]
    starts: tuple[dict[str, Any], ...] = ()
    along: dict[str, Any] | None = None
    search: random_search.Search | None = None
    plan: Any = FULL


def explore(
    exercise, file, target, *, reference=None, show=None, plan=FULL, data=None, stream=None
):
    """Write the page that is drawn from a student's two functions.

    A coarse page is written first, and replaced by the full one a few seconds later.

    Args:
        exercise: autograder.exercise.Exercise.
        file: where the functions are; None for the file in this folder that the self-check takes.
        target: the page to write; it ends in .html.
        reference: a file whose curves are drawn as the right ones; the public ones when None.
        show: called with `target` as soon as there is a page to look at.
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
    name = Path(found.name).name
    with Bar(sys.stderr if stream is None else stream) as bar:
        right = public() if reference is None else _reference(exercise, reference, data, plan, bar)
        written = _Page(target, name, data, right, show)
        try:
            crew = Crew(exercise, found, data, plan)
            explored = trained(crew, data, plan, bar.show, written.begin)
        except StudentFaultError as fault:
            written.end_early(str(fault))
            return Outcome(drawn=False, sentences=(str(fault),))
        except BaseException:
            written.end_early("The drawing was interrupted.")
            raise
    written.write(explored)
    told = f"{visible(str(target))} is drawn from the two functions in {name}."
    return Outcome(drawn=True, sentences=(told, *diagnosed(explored, right, data).sentences[:1]))


class _Page:
    """The page's file: a coarse page first, then the full one in its place."""

    def __init__(self, target, name, data, right, show):
        self._target, self._name, self._data, self._right = target, name, data, right
        self._show, self._first = show, None

    def begin(self, explored):
        """Write a coarse page, which loads itself again until the full one is there."""
        self._first = explored
        self.write(explored, is_first=True)

    def end_early(self, reason):
        """Leave the coarse page, if there is one, with the reason why nothing follows."""
        if self._first is not None:
            self.write(self._first, ended=reason)

    def write(self, explored, **how):
        """Write a page, and show it if none was shown yet."""
        text = page.render(self._name, self._data, explored, self._right, **how)
        replace_file(self._target, text.encode("utf-8"))
        if self._show is not None:
            self._show(self._target)
            self._show = None


def explain(functions, target, note, *, plan=FULL):
    """Write the page of functions of our own, with a mistake that a student's may have.

    Args:
        functions: both, by name.
        target: the page to write; it ends in .html.
        note: a sentence that says what the page is drawn from.
        plan: how much is trained.

    Returns:
        An Outcome; a page is not drawn where a function cannot be used for training.

    Raises:
        UsageError: the page cannot be written there, or the exercise's data are missing.
    """
    _check_target(target)
    data, right = examples(), public()
    try:
        explored = trained(AtHand(functions, data, plan), data, plan, lambda _: None)
    except StudentFaultError as fault:
        return Outcome(drawn=False, sentences=(str(fault),))
    text = page.render("", data, explored, right, note=note)
    replace_file(target, text.encode("utf-8"))
    return Outcome(drawn=True, sentences=diagnosed(explored, right, data).sentences)


def chosen(functions, *, plan=FULL, data=None):
    """Return the page's own search for λ, with functions that are at hand, as in a notebook.

    Args:
        functions: both, by name.
        plan: how much is trained.
        data: explore.plan.Data; the exercise's own when None.

    Returns:
        explore.search.Search, or None when there is nothing to compare.

    Raises:
        StudentFaultError: a function cannot be used.
    """
    data = examples() if data is None else data
    crew = AtHand(functions, data, plan)
    look, _ = crew.look([])
    asked = random_search.tasks(_affordable(plan, look["seconds"], data.m), data.m)
    return random_search.summary(asked, crew.train(asked, lambda _: None))


def trained(crew, data, plan, watch, begun=None, *, searched=True):
    """Train with the functions of a crew; return Explored.

    Args:
        crew: explore.crew.Crew or AtHand.
        data: explore.plan.Data.
        plan: explore.plan.Plan.
        watch: called with the share of all training that is done, from 0 to 1.
        begun: called with the Explored of a few short trainings before the others begin.
        searched: whether the random search is wanted.

    Raises:
        StudentFaultError: a function cannot be used, or is too slow.
    """
    coarse = plan.coarse()
    look, first = crew.look(coarse.trainings(coarse.lambdas(data.m))[0])
    if begun is not None and len(first) >= FEWEST_RUNS:
        begun(Explored(look=look, runs=tuple(first), plan=coarse))
    plan = _affordable(plan, look["seconds"], data.m)
    runs, starts, found = _swept(crew, plan, data, _part(watch, 0.0, 0.8), searched=searched)
    more, more_starts = _nearer(crew, runs, plan, _part(watch, 0.8, 0.9))
    runs = _lowered(crew, (*runs, *more), plan, _part(watch, 0.9, 1.0))
    if len(runs) < FEWEST_RUNS:
        raise StudentFaultError(
            f"The two functions take {look['seconds']:.1g} s for one step, too long to train with: "
            "use NumPy's operations on whole arrays instead of loops over the examples."
        )
    return Explored(
        look=look,
        runs=runs,
        starts=(*starts, *more_starts),
        along=_along(crew, runs, data),
        search=found,
        plan=plan,
    )


def _part(watch, begin, end):
    """Return what shows a share of the part of all training between `begin` and `end`."""
    return lambda share: watch(begin + (end - begin) * share)


def _swept(crew, plan, data, watch, *, searched):
    """Train at all λ of a plan; return the runs, those from other starts, and the Search."""
    grid, others = plan.trainings(plan.lambdas(data.m))
    asked = random_search.tasks(plan, data.m) if searched else []
    results = crew.train([*grid, *others, *asked], watch)
    runs, starts = results[: len(grid)], results[len(grid) : len(grid) + len(others)]
    found = random_search.summary(asked, results[len(grid) + len(others) :])
    return _there(runs), _there(starts), found


def _there(results):
    """Return the results for which there was time."""
    return tuple(each for each in results if each is not None)


def _affordable(plan, seconds, m):
    """Return the plan with as many steps as slow functions can take in the time there is."""
    grid, others = plan.trainings(plan.lambdas(m))
    steps = sum(task.steps for task in (*grid, *others, *random_search.tasks(plan, m)))
    share = min(1.0, plan.work_seconds / max(seconds * steps, 1e-9))

    def fewer(steps):
        return min(steps, max(FEWEST_STEPS, int(share * steps)))

    return replace(
        plan,
        steps=fewer(plan.steps),
        start_steps=fewer(plan.start_steps),
        search_steps=fewer(plan.search_steps),
    )


def _nearer(crew, runs, plan, watch):
    """Train at a few more values of λ between the last fit and the first collapse."""
    first = next((at for at, run in enumerate(runs) if run["collapsed"]), 0)
    if first < 2 or not plan.refinements:  # no collapse, or nothing but collapse
        return (), ()
    low, high = runs[first - 1]["lambda"], runs[first]["lambda"]
    between = np.geomspace(low, high, plan.refinements + 2)[1:-1].tolist()
    tasks, others = plan.trainings(between)
    results = crew.train([*tasks, *others], watch)
    return _there(results[: len(tasks)]), _there(results[len(tasks) :])


def _lowered(crew, runs, plan, watch):
    """Return the runs by λ; those that a neighbour shows not to be lowest are continued from it.

    J of any fixed W grows with λ, and so does its minimum. Where training ended higher than it
    does with the W of the next larger λ, it ended in a worse valley.
    """
    runs = sorted(runs, key=lambda run: run["lambda"])
    worse: dict[int, dict[str, Any]] = {}
    for at in reversed(range(len(runs) - 1)):
        run, above = runs[at], worse.get(at + 1, runs[at + 1])
        if not (_is_fit(run) and _is_fit(above)):  # training that falls is shown where it does
            continue
        if _borrowed(above, run["lambda"]) < run["J"] - WORSE:
            task = Task(
                lambd=run["lambda"], steps=plan.steps, begin=above["parameters"], detailed=True
            )
            (found,) = crew.train([task], watch)
            if found is not None and found["J"] < run["J"]:
                worse[at] = found | {"path": [*run["path"][:-1], *found["path"]], "moved": True}
    return tuple(worse.get(at, run) for at, run in enumerate(runs))


def _is_fit(run):
    """Return whether a run has gone to the bottom of a valley beside that of W = 0."""
    return run["polished"] and run["state"] != "diverged" and not run["collapsed"]


def _borrowed(run, lambd):
    """Return J at a smaller λ of the network of a run."""
    term = run["J"] - run["cross_entropy"]
    return run["cross_entropy"] + term * lambd / run["lambda"]


def _along(crew, runs, data):
    """Have J computed along the line to one network that fits, for every λ."""
    fits = [run for run in runs if run["lambda"] > 0 and "parameters" in run]
    fits = [run for run in fits if not run["collapsed"] and run["state"] != "diverged"]
    if not fits:
        return None
    kept = min(fits, key=lambda run: abs(np.log(run["lambda"] / KEPT_LAMBDA)))
    cheaper = [run for run in fits if run["polished"] and run["J"] < ceiling(data)]
    falls = any(run["collapsed"] for run in runs)
    last = cheaper[-1] if cheaper and falls else None
    asked = {
        "kept": kept["parameters"],
        "lambdas": [run["lambda"] for run in runs],
        "last": last and {name: last[name] for name in ("lambda", "parameters")},
    }
    found = crew.along(asked)
    return None if found is None else found | {"lambda": kept["lambda"]}


def _reference(exercise, file, data, plan, bar):
    """Return what explore.diagnosis.public returns, for another file's functions."""
    found = finding.read(file)
    try:
        if isinstance(found, finding.Unusable):
            raise StudentFaultError(found.reason)
        crew = Crew(exercise, found, data, plan)
        explored = trained(crew, data, plan, bar.show, searched=False)
    except StudentFaultError as fault:
        raise UsageError(f"the reference cannot be drawn: {fault}") from fault
    return {"look": explored.look, "runs": explored.runs}


def _check_target(target):
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{target} is no name for a page: let it end in .html")
    if not target.resolve().parent.is_dir():
        raise UsageError(f"there is no folder {target.resolve().parent}: make it first")
    if target.is_dir():
        raise UsageError(f"{target} is a folder: name a file in it")
