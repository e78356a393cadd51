"""What was found before is not looked for again, and the memory has an end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.memory import Memory


def counting() -> tuple[list[int], Callable[[], int]]:
    found: list[int] = []

    def find() -> int:
        found.append(len(found))
        return found[-1]

    return found, find


def test_what_is_remembered_is_not_looked_for_again() -> None:
    memory: Memory[int] = Memory(2)
    found, find = counting()
    assert [memory.recall("a", find), memory.recall("a", find)] == [0, 0]
    assert memory.recall("b", find) == 1
    assert found == [0, 1]


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    memory: Memory[int] = Memory(2)
    _, find = counting()
    asked = [memory.recall(key, find) for key in "abacab"]
    assert asked == [0, 1, 0, 2, 0, 3]


def test_a_failure_is_not_remembered() -> None:
    memory: Memory[int] = Memory(2)

    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        memory.recall("a", fail)
    assert memory.recall("a", lambda: 7) == 7
