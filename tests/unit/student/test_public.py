"""The public vectors and rules as a self-check reads them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.description import find
from autograder.errors import SuiteError, VectorFileError
from autograder.exercise import Exercise
from autograder.sandbox.outside.cases import REPEAT
from autograder.student import public
from autograder.vectors import hdf5
from autograder.vectors.content import digest
from autograder.vectors.layout import to_content
from autograder.vectors.model import Vector, VectorSet

ROOT = Path(__file__).parents[3]
PUBLIC = ROOT / "datasets/public.h5"


@pytest.fixture(scope="module")
def course() -> Exercise:
    """The exercise as the repository describes it: the file's hash is not known there."""
    return find(ROOT)


@pytest.fixture(scope="module")
def handed_out(course: Exercise) -> Exercise:
    """The exercise as a hand-out describes it."""
    return replace(course, public_sha256=hashlib.sha256(PUBLIC.read_bytes()).hexdigest())


@pytest.fixture(scope="module")
def whole() -> tuple[Vector, ...]:
    """The vectors read in the grader's way."""
    return hdf5.read(PUBLIC).vectors


def content(vectors: Iterable[Vector]) -> str:
    """Return the hash of all that vectors say, but for their flags."""
    plain = tuple(replace(vector, flags=()) for vector in vectors)
    return digest(
        to_content(
            VectorSet(assignment="a", seed=1, generator="g", content_sha256="", vectors=plain)
        )
    )


@pytest.mark.parametrize("question", ["q1", "q2"])
def test_what_is_read_when_it_is_needed_is_what_the_grader_reads(
    question: str, handed_out: Exercise, whole: tuple[Vector, ...]
) -> None:
    found = public.Vectors(handed_out).known(question)
    wanted = [vector for vector in whole if vector.question == question]
    assert content(found) == content(wanted)


def test_fingerprints_are_not_read_before(handed_out: Exercise, whole: tuple[Vector, ...]) -> None:
    found = public.Vectors(handed_out).all
    wanted = [replace(vector, fingerprints={}) for vector in whole]
    assert content(found) == content(wanted)


def test_a_file_of_unknown_hash_is_read_whole(course: Exercise, whole: tuple[Vector, ...]) -> None:
    assert content(public.Vectors(course).all) == content(whole)


def test_every_vector_is_asked_twice(handed_out: Exercise) -> None:
    assert all(REPEAT in vector.flags for vector in public.Vectors(handed_out).all)


@pytest.mark.parametrize("sha256", ["", "0" * 64])
def test_a_damaged_file_is_one_sentence(sha256: str, course: Exercise, tmp_path: Path) -> None:
    path = tmp_path / "public.h5"
    path.write_bytes(PUBLIC.read_bytes()[:-100])
    with pytest.raises(VectorFileError, match="take the file from the hand-out again"):
        public.Vectors(replace(course, public_vectors=path, public_sha256=sha256))


def test_a_missing_file_is_one_sentence(course: Exercise, tmp_path: Path) -> None:
    with pytest.raises(VectorFileError, match="cannot be read"):
        public.Vectors(replace(course, public_vectors=tmp_path / "public.h5"))


def test_vectors_of_another_exercise_are_refused(course: Exercise) -> None:
    with pytest.raises(VectorFileError, match="belongs to regularization, not to dropout"):
        public.Vectors(replace(course, id="dropout"))


def test_no_rules_are_one_sentence(course: Exercise, tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no public rules"):
        public.tests(replace(course, public_suite=tmp_path))


def test_rules_that_do_not_load_are_one_sentence(course: Exercise, tmp_path: Path) -> None:
    (tmp_path / "test_q1.py").write_text("import nowhere_to_be_found", "utf-8")
    with pytest.raises(SuiteError, match="nowhere_to_be_found"):
        public.tests(replace(course, public_suite=tmp_path))
