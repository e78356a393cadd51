"""Wrong answers that nobody has a name for are grouped, and a group can be given one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from autograder.description import find
from autograder.errors import UsageError
from autograder.gradebook.store import Gradebook
from autograder.grading import mistakes, regrade
from autograder.grading.engine import Engine
from autograder.grading.mistakes import Mistakes
from autograder.results import Level
from autograder.vectors import observed

Run = CompletedProcess[str]
Autograder = Callable[..., Run]

# A penalty that is off in a way of its own, and how many hand it in, in two ways of writing.
PENALTIES = {"{l} * 0.37 * {s}": 7, "{l} * {s} / ({m} + 3)": 4, "-{l} * {s} / (5 * {m})": 3}
RAISING = {"{l} * {s} / {m} * undefined_name": 2}
STYLES = (
    """import numpy as np
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    cost = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    s = sum(np.sum(np.square(parameters[k])) for k in ("W1", "W2", "W3"))
    return cost + {penalty}
""",
    """import numpy as np
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    examples = Y.shape[1]
    losses = np.multiply(-np.log(A3), Y) + np.multiply(-np.log(1 - A3), 1 - Y)
    total = 0.0
    for name in ("W3", "W1", "W2"):
        total = total + (parameters[name] ** 2).sum()
    return losses.sum() / examples + {penalty}
""",
)
NAMES = ({"l": "lambd", "s": "s", "m": "m"}, {"l": "lambd", "s": "total", "m": "examples"})
RIGHT = "{l} * {s} / (2 * {m})"
TITLE, HINT = "The penalty has a number of its own.", "Where does the 0.37 come from?"


def submission(penalty: str, number: int) -> str:
    style = number % 2
    return STYLES[style].format(penalty=penalty.format(**NAMES[style]))


@pytest.fixture(scope="module")
def expected() -> dict[str, set[str]]:
    """Return who makes each mistake."""
    return {
        penalty: {f"student_{place}_{number}" for number in range(count)}
        for place, (penalty, count) in enumerate((PENALTIES | RAISING).items())
    }


@pytest.fixture(scope="module")
def out(
    autograder: Autograder,
    module_assignment: Path,
    expected: dict[str, set[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The class, graded; besides the unnamed there are right answers and a known mistake."""
    folder = tmp_path_factory.mktemp("class")
    texts = {"right": submission(RIGHT, 0), "known": submission("0", 0)}
    for penalty, students in expected.items():
        texts |= {each: submission(penalty, int(each[-1])) for each in students}
    (folder / "in").mkdir()
    for student, text in texts.items():
        (folder / f"in/{student}.py").write_text(text, "utf-8")
    options = ("-o", folder / "out", "--min-level", "open", "--assignment", module_assignment)
    run = autograder("grade", folder / "in", *options)
    assert run.returncode == 0, run.stderr
    return folder / "out"


def level_of(out: Path) -> Level:
    with Gradebook.open(out, create=False) as gradebook:
        level = regrade.level_of(gradebook)
    assert level is not None
    return level


def found(out: Path, assignment: Path) -> Mistakes:
    engine = Engine.load(find(assignment), level_of(out))
    with Gradebook.open(out, create=False) as gradebook:
        return mistakes.mistakes(gradebook, engine)


def of_cost(seen: Mistakes) -> list[set[str]]:
    """Return the groups of q1; everybody lacks q2, for which there is nothing to group."""
    return [{*each.group.students} for each in seen.seen if each.question == "q1"]


def test_the_groups_are_those_who_make_the_same_mistake(
    out: Path, module_assignment: Path, expected: dict[str, set[str]]
) -> None:
    assert of_cost(found(out, module_assignment)) == [*expected.values()]


def test_it_is_said_how_many_are_explained(
    autograder: Autograder, out: Path, module_assignment: Path
) -> None:
    told = autograder("mistakes", out, "--assignment", module_assignment)
    assert told.returncode == 0, told.stderr
    text = " ".join(told.stdout.split())
    assert "1 of 17 wrong answers are explained; 16 more are in 4 groups, and 0" in text
    assert "it raised NameError" in text
    assert "| return cost + lambd * 0.37 * s" in text


def test_a_name_is_told_to_exactly_its_students(
    autograder: Autograder,
    out: Path,
    module_assignment: Path,
    expected: dict[str, set[str]],
) -> None:
    group = found(out, module_assignment).seen[0].group.id
    words = ("--title", TITLE, "--hint", HINT, "--assignment", module_assignment)
    named = autograder("mistakes", "name", out, group, *words)
    assert named.returncode == 0, named.stderr
    assert "the-penalty-has-a-number-of-its-own is kept in" in named.stdout
    again = autograder("regrade", out, "--min-level", "open", "--assignment", module_assignment)
    assert again.returncode == 0, again.stderr
    told = {
        path.stem
        for path in (out / "results").iterdir()
        if "the-penalty-has-a-number-of-its-own" in path.read_text("utf-8")
    }
    shown = {path.stem for path in (out / "feedback").iterdir() if HINT in path.read_text("utf-8")}
    assert told == shown == next(iter(expected.values()))
    assert "the-penalty-has-a-number-of-its-own" in (out / "report.html").read_text("utf-8")
    left = found(out, module_assignment)
    assert of_cost(left) == [*expected.values()][1:]
    assert left.explained == 8


def test_nothing_of_a_students_is_kept_with_a_name(
    out: Path, module_assignment: Path, expected: dict[str, set[str]]
) -> None:
    (kept,) = observed.read(find(module_assignment).observed)
    image = find(module_assignment).observed.read_bytes()
    assert (kept.title, kept.hint, kept.question) == (TITLE, HINT, "q1")
    assert not any(student.encode() in image for each in expected.values() for student in each)


def test_a_group_gets_one_name_alone(
    out: Path, module_assignment: Path, expected: dict[str, set[str]]
) -> None:
    engine = Engine.load(find(module_assignment), level_of(out))
    (first,) = observed.read(find(module_assignment).observed)
    seen = found(out, module_assignment).seen[0]
    leader = replace(seen.group.leader, prints=first.prints)
    same = replace(seen, group=replace(seen.group, leader=leader))
    with pytest.raises(UsageError, match=f"is called {first.id} already: `autograder regrade"):
        mistakes.name(find(module_assignment), engine, same, "Another title", HINT)
    assert observed.read(find(module_assignment).observed) == (first,)


def test_who_answers_the_same_later_is_told_the_name(
    autograder: Autograder, module_assignment: Path, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    text = submission("{l} * {s} * 37 / 100", 1)
    (tmp_path / "in/late.py").write_text(text, "utf-8")
    options = ("-o", tmp_path / "out", "--min-level", "open", "--assignment", module_assignment)
    run = autograder("grade", tmp_path / "in", *options)
    assert run.returncode == 0, run.stderr
    result = json.loads((tmp_path / "out/results/late.json").read_text("utf-8"))
    named = result["extra_data"]["questions"]["q1"]["misconceptions"]
    assert named == ["the-penalty-has-a-number-of-its-own"]


@pytest.mark.parametrize(
    ("group", "title", "hint", "sentence"),
    [
        ("00000000", "A title", "A hint", "there is no group 00000000"),
        ("{second}", TITLE, "A hint", "there is a mistake with the id the-penalty-has"),
        ("{second}", "A title", " ", "a mistake needs a title and a hint"),
        ("{second}", "…", "A hint", "a mistake needs a title and a hint"),
        ("{last}", "A title", "A hint", "contain no numbers to recognise them by"),
    ],
    ids=["gone", "taken", "no hint", "no title", "nothing to recognise"],
)
def test_a_name_that_cannot_be_given_is_refused_in_a_sentence(
    autograder: Autograder,
    out: Path,
    module_assignment: Path,
    group: str,
    title: str,
    hint: str,
    sentence: str,
) -> None:
    ids = [each.group.id for each in found(out, module_assignment).seen]
    group = group.format(second=ids[0], last=ids[2])
    words = ("--title", title, "--hint", hint, "--assignment", module_assignment)
    run = autograder("mistakes", "name", out, group, *words)
    assert (run.returncode, run.stdout) == (2, "")
    assert sentence in re.sub(r"\s+", " ", run.stderr)


def test_a_name_is_out_of_date_when_other_inputs_are_asked(
    module_assignment: Path, out: Path
) -> None:
    engine = Engine.load(find(module_assignment), level_of(out))
    vectors = engine.vectors.vectors
    (kept,) = observed.read(find(module_assignment).observed)
    assert kept.calls_sha256 == observed.calls_sha256(vectors, "q1")
    assert kept.calls_sha256 != observed.calls_sha256(vectors[1:], "q1")
    plain = [each for each in vectors[1:] if kept.id not in each.kills]
    assert observed.joined(plain, [kept]) == tuple(plain)
