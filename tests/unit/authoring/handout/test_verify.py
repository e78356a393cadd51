"""`handout verify` says what is wrong with a standing hand-out, file by file."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from autograder.authoring.handout import build, leaks, numbers, verify
from autograder.authoring.handout.verify import student
from autograder.errors import DescriptionError
from autograder.zipping import zipped

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


def test_an_authored_file_that_is_allowed_is_in_order(standing: Assignment) -> None:
    (standing.handout / "data" / "more.txt").write_text("", "utf-8")
    assert list(verify.problems(standing)) == []


def test_a_derived_file_that_nothing_gives_any_more_is_named(
    standing: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = build.files(standing)
    (standing.handout / "tests").mkdir()
    (standing.handout / "tests/q9.py").write_text("", "utf-8")
    monkeypatch.setattr(verify, "files", lambda _: made)
    described = replace(standing, notebook=standing.source, allowed=("*",))
    assert list(verify.problems(described)) == ["tests/q9.py has no source: remove it"]


def test_a_file_that_is_not_allowed_is_named(standing: Assignment) -> None:
    (standing.handout / "secret.txt").write_text("", "utf-8")
    (problem,) = verify.problems(standing)
    assert problem.startswith("secret.txt must not be handed out")


def test_an_answer_that_was_written_into_the_folder_is_named(standing: Assignment) -> None:
    (standing.handout / "given_utils.py").write_text("y = x + 1234567\n", "utf-8")
    assert any("given_utils.py contains an answer" in each for each in verify.problems(standing))


def test_an_answer_in_an_authored_file_is_named(standing: Assignment) -> None:
    (standing.handout / "data/data.py").write_text("y = x + 1234567\n", "utf-8")
    (problem,) = verify.problems(standing)
    assert problem.startswith("data/data.py contains an answer")


def test_a_place_of_this_machine_is_named(standing: Assignment, tmp_path: Path) -> None:
    (standing.handout / "data/a.txt").write_text(f"see {tmp_path}/x\n", "utf-8")
    assert any("contains a path of this machine" in each for each in verify.problems(standing))


def test_what_lies_in_a_zip_is_looked_at_as_in_a_folder(standing: Assignment) -> None:
    image = zipped({"a/more.py": b"y = x + 1234567\n"})
    (standing.handout / "data/engine.zip").write_bytes(image)
    exact = tuple(f"data/{name}" for name in ("public.h5", "hints.json", "engine.zip"))
    not_allowed, *answers = verify.problems(replace(standing, allowed=("[sg]*.py", *exact)))
    assert not_allowed.startswith("data/engine.zip/a/more.py must not be handed out")
    assert answers[-1].startswith("data/engine.zip/a/more.py contains an answer")


def test_a_zip_that_is_none_is_named(standing: Assignment) -> None:
    (standing.handout / "data/engine.zip").write_bytes(b"nothing")
    assert list(verify.problems(standing)) == [
        "data/engine.zip is damaged or not a zip: run autograder handout build"
    ]


def test_a_zip_that_is_damaged_inside_is_named(standing: Assignment) -> None:
    image = io.BytesIO()
    with zipfile.ZipFile(image, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.py", b"x = 1\n" * 500)
    damaged = bytearray(image.getvalue())
    damaged[34:50] = b"\xff" * 16  # of the compressed bytes, behind the header and the name
    (standing.handout / "data/engine.zip").write_bytes(damaged)
    sentence = "data/engine.zip is damaged or not a zip: run autograder handout build"
    assert sentence in list(verify.problems(standing))


def test_an_engine_that_is_not_what_would_be_built_is_named(standing: Assignment) -> None:
    (standing.handout / "data/a.py").write_text("import autograder\n", "utf-8")
    described = replace(standing, allowed=("*",))
    build.build(described)
    assert list(verify.problems(described)) == []
    (standing.handout / "checks/engine.zip").write_bytes(zipped({"autograder/__init__.py": b""}))
    assert list(verify.problems(described)) == [
        "checks/engine.zip is out of date: run autograder handout build"
    ]


def test_nothing_that_knows_an_answer_is_bundled(standing: Assignment) -> None:
    (standing.handout / "data/data.py").write_text("y = x + 1234567\n", "utf-8")
    with pytest.raises(DescriptionError, match=r"nothing was written, because data/data\.py cont"):
        student(standing)


def test_a_bundle_is_one_folder_and_the_same_every_time(standing: Assignment) -> None:
    image = student(standing)
    with zipfile.ZipFile(io.BytesIO(image)) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    assert (folders, student(standing)) == ({standing.id}, image)
