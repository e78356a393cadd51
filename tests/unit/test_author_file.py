"""An author's file says what an exercise is, and what students receive, without being run."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import author_file, description
from autograder.errors import DescriptionError
from autograder.stub import stub
from tests.unit.authoring.conftest import HEAD, WHOLE, Author, author, changed

__all__ = ["author"]


def test_the_description_is_read_without_running_the_file(author: Author) -> None:
    found = author("raise SystemExit\n" + WHOLE)
    assert (found.id, found.title, found.seed, found.points) == ("demo_scores", "Softmax", 3, 10)
    (question,) = found.questions
    assert (question.id, question.function) == ("q1", "probabilities")
    assert question.title == "Return probabilities"


def test_every_path_has_a_default(author: Author, tmp_path: Path) -> None:
    found = author(WHOLE)
    root = tmp_path.resolve()
    assert found.is_one_file
    assert found.source == root / "demo_scores.py"
    assert found.handout == root / "assignment"
    assert found.hidden_vectors == root / "datasets/hidden.h5"
    assert found.files == ("demo_scores.ipynb", "demo_scores.py")
    assert "data/public.h5" in found.allowed


def test_a_question_can_have_settings_of_its_own(author: Author) -> None:
    text = changed(
        "    probabilities,\n", '    question(probabilities, id="soft", title="Mine"),\n'
    )
    (question,) = author(text).questions
    assert (question.id, question.title) == ("soft", "Mine")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seed=3", "sed=3", "demo_scores.py:40 has an unknown field `sed`: write `seed`"),
        (
            "    probabilities,\n",
            '    question(probabilities,\n        titel="x"),\n',
            "demo_scores.py:38 has an unknown field `titel`: write `title`",
        ),
        ("seed=3", "seed=1 + 2j * len('a')", "demo_scores.py:40 exercise(...) is read without"),
        (
            "    probabilities,\n",
            "    probabilites,\n",
            "grades probabilites, which it does not define: did you mean probabilities?",
        ),
        ("exercise(\n", "describe(\n", "has no call of exercise(...): write one"),
        ("def shifted(Z):", "def shifted(Z:", "demo_scores.py:13 is not Python"),
        ('title="Softmax"', 'source="a.py"', "which says `source` too: delete that key"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    author: Author, old: str, new: str, said: str
) -> None:
    with pytest.raises(DescriptionError) as refused:
        author(changed(old, new))
    assert said in str(refused.value)


def test_beside_the_name_of_the_file_a_project_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.autograder]\nauthor = "demo.py"\nseed = 3\n')
    with pytest.raises(DescriptionError, match=r"pyproject.toml:3 has `seed` beside `author`: wri"):
        description.load(path)


def test_students_receive_the_graded_function_and_what_it_uses() -> None:
    text = stub(WHOLE)
    assert (
        text
        == '''"""Probabilities from scores."""

import numpy as np

SMALLEST = 1e-12


def shifted(Z):
    return Z - Z.max(axis=0, keepdims=True)


# Columns are examples.
def probabilities(Z, floor=SMALLEST):
    """Return probabilities.

    Args:
        Z: scores.
    """
    Z = shifted(Z)
    ...
    return A
'''
    )


def test_what_only_a_solution_uses_stays_with_the_author() -> None:
    assert "secret_of_the_solution" not in author_file.students_part(WHOLE).replace(
        "A = secret_of_the_solution(E)", ""
    )


def test_words_and_cases_are_no_part_of_the_rules() -> None:
    other = changed("What should the numbers", "What do the numbers").replace("four examples", "4")
    assert author_file.without_notes(other) == author_file.without_notes(WHOLE)
    more = changed("probabilities, 6", "probabilities, 7")
    assert author_file.without_notes(more) != author_file.without_notes(WHOLE)


def test_another_module_describes_no_exercise() -> None:
    assert not author_file.is_one("def exercise():\n    return exercise\n")
    assert not author_file.is_one("def broken(:\n")
    assert author_file.is_one(HEAD)
