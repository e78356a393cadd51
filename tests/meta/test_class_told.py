"""The budget of what a hidden run tells is no loss for anybody in the example class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from autograder.description import find
from autograder.judge.ledger import BITS, Ledger
from autograder.judge.session import Judge
from autograder.judge.suite import Suite
from autograder.results import Level
from autograder.sandbox.answers import Answers
from autograder.sandbox.outside.filtering import Filter
from autograder.sandbox.outside.runner import Runner
from autograder.vectors import hdf5

HERE = Path(__file__).parent
CLASS = HERE.parent / "submissions/class"
MOST = 470  # bits that any of them uses; SECURITY.md names the number


class Watched(Filter):
    """A filter that knows what it would have said with all the room there is."""

    shortened: ClassVar[list[tuple[str, str]]] = []

    def __init__(self, content: bytes, names: frozenset[str]) -> None:
        super().__init__(content, names)
        self.generous = Filter(content, names, budget=1e9)

    def early(self, text: str) -> str:
        self.generous.early(text)
        return super().early(text)

    def clean(self, text: str) -> str:
        return self._compared(super().clean(text), self.generous.clean(text))

    def note(self, text: str) -> str:
        return self._compared(super().note(text), self.generous.note(text))

    def place(self, text: str) -> str:
        return self._compared(super().place(text), self.generous.place(text))

    def line(self, text: str) -> str:
        return self._compared(super().line(text), self.generous.line(text))

    def _compared(self, shown: str, wanted: str) -> str:
        if shown != wanted:
            self.shortened.append((wanted, shown))
        return shown


class Watching(Ledger):
    """A ledger that counts what it had no room for."""

    made: ClassVar[list[Ledger]] = []
    held_back: ClassVar[list[float]] = []

    def __init__(
        self,
        answers: Answers,
        names: frozenset[str],
        *,
        questions: int,
        points: Mapping[str, int],
        mistakes: int,
    ) -> None:
        super().__init__(answers, names, questions=questions, points=points, mistakes=mistakes)
        self.made.append(self)

    def _pay(self, bits: float) -> bool:
        if super()._pay(bits):
            return True
        self.held_back.append(bits)
        return False


@pytest.fixture(scope="module")
def ledgers() -> Iterator[list[Ledger]]:
    """The ledgers of the class, one for each file that can be read."""
    assignment = find(HERE)
    suite = Suite(assignment, hdf5.read(assignment.hidden_vectors).vectors)

    judge = Judge(suite)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.judge.ledger.Ledger", Watching)
        # An endless loop gets the same message, however long the limit is.
        hasty = replace(assignment, limits=replace(assignment.limits, call_seconds=0.6))
        with Runner(hasty, suite.vectors, Level.SEALED) as runner:
            runner._rounds._words = Watched
            for path in sorted(CLASS.rglob("*")):
                if path.suffix in (".py", ".ipynb"):
                    judge(runner.run(path.read_bytes(), path.name), Level.SEALED)
    yield Watching.made
    for seen in (Watching.made, Watching.held_back, Watched.shortened):
        seen.clear()


def test_no_text_of_the_class_is_shortened(ledgers: list[Ledger]) -> None:
    assert len(ledgers) > 90
    assert Watched.shortened == []


def test_no_message_of_the_class_is_held_back(ledgers: list[Ledger]) -> None:
    assert len(ledgers) > 90
    assert Watching.held_back == []


def test_the_class_leaves_room(ledgers: list[Ledger]) -> None:
    assert 300 < BITS - min(each.left for each in ledgers) < MOST
