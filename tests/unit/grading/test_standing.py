"""Workers that stay from one run to the next."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.grading import standing
from autograder.grading.standing import Standing


class Counted:
    """A pool that counts how often one was made and how each ended."""

    made = 0
    ended: list[type[BaseException] | None] = []  # noqa: RUF012 - emptied by the fixture

    def __init__(self, *_: Any) -> None:
        Counted.made += 1

    def __exit__(self, failure: type[BaseException] | None) -> None:
        Counted.ended.append(failure)


@pytest.fixture(autouse=True)
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    Counted.made, Counted.ended = 0, []
    monkeypatch.setattr(standing, "Pool", Counted)


ENGINE: Any = None


def test_runs_are_lent_the_same_workers_which_end_at_the_end() -> None:
    with Standing(2) as workers:
        for _ in range(3):
            with workers.lend(ENGINE, 1):
                pass
        assert (Counted.made, Counted.ended) == (1, [])
    assert Counted.ended == [None]


def test_who_grades_nothing_starts_no_workers() -> None:
    with Standing(2):
        pass
    assert (Counted.made, Counted.ended) == (0, [])


def test_after_a_run_that_failed_the_next_gets_new_workers() -> None:
    def failing(workers: Standing) -> None:
        with workers.lend(ENGINE, 1):
            raise OSError("full")

    with Standing(2) as workers:
        with pytest.raises(OSError, match="full"):
            failing(workers)
        assert Counted.ended == [OSError]
        with workers.lend(ENGINE, 1):
            assert Counted.made == 2
