"""Answers of any kind, and vectors that ask for them."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.vectors.model import Vector, VectorSet

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)
FLOATS = st.floats(-1e3, 1e3)
DTYPES = st.sampled_from(["f8", "i8", "b1", "c16", "u1", "f4"])
SHAPES = npst.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=3)


def _small(dtype: str) -> st.SearchStrategy[Any] | None:
    if dtype == "c16":
        return st.complex_numbers(max_magnitude=1e3)
    return st.floats(-1e3, 1e3, width=32) if dtype.startswith("f") else None


ARRAYS = DTYPES.flatmap(lambda each: npst.arrays(each, SHAPES, elements=_small(each)))
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | FLOATS
    | st.complex_numbers(max_magnitude=1e3)
    | TEXTS
    | ARRAYS
)
KEYS = TEXTS | st.integers(-9, 9)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
    ),
    max_leaves=6,
)


def vector_of(form: Any, numbers: Any) -> Vector:
    return Vector(
        id="v1",
        question="q1",
        comment="",
        flags=(),
        inputs={},
        returns=form,
        expected=numbers,
        scale={path: np.ones(array.shape) for path, array in numbers.items()},
    )


def set_of(vector: Vector) -> VectorSet:
    return VectorSet(
        assignment="demo", seed=1, generator="demo 1", content_sha256="", vectors=(vector,)
    )
