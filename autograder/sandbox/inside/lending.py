"""Lends a student's functions to a program of the exercise's own, such as one that trains.

The program is a function ``work(functions, arguments, tell)``. It calls `functions` by their names,
and tells values that JSON can hold. A call that fails ends it: what is sent then is what is sent of
a call in a check, so that the same words are said of it.
"""

from __future__ import annotations

import json
import math
import sys
import time
from functools import partial
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING, Any

from autograder.sandbox.inside import calling, stubs, violations
from autograder.sandbox.wire import State, Tag, ValueKind, Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from autograder.sandbox.inside.loading import Loaded
    from autograder.sandbox.inside.serving import Send, Serving
    from autograder.sandbox.inside.source import Source

    Work = Callable[[Mapping[str, Callable[..., Any]], Any, Callable[[Any], None]], None]


_PULSE_SECONDS = 0.1  # after which a call says again that it is made


class _FailedError(BaseException):
    """A call failed and was told; not an Exception, so that no program takes it for its own."""


def program(named: Mapping[str, str]) -> Work:
    """Import the module ``module``, whose package lies in ``folder``; return its `work`.

    The folder is not searched for other modules.
    """
    package = named["module"].partition(".")[0]
    spec = PathFinder.find_spec(package, [named["folder"]])
    if spec is None or spec.loader is None:
        raise ImportError(f"there is no {package} in {named['folder']}")
    sys.modules[package] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules[package])
    work: Work = import_module(named["module"]).work
    return work


def lend(
    serving: Serving, work: Work, request: Mapping[str, Any], content: bytes, send: Send
) -> None:
    """Load a submission and have `work` use its functions, if all of them are there."""
    found = serving.load(request, content, send)
    if found is None:
        return
    parsed, loaded = found
    if all(loaded.functions[name].state is State.DEFINED for name in serving.functions):
        lent = _Lent(serving, parsed, loaded, send)
        try:
            work(lent.functions, request["arguments"], lent.tell)
        except _FailedError:
            return
        lent.news("end")


class _Lent:
    """Functions that say when they are called, and how when they fail."""

    def __init__(self, serving: Serving, parsed: Source, loaded: Loaded, send: Send) -> None:
        self._parsed, self._loaded, self._send = parsed, loaded, send
        self._called, self._said = -1, 0.0
        self.functions = {
            name: partial(self._call, index, name) for index, name in enumerate(serving.functions)
        }

    def tell(self, value: Any) -> None:
        """Tell a value; numbers that JSON has no word for become None."""
        self.news("told", _finite(value))

    def news(self, kind: str, value: Any = None) -> None:
        """Send one record of news."""
        record = Writer()
        record.raw(json.dumps([kind, value]).encode())
        self._send(record.record(Tag.NEWS))

    def _call(self, index: int, name: str, *arguments: Any) -> Any:
        now = time.monotonic()
        if index != self._called or now - self._said > _PULSE_SECONDS:
            self._called, self._said = index, now
            self.news("calling", name)
        function = self._loaded.functions[name]
        assert function.call is not None
        try:
            value = function.call(*arguments)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
            answer = calling.raised(error, self._parsed, self._loaded.absent)
            self._fail(index, answer, blank=stubs.raised_by_blank(function.stub, error))
        if stubs.left_blank(function.stub, value):
            nothing = Writer()
            nothing.number("B", ValueKind.NONE)
            self._fail(index, nothing, blank=True)
        return value

    def _fail(self, index: int, answer: Writer, *, blank: bool) -> None:
        record = Writer()
        record.number("HBB", index, blank, violations.seen())
        record.append(answer)
        self._send(record.record(Tag.ANSWER))
        raise _FailedError


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
