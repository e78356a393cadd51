"""Two trees say the same exactly when they have one digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.vectors.content import DatasetNode, GroupNode, digest, is_same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from autograder.vectors.content import Content

NAMES = st.sampled_from(["a", "b"])
ATTRIBUTES = st.dictionaries(
    NAMES, st.sampled_from([1, 0, "1", "0", (), ("1",), ("1", "0"), ("0", "1")]), max_size=2
)
ARRAYS = st.sampled_from(["f8", "i8"]).flatmap(
    lambda dtype: npst.arrays(
        dtype, npst.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=2)
    )
)
NODES: st.SearchStrategy[Content] = st.recursive(
    st.builds(DatasetNode, attributes=ATTRIBUTES, array=ARRAYS),
    lambda inner: st.builds(
        GroupNode, attributes=ATTRIBUTES, children=st.dictionaries(NAMES, inner, max_size=2)
    ),
    max_leaves=3,
)


def hashed(node: Content) -> str:
    return digest(GroupNode(attributes={}, children={"node": node}))


@given(one=NODES, other=NODES)
def test_what_says_the_same_has_one_digest_and_nothing_else_has(
    one: Content, other: Content
) -> None:
    assert is_same(one, other) == (hashed(one) == hashed(other))


def data(array: np.ndarray, **attributes: str | int) -> DatasetNode:
    return DatasetNode(attributes=attributes, array=array)


ZERO = np.zeros(2)
PAIRS: Mapping[str, tuple[Content, Content]] = {
    "another number": (data(ZERO), data(np.array([0.0, 1.0]))),
    "the other zero": (data(ZERO), data(-ZERO)),
    "another type": (data(ZERO), data(np.zeros(2, np.int64))),
    "another shape": (data(ZERO), data(ZERO.reshape(1, 2))),
    "a text for a number": (data(ZERO, seed=1), data(ZERO, seed="1")),
    "an attribute more": (data(ZERO), data(ZERO, seed=1)),
    "a group for data": (data(ZERO), GroupNode(attributes={}, children={})),
    "a child more": (
        GroupNode(attributes={}, children={}),
        GroupNode(attributes={}, children={"a": data(ZERO)}),
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_what_differs_in_anything_does_not_say_the_same(pair: tuple[Content, Content]) -> None:
    one, other = pair
    assert [is_same(one, other), is_same(other, one)] == [False, False]


def test_equal_bytes_say_the_same_even_where_they_are_no_numbers() -> None:
    assert is_same(data(np.array([np.nan])), data(np.array([np.nan])))
