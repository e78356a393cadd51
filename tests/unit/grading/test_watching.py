"""What arrives in a folder is graded when it has settled, and only then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grading.watching import Look, look, watch

ADA = {"ada.py": (5, 1)}
MORE = {"ada.py": (9, 2)}
BOTH = {**MORE, "eve.py": (5, 3)}


class Over(Exception):
    """There is nothing more to see."""


def rounds(
    seen: list[Look], could: Iterator[bool] | None = None
) -> list[int | tuple[int, set[str]]]:
    """Return at which looks something was graded, and without which paths, if any."""
    looks = iter(seen)
    count = 0
    graded: list[int | tuple[int, set[str]]] = []

    def see(_: Path) -> Look:
        nonlocal count
        count += 1
        found = next(looks, None)
        if found is None:
            raise Over
        return found

    def grade(waiting: frozenset[str]) -> bool:
        graded.append((count, set(waiting)) if waiting else count)
        return True if could is None else next(could)

    with pytest.raises(Over):
        watch(Path("shared"), grade, lambda: None, see)
    return graded


def test_what_is_still_being_written_is_waited_for() -> None:
    assert rounds([ADA, MORE, MORE, MORE]) == [3]


def test_nobody_waits_for_what_others_are_still_writing() -> None:
    more = {**BOTH, "eve.py": (9, 4)}
    assert rounds([MORE, BOTH, more, more, more]) == [(2, {"eve.py"}), 4]


def test_what_arrives_later_is_graded_once() -> None:
    assert rounds([ADA, ADA, ADA, BOTH, BOTH, BOTH, BOTH]) == [2, 5]


def test_what_arrives_while_others_are_graded_is_next() -> None:
    assert rounds([ADA, ADA, BOTH, BOTH, BOTH]) == [2, 4]


def test_an_empty_folder_as_of_a_share_that_has_gone_is_nothing_new() -> None:
    assert rounds([ADA, ADA, ADA, {}, {}, ADA, ADA]) == [2]


def test_what_could_not_be_graded_is_tried_again() -> None:
    assert rounds([ADA, ADA, ADA, ADA, ADA], iter([False, True])) == [2, 4]


def test_a_look_sees_files_at_any_depth_and_their_changes(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada/l2.py").write_text("x = 1\n", "utf-8")
    (tmp_path / ".sync").mkdir()
    (tmp_path / ".sync/l2.py").touch()
    before = look(tmp_path)
    assert list(before) == ["ada/l2.py"]
    (tmp_path / "ada/l2.py").write_text("x = 12\n", "utf-8")
    assert look(tmp_path) != before


def test_a_look_follows_no_link_and_minds_no_folder_that_has_gone(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/loop").symlink_to(tmp_path, target_is_directory=True)
    assert len(look(tmp_path / "shared")) == 1
    assert look(tmp_path / "gone") == {}
