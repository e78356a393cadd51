"""What must be true of vectors before they are written, and of a file's before they are used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from autograder.vectors.content import MalformedContent
from autograder.vectors.model import DTYPES, Generator, Given, Group, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from autograder.vectors.model import Input, Leaf, Vector, VectorSet


NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,99}", re.ASCII)
"""What a vector, an input, an array or a misconception may be called."""

_UNFIT = re.compile(r"[\0\ud800-\udfff]")  # what HDF5 cuts off, and what UTF-8 cannot say
_INT64 = np.iinfo(np.int64)
_DTYPES = frozenset(map(np.dtype, DTYPES))
_DEEPEST = 6  # groups in one another


def check(vectors: VectorSet) -> None:
    """Check that each of `vectors` is whole and agrees with itself.

    Raises:
        MalformedContent: one is not; the message names it and says what is wrong.
    """
    ids = [vector.id for vector in vectors.vectors]
    if ids != sorted(set(ids)):
        raise MalformedContent("has vectors whose ids are not unique and sorted")
    _texts((vectors.assignment, vectors.generator), "the file's attributes")
    _integer(vectors.seed, "the seed")
    for vector in vectors.vectors:
        where = f"vector {vector.id!a}"
        _texts((vector.question, vector.comment, *vector.flags), where)
        _names((vector.id, *vector.inputs, *vector.expected, *vector.kills), where)
        _check_inputs(vector, where)
        _check_answers(vector, where)


def _check_inputs(vector: Vector, where: str) -> None:
    for name, value in vector.inputs.items():
        _check_groups(value, f"{where}, input {name}", _DEEPEST)
    for path, leaf in leaves(vector.inputs):
        _check_leaf(leaf, f"{where}, input {path}")
    if vector.keywords != tuple(vector.inputs)[len(vector.inputs) - len(vector.keywords) :]:
        raise MalformedContent(f"has {where}, whose keywords are not the last of its inputs")
    if vector.seed is not None and not 0 <= vector.seed < 1 << 32:
        raise MalformedContent(f"has {where} with the seed {vector.seed}: use 0 to 2**32 - 1")


def _check_groups(value: Input, where: str, depth: int) -> None:
    if not isinstance(value, Group):
        return
    if not depth:
        raise MalformedContent(f"has {where} with more than {_DEEPEST} groups in one another")
    _names(value.items, where)
    if value.keys and (value.kind != "dict" or len(value.keys) != len(value.items)):
        raise MalformedContent(f"has {where} with keys that do not fit its items")
    _texts((key for key in value.keys if isinstance(key, str)), where)
    for key in value.keys:
        if isinstance(key, int):
            _integer(key, where)
    for name, item in value.items.items():
        _check_groups(item, f"{where}/{name}", depth - 1)


def _check_leaf(leaf: Leaf, where: str) -> None:
    match leaf:
        case np.ndarray():
            if leaf.dtype not in _DTYPES:
                raise MalformedContent(
                    f"has {where} of dtype {leaf.dtype}, not one of {', '.join(DTYPES)}"
                )
        case str():
            _texts((leaf,), where)
        case Given():
            _texts((leaf.name,), where)
        case int():
            _integer(leaf, where)
        case Generator() if leaf.seed >= 0:
            _integer(leaf.seed, where)
        case None | float() | complex():
            pass
        case _:
            raise MalformedContent(f"has {where} of type {type(leaf).__name__}")


def _check_answers(vector: Vector, where: str) -> None:
    expected = vector.expected
    if vector.returns == "number" and [array.shape for array in expected.values()] != [()]:
        raise MalformedContent(f"has {where}, which returns a number but expects something else")
    if vector.returns == "array" and len(expected) != 1:
        raise MalformedContent(f"has {where}, which returns one array but expects {len(expected)}")
    _check_arrays(expected, expected, f"{where}, expected")
    _check_arrays(vector.scale, expected, f"{where}, scale")
    for misconception, arrays in vector.fingerprints.items():
        _names((misconception,), where)
        own = f"{where}, fingerprint {misconception}"
        if arrays.keys() != expected.keys():
            raise MalformedContent(f"has {own}, with names other than those of the expected arrays")
        _check_arrays(arrays, arrays, own)  # of any shape: a wrong one is part of the mistake
    for name, array in expected.items():
        if not (np.isfinite(array).all() and np.isfinite(vector.scale[name]).all()):
            raise MalformedContent(f"has {where}, {name}, with a value that is not finite")
        if (vector.scale[name] < 0).any():
            raise MalformedContent(f"has {where}, {name}, with a scale below zero")


def _check_arrays(
    arrays: Mapping[str, NDArray[np.float64]],
    expected: Mapping[str, NDArray[np.float64]],
    where: str,
) -> None:
    if arrays.keys() != expected.keys():
        raise MalformedContent(f"has {where}, with names other than those of the expected arrays")
    for name, array in arrays.items():
        if array.dtype != np.float64 or array.shape != expected[name].shape:
            raise MalformedContent(
                f"has {where}, {name}, as {array.dtype} of shape {array.shape}, "
                f"not float64 of shape {expected[name].shape}"
            )


def _names(names: Iterable[str], where: str) -> None:
    for name in names:
        if not NAME.fullmatch(name):
            raise MalformedContent(
                f"has {where} with the name {name!a}: use letters, digits, _ and -"
            )


def _texts(texts: Iterable[str], where: str) -> None:
    for text in texts:
        if _UNFIT.search(text):
            raise MalformedContent(f"has {where} with a text that is not plain Unicode")


def _integer(number: int, where: str) -> None:
    if not _INT64.min <= number <= _INT64.max:
        raise MalformedContent(f"has {where} as {number}, too large for int64")
