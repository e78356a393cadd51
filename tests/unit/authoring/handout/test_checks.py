"""Students check themselves by the rules that the public vectors allow."""

from __future__ import annotations

import pytest

from autograder.authoring import bench
from autograder.authoring.handout import checks
from tests.unit.authoring.conftest import RULES, WHOLE, Author, author, changed

__all__ = ["author"]


def made(author: Author, text: str = WHOLE) -> dict[str, str]:
    """Return the students' files under `checks/` as texts, but for the engine."""
    with bench.built(author(text)) as built:
        return {
            name.removeprefix("checks/"): content.decode()
            for name, content in built.handout.items()
            if name.startswith("checks/") and not name.endswith(".zip")
        }


def test_rules_that_are_sentences_are_handed_out_without_their_worth(author: Author) -> None:
    text = made(author)["test_rules.py"]
    assert text.count(" = rule(\n    'q1',\n    1,\n") == 4
    assert "'The probabilities are right.',\n    on=('plain',),\n" in text
    assert "form=True,\n    check=Question.unchanged,\n" in text


def test_what_runs_the_rules_comes_with_them(author: Author) -> None:
    assert sorted(made(author)) == [
        "__init__.py",
        "__main__.py",
        "assignment.json",
        "conftest.py",
        "test_rules.py",
    ]


def test_a_rule_about_hidden_cases_stays_with_the_author(author: Author) -> None:
    hidden = changed('@case(probabilities, "large")', '@case(probabilities, "large", public=False)')
    assert "Large scores" not in made(author, hidden)["test_rules.py"]


def test_a_rule_that_is_a_function_stays_with_the_author(author: Author) -> None:
    own = '''

@rule(probabilities, 1)
def test_columns(answers):
    """Each column adds up to 1."""
    answers.agree(answers.all)
'''
    assert "Each column" not in made(author, WHOLE + own)["test_rules.py"]


def test_without_a_public_rule_about_values_there_is_no_check(author: Author) -> None:
    secret = changed("random):\n", "random):\n").replace('"repeat")', '"repeat", public=False)')
    secret = secret.replace('"large")\ndef', '"large", public=False)\ndef')
    assert made(author, secret) == {}


@pytest.mark.parametrize("name", ["checks/__init__.py", "checks/conftest.py"])
def test_what_runs_the_rules_is_made_for_every_exercise(author: Author, name: str) -> None:
    described = author(WHOLE)
    assert checks.is_made(described, name)
    assert not checks.is_made(described, "checks/test_mine.py")
    assert RULES
