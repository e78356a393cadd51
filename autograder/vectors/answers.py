"""What a function must return, whatever it is made of.

A `Form` says what there is besides numbers: which kind, in which nesting, which texts. The numbers
themselves are arrays by path, such as ``A3`` or ``cache/D1``, where a container's items go by the
names that messages use.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.errors import DescriptionError

Kind = Literal["number", "array", "text", "none", "tuple", "list", "dict", "raises"]
Of = Literal["float", "int", "bool", "complex"]
Numbers = NDArray[Any]

NUMERIC = ("number", "array")
NESTING = ("tuple", "list", "dict")
LARGEST_TEXT = 4096  # bytes
MOST_PARTS = 400  # of one answer
DEEPEST = 4  # containers in one another

_OF: Mapping[str, Of] = {"f": "float", "i": "int", "u": "int", "b": "bool", "c": "complex"}
# What keeps the numbers of each kind exactly.
DTYPES = {"float": np.float64, "int": np.int64, "bool": np.int64, "complex": np.complex128}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What an answer, or a part of one, is made of.

    Attributes:
        kind: "number" and "array" have their numbers beside the form; "raises" is no value at all,
            but an exception that the call must raise.
        of: what a number is, or what an array holds.
        items: of a tuple, list or dict, in order, by the names that messages use.
        keys: of the dict, in the same order, where they cannot be names.
        text: what a text must be; of "raises", the name of Python's own exception, which one
            derived from it may stand for.
        finite: False where nan or inf is the right answer somewhere.
    """

    kind: Kind
    of: Of = "float"
    items: Mapping[str, Form] = field(default_factory=dict)
    keys: tuple[str | int, ...] = ()
    text: str = ""
    finite: bool = True

    @property
    def is_container(self) -> bool:
        """Whether it has items."""
        return self.kind in NESTING

    def named_keys(self) -> Iterator[tuple[str | int, str, Form]]:
        """Yield each item's key (its place, unless it is a dict's), its name and its form."""
        keys: Sequence[str | int] = range(len(self.items))
        if self.kind == "dict":
            keys = self.keys or tuple(self.items)
        for key, (name, form) in zip(keys, self.items.items(), strict=True):
            yield key, name, form


def parts(form: Form, name: str = "") -> Iterator[tuple[str, Form]]:
    """Yield each part of an answer with its path, containers before what they hold.

    Args:
        form: of the whole answer.
        name: its path; that of a whole container is empty.
    """
    yield name, form
    for own, item in form.items.items():
        yield from parts(item, f"{name}/{own}" if name else own)


def described(
    value: Any, name: str = "answer", names: Mapping[str, Any] | Sequence[Any] = (), *,
    finite: bool = True,
) -> tuple[Form, dict[str, Numbers]]:  # fmt: skip
    """Return what a reference's answer is made of, and its numbers by path.

    Args:
        value: what the reference returned.
        name: of an answer that is no tuple, list or dict; a container's paths begin below it.
        names: of the items of a tuple or list; nested, each item that is a tuple or list itself is
            a pair of its name and its items' names. Where there are none, items are counted.
        finite: False where nan and inf are right.

    Raises:
        DescriptionError: no answer can be such a value; says what to do instead.
    """
    numbers: dict[str, Numbers] = {}
    form = _Describing(numbers, finite=finite).form(value, name, "", names, DEEPEST)
    if len([*parts(form)]) > MOST_PARTS:
        raise DescriptionError(
            f"{name} has more than {MOST_PARTS} parts: return arrays instead of many numbers"
        )
    return form, numbers


def raising(error: type[BaseException] | str) -> Form:
    """Return the form of a call that must raise `error`, one of Python's own exceptions.

    Raises:
        DescriptionError: there is no such exception.
    """
    name = error if isinstance(error, str) else error.__name__
    found = getattr(builtins, name, None)
    if not (isinstance(found, type) and issubclass(found, Exception)):
        raise DescriptionError(f"{name} is not one of Python's own exceptions: name one that is")
    return Form(kind="raises", text=name)


class _Describing:
    """One pass over a value; numbers are kept beside the forms."""

    def __init__(self, numbers: dict[str, Numbers], *, finite: bool) -> None:
        self._numbers = numbers
        self._finite = finite

    def form(self, value: Any, name: str, path: str, names: Any, depth: int) -> Form:
        if isinstance(value, (dict, tuple, list)):
            if not depth:
                raise DescriptionError(
                    f"{name} has more than {DEEPEST} containers in one another: return fewer"
                )
            if isinstance(value, dict):
                return self._dict(value, name, path, names, depth - 1)
            return self._sequence(value, name, path, names, depth - 1)
        if value is None:
            return Form(kind="none")
        if isinstance(value, str):
            if len(value.encode("utf-8", "surrogatepass")) > LARGEST_TEXT:
                raise DescriptionError(f"{name} is a text of more than {LARGEST_TEXT} bytes")
            return Form(kind="text", text=str(value))
        return self._numeric(value, name, path or name)

    def _dict(self, value: dict[Any, Any], name: str, path: str, names: Any, depth: int) -> Form:
        for key in value:
            if isinstance(key, bool) or not isinstance(key, (str, int, np.integer)):
                raise DescriptionError(f"{name} has the key {key!r}: keys are texts or integers")
        keys = tuple(key if isinstance(key, str) else int(key) for key in value)
        labels = [key if _is_name(key) else f"item{place}" for place, key in enumerate(keys)]
        below = names if isinstance(names, dict) else {}
        items = {
            str(label): self.form(item, str(label), _join(path, str(label)), below.get(key), depth)
            for label, key, item in zip(labels, keys, value.values(), strict=True)
        }
        plain = all(map(_is_name, keys))
        return Form(kind="dict", items=items, keys=() if plain else keys)

    def _sequence(self, value: Any, name: str, path: str, names: Any, depth: int) -> Form:
        given = [each if isinstance(each, tuple) else (each, ()) for each in names or ()]
        given = given or [(f"item{place}", ()) for place in range(len(value))]
        if len(given) != len(value):
            raise DescriptionError(
                f"{name} has {len(value)} items, and {len(given)} names are given for them"
            )
        kind: Kind = "tuple" if isinstance(value, tuple) else "list"
        items = {
            own: self.form(item, own, _join(path, own), below, depth)
            for (own, below), item in zip(given, value, strict=True)
        }
        if len(items) != len(value):
            raise DescriptionError(f"{name} has items of the same name: name each differently")
        return Form(kind=kind, items=items)

    def _numeric(self, value: Any, name: str, path: str) -> Form:
        if not isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)):
            raise DescriptionError(
                f"{name} is of type {type(value).__name__}, which no answer can be: return numbers,"
                " arrays, texts, None, or tuples, lists and dicts of these"
            )
        array = np.asarray(value)
        of = _OF.get(array.dtype.kind)
        if of is None:
            raise DescriptionError(f"{name} holds {array.dtype}, which is no kind of number")
        exact: Numbers = array.astype(DTYPES[of])
        if of == "int" and not (exact == array).all():
            raise DescriptionError(f"{name} holds an integer that is too large for int64")
        finite = bool(np.isfinite(exact).all())
        if self._finite and not finite:
            raise DescriptionError(
                f"{name} holds nan or inf: say finite=False if that is the right answer"
            )
        self._numbers[path] = exact
        is_array = isinstance(value, np.ndarray) and value.ndim > 0
        return Form(kind="array" if is_array else "number", of=of, finite=finite)


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


def _is_name(key: object) -> bool:
    """Return whether a dict's key can stand for itself in a path and in a file."""
    return isinstance(key, str) and key.isascii() and key.isidentifier() and len(key) <= 100
