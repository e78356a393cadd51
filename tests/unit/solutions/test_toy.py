"""The points that students train on: fixed to the byte, and such that regularization shows."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder import description
from autograder.authoring.vectors import build

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[3]


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "assignment"))
    monkeypatch.syspath_prepend(str(ROOT / "solutions"))
    return importlib.import_module("toy")


@pytest.fixture
def helpers(toy: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return reg_utils as a student has it: the data folder beside it."""
    helpers = importlib.import_module("reg_utils")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "toy.h5").write_bytes((ROOT / "datasets" / "toy.h5").read_bytes())
    monkeypatch.setattr(helpers, "__file__", str(tmp_path / "reg_utils.py"))
    return helpers


def test_what_stands_is_what_the_builder_makes_to_the_byte() -> None:
    assignment = description.load(ROOT / "pyproject.toml")
    for path, image in build.tables(assignment, build.load(assignment)).items():
        assert path.read_bytes() == image


def test_arrays_have_the_shapes_that_the_course_has(toy: ModuleType) -> None:
    shapes = {name: array.shape for name, array in toy.arrays().items()}
    assert shapes == {
        "train_X": (2, 211),
        "train_Y": (1, 211),
        "dev_X": (2, 200),
        "dev_Y": (1, 200),
    }


def test_every_array_is_float64(toy: ModuleType) -> None:
    assert {array.dtype for array in toy.arrays().values()} == {np.dtype(np.float64)}


def test_labels_are_0_or_1_and_neither_is_rare(toy: ModuleType) -> None:
    for name in ("train_Y", "dev_Y"):
        labels = toy.arrays()[name]
        assert set(labels.ravel()) == {0.0, 1.0}
        assert 0.4 < labels.mean() < 0.6


def test_another_seed_gives_other_points(toy: ModuleType) -> None:
    assert not np.array_equal(toy.arrays(1)["train_X"], toy.arrays(2)["train_X"])


def test_helpers_load_training_points_then_dev_points(toy: ModuleType, helpers: ModuleType) -> None:
    for loaded, made in zip(helpers.load_2D_dataset(), toy.arrays().values(), strict=True):
        np.testing.assert_array_equal(loaded, made)


def test_without_the_data_the_student_is_told_what_to_copy(helpers: ModuleType) -> None:
    (Path(helpers.__file__ or "").with_name("data") / "toy.h5").unlink()
    with pytest.raises(FileNotFoundError, match="copy the exercise's data folder"):
        helpers.load_2D_dataset()


def test_a_boundary_can_be_drawn_of_what_the_helpers_predict(
    helpers: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    pyplot = importlib.import_module("matplotlib.pyplot")
    X, Y, _, _ = helpers.load_2D_dataset()
    parameters = helpers.initialize_parameters([2, 20, 3, 1])
    helpers.plot_decision_boundary(lambda p: helpers.predict_dec(parameters, p.T), X, Y)
    labels = pyplot.gca().get_xlabel()
    pyplot.close()
    assert labels == "x1"
