"""A file goes in, a page or a sentence comes out; whatever it does, nothing of ours breaks."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import UsageError
from autograder.exercise import Exercise

pytestmark = pytest.mark.slow

RETURN = "    return cross_entropy + penalty"


@pytest.fixture(scope="module")
def tiny(small: Any) -> Any:
    """The least that makes a page, by one process."""
    return replace(
        small, steps=40, start_steps=20, search_steps=10, positions=4, refinements=0, draws=2,
        repeats=2, workers=1, coarse_steps=60, coarse_positions=4,
    )  # fmt: skip


@pytest.fixture
def explore(
    explorer: dict[str, Any], exercise: Exercise, data: Any, tiny: Any, tmp_path: Path
) -> Callable[..., tuple[Any, Path]]:
    """Explore a text; return the outcome and where the page would be."""

    def run(text: str | None, **options: Any) -> tuple[Any, Path]:
        explored = options.pop("exercise", exercise)
        file = None
        if text is not None:
            file = tmp_path / "mine.py"
            file.write_text(text, "utf-8")
        page = tmp_path / "page.html"
        options = {"plan": tiny, "data": data, "stream": io.StringIO()} | options
        return explorer["run"].explore(explored, file, page, **options), page

    return run


@pytest.fixture(scope="module")
def impatient(exercise: Exercise) -> Exercise:
    """The exercise with little time for each call, for functions that never end."""
    return replace(exercise, limits=replace(exercise.limits, call_seconds=0.4))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("__import__('os')._exit(0)", "it ended the program, as exit() does."),
        ("open('answer.txt', 'w')", "it tried to open or change a file (line "),
        ("open('/etc/hostname')", "the grader does not allow that."),
        ("__import__('os').system('true')", "it tried to start a process or a thread (line "),
        ("x = [0] * 10**13", "it raised MemoryError"),
        ("raise ValueError('\\x1b[31m' * 9)", "it raised ValueError: [31m[31m"),
    ],
)
def test_what_a_function_must_not_do_is_one_sentence_and_no_page(
    explore: Any, edited: Any, line: str, sentence: str
) -> None:
    outcome, page = explore(edited((RETURN, f"    {line}\n{RETURN}")))
    assert (outcome.drawn, page.exists()) == (False, False)
    (told,) = outcome.sentences
    assert sentence in told


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page of functions that print and read.

    Attributes:
        shown: the pages that were shown on the way.
        page: the final page.
        told: the progress that was printed.
    """

    shown: list[str]
    page: str
    told: str


@pytest.fixture(scope="module")
def noisy(
    explorer: dict[str, Any],
    exercise: Exercise,
    data: Any,
    tiny: Any,
    edited: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Drawn:
    """The page of functions that print and read while they are trained."""
    folder, shown, stream = tmp_path_factory.mktemp("noisy"), [], io.StringIO()
    noise = "    print('{\"kind\": \"done\"}', flush=True)\n    __import__('sys').stdin.read()\n"
    (folder / "mine.py").write_text(edited((RETURN, noise + RETURN)), "utf-8")
    outcome = explorer["run"].explore(
        exercise,
        folder / "mine.py",
        folder / "page.html",
        plan=tiny,
        data=data,
        stream=stream,
        show=lambda path: shown.append(path.read_text("utf-8")),
    )
    assert outcome.drawn
    return Drawn(shown, (folder / "page.html").read_text("utf-8"), stream.getvalue())


def test_what_a_function_prints_and_reads_disturbs_nothing(noisy: Drawn) -> None:
    assert "not right yet" not in noisy.page


def test_a_coarse_page_is_shown_before_the_full_one_replaces_it(noisy: Drawn) -> None:
    (coarse,) = noisy.shown
    assert "These are first, coarse curves" in coarse
    assert "These are first, coarse curves" not in noisy.page


def test_progress_is_told_without_control_characters_when_nobody_watches(noisy: Drawn) -> None:
    assert "\x1b" not in noisy.told
    assert "\r" not in noisy.told


def test_a_loop_that_never_stops_is_one_sentence_and_no_page(
    explore: Any, edited: Any, impatient: Exercise
) -> None:
    endless = edited((RETURN, f"    while True: pass\n{RETURN}"))
    outcome, page = explore(endless, exercise=impatient)
    assert (outcome.drawn, page.exists()) == (False, False)
    (told,) = outcome.sentences
    assert "it did not end in time: does a loop never stop?" in told


def test_what_a_file_does_at_its_top_is_held_to_the_same_time(
    explore: Any, edited: Any, impatient: Exercise
) -> None:
    endless = "while True: x = 1\n" + edited((RETURN, f"    x\n{RETURN}"))
    outcome, _ = explore(endless, exercise=impatient)
    assert outcome.sentences[0].endswith("mine.py: it did not end in time: does a loop never stop?")


def test_without_a_name_the_file_that_the_check_takes_is_explored(
    explore: Any, edited: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = {"cell_type": "code", "source": edited((RETURN, "    return ..."))}
    (tmp_path / "regularization.ipynb").write_text(json.dumps({"cells": [cell]}), "utf-8")
    (tmp_path / "regularization.py").write_text(edited((RETURN, "    return 1 / 0")), "utf-8")
    monkeypatch.chdir(tmp_path)
    outcome, _ = explore(None)
    assert "division by zero" in outcome.sentences[0]


def test_a_missing_file_is_one_sentence(
    explorer: dict[str, Any], exercise: Exercise, data: Any, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.py"
    outcome = explorer["run"].explore(exercise, mine, tmp_path / "a.html", data=data)
    assert outcome.sentences == (f"There is no {mine}: check the spelling.",)


def test_a_folder_is_not_taken_for_a_missing_file(
    explorer: dict[str, Any], exercise: Exercise, data: Any, tmp_path: Path
) -> None:
    outcome = explorer["run"].explore(exercise, tmp_path, tmp_path / "a.html", data=data)
    assert outcome.sentences == (f"{tmp_path} is not a file: name a notebook or a module.",)


def test_what_is_right_is_measured_by_the_reference_that_is_given(
    explore: Any, edited: Any, tiny: Any, tmp_path: Path
) -> None:
    reference = tmp_path / "reference.py"
    reference.write_text(edited((RETURN, "    return cross_entropy + 2 * penalty")), "utf-8")
    outcome, page = explore(edited(), reference=reference, plan=replace(tiny, coarse_positions=1))
    assert outcome.drawn
    assert outcome.sentences[0].endswith("is drawn from the two functions in mine.py.")
    text = page.read_text("utf-8")
    for told in (outcome.sentences[1], text):  # both report the mistake
        assert "is 0.5 times as large as it should be" in told
    assert '"right":[{' in text


def test_a_function_that_fails_later_leaves_the_coarse_page_with_the_reason(
    explore: Any, edited: Any, tiny: Any, data: Any
) -> None:
    later = tiny.drawn(data.m)[1]  # of the search
    outcome, page = explore(edited((RETURN, f"    1 / (lambd != {later!r})\n{RETURN}")))
    assert not outcome.drawn
    assert "coarse curves: compute_cost_with_regularization: it raised" in page.read_text("utf-8")


def test_the_bar_leaves_the_line_of_a_terminal_empty(explorer: dict[str, Any]) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with explorer["outcome"].Bar(stream) as bar:
        bar._last -= 1
        bar.show(0.5)
    assert "training [###############               ]  50%" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_slow_functions_get_fewer_steps(explorer: dict[str, Any]) -> None:
    plan = explorer["plan"].FULL
    slow = explorer["run"]._affordable(plan, 10 * plan.work_seconds / plan.steps, 211)
    assert slow.steps < plan.steps


def test_fast_functions_get_all_steps(explorer: dict[str, Any]) -> None:
    plan = explorer["plan"].FULL
    assert explorer["run"]._affordable(plan, 1e-6, 211) == plan


@pytest.mark.parametrize("name", ["page.py", "nowhere/page.html", "folder.html"])
def test_a_place_that_is_no_page_is_refused_before_anything_runs(
    explorer: dict[str, Any], exercise: Exercise, data: Any, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(UsageError):
        explorer["run"].explore(exercise, tmp_path / "a.py", tmp_path / name, data=data)
