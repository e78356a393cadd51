"""Trains with a student's functions, in processes like that of the self-check."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from autograder.student import runner
from explore.outcome import StudentFaultError, whole

__all__ = ["AtHand", "Crew"]

PROGRAM = (Path(__file__).resolve().parents[1], "explore.training")
LONGEST_SENTENCE = 400
WATCHED_SECONDS = 0.05  # between two looks at how far the processes are


class _Shared:
    """What the threads share that each listen to a process.

    Args:
        tasks: all of them, as explore.plan.Task.
    """

    def __init__(self, tasks):
        self.tasks = tasks
        self.results = [None] * len(tasks)
        self.steps = [0] * len(tasks)
        self.is_over = threading.Event()

    def part_done(self):
        """Return how much of all tasks is done, from 0 to 1."""
        return min(1.0, sum(self.steps) / max(1, sum(task.steps for task in self.tasks)))


class AtHand:
    """Trains with functions of our own, in this process.

    Args:
        functions: both, by name.
        data: explore.plan.Data.
        plan: explore.plan.Plan.
    """

    def __init__(self, functions, data, plan):
        self._functions = functions
        self._order = {"alpha": plan.alpha, "data": asdict(data)}

    def look(self, tasks):
        """Return what `Crew.look` returns; no coarse page is wanted of such functions."""
        told = self._work({"look": [asdict(task) for task in tasks[:0]]})
        return dict(told)["look"], []

    def along(self, asked):
        """Return what `Crew.along` returns."""
        return dict(self._work({"along": asked})).get("along")

    def train(self, tasks, watch):
        """Return what `Crew.train` returns."""
        results = []
        for task in tasks:
            told = self._work({"tasks": [asdict(task)]})
            results += [value for kind, (_, value) in told if kind == "done"]
            watch(len(results) / len(tasks))
        return results

    def _work(self, asked):
        from explore import training  # beside the functions alone; it needs the given helpers

        told: list[Any] = []
        try:
            training.work(self._functions, self._order | asked, told.append)
        except Exception as error:  # of a function; a process would tell of it
            raise StudentFaultError(f"it raised {type(error).__name__}: {error}") from error
        for kind, value in told:
            if kind == "fault":
                raise StudentFaultError(value)
        return [(kind, finite(value)) for kind, value in told if kind != "step"]


def finite(value):
    """Return a value as it comes out of a process: numbers that are not finite are None."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


class Crew:
    """Trains with one file's functions.

    Args:
        exercise: autograder.exercise.Exercise: what the file is to define, and the time of a call.
        file: autograder.student.finding.Found.
        data: explore.plan.Data.
        plan: explore.plan.Plan.
    """

    def __init__(self, exercise, file, data, plan):
        self._exercise = exercise
        self._file = file
        self._workers = plan.workers
        self._deadline = time.monotonic() + plan.total_seconds
        self._order = {
            "alpha": plan.alpha,
            "data": {name: array.tolist() for name, array in asdict(data).items()},
        }

    def look(self, tasks):
        """Return what explore.training finds at first.

        Args:
            tasks: explore.plan.Task; the trainings of the first, coarse page.

        Returns:
            What explore.looks.first_look returns, with the `seconds` of one step, and the results
            of the tasks; none where there was no time for them.

        Raises:
            StudentFaultError: a function cannot be used.
        """
        found: dict[str, Any] = {}
        self._work({"look": [asdict(task) for task in tasks]}, found.__setitem__)
        if "look" not in found:
            raise StudentFaultError("There was no time to look at the functions: try again.")
        return found["look"], found.get("coarse", [])

    def along(self, asked):
        """Return what explore.training finds along the line to a network; None if time was up."""
        found: dict[str, Any] = {}
        self._work({"along": asked}, found.__setitem__)
        return found.get("along")

    def train(self, tasks, watch):
        """Return the result of each task, or None where the time was up.

        Args:
            tasks: explore.plan.Task; of several processes, each takes every so many of them.
            watch: called with how much of all tasks is done, from 0 to 1.

        Raises:
            StudentFaultError: a function cannot be used.
        """
        shared = _Shared(tasks)
        parts = [range(first, len(tasks), self._workers) for first in range(self._workers)]
        with ThreadPoolExecutor(self._workers) as pool:
            futures = [pool.submit(self._train, part, shared) for part in parts if part]
            try:
                while not all(future.done() for future in futures):
                    time.sleep(WATCHED_SECONDS)
                    watch(shared.part_done())
            finally:
                shared.is_over.set()
        for future in futures:
            future.result()
        return shared.results

    def _train(self, part, shared):
        """Train for some of the tasks, whose indices are `part`."""

        def hear(kind, value):
            if shared.is_over.is_set():
                raise InterruptedError  # another process has failed, or nobody asks any more
            if kind == "step":
                at, shared.steps[part[at]] = value
            elif kind == "done":
                at, shared.results[part[at]] = value
                shared.steps[part[at]] = shared.tasks[part[at]].steps

        try:
            self._work({"tasks": [asdict(shared.tasks[at]) for at in part]}, hear)
        except InterruptedError:
            pass
        except BaseException:
            shared.is_over.set()
            raise

    def _work(self, asked, heard):
        """Have explore.training do what is asked, as long as there is time.

        Raises:
            StudentFaultError: a function cannot be used.
        """
        seconds = self._deadline - time.monotonic()
        if seconds <= 0:
            return
        faults = []

        def hear(told):
            kind, value = told or ("call", None)
            if kind == "fault":
                faults.append(value)
            else:
                heard(kind, value)

        stopped = runner.lend(
            self._exercise,
            PROGRAM,
            self._order | asked,
            self._file.content,
            self._file.name,
            seconds=seconds,
            heard=hear,
        )
        if faults:
            raise StudentFaultError(faults[0])
        if stopped:
            raise StudentFaultError(whole(stopped[:LONGEST_SENTENCE]))
