"""A file goes in, a page or a sentence comes out; whatever it does, nothing of ours breaks."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import UsageError

RETURN = "    return cross_entropy + penalty"


@pytest.fixture(scope="module")
def tiny(small: Any) -> Any:
    """The least that makes a page, by one worker that is soon given up."""
    return replace(
        small, steps=4, search_steps=1, positions=4, refinements=0, draws=2, repeats=2,
        workers=1, call_seconds=3.0,
    )  # fmt: skip


@pytest.fixture
def explore(
    explorer: dict[str, Any], data: Any, tiny: Any, tmp_path: Path
) -> Callable[..., tuple[Any, Path]]:
    """Explore texts, each a file; return the outcome and where the page would be."""

    def run(*texts: str, **options: Any) -> tuple[Any, Path]:
        files = [tmp_path / f"file{number}.py" for number in range(len(texts))]
        for file, text in zip(files, texts, strict=True):
            file.write_text(text, "utf-8")
        page = tmp_path / "page.html"
        options = {"plan": tiny, "data": data, "stream": io.StringIO()} | options
        return explorer["run"].explore(files, page, **options), page

    return run


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("while True: pass", "did not end within 3 s"),
        ("__import__('os')._exit(0)", "ended the whole program"),
        ("open('answer.txt', 'w')", "tried to write a file"),
        ("__import__('os').system('true')", "tried to start a program"),
        ("raise ValueError('\\x1b[31m' * 9)", "raised ValueError: \\x1b[31m"),
    ],
)
def test_what_a_function_must_not_do_is_one_sentence_and_no_page(
    explore: Any, edited: Any, line: str, sentence: str
) -> None:
    outcome, page = explore(edited((RETURN, f"    {line}\n{RETURN}")))
    assert (outcome.drawn, page.exists()) == (False, False)
    (told,) = outcome.sentences
    assert sentence in told


def test_what_a_function_prints_and_reads_disturbs_nothing(explore: Any, edited: Any) -> None:
    noisy = "    print('{\"kind\": \"done\"}', flush=True)\n    __import__('sys').stdin.read()\n"
    outcome, page = explore(edited((RETURN, noisy + RETURN)))
    assert outcome.drawn
    assert page.is_file()


def test_a_function_without_lambda_is_drawn_and_remarked_on(explore: Any, edited: Any) -> None:
    outcome, page = explore(edited((RETURN, "    return cross_entropy")))
    assert outcome.drawn
    assert "no longer with it" in " ".join(outcome.sentences)
    assert "the same whatever λ is" in page.read_text("utf-8")


def test_the_first_file_that_is_filled_in_is_drawn(explore: Any, edited: Any) -> None:
    stub = edited((RETURN, "    return ..."))
    outcome, _ = explore(stub, edited())
    assert "file1.py" in outcome.sentences[0]


def test_a_mistake_is_not_passed_over_for_another_file(explore: Any, edited: Any) -> None:
    outcome, _ = explore(edited((RETURN, "    return 1 / 0")), edited())
    assert not outcome.drawn


def test_a_missing_file_is_one_sentence(
    explorer: dict[str, Any], data: Any, tmp_path: Path
) -> None:
    outcome = explorer["run"].explore([tmp_path / "mine.py"], tmp_path / "a.html", data=data)
    assert outcome.sentences == (f"There is no file {tmp_path / 'mine.py'}: name yours.",)


def test_a_folder_is_not_taken_for_a_missing_file(
    explorer: dict[str, Any], data: Any, tmp_path: Path
) -> None:
    outcome = explorer["run"].explore([tmp_path], tmp_path / "a.html", data=data)
    assert outcome.sentences == (f"{tmp_path} is not a file: name a notebook or a module.",)


def test_the_reference_is_drawn_when_asked_for(explore: Any, edited: Any, tmp_path: Path) -> None:
    reference = tmp_path / "reference.py"
    reference.write_text(edited(), "utf-8")
    _, page = explore(edited(), reference=reference)
    assert '"reference":[{' in page.read_text("utf-8")


def test_progress_is_told_without_control_characters_when_nobody_watches(
    explore: Any, edited: Any
) -> None:
    stream = io.StringIO()
    explore(edited(), stream=stream)
    assert "\x1b" not in stream.getvalue()
    assert "\r" not in stream.getvalue()


def test_the_bar_leaves_the_line_of_a_terminal_empty(explorer: dict[str, Any]) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with explorer["progress"].Bar(stream) as bar:
        bar._last -= 1
        bar.show(0.5)
    assert "training [###############               ]  50%" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_slow_functions_get_fewer_steps(explorer: dict[str, Any]) -> None:
    plan = explorer["plan"].FULL
    slow = explorer["run"]._affordable(plan, 10 * plan.work_seconds / plan.steps)
    assert slow.steps < plan.steps


def test_fast_functions_get_all_steps(explorer: dict[str, Any]) -> None:
    plan = explorer["plan"].FULL
    assert explorer["run"]._affordable(plan, 1e-6) == plan


@pytest.mark.parametrize("name", ["page.py", "nowhere/page.html", "folder.html"])
def test_a_place_that_is_no_page_is_refused_before_anything_runs(
    explorer: dict[str, Any], data: Any, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(UsageError):
        explorer["run"].explore([tmp_path / "a.py"], tmp_path / name, data=data)
