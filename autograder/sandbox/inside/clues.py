"""What else is known where an exception was raised: what a name may have meant, which shapes met.

It is looked up in the process that raised, where the names and arrays are. What is said goes the
way of every text of a submission: it is filtered, and it has a price.
"""

from __future__ import annotations

import builtins
import difflib
import inspect
import itertools
import re
import types
from string import digits
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from autograder.sandbox.inside.absent import Absent


_NAME = re.compile(r"(?<![\w.'\"])[^\W\d]\w*")
_INDEXED = re.compile(r"([^\W\d]\w*)\[")
_UNEXPECTED = re.compile(r"(\w+)\(\) got an unexpected keyword argument '(\w+)'")
_OF_SHAPES = ("broadcast", "not aligned", "mismatch in its core", "shape mismatch")
_MOST_SCOPES = 3
_MOST_NAMES = 2000
_MOST_SHAPES = 3
_MOST_KEYS = 12
_OWN, _OTHER = 0.7, 0.75  # how alike a name of the function's must be, and any other


def clue(
    error: BaseException, entry: TracebackType | None, lines: Sequence[str], absent: Absent | None
) -> str:
    """Return what helps beyond the exception's own words; often nothing.

    Args:
        error: what was raised.
        entry: of its traceback, the innermost in the student's own text.
        lines: of that text.
        absent: what is known of imports that failed, if anything is.
    """
    if entry is None:
        return ""
    try:
        return _clue(error, _Scene(error, entry, lines), absent)
    except BaseException:  # a stranger's objects may do anything when they are looked at
        return ""


class _Scene:
    """Where an exception was raised.

    Attributes:
        scopes: the local names of the functions around, the innermost first: a comprehension may be
            one of its own.
        globals: the other names.
    """

    def __init__(self, error: BaseException, entry: TracebackType, lines: Sequence[str]) -> None:
        self._entry, self._lines = entry, lines
        self.globals = entry.tb_frame.f_globals
        scopes: list[dict[str, Any]] = []
        at = error.__traceback__
        while at is not None:
            frame = at.tb_frame
            if frame.f_globals is self.globals and frame.f_locals is not self.globals:
                scopes.append(frame.f_locals)
            at = at.tb_next
        self.scopes = scopes[: -_MOST_SCOPES - 1 : -1]

    def value(self, name: str) -> Any:
        """Return what a local name stands for; None where there is no such name."""
        return next((scope[name] for scope in self.scopes if name in scope), None)

    def numpy(self) -> str:
        """Return the name by which the file knows NumPy; empty where it does not."""
        return next((each for each in ("np", "numpy") if self.globals.get(each) is np), "")

    def part(self) -> str:
        """Return the part of the text that the failing instruction stands for."""
        code = self._entry.tb_frame.f_code
        at = itertools.islice(code.co_positions(), self._entry.tb_lasti // 2, None)
        first, last, start, end = next(at, (None, None, None, None))
        first, last = first or self._entry.tb_lineno, last or self._entry.tb_lineno
        if first != last or start is None or end is None:
            return "\n".join(self._lines[first - 1 : last])
        return self._lines[first - 1].encode()[start:end].decode("utf-8", "replace")


def _clue(error: BaseException, scene: _Scene, absent: Absent | None) -> str:
    match error:
        case UnboundLocalError():
            return ""
        case NameError():
            reason = absent.reason(error.name) if absent else ""
            return reason or _meant(_name(error.name or "", scene))
        case AttributeError():
            return _meant(_attribute(error, scene))
        case KeyError():
            return _key(error.args[0], scene)
        case TypeError():
            return _meant(_keyword(str(error), scene))
        case ValueError() if any(each in str(error) for each in _OF_SHAPES):
            return _shapes(scene)
    return ""


def _meant(name: str) -> str:
    return f"did you mean `{name}`?" if name else ""


def _name(name: str, scene: _Scene) -> str:
    """Return what a name that is not defined may have meant."""
    own = _names(each for scope in scene.scopes for each in scope)
    if found := _same(name, own):
        return found
    for each, value in list(scene.globals.items())[:_MOST_NAMES]:
        if type(value) is types.ModuleType and value.__name__ == name:
            return each
    numpy = scene.numpy()
    if numpy and len(name) > 2 and name in dir(np):
        return f"{numpy}.{name}"
    return (
        _near(name, own, _OWN)
        or _near(name, _names(scene.globals), _OTHER)
        or _near(name, dir(builtins), _OTHER)
    )


def _attribute(error: AttributeError, scene: _Scene) -> str:
    """Return what an attribute may have meant, unless the exception says so itself."""
    name, thing = error.name or "", error.obj
    if not str(error).endswith(f"'{name}'"):
        return ""
    numpy = scene.numpy() or "np"
    if type(thing) is np.ndarray and name in dir(np):
        return f"{numpy}.{name}"
    found = _near(name, _names(dir(thing)), _OTHER)
    return f"{numpy}.{found}" if found and thing is np else found


def _key(key: Any, scene: _Scene) -> str:
    """Say which key may have been meant, or which there are."""
    found = _INDEXED.match(scene.part())
    name = found[1] if found else ""
    value = scene.value(name)
    if type(value) is not dict:
        return ""
    keys = _names(value)
    if type(key) is str and (close := _same(key, keys) or _near(key, keys, _OTHER)):
        return _meant(close)
    is_short = 0 < len(keys) == len(value) <= _MOST_KEYS
    return f"{name} has the keys {', '.join(keys)}" if is_short else ""


def _keyword(text: str, scene: _Scene) -> str:
    """Return what an argument's name may have meant."""
    found = _UNEXPECTED.fullmatch(text)
    if not found:
        return ""
    function, name = found.groups()
    places = (scene.globals, vars(np))
    called = next((place[function] for place in places if function in place), None)
    return _near(name, list(inspect.signature(called).parameters), _OWN) if called else ""


def _shapes(scene: _Scene) -> str:
    """Say which shapes the arrays have that met, as far as they have names."""
    met: dict[str, str] = {}
    for name in _NAME.findall(scene.part()):
        value = scene.value(name)
        if type(value) is np.ndarray and value.ndim:
            met[name] = "(" + ",".join(map(str, value.shape)) + ("," * (value.ndim == 1)) + ")"
    if not met or len(met) > _MOST_SHAPES:
        return ""
    *before, last = (f"{name} has shape {shape}" for name, shape in met.items())
    return f"{', '.join(before)} and {last}" if before else last


def _names(names: Iterable[Any]) -> list[str]:
    return [name for name in itertools.islice(names, _MOST_NAMES) if type(name) is str]


def _same(name: str, names: Iterable[str]) -> str:
    """Return a name that differs in upper and lower case alone."""
    return next((each for each in names if each.casefold() == name.casefold()), "")


def _near(name: str, names: Sequence[str], cutoff: float) -> str:
    """Return the name that comes closest; short ones, such as W1 and dW1, are not the same."""
    stem = name.rstrip(digits)
    others = [each for each in names if len(each) > 2 and each.rstrip(digits) != stem]
    close = difflib.get_close_matches(name, others, n=1, cutoff=cutoff) if len(name) > 2 else []
    return close[0] if close else ""
