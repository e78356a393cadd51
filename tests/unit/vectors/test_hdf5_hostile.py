"""A vector file that someone sends is hostile until shown otherwise."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from autograder.errors import VectorFileError
from autograder.vectors import hdf5, trial
from autograder.vectors.content import ReadLimits
from autograder.vectors.model import Group, Vector, VectorSet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SET = VectorSet(
    assignment="demo",
    seed=1,
    generator="demo 1",
    content_sha256="",
    vectors=(
        Vector(
            id="v001",
            question="q1",
            comment="A cost.",
            flags=("square",),
            inputs={"A3": np.ones((1, 4)), "p": Group(kind="dict", items={"W1": np.eye(3)})},
            returns="number",
            expected={"cost": np.array(2.5)},
            scale={"cost": np.array(2.5)},
            kills=("no-half",),
            fingerprints={"no-half": {"cost": np.array(3.5)}},
        ),
    ),
)
FIXED = h5py.string_dtype("utf-8", 8)


class _Anything(set[bytes]):
    """Has whatever it is asked for."""

    def __contains__(self, _: object) -> bool:
        return True


@pytest.fixture(autouse=True)
def _without_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process alone: the trial has tests of its own, and takes 0.2 s each time."""
    monkeypatch.setattr(trial, "_survived", _Anything())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    hdf5.write(tmp_path / "hidden.h5", SET)
    return tmp_path / "hidden.h5"


def refusal(path: Path, limits: ReadLimits | None = None) -> str:
    with pytest.raises(VectorFileError) as caught:
        hdf5.read(path, limits=limits)
    sentence = str(caught.value)
    assert str(path) in sentence
    assert "`" in sentence or "name a vector file" in sentence  # what to do about it
    assert "\n" not in sentence
    return sentence


def test_a_missing_file_says_how_to_build_it(tmp_path: Path) -> None:
    assert "autograder vectors build --write" in refusal(tmp_path / "hidden.h5")


def test_a_folder_is_not_a_vector_file(tmp_path: Path) -> None:
    assert "is not a file" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello\n", "is not an HDF5 file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "git lfs pull"),
        (b"\x89HDF\r\n\x1a\n" + bytes(100), "damaged or cut short"),
    ],
    ids=["empty", "text", "git-lfs", "signature-alone"],
)
def test_what_is_not_hdf5_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "hidden.h5"
    path.write_bytes(content)
    assert words in refusal(path)


@pytest.mark.parametrize(
    ("old", "new"), [(b"\n", b"\r\n"), (b"\r\n", b"\n")], ids=["to-crlf", "to-lf"]
)
def test_converted_line_ends_are_named(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new))
    assert "line ends" in refusal(path)


@pytest.mark.parametrize("missing", [1, 100, 5000])
def test_a_file_that_was_cut_is_refused(path: Path, missing: int) -> None:
    path.write_bytes(path.read_bytes()[:-missing])
    assert "damaged or cut short" in refusal(path)


def test_hdf5_of_another_kind_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["train/x"] = np.ones(3)
    assert "not one of test vectors" in refusal(tmp_path / "other.h5")


def _soft(file: Any, _: Path) -> None:
    file["v001/inputs/A3"] = h5py.SoftLink("/v001/expected/cost")


def _soft_folder(file: Any, _: Path) -> None:
    file.move("v001", "v002")
    file["v001"] = h5py.SoftLink("/v002")


def _external_link(file: Any, secret: Path) -> None:
    file["v001/inputs/A3"] = h5py.ExternalLink(str(secret), "/x")


def _external_storage(file: Any, secret: Path) -> None:
    storage = [(str(secret), 0, h5py.h5f.UNLIMITED)]
    file["v001/inputs"].create_dataset("A3", (1, 4), "<f8", external=storage)


def _virtual(file: Any, secret: Path) -> None:
    layout = h5py.VirtualLayout((1, 4), "<f8")
    layout[0] = h5py.VirtualSource(str(secret), "x", shape=(4,))
    file["v001/inputs"].create_virtual_dataset("A3", layout)


def _huge(file: Any, _: Path) -> None:
    file["v001/inputs"].create_dataset("A3", (10**6, 10**6), "<f8")


def _huge_virtual(file: Any, _: Path) -> None:
    file["v001/inputs"].create_dataset("A3", (10**6, 10**6), "<f8", chunks=(1000, 1000))


def _compressed(file: Any, _: Path) -> None:
    file["v001/inputs"].create_dataset("A3", data=np.zeros((1, 4)), compression="gzip")


def _compact(file: Any, _: Path) -> None:
    plist = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plist.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((1, 4))
    group = file["v001/inputs"].id
    h5py.h5d.create(group, b"A3", h5py.h5t.IEEE_F64LE, space, plist)


def _dataset(data: Any, dtype: Any = None) -> Callable[[Any, Path], None]:
    def spoil(file: Any, _: Path) -> None:
        file["v001/inputs"].create_dataset("A3", data=data, dtype=dtype)

    return spoil


def _attribute(value: Any, dtype: Any = None) -> Callable[[Any, Path], None]:
    def spoil(file: Any, _: Path) -> None:
        file["v001"].attrs.create("comment", value, dtype=dtype)

    return spoil


def _object_references(file: Any, _: Path) -> None:
    file["v001/inputs"].create_dataset("A3", data=[file.ref], dtype=h5py.ref_dtype)


def _shared_storage(file: Any, _: Path) -> None:
    data = file["v001/inputs"].create_dataset("A3", data=np.ones(5000))
    file["v001/expected/again"] = data


def _named_type(file: Any, _: Path) -> None:
    file["v001/inputs/A3"] = np.dtype("<f8")


def _cycle(file: Any, _: Path) -> None:
    file["v001/inputs/A3"] = file["v001"]


def _many_attributes(file: Any, _: Path) -> None:
    for number in range(30):
        file["v001"].attrs[f"a{number}"] = number


def _name(name: str) -> Callable[[Any, Path], None]:
    def spoil(file: Any, _: Path) -> None:
        file["v001/inputs"].create_dataset(name, data=np.zeros((1, 4)))

    return spoil


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_soft, "a link at 'A3'"),
        (_soft_folder, "a link at 'v001'"),
        (_external_link, "a link at 'A3'"),
        (_external_storage, "in another file"),
        (_virtual, "as a view"),
        (_huge, "more data at 'A3' than there is"),
        (_huge_virtual, "in chunks"),
        (_compressed, "filtered"),
        (_shared_storage, "more data at 'A3' than there is"),
        (_compact, "in chunks"),
        (_dataset(["a", "b"], h5py.string_dtype()), "data type"),
        (_dataset(np.zeros((1, 4), "<f4")), "data type"),
        (_dataset(np.zeros((1, 4), ">f8")), "data type"),
        (_dataset(np.zeros(2, [("a", "<f8")])), "data type"),
        (_dataset(h5py.Empty("<f8")), "without a shape"),
        (_dataset(np.zeros((1,) * 12)), "too many axes"),
        (_object_references, "data type"),
        (_named_type, "neither a group nor a dataset"),
        (_cycle, "deeper"),
        (_attribute("text of any length"), "variable length"),
        (_attribute(2.5), "neither a whole number nor a text"),
        (_attribute(np.zeros((2, 2), "<i8")), "too large"),
        (_attribute(np.zeros(3, "<i8")), "neither a whole number nor a text"),
        (_attribute(np.array(b"\xff\xfe", FIXED)), "not UTF-8"),
        (_many_attributes, "more attributes"),
        (_name("a b"), "something named 'a b'"),
        (_name("A3\u202e"), r"something named 'A3\u202e'"),
        (_name("x" * 101), "something named"),
        (_name("A3"), "content hash is wrong"),
    ],
)
def test_what_vectors_do_not_need_is_refused_before_it_is_read(
    path: Path, tmp_path: Path, spoil: Callable[[Any, Path], None], words: str
) -> None:
    with h5py.File(tmp_path / "secret.h5", "w") as secret:
        secret["x"] = np.full(4, 42.0)
    with h5py.File(path, "r+") as file:
        del file["v001/inputs/A3"]
        spoil(file, tmp_path / "secret.h5")
    assert words in refusal(path)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (ReadLimits(objects=5), "contains more"),
        (ReadLimits(depth=2), "deeper"),
        (ReadLimits(file_bytes=1 << 10), "larger than"),
    ],
    ids=["objects", "depth", "file_bytes"],
)
def test_each_limit_holds(path: Path, limits: ReadLimits, words: str) -> None:
    assert words in refusal(path, limits)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("content_sha256", np.array(b"0" * 64, h5py.string_dtype("utf-8", 64)), "content hash"),
        ("seed", np.array(2, "<i8"), "content hash"),
        ("schema_version", np.array(2, "<i8"), "schema version 2"),
        ("schema", np.array(b"other", FIXED), "not one of test vectors"),
    ],
)
def test_changed_attributes_of_the_file_are_noticed(
    path: Path, name: str, value: Any, words: str
) -> None:
    with h5py.File(path, "r+") as file:
        file.attrs.create(name, value)
    assert words in refusal(path)


@pytest.mark.slow
def test_no_flipped_bit_is_silently_accepted(path: Path) -> None:
    # All 103,040 flips of this file were tried once: 20,358 were refused, and none crashed HDF5.
    whole, sha256 = path.read_bytes(), hdf5.read(path).content_sha256
    generator, refused = random.Random(20261123), 0
    for _ in range(1000):
        position = generator.randrange(8 * len(whole))
        damaged = bytearray(whole)
        damaged[position // 8] ^= 1 << position % 8
        path.write_bytes(damaged)
        try:
            vectors = hdf5.read(path)
        except VectorFileError:
            refused += 1
        else:
            assert vectors.content_sha256 == sha256
    assert refused > 100  # the flips do reach what matters
