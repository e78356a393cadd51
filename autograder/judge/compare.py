"""Condition-scaled comparison, and how far off an answer is, in coarse words.

`|got - expected| <= tol * S`, with S the sum of the absolute terms that make up each entry. On
7,062 pairs of a right reformulation and a vector, S-scaled 1e-9 refused none, where a plain
relative 1e-9 refused 3.6 %; the smallest wrong formula among 113 was off by 7e-2 of S.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.sandbox.outside.cases import Place, places
from autograder.vectors.answers import NUMERIC, Form, Numbers
from autograder.vectors.model import Vector

EXACT = 1e-9  # of S: rounding of float64 in any order stays below 2e-13
NOTED = 1e-5  # of S: float32 and 8 decimals stay below; beyond it the formula is wrong
NOTHING = Fraction(0)
SCALE_FLOOR = 1e-2  # of the array's largest S: an entry of tiny S is not judged by itself

Floats = NDArray[np.float64]

_WHOLE = Place(wire="", form=Form(kind="array"))

# Where one word ends and the next begins is drawn from a range, for each entry, from what only the
# grader knows; too large and too small never share a border. So whoever hands in often enough to
# find both borders of a word does not have the expected value in their middle.
_STEPS = (
    (0.005, 0.01, "by less than 1 %"),
    (0.045, 0.075, "by a few percent"),
    (0.13, 0.21, "by about a tenth"),
    (0.38, 0.45, "by about a third"),
    (0.6, 0.8, "by about half"),
    (1.3, 1.7, "by about 100 %"),
)


class RuleFailedError(AssertionError):
    """A rule of the hidden suite does not hold; the message is fit for the student's eyes.

    Attributes:
        earned: the share of the rule's points that is earned nonetheless.
        worst: how far numbers are off, in units of S; infinite where it is something else.
    """

    worst = math.inf

    def __init__(self, message: str, earned: Fraction = NOTHING) -> None:
        super().__init__(message)
        self.earned = earned


class OffError(RuleFailedError):
    """Numbers are off; put in words only when it is told, for of many only the worst is.

    Args:
        what: is off, as people call it.
        found: how far.
        secret: see `Difference.in_words`.
    """

    def __init__(self, what: str, found: Difference, secret: bytes = b"") -> None:
        super().__init__(what)
        self.worst = found.worst
        self._what, self._found, self._secret = what, found, secret

    def __str__(self) -> str:
        return f"{self._what}{self._found.in_words(self._secret)}"


@dataclass(frozen=True, slots=True)
class Difference:
    """How an array differs from what is expected.

    Attributes:
        worst: largest deviation, in units of S; 0 when all entries are exact.
        wrong: entries that deviate by more than `tolerance`.
        size: entries in all.
        above: whether the worst entry is too large.
        key: what the borders of the words are drawn from.
        tolerance: how far off an entry may be, in units of S.
        counted: an entry is right or wrong, and not off by so much.
    """

    worst: float
    wrong: int
    size: int
    above: bool = False
    key: bytes = b""
    tolerance: float = NOTED
    counted: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether any entry is beyond the tolerance."""
        return self.wrong > 0

    def is_beyond(self, tolerance: float) -> bool:
        """Return whether any entry is off by more than `tolerance` of S."""
        return not self.worst <= tolerance  # so that nan, if it came up, is

    @property
    def is_noted(self) -> bool:
        """Whether the array passes, but not as exactly as float64 would.

        Where an author allows more than rounding, nobody is told to look for it.
        """
        return not self.is_wrong and self.worst > EXACT and self.tolerance <= NOTED

    def in_words(self, secret: bytes = b"") -> str:
        """Say how many entries are off and how far, in coarse steps; follows what is spoken of.

        Args:
            secret: what the borders of the words are drawn from, beside `key`.
        """
        if self.counted:
            return (
                " is wrong"
                if self.size == 1
                else f": {self.wrong} of {self.size} entries are wrong"
            )
        far = self._far(secret + self.key)
        if self.size == 1:
            return f" is off {far}"
        return f": {self.wrong} of {self.size} entries are off, {far}"

    def _far(self, key: bytes) -> str:
        drawn = iter(blake2b(key, digest_size=5 * len(_STEPS)).digest())
        for least, most, words in _STEPS:
            swapped, *places = struct.unpack("<B2H", bytes(islice(drawn, 5)))
            # One border is in the lower two fifths of the range, the other in the upper two.
            place = 0.4 * places[self.above] / 0xFFFF + 0.6 * (self.above ^ swapped & 1)
            if self.worst < least + (most - least) * place:
                return words
        return "by more than 100 %"


@dataclass(frozen=True, slots=True)
class Target:
    """What one part of an answer is compared with, prepared once for all submissions.

    Attributes:
        expected: the right entries.
        floored: S, entry by entry, not below `SCALE_FLOOR` of the largest.
        exact: how far each entry may be off and still be exact.
        key: what the borders of the coarse words are drawn from.
        tolerance: how far off an entry may be, in units of S; not below `EXACT`.
        place: where it stands in what a call returned, and what it is made of.
        above: the containers that it lies in, the whole first, by their paths.
    """

    expected: Numbers
    floored: Floats
    exact: Floats
    key: bytes = b""
    tolerance: float = NOTED
    place: Place = _WHOLE
    above: tuple[tuple[str, Place], ...] = ()

    @classmethod
    def of(
        cls,
        expected: Numbers,
        scale: Floats,
        own: Floats | None = None,
    ) -> Target:
        """Prepare a target from the right entries and their scale S, of the same shape.

        Args:
            expected: the right entries.
            scale: S, from the vectors.
            own: where `expected` follows from a student's own numbers, the S that these would
                have. It can only make the comparison stricter, entry by entry and in proportion:
                numbers that are a millionth of the right ones may be off by a millionth as much,
                and no number, however large, lets another be off by more.
        """
        floored = np.maximum(scale, SCALE_FLOOR * scale.max(initial=0.0))
        if own is not None:
            floored = floored * _share(own, np.where(scale > 0, scale, floored))
        return cls(expected, floored, EXACT * floored)

    def difference(self, got: Numbers) -> Difference:
        """Compare the student's entries, of the expected shape.

        They must be finite where the expected ones are.
        """
        if self.place.form.of in ("int", "bool"):
            return _counted(got, self.expected)
        finite = self.place.form.finite
        gap: Floats = np.abs(got - self.expected) if finite else _gap(got, self.expected)
        if (gap <= self.exact).all():
            return _exact(gap.size, self.tolerance)
        ratio = _in_units(gap, self.floored)
        within = ratio <= self.tolerance  # not nan, if that came up
        at = int(ratio.argmax())
        return Difference(
            worst=float(ratio.flat[at]),
            wrong=int(np.count_nonzero(~within)),
            size=gap.size,
            above=bool(_order(got.flat[at]) > _order(self.expected.flat[at])),
            key=self.key + struct.pack("<I", at),
            tolerance=self.tolerance,
        )


@lru_cache
def _exact(size: int, tolerance: float) -> Difference:
    return Difference(worst=0.0, wrong=0, size=size, tolerance=tolerance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Many targets of finite floats, none of them empty, with their entries one after the other.

    Attributes:
        targets: in their order.
        sizes: how many entries each has.
        starts: where each begins, and where the last ends.
        expected: all right entries.
        floored: S of each.
        exact: how far each may be off and still be exact.
        allowed: how far off each may be, in units of S.
    """

    targets: tuple[Target, ...]
    sizes: tuple[int, ...]
    starts: tuple[int, ...]
    expected: Floats
    floored: Floats
    exact: Floats
    allowed: Floats

    @classmethod
    def of(cls, targets: Iterable[Target]) -> Series:
        """Lay out targets."""
        targets = tuple(targets)
        sizes = tuple(target.expected.size for target in targets)
        none = [np.empty(0)]
        return cls(
            targets=targets,
            sizes=sizes,
            starts=tuple(accumulate(sizes, initial=0)),
            expected=np.concatenate([target.expected.ravel() for target in targets] or none),
            floored=np.concatenate([target.floored.ravel() for target in targets] or none),
            exact=np.concatenate([target.exact.ravel() for target in targets] or none),
            allowed=np.repeat([target.tolerance for target in targets], sizes),
        )

    def differences(self, got: Floats) -> list[Difference]:
        """Compare entries with the targets, as `Target.difference` would one after the other.

        Args:
            got: the student's entries, those of all arrays one after the other.
        """
        begins = self.starts[:-1]
        gap = np.abs(got - self.expected)
        is_off = np.logical_or.reduceat(~(gap <= self.exact), begins)
        ratio = _in_units(gap, self.floored)
        wrong = np.add.reduceat(~(ratio <= self.allowed), begins, dtype=np.intp)
        found = [*map(_exact, self.sizes, (target.tolerance for target in self.targets))]
        for place in np.flatnonzero(is_off):
            start, end = self.starts[place : place + 2]
            target, at = self.targets[place], int(ratio[start:end].argmax())
            found[place] = Difference(
                worst=float(ratio[start + at]),
                wrong=int(wrong[place]),
                size=end - start,
                above=bool(got[start + at] > self.expected[start + at]),
                key=target.key + struct.pack("<I", at),
                tolerance=target.tolerance,
            )
        return found


def _counted(got: Numbers, expected: Numbers) -> Difference:
    wrong = int(np.count_nonzero(got != expected))
    return Difference(worst=np.inf if wrong else 0.0, wrong=wrong, size=got.size, counted=True)


def _order(entry: Any) -> float:
    """Return what says which of two entries is larger; of complex ones, their size."""
    return float(abs(entry) if isinstance(entry, complex) else entry)


def _gap(got: Numbers, expected: Numbers) -> Floats:
    """Return how far entries are apart: infinitely where one is not finite, unless both agree."""
    with np.errstate(invalid="ignore"):
        gap: Floats = np.abs(got - expected)
    agree = (got == expected) | (np.isnan(got) & np.isnan(expected))
    gap = np.where(np.isnan(gap), np.inf, gap)
    return np.where(agree, 0.0, gap)


def deviation(got: Numbers, expected: Numbers, scale: Floats) -> float:
    """Return the largest deviation between arrays of one shape, in units of S."""
    floored = Target.of(expected, scale).floored
    return float(_in_units(_gap(got, expected), floored).max(initial=0.0))


def _share(own: Floats, right: Floats) -> Floats:
    """Return which part of the right size each of a student's own numbers has, at most 1."""
    return np.divide(np.minimum(own, right), right, out=np.zeros_like(right), where=right > 0)


def _in_units(gap: Floats, floored: Floats) -> Floats:
    if (floored > 0).all():  # as nearly always, and in a third of the time
        return gap / floored
    # Where S is 0 every term is 0, so anything but 0 is wrong by more than any scale.
    off = np.where(gap > 0, np.inf, 0.0)
    return np.divide(gap, floored, out=off, where=floored > 0)


def targets(
    vector: Vector, secret: bytes = b"", tolerance: float | None = None
) -> dict[str, Target]:
    """Prepare everything that a vector expects, by path; a container is in what it holds, if any.

    Args:
        vector: the test vector.
        secret: of all vectors, from `secret_of`.
        tolerance: of the vector's question, where the vector has none; None for `NOTED`.
    """
    found = places(vector)
    allowed = vector.tolerance or tolerance or NOTED
    return {
        path: replace(_target(path, place, found, vector, secret), tolerance=allowed)
        for path, place in found.items()
        if not place.form.items
    }


def _target(
    path: str, place: Place, found: dict[str, Place], vector: Vector, secret: bytes
) -> Target:
    parts = path.split("/")
    names = ("", *("/".join(parts[:count]) for count in range(1, len(parts))))
    above = tuple((name, found[name]) for name in names if name in found and name != path)
    numeric = place.form.kind in NUMERIC
    expected = vector.expected[path] if numeric else np.empty(0)
    scale = vector.scale[path] if numeric else np.empty(0)
    key = secret + expected.tobytes()
    return replace(Target.of(expected, scale), key=key, place=place, above=above)


def secret_of(vectors: Iterable[Vector]) -> bytes:
    """Return what follows from the vectors' expected values, and nobody knows who lacks one."""
    secret = blake2b(digest_size=32)
    for vector in vectors:
        for expected in vector.expected.values():
            secret.update(expected.tobytes())
    return secret.digest()
