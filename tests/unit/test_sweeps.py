"""`make sweeps` tries what `make test` leaves out of a sweep."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from autograder.vectors.model import Vector
from tests.sweeps import EXTENTS, Extent

PART, WHOLE = (case.values[0] for case in EXTENTS)


def test_parts_that_begin_at_different_places_make_the_whole() -> None:
    parts = [[*PART.part("abcdefghij", at)] for at in range(3, 3 + PART.step)]
    assert sorted(each for part in parts for each in part) == [*"abcdefghij"]


def test_the_whole_has_everything_and_every_vector(number_vector: Callable[..., Vector]) -> None:
    vectors = [number_vector()]
    assert [*WHOLE.part("abcdefghij", 7)] == [*"abcdefghij"]
    assert WHOLE.vectors(vectors) == vectors
    assert Extent(1, 0).vectors(vectors) == []
    assert math.isinf(WHOLE.entries)


def test_only_the_whole_is_left_out_of_make_test() -> None:
    assert [case.marks for case in EXTENTS] == [(), (pytest.mark.sweep,)]
