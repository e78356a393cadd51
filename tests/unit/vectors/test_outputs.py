"""Whatever a function is to return is kept in a file, and comes back as exactly that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from autograder.errors import VectorFileError
from autograder.vectors import hdf5
from autograder.vectors.answers import Form, described, raising
from autograder.vectors.content import MalformedContent
from autograder.vectors.layout import from_content, to_content
from autograder.vectors.model import Vector
from tests.unit.answered import VALUES, set_of, vector_of


def kept(vector: Vector) -> Vector:
    vectors = set_of(vector)
    return from_content(to_content(vectors)).vectors[0]


def assert_same(found: Vector, vector: Vector) -> None:
    assert found.returns == vector.returns
    for kind in ("expected", "scale"):
        before, after = getattr(vector, kind), getattr(found, kind)
        assert list(after) == list(before)
        for path, array in before.items():
            assert (after[path].dtype, after[path].shape) == (array.dtype, array.shape)
            assert after[path].tobytes() == array.tobytes()


@given(value=VALUES)
@settings(max_examples=150)
def test_an_answer_of_any_kind_comes_back_as_it_was(value: Any) -> None:
    vector = vector_of(*described(value))
    assert_same(kept(vector), vector)


def test_an_exception_comes_back_as_it_was() -> None:
    vector = vector_of(raising(KeyError), {})
    assert_same(kept(vector), vector)


def test_an_answer_that_is_not_finite_comes_back_as_it_was(tmp_path: Path) -> None:
    vector = vector_of(*described(np.array([np.nan, -np.inf, 1j]), finite=False))
    vectors = set_of(vector)
    hdf5.write(tmp_path / "a.h5", vectors)
    assert_same(hdf5.read(tmp_path / "a.h5").vectors[0], vector)


def test_only_what_a_mistake_gets_wrong_is_kept_of_it() -> None:
    vector = vector_of(*described({"a": 1.0, "b": {"c": np.arange(3)}}))
    wrong = dict(vector.expected) | {"b/c": np.arange(5)}
    node = to_content(set_of(replace(vector, fingerprints={"off": wrong})))
    prints = node.group("v1").group("fingerprints").group("off")
    assert list(prints.children) == ["b"]
    (found,) = from_content(node).vectors
    np.testing.assert_array_equal(found.fingerprints["off"]["b/c"], np.arange(5))


NUMBER = np.array(1.5)
UNFIT: dict[str, tuple[Any, Any, str]] = {
    "numbers without a form": (Form(kind="none"), {"a": NUMBER}, "not those of its form"),
    "a form without numbers": (Form(kind="number"), {}, "not those of its form"),
    "another dtype": (Form(kind="number", of="int"), {"a": NUMBER}, "as float64"),
    "an array for a number": (Form(kind="number"), {"a": np.ones(2)}, "to be a number"),
    "two for a truth value": (Form(kind="number", of="bool"), {"a": np.array(2)}, "neither 0"),
    "nan unsaid": (Form(kind="number"), {"a": np.array(np.nan)}, "not finite"),
    "an exception within": (
        Form(kind="tuple", items={"a": raising("KeyError")}),
        {},
        "raises within",
    ),
    "keys that do not fit": (
        Form(kind="dict", items={"a": Form(kind="none")}, keys=(1, 2)),
        {},
        "keys that do not fit",
    ),
    "a text with an end": (Form(kind="text", text="a\0b"), {}, "plain Unicode"),
}


@pytest.mark.parametrize(("form", "numbers", "words"), UNFIT.values(), ids=UNFIT.keys())
def test_a_form_that_does_not_agree_with_itself_is_refused(
    tmp_path: Path, form: Form, numbers: Any, words: str
) -> None:
    vectors = set_of(vector_of(form, numbers))
    with pytest.raises((MalformedContent, VectorFileError), match=words):
        hdf5.write(tmp_path / "a.h5", vectors)
