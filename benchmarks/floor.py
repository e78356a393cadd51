"""The floor that grading is held against: a fork, and the student's own calls in it.

Run as a process of its own, with one BLAS thread: `python -m benchmarks.floor FOLDER`. It takes
each submission apart before the clock starts; timed is only fork, calls on fresh copies of the
inputs, exit and wait. It forks from a process as warm as the zygote, and what submissions print
goes nowhere. Prints the median, the mean and the mean processor time in milliseconds.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from autograder import description
from autograder.description import Assignment
from autograder.sandbox.inside import calling, loading, serving, source, zygote
from autograder.sandbox.outside import cases
from autograder.vectors import hdf5

_ROUNDS = 3


def main(folder: Path) -> None:
    """Measure every submission in `folder` and print the figures as JSON."""
    assignment = description.find(Path.cwd())
    helpers = [{"name": p.stem, "source": p.read_text("utf-8")} for p in assignment.helpers]
    given = serving.given_names(assignment.given, helpers)
    calls = _calls(assignment, given)
    submissions = [_functions(path, assignment, given) for path in sorted(folder.iterdir())]
    said = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    zygote.warm_up(serving.Serving(assignment.functions, calls, given, {}))
    gc.collect()
    gc.freeze()
    before = _processor_seconds()
    seconds = [_time(functions, calls) for functions in submissions for _ in range(_ROUNDS)]
    used = (_processor_seconds() - before) / len(seconds)
    figures = {"median": statistics.median(seconds), "mean": statistics.fmean(seconds), "cpu": used}
    print(
        json.dumps({name: 1000 * value for name, value in figures.items()}), file=said, flush=True
    )


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _calls(assignment: Assignment, given: dict[str, Any]) -> list[calling.Case]:
    vectors = hdf5.read(assignment.hidden_vectors).vectors
    encoded, blob = cases.encode(cases.plan(vectors, assignment))
    return [serving.decode_case(case, blob, given) for case in encoded]


def _functions(path: Path, assignment: Assignment, given: dict[str, Any]) -> dict[str, Any]:
    try:
        parsed = source.read(path.read_bytes(), path.name)
    except source.UnreadableError:
        return {}
    loaded = loading.load(parsed, assignment.functions, dict(given), (), lambda _: None)
    return {name: found.call for name, found in loaded.functions.items() if found.call}


def _time(functions: dict[str, Any], calls: list[calling.Case]) -> float:
    begin = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        for case in calls:
            if case.function in functions:
                _call(functions[case.function], case)
        os._exit(0)
    os.waitpid(pid, 0)
    return time.perf_counter() - begin


def _call(function: Any, case: calling.Case) -> None:
    try:
        for _ in calling.run(case, function, []):
            pass
    except BaseException:
        return  # a wrong submission's own failure; its cost is in the floor too


if __name__ == "__main__":
    main(Path(sys.argv[1]))
