"""Forks this process, to have a part of its work done beside it."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Any, TypeVar

from autograder.errors import GraderFault
from autograder.system import can_fork

if TYPE_CHECKING:
    from collections.abc import Callable

Part = TypeVar("Part")


def side_by_side(work: Callable[[int], Part], count: int) -> list[Part]:
    """Return what each part of some work comes to; where nothing can be forked, one after another.

    Args:
        work: does a part, by its number from 0 on. All parts but the first are done in forks, which
            can use nothing that belongs to this process alone.
        count: how many parts there are.

    Raises:
        Exception: what a part raised; the first of them.
        GraderFault: a fork ended before its part was done.
    """
    if count == 1 or not can_fork():
        return [work(number) for number in range(count)]
    context: Any = multiprocessing.get_context("fork")
    others = []
    for number in range(1, count):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_do, args=(theirs, work, number), daemon=True)
        process.start()
        theirs.close()
        others.append((process, ours))
    try:
        return [work(0), *(_done(pipe) for _, pipe in others)]
    finally:
        for process, pipe in others:
            process.kill()
            process.join()
            pipe.close()


def _do(pipe: Any, work: Callable[[int], Part], number: int) -> None:
    try:
        answer: Part | Exception = work(number)
    except Exception as error:
        answer = error
    except KeyboardInterrupt:  # the process that forked this one says so
        return
    pipe.send(answer)


def _done(pipe: Any) -> Any:
    """Return what another process has sent; raise it, if it is an error."""
    try:
        answer = pipe.recv()
    except EOFError as error:
        raise GraderFault("a process that did a part of the work ended: run this again") from error
    if isinstance(answer, Exception):
        raise answer
    return answer
