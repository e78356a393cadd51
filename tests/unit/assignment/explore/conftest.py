"""The explorer, imported as the engine imports it, and one small exploration of the reference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.description import find
from autograder.exercise import Exercise
from tests import in_process

ROOT = Path(__file__).parents[4]
REFERENCE = ROOT / "solutions/regularization.py"
SMALL = {
    "steps": 800,
    "start_steps": 100,
    "coarse_steps": 20,
    "search_steps": 60,
    "positions": 8,
    "smallest": 0.1,
    "refinements": 2,
}

Edit = tuple[str, str]


@pytest.fixture(scope="session")
def explorer() -> dict[str, Any]:
    """The modules of assignment/explore by their names."""
    return in_process.explorer()


@pytest.fixture(scope="session")
def exercise() -> Exercise:
    """The exercise that is explored."""
    return find(ROOT)


@pytest.fixture(scope="session")
def data(explorer: dict[str, Any]) -> Any:
    """The exercise's own examples."""
    return explorer["plan"].examples()


@pytest.fixture(scope="session")
def small(explorer: dict[str, Any]) -> Any:
    """A plan of few and short trainings."""
    return explorer["plan"].Plan(**SMALL, draws=4, repeats=3)


@pytest.fixture(scope="session")
def explored(data: Any, small: Any) -> Any:
    """The results of training the reference's functions in this process."""
    return in_process.explored(in_process.with_mistake(), data, small)


@pytest.fixture(scope="session")
def functions(explorer: dict[str, Any]) -> Callable[[str], Any]:
    """Return the functions of a text, called on the spot."""

    def defined(text: str) -> Any:
        names: dict[str, Any] = {}
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(str(ROOT / "assignment"))
            exec(compile(text, "regularization.py", "exec"), names)
        return explorer["student"].Functions(names)

    return defined


@pytest.fixture(scope="session")
def edited() -> Callable[..., str]:
    """Return the reference's text with some of it replaced, each part of it found once or more."""

    def edit(*edits: Edit) -> str:
        text = REFERENCE.read_text("utf-8")
        for old, new in edits:
            assert old in text
            text = text.replace(old, new)
        return text

    return edit


@pytest.fixture(scope="session")
def reference(functions: Callable[[str], Any], edited: Callable[..., str]) -> Any:
    """The reference's functions."""
    return functions(edited())
