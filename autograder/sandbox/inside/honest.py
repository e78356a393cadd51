"""Honest code of the grader's own, which is run among submissions.

It computes with NumPy, on the inputs of any call, much of what solutions rely on. The trusted side
computes the same numbers from the same inputs; where they differ, the process that submissions are
forked from has come to harm, and nobody may be judged by what comes from there.
"""

from __future__ import annotations

import builtins
import math
import random
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


_SIZE = 12  # numbers that the fixed part works on
_LARGEST = 1e100
_PLAIN = (bool, int, float, complex, str)
_MANY = 2000  # numbers of a call, of which only some are computed with
_FIXED, _GIVEN = 140, 20  # numbers that stand for each part of an answer


def numbers(*inputs: Any) -> Numbers:
    """Return numbers that depend on every bit of `inputs` and on every function used here.

    Args:
        inputs: numbers, texts, arrays, and dicts, tuples and lists of them; of anything else,
            only that it is there.

    Returns:
        Always as many, whatever the inputs are and however much this NumPy holds.
    """
    leaves = list(_leaves(inputs))
    with np.errstate(all="ignore"):
        given = _folded(_of(leaves), _GIVEN)
    if not _whole:
        _whole.extend(whole())
    return np.concatenate([_whole, given, [_digest(leaves)]])


def answer(inputs: Sequence[Any], keys: Sequence[str], methods: Sequence[str]) -> Any:
    """Return numbers as what is asked for: with methods that do the same, or under each key."""
    found = numbers(*inputs)
    if methods:
        found = found.view(_with_methods(tuple(methods)))
    return dict.fromkeys(keys, found) if keys else found


class _Object(np.ndarray):
    """Numbers that stand for an object with methods."""


@lru_cache(maxsize=8)
def _with_methods(names: tuple[str, ...]) -> Any:
    def method(_: Any, *inputs: Any, **named: Any) -> Any:
        return answer((*inputs, *named.values()), (), names)

    return type("Object", (_Object,), dict.fromkeys(names, method))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _leaves(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _leaves(item)
    else:
        # What was computed before may differ in its last bit, so a checksum leaves it out.
        yield None if isinstance(value, _Object) else value


def _digest(leaves: Sequence[Any]) -> int:
    """Return a checksum of all that a call is given, to the last bit."""
    found = 0
    for leaf in leaves:
        found = zlib.crc32(_form(leaf).encode(), found)
        if isinstance(leaf, np.ndarray):
            found = zlib.crc32(leaf.tobytes(), found)
    return found


def _form(leaf: Any) -> str:
    if isinstance(leaf, np.ndarray):
        return f"{leaf.dtype} {leaf.shape}"
    return repr(leaf) if leaf is None or isinstance(leaf, _PLAIN) else "another thing"


def _of(leaves: Sequence[Any]) -> list[Any]:
    """Return what NumPy makes of all numbers and arrays that a call is given."""
    arrays = [np.asarray(leaf) for leaf in leaves]
    flat = np.concatenate(
        [np.arange(7.0), *(each.ravel() * 1.0 for each in arrays if each.dtype.kind in "biuf")]
    )
    flat = flat[:: len(flat) // _MANY + 1]  # the checksum is of all
    x = np.resize(flat, (4, len(flat) // 4 + 1))
    few, positive = x[:, :6], np.maximum(x, 0)
    return [
        np.sum(np.square(x)),
        np.sum(x, axis=0)[0],
        x.mean(),
        np.dot(flat, flat),
        np.sum(few @ few.T),
        np.sum(np.multiply(x, x > 0)),
        np.sum(positive, axis=1, keepdims=True)[0, 0],
        np.sum(np.log(1 + np.abs(x))),
        np.sum(np.exp(-np.abs(x))) / len(flat),
        np.max(x.T[-1]),
        np.sum(np.where(x < 0, 0.5, np.sqrt(positive))),
        abs(float(flat[0])) + sum(range(x.shape[0] % 9)),
    ]


def _folded(found: Any, slots: int) -> Numbers:
    """Return as many numbers as there are slots, each of which adds up some of those found."""
    found = np.nan_to_num(np.array(found, dtype=float), nan=7.0)
    found = np.clip(found, -_LARGEST, _LARGEST)  # so that no sum of them is infinite
    places = np.arange(found.size)
    return np.bincount(places % slots, found * (1 + places % 17), slots).astype(float)


def whole() -> list[float]:
    """Return numbers that depend on every function of NumPy's that solutions may use."""
    x = 0.05 + 0.9 * np.sin(np.arange(_SIZE) * 0.37) ** 2
    with np.errstate(all="ignore"):
        parts = [_flat(part) for part in (*_ufuncs(x), *_functions(x), *_python(x.tolist()))]
    found = np.concatenate(parts)
    return [*_folded(found, _FIXED), found.size, _names()]


def _flat(part: Any) -> Numbers:
    """Return a result, or a tuple of several, as numbers in one row."""
    if isinstance(part, tuple):
        return np.concatenate([_flat(item) for item in part])
    return np.ravel(part).astype(float)


def _ufuncs(x: Numbers) -> Iterator[Any]:
    """Yield a number for every elementwise function of NumPy."""
    real = np.concatenate([x, 1 + x, -x])
    whole = np.arange(3 * _SIZE) % 7 + 1
    weights = np.linspace(0.5, 1.5, 3 * _SIZE)
    for name in _UFUNCS:
        function = getattr(np, name)
        for first in (real, whole):
            try:
                results = function(*(first, first[::-1])[: function.nin])
            except (TypeError, ValueError):  # not made for such numbers
                continue
            results = results if isinstance(results, tuple) else (results,)
            yield tuple(_weighted(result, weights) for result in results)
            break


def _weighted(result: Any, weights: Numbers) -> float:
    with_numbers = np.where(np.isfinite(result), result, 0.25)
    return float(np.dot(np.resize(with_numbers * 1.0, weights.size), weights))


def _functions(x: Numbers) -> Iterator[Any]:
    """Yield what the array functions that solutions use make of `x`."""
    a, b = x.reshape(3, 4), x[::-1].reshape(4, 3)
    square = a @ b + 3 * np.eye(3)
    signs = x - 0.5
    yield np.sum(a), np.sum(a, axis=0), np.mean(a, axis=1, keepdims=True), np.prod(x)
    yield np.std(a), np.var(a), np.median(a), np.average(x, weights=x[::-1])
    yield np.max(a), np.min(a, axis=0), np.argmax(x), np.argmin(x), np.ptp(x)
    yield np.sort(x), np.argsort(x), np.cumsum(x), np.cumprod(x), np.diff(x)
    yield np.dot(a, b), np.matmul(a, b), np.vdot(x, x), np.inner(a, a), np.outer(x[:2], x[2:5])
    yield np.einsum("ij,jk->ik", a, b), np.tensordot(a, b, 1), np.trace(square), np.kron(x[:2], x)
    yield np.transpose(a), a.T, np.reshape(x, (2, 6)), np.ravel(a), np.squeeze(a[None]), a.flatten()
    yield np.concatenate([a, a]), np.stack([a, a]), np.vstack([a, b.T]), np.hstack([a, b.T])
    yield np.expand_dims(x, 0), np.tile(x, 2), np.repeat(x[:3], 2), np.roll(x, 1), np.flip(x)
    yield np.where(signs > 0, x, -1), np.clip(x, 0.2, 0.8), np.round(x, 2), np.abs(signs)
    yield np.zeros(2), np.ones(2), np.full(2, 3.0), np.eye(2), np.identity(2), np.diag(x[:2])
    yield np.zeros_like(x), np.ones_like(x), np.arange(2, 9, 3), np.linspace(0, 1, 4)
    yield np.array([1, 2.5]), np.asarray(a), np.copy(x), np.atleast_2d(x), np.float64(x[0])
    yield np.any(signs > 0), np.all(signs > 0), np.count_nonzero(signs > 0), np.nonzero(signs > 0)
    yield np.isclose(x, x + 1e-9), np.allclose(x, signs), np.array_equal(x, x), np.unique(x[:4])
    yield np.triu(square), np.tril(square), np.nansum(x), np.nan_to_num(x), np.int64(x > 0.5)
    yield np.linalg.norm(a), np.linalg.det(square), np.linalg.inv(square)
    yield np.linalg.solve(square, a), np.broadcast_to(x[:3], (2, 3)), np.searchsorted([0.5], x)
    yield a.sum(axis=1), a.mean(), a.max(), a.min(), x.std(), x.argmax(), a.dot(b), x.astype(int)
    yield np.pi, np.e, np.euler_gamma, np.isinf(np.inf), np.isnan(np.nan), np.newaxis is None
    yield np.random.RandomState(7).randn(3), np.random.default_rng(7).random(3)


def _python(x: list[float]) -> Iterator[Any]:
    """Yield what the language's own functions make of a list of numbers."""
    yield sum(x), len(x), max(x), min(x), abs(-x[0]), round(x[1], 3), pow(x[2], 2), sorted(x)
    yield list(range(3, 20, 4)), divmod(17, 5), int("12"), float("1.5"), bool(x), len(str(12345))
    yield sum(place * item for place, item in enumerate(x))
    yield sum(one * other for one, other in zip(x, reversed(x), strict=True))
    yield list(map(float, filter(None, x))), any(x), all(x), len(set(x)), tuple(x)
    yield [*dict(enumerate(x)).values()], isinstance(x, list), hasattr(x, "append")
    yield math.exp(x[0]), math.log(x[1]), math.sqrt(x[2]), math.fsum(x), math.tanh(x[3]), math.pi
    yield math.sin(x[4]), math.cos(x[5]), math.floor(7 * x[6]), math.pow(x[7], 3), math.hypot(*x)


def _names() -> int:
    """Return a checksum of which function stands under which name."""
    texts = []
    for module in (builtins, math, random, np, np.linalg, np.random, np.fft):
        for name in sorted(vars(module)):
            value = getattr(module, name)
            # Whatever else stands among the builtins, an interactive session put there.
            is_own = module is not builtins or getattr(value, "__module__", "") == "builtins"
            if callable(value) and is_own and not name.startswith("_"):
                texts.append(f"{name} {type(value).__name__} {getattr(value, '__name__', '')}")
    return zlib.crc32("\n".join(texts).encode())


# Not by asking NumPy for each of its names: that would import all its parts, with their tests.
_UFUNCS = sorted(name for name, value in vars(np).items() if isinstance(value, np.ufunc))
_whole: list[float] = []  # once it is known in this process
