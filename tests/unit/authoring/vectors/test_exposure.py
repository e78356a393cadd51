"""The exposure matrix shows what each vector is good for."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from autograder.authoring.vectors.exposure import Row, page, rows
from autograder.vectors.model import Vector, VectorSet


def vectors(*kills: tuple[str, ...], **fingerprints: Any) -> VectorSet:
    members = tuple(
        Vector(
            id=f"v{number:03}",
            question="q1",
            comment="Why.",
            flags=(),
            inputs={},
            returns="number",
            expected={"cost": np.array(2.0)},
            scale={"cost": np.array(4.0)},
            kills=exposed,
            fingerprints={name: {"cost": np.array(v)} for name, v in fingerprints.items()},
        )
        for number, exposed in enumerate(kills, 1)
    )
    return VectorSet(
        assignment="demo", seed=1, generator="demo 1", content_sha256="", vectors=members
    )


def test_a_row_names_the_vectors_of_each_set() -> None:
    found = rows({"hidden": vectors(("a", "b"), ("b",)), "public": vectors(("b",))})
    assert found == (
        Row(question="q1", misconception="a", exposed_by={"hidden": ("v001",), "public": ()}),
        Row(
            question="q1",
            misconception="b",
            exposed_by={"hidden": ("v001", "v002"), "public": ("v001",)},
        ),
    )


@pytest.mark.parametrize(
    ("fingerprints", "words"),
    [
        ({"a": 4.0}, 'title="off by 5.0e-01 S"'),
        ({"a": 2.0}, 'title="off by 0.0e+00 S"'),
        ({"a": np.nan}, 'title="of another shape, or not finite"'),
        ({}, "<td>■</td>"),
    ],
    ids=["wrong", "right", "nan", "unknown"],
)
def test_a_cell_says_how_far_off_the_answer_is(fingerprints: dict[str, Any], words: str) -> None:
    assert words in page("Title", {"hidden": vectors(("a",), **fingerprints)})


def test_a_cell_is_darker_for_answers_that_are_further_off() -> None:
    shades = [
        int(found[1])
        for value in (2.0, 2.1, 4.0, 1e9)
        if (found := re.search(r"60% (\d+)%", page("Title", {"x": vectors(("a",), a=value)})))
    ]
    assert shades == sorted(shades, reverse=True)
    assert (shades[0], shades[-1]) == (90, 30)


def test_a_title_is_text_not_markup() -> None:
    assert "<b>" not in page("<b>", {"hidden": vectors(("a",))})
