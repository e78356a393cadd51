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
    from collections.abc import Iterable, Iterator, Sequence
    from types import FrameType, TracebackType

    from autograder.child.absent import Absent

__all__ = ["clue"]

_NAME = re.compile(r"(?<![\w.'\"])[^\W\d]\w*")
_INDEXED = re.compile(r"([^\W\d]\w*)\[")
_UNEXPECTED = re.compile(r"(\w+)\(\) got an unexpected keyword argument '(\w+)'")
_OF_SHAPES = ("broadcast", "not aligned", "mismatch in its core", "shape mismatch")
_MOST_FRAMES = 3  # a comprehension is a frame of its own
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
        return _clue(error, entry, lines, absent)
    except BaseException:  # a stranger's objects may do anything when they are looked at
        return ""


def _clue(
    error: BaseException, entry: TracebackType, lines: Sequence[str], absent: Absent | None
) -> str:
    if isinstance(error, NameError):
        if isinstance(error, UnboundLocalError):
            return ""
        reason = absent.reason(error.name) if absent else ""
        return reason or _meant(_name(error.name or "", entry.tb_frame))
    if isinstance(error, AttributeError):
        return _meant(_attribute(error, entry.tb_frame))
    if isinstance(error, KeyError):
        return _key(error.args[0], entry, lines)
    if isinstance(error, TypeError):
        return _meant(_keyword(str(error), entry.tb_frame))
    if isinstance(error, ValueError) and any(each in str(error) for each in _OF_SHAPES):
        return _shapes(entry, lines)
    return ""


def _meant(name: str) -> str:
    return f"did you mean `{name}`?" if name else ""


def _name(name: str, frame: FrameType) -> str:
    """Return what a name that is not defined may have meant."""
    own = _names(each for scope in _scopes(frame) for each in scope)
    if found := _same(name, own):
        return found
    values = frame.f_globals
    for each, value in list(values.items())[:_MOST_NAMES]:
        if type(value) is types.ModuleType and value.__name__ == name:
            return each
    numpy = _numpy(values)
    if numpy and len(name) > 2 and name in dir(np):
        return f"{numpy}.{name}"
    return (
        _near(name, own, _OWN)
        or _near(name, _names(values), _OTHER)
        or _near(name, dir(builtins), _OTHER)
    )


def _attribute(error: AttributeError, frame: FrameType) -> str:
    """Return what an attribute may have meant, unless the exception says so itself."""
    name, thing = error.name or "", error.obj
    if not str(error).endswith(f"'{name}'"):
        return ""
    numpy = _numpy(frame.f_globals) or "np"
    if type(thing) is np.ndarray and name in dir(np):
        return f"{numpy}.{name}"
    found = _near(name, _names(dir(thing)), _OTHER)
    return f"{numpy}.{found}" if found and thing is np else found


def _key(key: Any, entry: TracebackType, lines: Sequence[str]) -> str:
    """Say which key may have been meant, or which there are."""
    found = _INDEXED.match(_part(entry, lines))
    name = found[1] if found else ""
    values = (scope[name] for scope in _scopes(entry.tb_frame) if name in scope)
    value = next(values, None)
    if type(value) is not dict:
        return ""
    keys = _names(value)
    if type(key) is str and (close := _same(key, keys) or _near(key, keys, _OTHER)):
        return _meant(close)
    if not 0 < len(keys) == len(value) <= _MOST_KEYS:
        return ""
    return f"{name} has the keys {', '.join(keys)}"


def _keyword(text: str, frame: FrameType) -> str:
    """Return what an argument's name may have meant."""
    found = _UNEXPECTED.fullmatch(text)
    if not found:
        return ""
    function, name = found.groups()
    places = (frame.f_globals, vars(np))
    called = next((place[function] for place in places if function in place), None)
    return _near(name, list(inspect.signature(called).parameters), _OWN) if called else ""


def _shapes(entry: TracebackType, lines: Sequence[str]) -> str:
    """Say which shapes the arrays have that met, as far as they have names."""
    scopes = list(_scopes(entry.tb_frame))
    met: dict[str, str] = {}
    for name in _NAME.findall(_part(entry, lines)):
        value = next((scope[name] for scope in scopes if name in scope), None)
        if type(value) is np.ndarray and value.ndim:
            met[name] = "(" + ",".join(map(str, value.shape)) + ("," * (value.ndim == 1)) + ")"
    if not met or len(met) > _MOST_SHAPES:
        return ""
    *before, last = (f"{name} has shape {shape}" for name, shape in met.items())
    return f"{', '.join(before)} and {last}" if before else last


def _part(entry: TracebackType, lines: Sequence[str]) -> str:
    """Return the part of the text that the failing instruction stands for."""
    code = entry.tb_frame.f_code
    found = next(itertools.islice(code.co_positions(), entry.tb_lasti // 2, None), None)
    first, last, start, end = found or (None, None, None, None)
    if first is None or last is None or first != last or start is None or end is None:
        first, last = first or entry.tb_lineno, last or entry.tb_lineno
        return "\n".join(lines[first - 1 : last])
    return lines[first - 1].encode()[start:end].decode("utf-8", "replace")


def _scopes(frame: FrameType) -> Iterator[dict[str, Any]]:
    """Yield the local names of a function, the innermost first."""
    own = frame.f_code.co_filename
    at: FrameType | None = frame
    for _ in range(_MOST_FRAMES):
        if at is None or at.f_code.co_filename != own or at.f_locals is at.f_globals:
            return
        yield at.f_locals
        at = at.f_back


def _numpy(values: dict[str, Any]) -> str:
    return next((each for each in ("np", "numpy") if values.get(each) is np), "")


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
