"""What is written is read back, and the same vectors give the same bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from autograder.errors import UsageError, VectorFileError
from autograder.vectors import hdf5
from autograder.vectors.content import digest
from autograder.vectors.layout import to_content
from autograder.vectors.model import Group, Vector, VectorSet, leaves

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.vectors.model import Input

EXPECTED = {"dW2": np.array([[1.5, -0.0]]), "dW1": np.array([[0.1], [2.0]])}
SCALE = {name: np.abs(array) + 1.0 for name, array in EXPECTED.items()}
INPUTS: dict[str, Input] = {
    "Y": np.array([[1, 0, 1]]),
    "X": np.asfortranarray([[0.5, 1.0, 2.0], [3.0, 4.0, 5.0]]),
    "cache": Group(kind="tuple", items={"W2": np.ones((1, 2)), "A1": np.zeros(3), "m": 3}),
    "options": Group(kind="dict", items={"b": 0.25, "a": 2}),
    "lambd": 0.7,
}
VECTOR = Vector(
    id="v001",
    question="q2",
    comment="Gradients ∂J/∂W of a small net.",
    flags=("square", "lambda-large"),
    inputs=INPUTS,
    returns="dict",
    expected=EXPECTED,
    scale=SCALE,
    kills=("no-half", "l1"),
    fingerprints={"no-half": EXPECTED | {"dW1": np.array([[np.nan], [np.inf]])}},
)
NUMBER = Vector(
    id="v002",
    question="q1",
    comment="A cost.",
    flags=(),
    inputs={"lambd": 3},
    returns="number",
    expected={"cost": np.array(2.5)},
    scale={"cost": np.array(2.5)},
)
ARRAY = replace(
    NUMBER, id="v003", returns="array", expected={"A": np.eye(2)}, scale={"A": np.ones((2, 2))}
)
SET = VectorSet(
    assignment="demo",
    seed=-7,
    generator="demo 1",
    content_sha256="",
    vectors=(VECTOR, NUMBER, ARRAY),
)


@pytest.fixture
def read_back(tmp_path: Path) -> VectorSet:
    hdf5.write(tmp_path / "a.h5", SET)
    return hdf5.read(tmp_path / "a.h5")


def test_everything_written_is_read_back(read_back: VectorSet) -> None:
    assert repr(replace(read_back, content_sha256="")) == repr(SET)


def test_the_order_of_inputs_and_of_nested_items_is_kept(read_back: VectorSet) -> None:
    after, before = (dict(leaves(inputs)) for inputs in (read_back.vectors[0].inputs, INPUTS))
    assert list(after) == list(before)


@pytest.mark.parametrize("name", ["X", "Y"])
def test_dtype_and_memory_order_are_kept(read_back: VectorSet, name: str) -> None:
    before, after = (vector.inputs[name] for vector in (VECTOR, read_back.vectors[0]))
    assert isinstance(before, np.ndarray)
    assert isinstance(after, np.ndarray)
    assert (after.dtype, after.strides) == (before.dtype, before.strides)


@pytest.mark.parametrize(("name", "kind"), [("b", float), ("a", int)])
def test_python_numbers_stay_python_numbers(read_back: VectorSet, name: str, kind: type) -> None:
    options = read_back.vectors[0].inputs["options"]
    assert isinstance(options, Group)
    assert type(options.items[name]) is kind


def test_the_sign_of_zero_and_what_is_not_finite_are_kept(read_back: VectorSet) -> None:
    arrays = read_back.vectors[0].fingerprints["no-half"]
    assert np.signbit(arrays["dW2"][0, 1])
    assert np.isnan(arrays["dW1"][0, 0])


def test_the_same_vectors_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.h5", "b.h5"):
        hdf5.write(tmp_path / name, SET)
    assert (tmp_path / "a.h5").read_bytes() == (tmp_path / "b.h5").read_bytes()


def test_a_fingerprint_keeps_only_the_arrays_that_it_spoils(tmp_path: Path) -> None:
    hdf5.write(tmp_path / "a.h5", SET)
    with h5py.File(tmp_path / "a.h5") as file:
        assert list(file["v001/fingerprints/no-half"]) == ["dW1"]


def test_datasets_are_contiguous_and_not_compressed(tmp_path: Path) -> None:
    hdf5.write(tmp_path / "a.h5", SET)
    with h5py.File(tmp_path / "a.h5") as file:
        dataset = file["v001/expected/dW1"]
        assert (dataset.chunks, dataset.compression) == (None, None)


def test_the_hash_does_not_depend_on_the_container(tmp_path: Path) -> None:
    written = hdf5.write(tmp_path / "a.h5", SET)
    with h5py.File(tmp_path / "a.h5") as old, h5py.File(tmp_path / "b.h5", "w") as new:
        for name in reversed(list(old)):
            old.copy(name, new)
        for name in reversed(list(old.attrs)):
            new.attrs.create(name, old.attrs[name], dtype=old.attrs.get_id(name).dtype)
    assert (tmp_path / "a.h5").read_bytes() != (tmp_path / "b.h5").read_bytes()
    assert hdf5.read(tmp_path / "b.h5").content_sha256 == written.content_sha256


@pytest.mark.parametrize(
    "changed",
    [
        {"comment": "Another reason."},
        {"flags": ("square lambda-large",)},
        {"flags": ("lambda-large", "square")},
        {"inputs": INPUTS | {"lambd": 0.5}},
        {"inputs": INPUTS | {"Y": np.array([[1.0, 0.0, 1.0]])}},
        {"inputs": INPUTS | {"Y": np.array([[1], [0], [1]])}},
        {"inputs": INPUTS | {"X": np.array([[0.5, 1.0, 2.0], [3.0, 4.0, 5.0]])}},
        {"inputs": dict(reversed(INPUTS.items()))},
        {"expected": EXPECTED | {"dW2": np.array([[1.5, 0.0]])}},
        {"kills": ()},
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_every_change_of_content_changes_the_hash(changed: dict[str, Any]) -> None:
    other = replace(SET, vectors=(replace(VECTOR, **changed), NUMBER))
    assert digest(to_content(other)) != digest(to_content(SET))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"inputs": {"a/b": 1.0}}, "name 'a/b'"),
        ({"inputs": {"c": Group(kind="dict", items={"": 1.0})}}, "name ''"),
        ({"expected": EXPECTED | {"dW1": np.array([[np.nan], [0.0]])}}, "not finite"),
        ({"scale": SCALE | {"dW1": -SCALE["dW1"]}}, "below zero"),
        ({"scale": SCALE | {"dW1": SCALE["dW2"]}}, "shape"),
        ({"scale": {"dW1": SCALE["dW1"]}}, "names other"),
        ({"returns": "number"}, "returns a number"),
        ({"returns": "array"}, "returns one array but expects 2"),
        ({"fingerprints": {"Bad id": EXPECTED}}, "Bad id"),
        ({"fingerprints": {"short": {"dW1": EXPECTED["dW1"]}}}, "names other"),
        ({"comment": "a\0b"}, "plain Unicode"),
        ({"comment": "\ud800"}, "plain Unicode"),
        ({"comment": "long " * 20_000}, "too long"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_what_a_file_cannot_keep_is_refused(
    tmp_path: Path, changed: dict[str, Any], words: str
) -> None:
    vectors = replace(SET, vectors=(replace(VECTOR, **changed),))
    with pytest.raises(VectorFileError, match=words):
        hdf5.write(tmp_path / "a.h5", vectors)
    assert not list(tmp_path.iterdir())


def test_ids_are_unique_and_sorted(tmp_path: Path) -> None:
    with pytest.raises(VectorFileError, match="unique and sorted"):
        hdf5.write(tmp_path / "a.h5", replace(SET, vectors=(NUMBER, VECTOR)))


def test_writing_where_one_cannot_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        hdf5.write(tmp_path / "absent" / "a.h5", SET)


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.h5"
    hdf5.write(path, SET)
    before = path.read_bytes()

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UsageError, match="No space left"):
        hdf5.write(path, replace(SET, seed=8))
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("a.h5", before)]
