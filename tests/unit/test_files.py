"""A file is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.files import _TEMPORARY, remove, replace, replacing, sweep


def test_a_file_gets_its_new_content(tmp_path: Path) -> None:
    replace(tmp_path / "a.txt", b"old")
    replace(tmp_path / "a.txt", b"new")
    assert (tmp_path / "a.txt").read_bytes() == b"new"


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    replace(tmp_path / "a.txt", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_unchanged_content_is_not_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    replace(path, b"same")
    os.utime(path, (1, 1))
    replace(path, b"same")
    assert path.stat().st_mtime == 1


def test_a_full_disk_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    replace(path, b"old")

    def write_half(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_half)
    with pytest.raises(UsageError, match=r"no space is left for .*a\.txt: free some"):
        replace(path, b"new content")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.txt", b"old")]


def test_a_folder_in_the_way_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(UsageError, match=r"a\.txt cannot be written"):
        replace(tmp_path / "a.txt", b"new")


def test_a_pipe_or_a_device_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="pipe is not an ordinary file"):
        replace(tmp_path / "pipe", b"new")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("target", ["there.txt", "nowhere.txt"])
def test_a_link_is_never_replaced_nor_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "there.txt").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / target)
    with pytest.raises(UsageError, match="link is not an ordinary file"):
        replace(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there.txt").read_bytes() == b"mine"


def test_a_file_where_the_folder_should_be_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("mine")
    with pytest.raises(UsageError, match="results cannot be written"):
        sweep(tmp_path / "results")


def test_what_a_killed_run_left_half_written_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / _TEMPORARY).write_bytes(b"ha")
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    def interrupted() -> None:
        with replacing(tmp_path / "a.txt") as temporary:
            temporary.write_bytes(b"ha")
            raise KeyboardInterrupt

    replace(tmp_path / "a.txt", b"old")
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.txt", b"old")]


def test_removing_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    remove(tmp_path / "a.txt")
