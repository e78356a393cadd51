"""What a reference returns is described whole, or refused in a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.errors import DescriptionError
from autograder.vectors.answers import Form, described, parts, raising


def test_paths_go_by_the_names_that_are_given() -> None:
    value = (np.ones(2), {"D1": np.array([True]), "n": 3})
    form, numbers = described(value, names=["A3", "cache"])
    assert list(numbers) == ["A3", "cache/D1", "cache/n"]
    assert [path for path, _ in parts(form)] == ["", "A3", "cache", "cache/D1", "cache/n"]


def test_items_of_a_nested_tuple_have_names_too() -> None:
    _, numbers = described((1.0, (2.0, 3.0)), names=["cost", ("pair", ["left", "right"])])
    assert list(numbers) == ["cost", "pair/left", "pair/right"]


@pytest.mark.parametrize(
    ("value", "kind", "of"),
    [
        (1, "number", "int"),
        (True, "number", "bool"),
        (1.5, "number", "float"),
        (1j, "number", "complex"),
        (np.float32(1), "number", "float"),
        (np.array(2), "number", "int"),
        (np.zeros((0, 2), np.uint8), "array", "int"),
    ],
    ids=repr,
)
def test_numbers_keep_their_kind(value: Any, kind: str, of: str) -> None:
    form, _ = described(value)
    assert (form.kind, form.of) == (kind, of)


def test_keys_that_cannot_be_names_are_kept_beside_them() -> None:
    form, numbers = described({1: 2.0, "two words": 3.0})
    assert (form.keys, list(numbers)) == ((1, "two words"), ["item0", "item1"])


def deep(levels: int) -> Any:
    return [deep(levels - 1)] if levels else 1.0


REFUSED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "a set": ({1.0}, {}, "is of type set"),
    "a function": (len, {}, "builtin_function"),
    "objects": (np.array([None]), {}, "holds object"),
    "dates": (np.array(["2026-01-01"], "M8[D]"), {}, "no kind of number"),
    "a huge integer": (2**63, {}, "too large for int64"),
    "nan unasked": (np.nan, {}, "say finite=False"),
    "a key that is a tuple": ({(1, 2): 1.0}, {}, "keys are texts or integers"),
    "a key that is True": ({True: 1.0}, {}, "keys are texts or integers"),
    "too deep": (deep(5), {}, "more than 4 containers"),
    "too many parts": ([1.0] * 500, {}, "more than 400 parts"),
    "too many names": ((1.0, 2.0), {"names": ["a", "b", "c"]}, "3 names are given"),
    "names twice": ((1.0, 2.0), {"names": ["a", "a"]}, "items of the same name"),
    "a long text": ("x" * 5000, {}, "more than 4096 bytes"),
}


@pytest.mark.parametrize(("value", "options", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_no_answer_can_be_is_refused(value: Any, options: Any, words: str) -> None:
    with pytest.raises(DescriptionError, match=words):
        described(value, **options)


def test_an_exception_is_one_of_pythons_own() -> None:
    assert raising(ValueError) == Form(kind="raises", text="ValueError")
    for wrong in ("NoSuchError", "len", "KeyboardInterrupt"):
        with pytest.raises(DescriptionError, match="Python's own exceptions"):
            raising(wrong)
