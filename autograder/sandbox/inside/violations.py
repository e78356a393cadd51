"""Notices what a submission tries that its confinement refuses, also when the code goes on.

Code that catches its own refusal and answers right has passed; its author should still hear of
it. The interpreter tells of each act before it happens, by audit events, so nothing is asked of
the kernel. A submission can lie about this, and gains nothing: all that depends on it is a remark.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

from autograder.sandbox.inside.refusals import CHANGING, CONNECTING, STARTING, WRITING
from autograder.sandbox.wire import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable


_KINDS = {
    **dict.fromkeys(CHANGING, Refusal.FILE),
    **dict.fromkeys(CONNECTING, Refusal.NETWORK),
    **dict.fromkeys(STARTING, Refusal.PROCESS),
}
# The interpreter has no event for these.
_THREAD_STARTERS = ("_start_new_thread", "_start_joinable_thread")

_seen: set[Refusal] = set()


def watch() -> None:
    """Notice violations from now on, for as long as this process lives."""
    sys.addaudithook(_note)
    for name in _THREAD_STARTERS:
        if hasattr(threading, name):
            setattr(threading, name, _noting_start(getattr(threading, name)))


def seen() -> int:
    """Return what was tried since this was last asked: a bit for each kind of `Refusal`."""
    bits = sum(1 << kind for kind in _seen)
    _seen.clear()
    return bits


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        if isinstance(arguments[2], int) and arguments[2] & WRITING:
            _seen.add(Refusal.FILE)
    elif event in _KINDS:
        _seen.add(_KINDS[event])


def _noting_start(start: Callable[..., Any]) -> Callable[..., Any]:
    def noting(*arguments: Any, **options: Any) -> Any:
        _seen.add(Refusal.PROCESS)
        return start(*arguments, **options)

    return noting
