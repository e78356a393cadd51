"""A folder is made by the first process to ask for it, or by the next if that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.once import made_once


def write(folder: Path) -> None:
    (folder / "made").write_text("here", "utf-8")


def refuse(folder: Path) -> None:
    (folder / "half").touch()
    raise ZeroDivisionError


def test_the_second_to_ask_finds_what_the_first_made(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    first = made_once(tmp_path_factory, "twice", write)
    assert made_once(tmp_path_factory, "twice", refuse) == first
    assert [path.name for path in first.iterdir()] == ["made"]


def test_what_failed_is_made_anew(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(ZeroDivisionError):
        made_once(tmp_path_factory, "failing", refuse)
    folder = made_once(tmp_path_factory, "failing", write)
    assert [path.name for path in folder.iterdir()] == ["made"]
