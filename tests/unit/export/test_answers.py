"""What submissions returned, as HDF5."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from autograder.errors import UsageError
from autograder.export.answers import Row, write
from autograder.sandbox.answers import Answer, Answers, Ended, Raised
from autograder.vectors.answers import described
from autograder.vectors.model import Vector
from tests.unit.answered import vector_of
from tests.unit.judge.answering import answered

EXPECTED = np.array([[1.25, 2.5]])
RAISED = Answer(
    ended=Ended.RAISED,
    raised=Raised(error="E", text="E: ada\0" + 300 * "λ", place="line 3", line="x"),
)


def vector(value: Any = EXPECTED) -> Vector:
    return vector_of(*described(value))


def answers_of(value: Any, asked: Vector | None = None) -> Answers:
    (call,) = answered(asked or vector(), lambda: value).all
    assert call.answer is not None
    return Answers(first={"v1": call.answer})


def row(student: str, answers: Answers | None, **more: Any) -> Row:
    return Row(student=student, submission=f"{student}.py", answers=lambda: answers, **more)


def written(tmp_path: Path, *rows: Row, asked: Vector | None = None) -> h5py.File:
    write(tmp_path / "a.h5", rows, [asked or vector()], "Demo")
    return h5py.File(io.BytesIO((tmp_path / "a.h5").read_bytes()))


def test_each_submission_has_a_row_of_what_it_returned(tmp_path: Path) -> None:
    file = written(tmp_path, row("ada", answers_of(EXPECTED)), row("eve", answers_of(EXPECTED + 1)))
    assert file["student"].asstr()[:].tolist() == ["ada", "eve"]
    assert file["answers/q1/v1/answer"][:].tolist() == [[[1.25, 2.5]], [[2.25, 3.5]]]
    assert file["ended/q1/v1"].asstr()[:].tolist() == ["returned", "returned"]


def test_who_has_no_answers_has_an_empty_row(tmp_path: Path) -> None:
    file = written(tmp_path, row("ada", None))
    assert np.isnan(file["answers/q1/v1/answer"]).all()
    assert file["ended/q1/v1"].asstr()[:].tolist() == [""]


def test_what_is_expected_is_not_in_the_file(tmp_path: Path) -> None:
    written(tmp_path, row("ada", answers_of(EXPECTED + 1)))
    assert EXPECTED.tobytes() not in (tmp_path / "a.h5").read_bytes()


@pytest.mark.parametrize("returned", [EXPECTED.T, EXPECTED + 1j, np.array([[1, 2**60 + 1]])])
def test_numbers_of_another_shape_or_kind_lie_apart(tmp_path: Path, returned: Any) -> None:
    file = written(tmp_path, row("eve", answers_of(EXPECTED)), row("ada", answers_of(returned)))
    assert file["other/q1/v1/answer/1"][:].tolist() == returned.tolist()
    assert np.isnan(file["answers/q1/v1/answer"][1]).all()


def test_whole_numbers_that_a_float_holds_are_among_the_others(tmp_path: Path) -> None:
    file = written(tmp_path, row("ada", answers_of(np.array([[1, 2]]))))
    assert file["answers/q1/v1/answer"][:].tolist() == [[[1.0, 2.0]]]
    assert "other" not in file


def test_texts_that_are_asked_for_are_there(tmp_path: Path) -> None:
    asked = vector({"word": "yes", "number": 1.0})
    file = written(
        tmp_path, row("ada", answers_of({"word": "nö", "number": 2.0}, asked)), asked=asked
    )
    assert file["texts/q1/v1/word"].asstr()[:].tolist() == ["nö"]


def test_an_exception_is_told_as_far_as_it_fits(tmp_path: Path) -> None:
    file = written(tmp_path, row("ada", Answers(first={"v1": RAISED})))
    (told,) = file["error/q1/v1"].asstr()[:]
    assert told.startswith("E: ada\\x00λλλ")
    assert file["ended/q1/v1"].asstr()[:].tolist() == ["raised"]


def test_the_submissions_own_texts_are_shown_as_asked(tmp_path: Path) -> None:
    hidden = row("x", Answers(first={"v1": RAISED}), shown=lambda text: text.replace("ada", "…"))
    (told,) = written(tmp_path, hidden)["error/q1/v1"].asstr()[:]
    assert told.startswith("E: …")


def test_a_class_without_a_row_is_a_file(tmp_path: Path) -> None:
    assert written(tmp_path)["answers/q1/v1/answer"].shape == (0, 1, 2)


def test_more_rows_than_are_held_at_once_stay_in_order(tmp_path: Path) -> None:
    file = written(tmp_path, *(row(f"s{n:03}", answers_of(EXPECTED + n)) for n in range(130)))
    assert file["answers/q1/v1/answer"][:, 0, 0].tolist() == [1.25 + n for n in range(130)]


def test_a_file_that_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write(tmp_path / "no" / "a.h5", [], [vector()], "Demo")
