"""What honest students use works sealed as it does open: the same answers, bit for bit."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.description import Assignment, find
from autograder.exercise import Limits, Question
from autograder.results import Level
from autograder.sandbox.answers import Answers, Ended
from autograder.sandbox.outside.runner import Runner
from autograder.sandbox.wire import State
from autograder.vectors.model import Vector

PROGRAMS = sorted(Path(__file__).with_name("programs").glob("*.py"))
LEVELS = (Level.OPEN, Level.SEALED)

# Modules of the standard library whose use is a terminal, a window, a network or a system's user
# table; they need a library of the system's, which a sealed child cannot read.
OF_NO_USE = frozenset("_crypt _curses _curses_panel _dbm _gdbm _ssl _tkinter nis readline".split())
OF_NO_USE |= frozenset("crypt curses ssl tkinter turtle".split())
WITH_A_WINDOW = frozenset("antigravity idlelib this turtledemo".split())
MODULES = sorted(sys.stdlib_module_names - OF_NO_USE - WITH_A_WINDOW)
IMPORTS = """
import numpy as np

def f(x):
    there = []
    for name in {names!r}:
        try:
            __import__(name)
        except Exception:
            there.append(0.0)
        else:
            there.append(1.0)
    return np.array(there)
"""

each_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
Runners = Mapping[Level, Runner]


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """Return an assignment of one function, `f(x)`, which is given nothing but `np`."""
    return replace(
        find(Path(__file__).parent),
        helpers=(),
        questions=(Question(id="q1", function="f", title="Any"),),
        limits=Limits(call_seconds=20.0, submission_seconds=60.0, memory_mib=512),
    )


@pytest.fixture(scope="module")
def runners(assignment: Assignment) -> Iterator[Runners]:
    vector = Vector(
        id="v1",
        question="q1",
        comment="Numbers of both signs.",
        flags=(),
        inputs={"x": np.random.default_rng(1).standard_normal((4, 6))},
        returns="number",
        expected={"any": np.array(0.0)},
        scale={"any": np.array(1.0)},
    )
    started = {level: Runner(assignment, [vector], level) for level in LEVELS}
    with started[Level.OPEN], started[Level.SEALED]:
        yield started


def told(answers: Answers) -> list[object]:
    """Return all that was told about one call, its numbers as bytes."""
    answer = answers.first["v1"]
    assert answer.value is not None
    array = answer.value.arrays[""]
    assert array.data is not None
    return [array.kind, array.itemsize, array.is_array, array.shape, array.data.tobytes()]


def test_the_corpus_is_as_large_as_it_claims() -> None:
    assert len(PROGRAMS) >= 100
    assert sum(program.stem.startswith("np_") for program in PROGRAMS) >= 30


@each_program
def test_an_honest_program_answers_the_same_sealed_and_open(
    program: Path, runners: Runners
) -> None:
    runs = {level: runners[level].run(program.read_bytes(), program.name) for level in LEVELS}
    for level, answers in runs.items():
        answer = answers.first.get("v1")
        assert answers.functions["f"].state is State.DEFINED, level
        assert answers.notes == (), level
        assert answer is not None, level
        assert (answer.ended, answer.raised) == (Ended.RETURNED, None), level
    assert told(runs[Level.SEALED]) == told(runs[Level.OPEN])


@each_program
def test_an_honest_program_answers_the_same_in_the_next_child(
    program: Path, runners: Runners
) -> None:
    sealed = runners[Level.SEALED]
    first, second = (sealed.run(program.read_bytes(), program.name) for _ in range(2))
    assert told(first) == told(second)


@pytest.mark.parametrize("part", range(2))
def test_a_module_of_the_standard_library_is_there_sealed_when_it_is_open(
    part: int, runners: Runners
) -> None:
    names = MODULES[part::2]
    there = {}
    for level in LEVELS:
        answer = runners[level].run(IMPORTS.format(names=names).encode(), "a.py").first["v1"]
        assert answer.value is not None
        assert answer.value.arrays[""].data is not None
        found = zip(names, answer.value.arrays[""].data, strict=True)
        there[level] = {name for name, is_there in found if is_there}
    assert there[Level.OPEN] - there[Level.SEALED] == set()
    assert len(there[Level.SEALED]) > 100


def test_a_seed_that_is_set_gives_the_numbers_that_python_itself_gives(runners: Runners) -> None:
    text = "import random\ndef f(x):\n    random.seed(5)\n    np.random.seed(5)\n"
    text += "    return np.array([random.random(), np.random.rand()])"
    answer = runners[Level.SEALED].run(text.encode(), "a.py").first["v1"]
    assert answer.value is not None
    assert answer.value.arrays[""].data is not None
    expected = [random.Random(5).random(), np.random.RandomState(5).rand()]
    assert answer.value.arrays[""].data.tolist() == expected
