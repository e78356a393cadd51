"""HDF5 can crash on a hostile file; that must cost a sentence, not the process."""

from __future__ import annotations

import errno
import os
import struct
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.errors import GraderFault, VectorFileError
from autograder.memory import Memory
from autograder.vectors import hdf5, trial, writing
from autograder.vectors.content import (
    Attribute,
    Content,
    DatasetNode,
    GroupNode,
    MalformedContent,
    ReadLimits,
    digest,
)

if TYPE_CHECKING:
    from pathlib import Path

DATA = DatasetNode(attributes={}, array=np.ones(3))
INNER = GroupNode(attributes={}, children={"x": DATA})
IMAGE = writing.image(GroupNode(attributes={}, children={"a": INNER, "b": INNER}))
LIMITS = ReadLimits()
# Each test forks and starts a reader; a test process may have threads, which do nothing meanwhile.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


@pytest.fixture(autouse=True, params=["forked", "started"])
def _nothing_is_known(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_survived", set())
    monkeypatch.setattr(trial, "_known", Memory(2))
    monkeypatch.setattr(trial, "can_fork", lambda: request.param == "forked")


def stand_in(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Have readers do something else."""
    monkeypatch.setattr(trial, "_COMMAND", (sys.executable, "-c", program))
    monkeypatch.setattr(trial, "_main", lambda *_: exec(program, {}))


@pytest.mark.slow
def test_a_file_that_crashes_hdf5_is_refused(tmp_path: Path) -> None:
    # The names of the last group are said to lie where HDF5 has something else in memory already.
    image = bytearray(IMAGE)
    struct.pack_into("<Q", image, IMAGE.rindex(b"HEAP") + 24, 160)
    (tmp_path / "hidden.h5").write_bytes(image)
    with pytest.raises(VectorFileError, match=r"hidden\.h5 is damaged"):
        hdf5.read(tmp_path / "hidden.h5")


def test_a_sound_file_passes() -> None:
    trial.read(IMAGE, LIMITS)


def test_what_was_read_is_given_out_again_and_cannot_be_written_to() -> None:
    found = trial.read(IMAGE, LIMITS)
    assert trial.read(IMAGE, LIMITS) is found
    data = found.group("a").children["x"]
    assert isinstance(data, DatasetNode)
    assert not data.array.flags.writeable


def test_what_was_read_is_held_to_other_limits_again() -> None:
    trial.read(IMAGE, LIMITS)
    with pytest.raises(MalformedContent, match="more or deeper groups"):
        trial.read(IMAGE, ReadLimits(objects=1))


def test_limits_hold_in_the_other_process() -> None:
    with pytest.raises(MalformedContent, match="contains more"):
        trial.read(IMAGE, ReadLimits(objects=1))


def test_a_reader_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "import os; os.kill(os.getpid(), 11)")
    with pytest.raises(MalformedContent, match="crashes HDF5"):
        trial.read(IMAGE, LIMITS)


def test_a_reader_that_does_not_end_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(trial, "_SECONDS", 0.2)
    with pytest.raises(MalformedContent, match="too long"):
        trial.read(IMAGE, LIMITS)


def test_a_reader_that_cannot_run_says_nothing_about_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stand_in(monkeypatch, "import absent_module")
    with pytest.raises(GraderFault, match="No module named 'absent_module'"):
        trial.read(IMAGE, LIMITS)


def no_fork() -> int:
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def test_a_reader_that_cannot_be_started_says_nothing_about_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(trial, "_COMMAND", (str(tmp_path / "absent"),))
    monkeypatch.setattr(os, "fork", no_fork)
    with pytest.raises(GraderFault, match="no process can be started"):
        trial.read(IMAGE, LIMITS)


def test_equal_bytes_are_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    trial.read(IMAGE, LIMITS)
    stand_in(monkeypatch, "raise SystemExit(9)")
    trial.read(IMAGE, LIMITS)


def test_a_refused_file_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        with pytest.raises(MalformedContent):
            trial.read(IMAGE[:-1], LIMITS)


def test_what_comes_back_is_what_the_file_holds() -> None:
    array = np.arange(6, dtype=np.int64).reshape(2, 3)
    attributes: dict[str, Attribute] = {"seed": 7, "flags": ("a", "b"), "comment": "λ"}
    inside: dict[str, Content] = {"x": DatasetNode(attributes={}, array=array), "empty": INNER}
    image = writing.image(GroupNode(attributes=attributes, children=inside))
    elsewhere, here = trial.read(image, LIMITS), trial.read(image, LIMITS)
    assert digest(elsewhere) == digest(here)
    assert elsewhere.attributes == attributes


def test_a_reader_that_takes_much_memory_is_refused_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(
        monkeypatch,
        "from autograder.vectors import trial\n"
        "trial._limit_this_process(64 << 20)\n"
        "bytearray(1 << 30)\n",
    )
    with pytest.raises(GraderFault, match="MemoryError"):
        trial.read(IMAGE, LIMITS)
