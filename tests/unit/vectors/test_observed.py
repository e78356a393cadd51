"""Mistakes that were seen in a class."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.errors import UsageError
from autograder.vectors import observed
from autograder.vectors.answers import described
from autograder.vectors.observed import Observed
from tests.unit.answered import vector_of

VECTORS = [vector_of(*described(1.0))]
SEEN = Observed(
    id="plus-one",
    question="q1",
    title="One more.",
    hint="Count.",
    calls_sha256=observed.calls_sha256(VECTORS, "q1"),
    prints={"v1": {"answer": np.array(2.0)}},
)


def test_mistakes_come_back_from_their_file(tmp_path: Path) -> None:
    observed.write(tmp_path / "observed.h5", [SEEN])
    (read,) = observed.read(tmp_path / "observed.h5")
    assert (read.id, read.question, read.title, read.hint) == (
        "plus-one", "q1", "One more.", "Count.",
    )  # fmt: skip
    assert read.answers(SEEN.prints)
    assert read.fits(VECTORS)


def test_another_file_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "observed.h5").write_bytes(b"no")
    with pytest.raises(UsageError, match="fetch it again, or remove it and name"):
        observed.read(tmp_path / "observed.h5")


def test_answers_are_the_same_up_to_rounding_alone() -> None:
    assert SEEN.answers({"v1": {"answer": np.array(2.0 + 1e-9)}})
    assert not SEEN.answers({"v1": {"answer": np.array(2.1)}})
    assert not SEEN.answers({"v1": {"answer": np.array([2.0])}})
    assert not SEEN.answers({"v2": {"answer": np.array(2.0)}})


def test_what_is_code_by_now_is_not_joined_a_second_time() -> None:
    (joined,) = observed.joined(VECTORS, [SEEN])
    assert joined.kills == ("plus-one",)
    code = [replace(VECTORS[0], kills=("plus-one",))]
    assert observed.joined(code, [SEEN]) == tuple(code)
