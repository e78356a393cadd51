"""Whether what a call returned is of the kind that is asked for, in words for the student."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.judge.compare import RuleFailedError
from autograder.sandbox.wire import NOTHING, ValueKind
from autograder.vectors.answers import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from autograder.sandbox.answers import Array, Container, Value
    from autograder.sandbox.outside.cases import Place
    from autograder.vectors.model import Returns


_HELD = {
    "f": "floats",
    "i": "integers",
    "u": "integers",
    "b": "True or False",
    "c": "complex numbers",
    "O": "something that is no number",
    "U": "text",
    "S": "text",
}
_ONE = _HELD | {"f": "a float", "i": "an integer", "u": "an integer", "c": "a complex number"}
_LETTERS = {"float": "f", "int": "iu", "bool": "b", "complex": "c"}
_MASKS = "iub"
_WANTED = {
    "float": ("a float is", "floats are"),
    "int": ("an integer is", "integers are"),
    "bool": ("True or False is", "True or False is"),
    "complex": ("a complex number is", "complex numbers are"),
}
_SEQUENCES = (ValueKind.TUPLE, ValueKind.LIST)  # either does where the other is asked for
_WHOLES = {
    "number": ("one number", (ValueKind.SINGLE,)),
    "array": ("one array", (ValueKind.SINGLE,)),
    "text": ("a text", (ValueKind.TEXT,)),
    "none": ("None", (ValueKind.NONE,)),
    "dict": ("a dict", (ValueKind.DICT,)),
    "tuple": ("a tuple", _SEQUENCES),
    "list": ("a list", _SEQUENCES),
}
_INT64 = np.iinfo(np.int64)


def spoken(path: str) -> str:
    """Return a path as sentences have it: ``D1 in cache`` for ``cache/D1``."""
    return " in ".join(reversed(path.split("/")))


def check_whole(value: Value, returns: Returns | Form) -> None:
    """Require that a call returned the kind of value that is asked for.

    Raises:
        RuleFailedError: it did not.
    """
    form = returns if isinstance(returns, Form) else None
    wanted, fitting = _WHOLES[form.kind if form else str(returns)]
    if value.kind not in fitting:
        if value.kind is ValueKind.NONE:
            raise RuleFailedError("it returned None: is a `return` missing?")
        what = "a dict" if value.kind is ValueKind.DICT else value.type_name or "a single value"
        raise RuleFailedError(f"it must return {wanted}, not {what}")
    if form and value.kind in _SEQUENCES:
        _check_count("it returns", value.containers[""].count, "value", len(form.items))


def check_containers(value: Value, places: Iterable[tuple[str, Place]]) -> None:
    """Require the containers that lie within a returned value, by the paths that rules know.

    Raises:
        RuleFailedError: one is not there, or is something else.
    """
    for path, place in places:
        if path:  # the whole is checked as a whole
            there = value.arrays.get(place.wire)
            _check_container(path, value.containers.get(place.wire), there, place.form)


def _check_container(path: str, found: Container | None, there: Array | None, form: Form) -> None:
    wanted, fitting = _WHOLES[form.kind]
    if found is None and there is None:
        raise RuleFailedError(f"there is no {spoken(path)}")
    if found is None or found.kind not in fitting:
        raise RuleFailedError(f"{spoken(path)} must be {wanted}")
    if found.kind in _SEQUENCES:
        _check_count(f"{spoken(path)} has", found.count, "item", len(form.items))


def _check_count(has: str, count: int, what: str, wanted: int) -> None:
    if count != wanted:
        several = "" if count == 1 else "s"
        verb = "is" if wanted == 1 else "are"
        raise RuleFailedError(f"{has} {count} {what}{several}; {wanted} {verb} wanted")


def is_fitting(array: Array, form: Form) -> bool:
    """Return whether an array holds the kind of numbers that is asked for.

    A mask may hold truth values or 0 and 1, since NumPy computes with either; a count may not.
    """
    if form.kind == "array" and form.of in ("int", "bool"):
        return array.kind in _MASKS
    return array.kind in _LETTERS[form.of]


def check(name: str, array: Array, form: Form) -> None:
    """Require that an array holds the kind of numbers that is asked for.

    Raises:
        RuleFailedError: it does not.
    """
    if is_fitting(array, form):
        return
    if form.of == "float":
        raise RuleFailedError(f"{name} holds {_HELD.get(array.kind, 'no real numbers')}")
    one, many = _WANTED[form.of]
    if form.kind == "number":
        raise RuleFailedError(f"{name} is {_ONE.get(array.kind, 'no number')}; {one} wanted")
    raise RuleFailedError(f"{name} holds {_HELD.get(array.kind, 'no numbers')}; {many} wanted")


def check_exactly(name: str, array: Array, form: Form) -> None:
    """Require a text, or None.

    Raises:
        RuleFailedError: it is something else.
    """
    if form.kind == "none":
        if array.kind != NOTHING:
            raise RuleFailedError(f"{name} must be None")
    elif array.kind != "U" or array.shape or array.is_array:
        raise RuleFailedError(f"{name} must be a text")
    elif array.text != form.text:
        raise RuleFailedError(f"{name} is another text than the one that is asked for")


def extends(nearest: str, wanted: str) -> bool:
    """Return whether one of Python's own exceptions is another, or is derived from it."""
    found, asked = getattr(builtins, nearest, None), getattr(builtins, wanted, None)
    return isinstance(found, type) and isinstance(asked, type) and issubclass(found, asked)


def signed(name: str, data: NDArray[Any]) -> NDArray[np.int64]:
    """Return integers as int64.

    Raises:
        RuleFailedError: one is too large.
    """
    if data.dtype.kind == "u" and data.max(initial=0) > _INT64.max:
        raise RuleFailedError(f"{name} holds numbers that are far too large")
    return data.astype(np.int64)
