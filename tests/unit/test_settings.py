"""The settings of a question: which go together, and what is said of those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import settings
from autograder.description import load
from autograder.errors import DescriptionError
from autograder.exercise import Limits, Question, timed
from autograder.judge import compare
from tests.unit.test_written import TEXT, described

OF_G = 'function = "g"'


def test_each_question_may_have_settings_of_its_own(tmp_path: Path) -> None:
    own = f"{OF_G}\ncall_seconds = 5\ntolerance = 0.01\nbonus = true"
    first, second = load(described(tmp_path, TEXT.replace(OF_G, own))).questions
    assert (first.call_seconds, first.tolerance, first.bonus) == (None, None, False)
    assert (second.call_seconds, second.tolerance, second.bonus) == (5, 0.01, True)


def test_a_question_without_a_function_is_marked_by_hand(tmp_path: Path) -> None:
    found = load(described(tmp_path, TEXT.replace(OF_G, "points = 7")))
    assert found.questions[1] == Question(id="q2", title="G", points=7)
    assert found.questions[1].is_by_hand
    assert (found.functions, found.judged) == (("f",), found.questions[:1])


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("", ":22 has no points for q2, which has no `function` and is marked by hand: write"),
        ("points = 0", ":24 has no points for q2"),
        ("points = 1.5", ":24 has `points` = 1.5: it must be a whole number"),
        ('funktion = "g"', ":24 has an unknown field `funktion`: write `function`"),
        ("points = 7\ntolerance = 0.1", ":25 has `tolerance` for q2, which has no `function`"),
        ("points = 7\ncall_seconds = 1", ":25 has `call_seconds` for q2, which has no `function`"),
        (f"{OF_G}\npoints = 7", ":25 has `points` for q2, whose points are those of its rules"),
        (f"{OF_G}\nbonus = 1", ":25 has `bonus` = 1: it must be true or false"),
        (f"{OF_G}\ntolerance = 0", ":25 has `tolerance` = 0 for q2: set it from 1e-09"),
        (f"{OF_G}\ntolerance = 1e-12", ":25 has `tolerance` = 1e-12 for q2: set it from 1e-09"),
        (f"{OF_G}\ntolerance = 2", ":25 has `tolerance` = 2 for q2: set it from 1e-09"),
        (f"{OF_G}\ntolerance = nan", ":25 has `tolerance` = nan for q2: set it from 1e-09"),
        (f"{OF_G}\ntolerance = 'all'", ":25 has `tolerance` = 'all': it must be a number"),
        (f"{OF_G}\ncall_seconds = 0", ":25 has `call_seconds` = 0 for q2, and 10 s for a subm"),
        (f"{OF_G}\ncall_seconds = 11", ":25 has `call_seconds` = 11 for q2, and 10 s for a sub"),
        (f"{OF_G}\ncall_seconds = nan", ":25 has `call_seconds` = nan for q2"),
    ],
)
def test_a_setting_that_cannot_hold_is_named_with_its_line(
    tmp_path: Path, new: str, sentence: str
) -> None:
    path = described(tmp_path, TEXT.replace(OF_G, new))
    with pytest.raises(DescriptionError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}{sentence}")


def test_an_exercise_has_at_least_one_function(tmp_path: Path) -> None:
    text = TEXT.replace(OF_G, "points = 7").replace('function = "f"', "points = 3")
    with pytest.raises(DescriptionError, match="has no question with a function: give one"):
        load(described(tmp_path, text))


def test_a_limit_that_is_given_for_a_run_holds_for_every_question(tmp_path: Path) -> None:
    found = load(described(tmp_path, TEXT.replace(OF_G, f"{OF_G}\ncall_seconds = 5")))
    hasty = timed(found, Limits(call_seconds=1))
    assert [question.call_seconds for question in hasty.questions] == [None, None]
    assert hasty.limits.call_seconds == 1


def test_the_finest_tolerance_is_what_counts_as_exact() -> None:
    assert settings.FINEST == compare.EXACT
