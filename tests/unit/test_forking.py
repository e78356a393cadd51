"""Work that is done side by side comes back as if it had been done one part after another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from autograder import forking
from autograder.errors import GraderFault, UsageError
from autograder.forking import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable

# A test process may have threads, which do nothing meanwhile.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

_ASK_TWICE = """
import threading
from autograder.system import can_fork
print(can_fork(), end=" ")
end = threading.Event()
threading.Thread(target=end.wait).start()
print(can_fork(), end="")
end.set()
"""


@pytest.fixture(autouse=True)
def _it_can_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forking, "can_fork", lambda: True)


def only(number: int, act: Callable[[], object]) -> Callable[[int], int]:
    """Return work of which one part does something else first."""

    def work(part: int) -> int:
        if part == number:
            act()
        return part

    return work


def refuse() -> None:
    raise UsageError("this part cannot be done")


def test_parts_come_back_in_their_order() -> None:
    assert side_by_side(lambda number: number * 10, 3) == [0, 10, 20]


def test_each_part_but_the_first_has_a_process_of_its_own() -> None:
    first, *others = side_by_side(lambda _: os.getpid(), 3)
    assert first == os.getpid()
    assert len({first, *others}) == 3


def test_where_nothing_can_be_forked_parts_are_done_one_after_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forking, "can_fork", lambda: False)
    assert side_by_side(lambda _: os.getpid(), 3) == [os.getpid()] * 3


@pytest.mark.parametrize("number", [0, 1])
def test_what_a_part_raises_is_raised(number: int) -> None:
    with pytest.raises(UsageError, match="this part cannot be done"):
        side_by_side(only(number, refuse), 2)


def test_a_process_that_ends_early_is_our_fault() -> None:
    with pytest.raises(GraderFault, match="ended"):
        side_by_side(only(1, lambda: os.kill(os.getpid(), signal.SIGKILL)), 2)


def test_a_process_with_threads_is_not_forked() -> None:
    asked = subprocess.run([sys.executable, "-c", _ASK_TWICE], check=True, capture_output=True)
    assert asked.stdout == b"True False"
