"""What an exercise's vectors were at a revision of git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from autograder.authoring import revisions
from autograder.authoring.vectors.told import told
from autograder.errors import UsageError
from tests.unit.authoring.conftest import WHOLE, Author, changed


def git(folder: Path, *words: str) -> None:
    named = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *named, "-C", folder, *words], check=True, capture_output=True)


@pytest.fixture
def committed(author: Author, tmp_path: Path) -> Author:
    """Return what writes an author's file over one that is committed."""
    author(WHOLE)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "The exercise")
    return author


def test_a_new_case_changes_no_other(committed: Author) -> None:
    more = '''

@case(probabilities, "plain")
def a_second_look(random):
    """Two classes."""
    return call(random.normal(size=(2, 3)))
'''
    described = committed(WHOLE + more)
    old, new = revisions.at(described, "HEAD"), revisions.now(described)
    assert [*told(old["hidden"], new["hidden"])] == ["a_second_look is new: Two classes."]


def test_another_right_answer_is_found(committed: Author) -> None:
    described = committed(changed("return E / E.sum(axis=0", "return 2 * E / E.sum(axis=0"))
    old, new = revisions.at(described, "HEAD"), revisions.now(described)
    found = [*told(old["hidden"], new["hidden"])]
    assert len(found) == 2
    assert "three_classes has the same inputs and another right answer: A, by up to" in found[1]


@pytest.mark.parametrize("revision", ["nowhere", "--output=/tmp/x"])
def test_a_revision_that_is_none_is_refused(committed: Author, revision: str) -> None:
    with pytest.raises(UsageError, match=revision):
        revisions.at(committed(WHOLE), revision)


def test_an_exercise_that_could_not_be_built_is_refused(committed: Author, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.other]\n")
    git(tmp_path, "commit", "-qam", "Lost")
    with pytest.raises(UsageError, match="cannot be built as it was at HEAD"):
        revisions.at(committed(WHOLE), "HEAD")
