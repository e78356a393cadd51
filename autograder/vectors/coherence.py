"""What must be true of vectors before they are written, and of a file's before they are used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from autograder.settings import FINEST
from autograder.vectors.answers import DEEPEST, LARGEST_TEXT, MOST_PARTS, NUMERIC
from autograder.vectors.answers import DTYPES as NUMBERS
from autograder.vectors.content import MalformedContent
from autograder.vectors.model import DTYPES, Earlier, Generator, Given, Group, Returns, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from autograder.vectors.answers import Form, Numbers
    from autograder.vectors.model import Input, Leaf, Vector, VectorSet


NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,99}", re.ASCII)
"""What a vector, an input, an array or a misconception may be called."""

_UNFIT = re.compile(r"[\0\ud800-\udfff]")  # what HDF5 cuts off, and what UTF-8 cannot say
_INT64 = np.iinfo(np.int64)
_DTYPES = frozenset(map(np.dtype, DTYPES))
_DEEPEST = 6  # groups in one another
_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}", re.ASCII)
_MOST_STEPS = 50


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
        _names((vector.id, *vector.inputs, *vector.kills), where)
        _check_inputs(vector, where)
        _check_steps(vector, where)
        _check_answers(vector, where)


def _check_inputs(vector: Vector, where: str) -> None:
    for name, value in vector.inputs.items():
        _check_groups(value, f"{where}, input {name}", _DEEPEST)
    for path, leaf in leaves(vector.inputs):
        _check_leaf(leaf, f"{where}, input {path}")
    if vector.keywords != tuple(vector.inputs)[len(vector.inputs) - len(vector.keywords) :]:
        raise MalformedContent(f"has {where}, whose keywords are not the last of its inputs")
    tolerance = vector.tolerance
    if tolerance is not None and not FINEST <= tolerance <= 1:
        raise MalformedContent(
            f"has {where} with the tolerance {tolerance:g}: use {FINEST:g} to 1, in units of S"
        )
    if vector.seed is not None and not 0 <= vector.seed < 1 << 32:
        raise MalformedContent(f"has {where} with the seed {vector.seed}: use 0 to 2**32 - 1")


def _check_steps(vector: Vector, where: str) -> None:
    """Check that each step has its arguments, and looks back only to steps before it."""
    if not vector.steps:
        _check_earlier(vector.inputs, (), where)
        return
    names = [step.name for step in vector.steps]
    if names != list(vector.inputs) or vector.keywords or len(names) > _MOST_STEPS:
        raise MalformedContent(f"has {where}, whose inputs are not the arguments of its steps")
    for place, step in enumerate(vector.steps):
        arguments, own = vector.inputs[step.name], f"{where}, step {step.name}"
        if not isinstance(arguments, Group) or arguments.kind != "dict" or arguments.keys:
            raise MalformedContent(f"has {own}, whose arguments are not a dict's group of names")
        if step.keywords != tuple(arguments.items)[len(arguments.items) - len(step.keywords) :]:
            raise MalformedContent(f"has {own}, whose keywords are not the last of its arguments")
        if bool(step.on) != bool(step.call) or step.on not in ("", *names[:place]):
            raise MalformedContent(f"has {own}, which calls something that no earlier step gave")
        if step.call and step.call != "__call__" and not _METHOD.fullmatch(step.call):
            raise MalformedContent(f"has {own}, which calls {step.call!a}: name a public method")
        _check_earlier(arguments.items, names[:place], own)
    judged = [step.name for step in vector.steps if step.judged]
    if vector.form.kind != "raises" and list(vector.form.items) != judged:
        raise MalformedContent(f"has {where}, whose answer is not what its judged steps return")


def _check_earlier(inputs: Mapping[str, Input], before: Sequence[str], where: str) -> None:
    for path, leaf in leaves(inputs):
        if isinstance(leaf, Earlier) and leaf.step not in before:
            raise MalformedContent(f"has {where}, input {path}, of a step that is not before it")


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
        case Earlier():
            _texts((leaf.step,), where)
        case int():
            _integer(leaf, where)
        case Generator() if leaf.seed >= 0:
            _integer(leaf.seed, where)
        case None | float() | complex():
            pass
        case _:
            raise MalformedContent(f"has {where} of type {type(leaf).__name__}")


def _check_answers(vector: Vector, where: str) -> None:
    if isinstance(vector.returns, str) and vector.returns not in get_args(Returns):
        raise MalformedContent(
            f"has {where}, which returns {vector.returns!a}: say {', '.join(get_args(Returns))}, "
            "or give a Form"
        )
    expected, parts = vector.expected, vector.parts
    _check_form(parts, where)
    if vector.returns in ("number", "array") and len(expected) != 1:
        what = "a number" if vector.returns == "number" else "one array"
        raise MalformedContent(f"has {where}, which returns {what} but expects {len(expected)}")
    numeric = {path: form for path, form in parts.items() if form.kind in NUMERIC}
    if list(expected) != list(numeric):
        raise MalformedContent(f"has {where}, whose numbers are not those of its form")
    for kind, arrays in (("expected", expected), ("scale", vector.scale)):
        for path, array in arrays.items():
            if not isinstance(array, (np.ndarray, np.generic)):
                raise MalformedContent(
                    f"has {where}, {kind}, {path}, as a {type(array).__name__}: make it an array"
                )
    for path, form in numeric.items():
        _check_numbers(expected[path], form, f"{where}, expected, {path}")
    _check_scale(vector, where)
    for misconception, arrays in vector.fingerprints.items():
        _names((misconception,), where)
        own = f"{where}, fingerprint {misconception}"
        _check_names(arrays, expected, own)
        for path, array in arrays.items():  # of any shape: a wrong one is part of the mistake
            _check_dtype(array, expected[path].dtype, array.shape, f"{own}, {path}")


def _check_form(parts: Mapping[str, Form], where: str) -> None:
    if len(parts) > MOST_PARTS or any(path.count("/") >= DEEPEST for path in parts):
        raise MalformedContent(f"has {where}, which returns too many or too deep parts")
    for path, form in parts.items():
        _names((name for name in path.split("/") if name), where)
        _texts((form.text, *(key for key in form.keys if isinstance(key, str))), where)
        for key in form.keys:
            if isinstance(key, int):
                _integer(key, where)
        if form.keys and (form.kind != "dict" or len(set(form.keys)) != len(form.items)):
            raise MalformedContent(f"has {where}, {path}, with keys that do not fit its items")
        if form.kind == "raises" and (path.count("/") or len(parts) > 1):
            raise MalformedContent(f"has {where}, which raises within what it returns")
        if len(form.text.encode()) > LARGEST_TEXT:
            raise MalformedContent(f"has {where}, {path}, with a text that is too long")


def _check_numbers(array: Numbers, form: Form, where: str) -> None:
    _check_dtype(array, np.dtype(NUMBERS[form.of]), array.shape, where)
    if form.kind == "number" and array.shape:
        raise MalformedContent(f"has {where}: it is to be a number, but is something else")
    if form.of == "bool" and not np.isin(array, (0, 1)).all():
        raise MalformedContent(f"has {where}, with a truth value that is neither 0 nor 1")
    if form.finite and not np.isfinite(array).all():
        raise MalformedContent(f"has {where}, with a value that is not finite")


def _check_scale(vector: Vector, where: str) -> None:
    _check_names(vector.scale, vector.expected, f"{where}, scale")
    for path, scale in vector.scale.items():
        shape = vector.expected[path].shape
        _check_dtype(scale, np.dtype(np.float64), shape, f"{where}, scale, {path}")
        if not np.isfinite(scale).all():
            raise MalformedContent(f"has {where}, scale, {path}, with a value that is not finite")
        if (scale < 0).any():
            raise MalformedContent(f"has {where}, {path}, with a scale below zero")


def _check_names(
    arrays: Mapping[str, Numbers], expected: Mapping[str, Numbers], where: str
) -> None:
    if arrays.keys() != expected.keys():
        raise MalformedContent(f"has {where}, with names other than those of the expected arrays")


def _check_dtype(array: Numbers, dtype: np.dtype[Any], shape: tuple[int, ...], where: str) -> None:
    if array.dtype != dtype or array.shape != shape:
        raise MalformedContent(
            f"has {where}, as {array.dtype} of shape {array.shape}, not {dtype} of shape {shape}"
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
