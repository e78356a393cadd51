"""Workers that stay from one run to the next, for a command that grades again and again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from autograder.grading.pool import Pool

if TYPE_CHECKING:
    from autograder.grading.engine import Engine
    from autograder.grading.workers import Workers


class Standing:
    """Opens one pool, when it is first needed, and lends it to each run.

    Args:
        jobs: number of workers.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: Pool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.__exit__(failure)

    @contextmanager
    def lend(self, engine: Engine, total: int) -> Iterator[Workers]:
        """Lend the workers to one run; after one that fails, the next gets new ones."""
        del total  # what comes later may be more
        if self._pool is None:
            self._pool = Pool(engine, self._jobs)
        try:
            yield self._pool
        except BaseException as failure:
            self.__exit__(type(failure))
            raise
