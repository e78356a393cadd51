"""`handout verify` says what is wrong with a standing hand-out, file by file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.authoring.handout import build, leaks, numbers, verify
from autograder.authoring.handout.student import student
from autograder.errors import DescriptionError

if TYPE_CHECKING:
    from pathlib import Path

    from autograder.description import Assignment

SOURCE = "def f(x):\n    return x + 1234567  # SOLUTION\n"


@pytest.fixture
def standing(assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Assignment:
    """Return a small assignment whose hand-out is built and in order."""
    (tmp_path / "solution.py").write_text(SOURCE, "utf-8")
    for name in ("public.h5", "hints.json"):
        (tmp_path / name).write_bytes(b"{}")
    described = replace(
        assignment,
        root=tmp_path,
        source=tmp_path / "solution.py",
        handout=tmp_path / "handout",
        public_vectors=tmp_path / "public.h5",
        hints=tmp_path / "hints.json",
        allowed=("solution.py", "given_utils.py", "data/*"),
    )
    nothing = np.zeros(0)
    kept = leaks.Secrets(
        code={"x+1234567": "solution.py"}, numbers=numbers.Hidden(told=nothing, stored=nothing)
    )
    monkeypatch.setattr(verify, "secrets", lambda _: kept)
    build.build(described)
    return described


def test_what_was_built_is_in_order(standing: Assignment) -> None:
    assert list(verify.problems(standing)) == []


def test_a_file_that_was_edited_is_named(standing: Assignment) -> None:
    (standing.handout / "given_utils.py").write_text("x = 1\n", "utf-8")
    (problem,) = verify.problems(standing)
    assert problem.startswith("given_utils.py is out of date")


def test_a_file_that_is_missing_is_named(standing: Assignment) -> None:
    (standing.handout / "solution.py").unlink()
    (problem,) = verify.problems(standing)
    assert problem.startswith("solution.py is missing")


def test_a_file_that_nothing_builds_is_named(standing: Assignment) -> None:
    (standing.handout / "data" / "more.txt").write_text("", "utf-8")
    (problem,) = verify.problems(standing)
    assert problem.startswith("data/more.txt has no source")


def test_a_file_that_is_built_and_not_allowed_is_named(
    standing: Assignment, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "secret.txt").write_text("", "utf-8")
    described = replace(standing, extras=tmp_path / "more")
    build.build(described)
    (problem,) = verify.problems(described)
    assert problem.startswith("secret.txt must not be handed out")


def test_an_answer_that_was_written_into_the_folder_is_named(standing: Assignment) -> None:
    (standing.handout / "given_utils.py").write_text("y = x + 1234567\n", "utf-8")
    assert any("given_utils.py contains an answer" in each for each in verify.problems(standing))


def test_an_answer_that_its_source_puts_there_is_named(
    standing: Assignment, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "data.py").write_text("y = x + 1234567\n", "utf-8")
    described = replace(standing, extras=tmp_path / "more", allowed=("*",))
    build.build(described)
    (problem,) = verify.problems(described)
    assert problem.startswith("data.py contains an answer")


def test_a_place_of_this_machine_is_named(standing: Assignment, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.txt").write_text(f"see {tmp_path}/x\n", "utf-8")
    described = replace(standing, extras=tmp_path / "more", allowed=("*",))
    build.build(described)
    assert any("contains a path of this machine" in each for each in verify.problems(described))


def test_nothing_that_knows_an_answer_is_bundled(standing: Assignment, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "data.py").write_text("y = x + 1234567\n", "utf-8")
    described = replace(standing, extras=tmp_path / "more", allowed=("*",))
    with pytest.raises(DescriptionError, match=r"nothing was written, because data\.py contains"):
        student(described)


def test_a_bundle_is_one_folder_and_the_same_every_time(standing: Assignment) -> None:
    image = student(standing)
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    assert (folders, student(standing)) == ({standing.id}, image)
