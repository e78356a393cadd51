"""The arguments of a call, as an author writes them, as the inputs of a vector."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.errors import DescriptionError
from autograder.vectors.coherence import NAME
from autograder.vectors.model import DTYPES, Generator, Group, Input

_DTYPES = frozenset(map(np.dtype, DTYPES))
_VARIADIC = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Arguments:
    """How the arguments of a function become a vector's inputs.

    Args:
        function: the right version, whose parameters name the inputs.
        items: names for the items of a tuple that is an argument, by the parameter's name.
        known: returns the input that stands for a value of another kind; None for none.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        items: Mapping[str, tuple[str, ...]],
        known: Callable[[Any], Input],
    ) -> None:
        self._signature = inspect.signature(function)
        self._items = items
        self._known = known
        self._function = getattr(function, "__name__", "the function")

    def inputs(
        self, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> tuple[dict[str, Input], tuple[str, ...]]:
        """Return the inputs of a call, by name and in order, and which are passed by name.

        Raises:
            DescriptionError: the function does not take them, or one cannot be an input.
        """
        try:
            self._signature.bind(*args, **kwargs)
        except TypeError as error:
            raise DescriptionError(f"{self._function} does not take them ({error})") from error
        named = {**dict(zip(self._positional(len(args)), args, strict=True)), **kwargs}
        inputs = {name: self._input(value, name) for name, value in named.items()}
        return inputs, tuple(kwargs)

    def _positional(self, number: int) -> list[str]:
        names: list[str] = []
        for name, parameter in self._signature.parameters.items():
            if parameter.kind in _VARIADIC:
                names += [f"{name}{place}" for place in range(1, number - len(names) + 1)]
            elif parameter.kind is not parameter.KEYWORD_ONLY:
                names.append(name)
        return names[:number]

    def _input(self, value: Any, where: str) -> Input:
        if isinstance(value, np.generic):
            value = value.item()
        match value:
            case Generator() | None | bool() | int() | float() | complex() | str():
                return value
            case np.ndarray():
                if value.dtype not in _DTYPES:
                    raise _refused(where, f"an array of {value.dtype}", "an array of numbers")
                return value.copy(order="K")
            case dict():
                return self._dict(value, where)
            case tuple() | list():
                names = self._names(where, len(value))
                pairs = zip(names, value, strict=True)
                items = {name: self._input(item, f"{where}/{name}") for name, item in pairs}
                return Group(kind="tuple" if isinstance(value, tuple) else "list", items=items)
        return self._other(value, where)

    def _other(self, value: Any, where: str) -> Input:
        """Return what stands for a value that no file can keep."""
        found = self._known(value)
        if found is not None:
            return found
        if isinstance(value, np.random.Generator | np.random.RandomState):
            raise _refused(where, "a generator of random numbers", "Generator(seed)")
        raise _refused(
            where, f"a {type(value).__name__}", "numbers, texts, arrays, or a given function"
        )

    def _dict(self, value: Mapping[Any, Any], where: str) -> Group:
        plain = all(isinstance(key, str) and NAME.fullmatch(key) for key in value)
        names = [*value] if plain else [f"item{place}" for place in range(1, len(value) + 1)]
        for key in value:
            if type(key) not in (str, int):
                raise _refused(where, f"a dict with the key {key!r}", "texts or integers as keys")
        pairs = zip(names, value.values(), strict=True)
        items = {name: self._input(item, f"{where}/{name}") for name, item in pairs}
        return Group(kind="dict", items=items, keys=() if plain else tuple(value))

    def _names(self, where: str, number: int) -> list[str]:
        names = self._items.get(where, ())
        if len(names) == number:
            return [*names]
        return [f"item{place}" for place in range(1, number + 1)]


def _refused(where: str, what: str, instead: str) -> DescriptionError:
    return DescriptionError(f"{where} is {what}: give {instead}")
