"""Whatever a call can be given is kept in a file, and comes back as exactly that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.errors import VectorFileError
from autograder.vectors import hdf5
from autograder.vectors.content import HASH_ATTRIBUTE, DatasetNode, GroupNode, MalformedContent
from autograder.vectors.layout import from_content, to_content
from autograder.vectors.model import DTYPES, Generator, Given, Group, Vector, VectorSet, leaves

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
INT64 = st.integers(-(2**63), 2**63 - 1)
SHAPES = npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
ARRAYS = st.sampled_from(DTYPES).flatmap(lambda dtype: npst.arrays(dtype, SHAPES))
LEAVES = (
    st.none()
    | st.booleans()
    | INT64
    | st.floats()
    | st.complex_numbers(allow_nan=True)
    | TEXTS
    | st.builds(Generator, st.integers(0, 2**63 - 1))
    | st.builds(Given, NAMES)
    | ARRAYS
    | ARRAYS.map(np.asfortranarray)
)


def _groups(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Group]:
    items = st.dictionaries(NAMES, inner, max_size=3)
    plain = st.builds(Group, kind=st.sampled_from(["dict", "tuple", "list"]), items=items)
    keys = st.lists(TEXTS | INT64, min_size=4, max_size=4, unique_by=repr)
    return plain | st.builds(_with_keys, items, keys)


def _with_keys(items: dict[str, Any], keys: list[Any]) -> Group:
    return Group(kind="dict", items=items, keys=tuple(keys[: len(items)]))


INPUTS = st.dictionaries(NAMES, st.recursive(LEAVES, _groups, max_leaves=6), max_size=4)


def _set(**changes: Any) -> VectorSet:
    vector = Vector(
        id="v1",
        question="q1",
        comment="",
        flags=(),
        inputs={},
        returns="number",
        expected={"cost": np.array(2.5)},
        scale={"cost": np.array(2.5)},
    )
    return VectorSet(
        assignment="demo",
        seed=1,
        generator="demo 1",
        content_sha256="",
        vectors=(replace(vector, **changes),),
    )


def _described(value: Any) -> Any:
    """Return what tells two inputs apart, nan and the sign of zero included."""
    if isinstance(value, Group):
        items = [(name, _described(item)) for name, item in value.items.items()]
        return value.kind, items, value.keys
    if isinstance(value, np.ndarray):
        fortran = value.flags.f_contiguous and not value.flags.c_contiguous
        return value.dtype, value.shape, fortran, value.tobytes()
    return type(value), repr(value)


@settings(deadline=None)
@given(INPUTS)
@pytest.mark.slow
def test_every_input_is_read_back_as_it_was(inputs: dict[str, Any]) -> None:
    found = from_content(to_content(_set(inputs=inputs))).vectors[0].inputs
    assert list(found) == list(inputs)
    assert all(_described(found[name]) == _described(value) for name, value in inputs.items())


def test_keywords_and_seed_are_kept(tmp_path: Path) -> None:
    written = _set(inputs={"x": 1.0, "axis": 0}, keywords=("axis",), seed=3)
    hdf5.write(tmp_path / "a.h5", written)
    (vector,) = hdf5.read(tmp_path / "a.h5").vectors
    assert (vector.keywords, vector.seed) == (("axis",), 3)


@pytest.mark.parametrize("tolerance", [None, 1e-9, 0.1, 1 / 3, 1.0])
def test_a_tolerance_is_kept_to_the_bit(tmp_path: Path, tolerance: float | None) -> None:
    hdf5.write(tmp_path / "a.h5", _set(inputs={"x": 1.0}, tolerance=tolerance))
    assert hdf5.read(tmp_path / "a.h5").vectors[0].tolerance == tolerance


def test_paths_lead_through_every_group() -> None:
    inner = Group(kind="list", items={"a": 1, "b": None})
    inputs: dict[str, Any] = {"x": 1.0, "cache": Group(kind="tuple", items={"first": inner})}
    assert [path for path, _ in leaves(inputs)] == ["x", "cache/first/a", "cache/first/b"]


def _deep(depth: int) -> Any:
    return Group(kind="list", items={"a": _deep(depth - 1)}) if depth else 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"inputs": {"x": np.ones(2, np.uint64)}}, "uint64"),
        ({"inputs": {"x": np.ones(2, ">f8")}}, "dtype"),
        ({"inputs": {"x": np.array([None])}}, "object"),
        ({"inputs": {"x": {1}}}, "type set"),
        ({"inputs": {"x": "a\0b"}}, "plain Unicode"),
        ({"inputs": {"x": 2**63}}, "too large"),
        ({"inputs": {"x": Generator(-1)}}, "type Generator"),
        ({"inputs": {"x": Generator(2**63)}}, "too large"),
        ({"inputs": {"x": _deep(7)}}, "more than 6 groups in one another"),
        ({"inputs": {"x": Group(kind="dict", items={"a": 1}, keys=(1, 2))}}, "keys that do not"),
        ({"inputs": {"x": Group(kind="list", items={"a": 1}, keys=(1,))}}, "keys that do not"),
        ({"inputs": {"x": 1, "y": 2}, "keywords": ("x",)}, "not the last of its inputs"),
        ({"seed": 2**32}, "use 0 to 2"),
        ({"seed": -1}, "use 0 to 2"),
        ({"tolerance": 1e-10}, "tolerance 1e-10: use 1e-09 to 1, in units of S"),
        ({"tolerance": 2.0}, "tolerance 2: use"),
        ({"tolerance": float("nan")}, "tolerance nan: use"),
    ],
)
def test_an_input_that_no_file_can_keep_is_refused_and_named(
    tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(VectorFileError, match=words):
        hdf5.write(tmp_path / "a.h5", _set(**changes))
    assert not (tmp_path / "a.h5").exists()


@pytest.mark.parametrize(
    ("attributes", "array"),
    [
        ({"kind": "bool"}, np.array(2)),
        ({"kind": "none"}, np.array(1)),
        ({"kind": "complex"}, np.array([1.0, 2.0, 3.0])),
        ({"kind": "text", "text": "a"}, np.array([0])),
        ({"kind": "text"}, np.array(0)),
        ({"kind": "given", "text": "a", "more": "b"}, np.array(0)),
        ({"kind": "generator"}, np.array(-1)),
        ({"kind": "array", "order": "C", "dtype": "f3"}, np.array([1.0])),
        ({"kind": "array", "order": "C", "dtype": "f8"}, np.array([1.0])),
        ({"kind": "array", "order": "C", "dtype": "u1"}, np.array([256])),
        ({"kind": "array", "order": "C", "dtype": "f4"}, np.array([0.1])),
        ({"kind": "array", "order": "C", "dtype": "c16"}, np.array([1.0])),
        ({"kind": "another"}, np.array(1.0)),
    ],
)
def test_an_input_that_is_not_what_it_says_is_refused(
    attributes: dict[str, Any], array: Any
) -> None:
    root = to_content(_set(inputs={"x": 1.0}))
    vector = root.group("v1")
    wrong = {"x": DatasetNode(attributes=attributes, array=array)}
    inputs = GroupNode(attributes={"names": ("x",)}, children=wrong)
    changed = replace(vector, children={**vector.children, "inputs": inputs})
    tree = GroupNode(attributes=root.attributes, children={"v1": changed})
    with pytest.raises(MalformedContent):
        from_content(_signed(tree))


def _signed(tree: GroupNode) -> GroupNode:
    from autograder.vectors.content import digest

    return replace(tree, attributes={**tree.attributes, HASH_ATTRIBUTE: digest(tree)})
