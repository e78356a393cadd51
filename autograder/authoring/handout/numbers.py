"""Hidden numbers: the entries of hidden vectors that no public file holds too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import h5py
import numpy as np
from h5py import h5d, h5o, h5s

from autograder.errors import VectorFileError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray


_LITERAL = re.compile(r"\d*\.\d+(?:[eE][-+]?\d+)?|\d+[eE]-\d+")
_DIGITS_TOLD = 7  # a decimal of so many significant digits is not written by chance
_DIGITS_STORED = 5  # nor stored, when it takes so many to write it
_WIDTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Sizes of hidden numbers, sorted; a sign is no disguise.

    Attributes:
        told: what is looked for in texts: whatever a text says of it.
        stored: what is looked for in binary files, so none that a public file holds.
    """

    told: NDArray[np.float64]
    stored: NDArray[np.float64]


def hidden(secret: Path, public: Path, data: Iterable[Path]) -> Hidden:
    """Return the numbers that only the hidden vectors hold.

    Args:
        secret: the file of hidden vectors.
        public: the file of public ones.
        data: further HDF5 files that students receive.

    Raises:
        VectorFileError: one of the files cannot be read.
    """
    numbers = _without(_numbers([secret]), _numbers([public]))
    return Hidden(told=numbers, stored=_without(_telling(numbers), _numbers(data)))


def in_text(text: str, kept: Hidden) -> str | None:
    """Return the first decimal in `text` that is a hidden number, perhaps rounded."""
    for match in _LITERAL.finditer(text):
        literal = match.group()
        mantissa = re.split("[eE]", literal)[0]
        digits = len(mantissa.replace(".", "").lstrip("0"))
        value = float(literal)
        if digits < _DIGITS_TOLD or not 0 < value < np.inf:
            continue
        # Half a unit of the last digit written: that is how far rounding moves a number.
        places = len(mantissa.partition(".")[2])
        exponent = int(re.split("[eE]", literal)[1]) if mantissa != literal else 0
        room = 0.500001 * 10.0 ** (exponent - places)
        first = np.searchsorted(kept.told, value - room)
        if first < len(kept.told) and kept.told[first] <= value + room:
            return literal
    return None


def in_bytes(content: bytes, kept: Hidden) -> str | None:
    """Return the first hidden number that stands in `content` as a float64, of any byte order."""
    for start in range(_WIDTH):
        usable = content[start : start + (len(content) - start) // _WIDTH * _WIDTH]
        # Across the bounds of two numbers, one with many zeros in it may stand by chance.
        sought = kept.stored if start == 0 else kept.stored[_full(kept.stored)]
        for order in "<>":
            found = np.abs(np.frombuffer(usable, f"{order}f8"))
            hits = found[_among(found, sought)]
            if hits.size:
                return repr(float(hits[0]))
    return None


def _numbers(paths: Iterable[Path]) -> NDArray[np.float64]:
    """Return the sizes of all numbers in the files, each once and sorted."""
    flat = [np.abs(array).ravel() for path in paths for array in _arrays(path)]
    numbers: NDArray[np.float64] = np.unique(np.concatenate([*flat, np.zeros(1)]))
    finite: NDArray[np.float64] = numbers[np.isfinite(numbers)]
    return finite


def _without(numbers: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    left: NDArray[np.float64] = np.setdiff1d(numbers, others, assume_unique=True)
    return left


def _among(found: NDArray[np.float64], sought: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which of `found` are in `sought`, which is sorted.

    NumPy's own `isin` sorts both anew each time.
    """
    if not sought.size:
        return np.zeros(found.shape, bool)
    place = np.searchsorted(sought, found).clip(max=sought.size - 1)
    same: NDArray[np.bool_] = sought[place] == found
    return same


def _full(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which numbers use the last two bytes of their mantissa."""
    used: NDArray[np.bool_] = (numbers.view(np.int64) & 0xFFFF) != 0
    return used


def _telling(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave out what a few digits write: 0.5 and 3 stand in every file."""
    short = [float(f"{number:.{_DIGITS_STORED - 2}e}") == number for number in numbers]
    telling: NDArray[np.float64] = numbers[~np.array(short, bool)]
    return telling


def _arrays(path: Path) -> list[NDArray[np.float64]]:
    """Return every array in a file of our own, as float64.

    This uses h5py's low-level interface: there are thousands of arrays, and making an object for
    each takes longer than reading it.
    """
    found: list[NDArray[np.float64]] = []

    def keep(name: bytes, info: h5o.ObjInfo) -> None:
        if info.type == h5o.TYPE_DATASET:
            dataset = h5d.open(file.id, name)
            array = np.empty(dataset.shape, dataset.dtype)
            if array.size:
                dataset.read(h5s.ALL, h5s.ALL, array)
            found.append(array.astype(np.float64))

    try:
        with h5py.File(path) as file:
            h5o.visit(file.id, keep, info=True)
    except OSError as error:
        raise VectorFileError(f"{path} cannot be read: build it again with its command") from error
    return found
