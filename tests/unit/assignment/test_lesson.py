"""The notebook's helper stops where an exercise is open, in one sentence and no traceback."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3] / "assignment"))
    return importlib.import_module("lesson")


def half_written(x: object) -> object:
    total = ...
    return (x, total)


def unwritten(x: object) -> object:
    return ...


def filled_in(x: object) -> object:
    return x


def with_an_index(x: dict[object, int]) -> int:
    return x[..., 0]


@pytest.mark.parametrize("function", [half_written, unwritten])
def test_an_open_exercise_is_named(lesson: ModuleType, function: object) -> None:
    with pytest.raises(lesson.NotYet, match=r"This cell needs exercise 1\. Replace every \.\.\."):
        lesson.needs(function, "exercise 1")


@pytest.mark.parametrize("function", [filled_in, with_an_index, len])
def test_what_is_filled_in_goes_on(lesson: ModuleType, function: object) -> None:
    assert lesson.needs(function, "exercise 1") is None


def test_jupyter_shows_the_sentence_and_no_traceback(lesson: ModuleType) -> None:
    assert lesson.NotYet("Not yet.")._render_traceback_() == ["Not yet."]
