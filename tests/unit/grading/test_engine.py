"""What a result depends on: settings that bear on it, and no words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.description import Assignment, find
from autograder.errors import DescriptionError
from autograder.grading import engine
from autograder.grading.engine import Engine
from autograder.results import Level
from autograder.sandbox.outside.packages import resolved

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]


def settings(assignment: Assignment) -> str:
    return Engine.load(assignment, Level.OPEN).settings


def with_first(**changes: Any) -> Assignment:
    """Return this project's assignment, with settings of its first question changed."""
    course = find(ROOT)
    first, *others = course.questions
    return replace(course, questions=(replace(first, **changes), *others))


@pytest.mark.parametrize(
    "changes", [{"tolerance": 0.1}, {"call_seconds": 5.0}, {"bonus": True}, {"function": "g"}]
)
def test_a_result_depends_on_the_settings_of_each_question(changes: dict[str, Any]) -> None:
    assert settings(with_first(**changes)) != settings(with_first())


def test_a_result_does_not_depend_on_titles() -> None:
    assert settings(with_first(title="Another title")) == settings(with_first())


def test_a_result_depends_on_packages_with_their_versions_and_on_data(tmp_path: Path) -> None:
    course = find(ROOT)
    data = tmp_path / "cities.csv"
    data.write_text("1,2")
    found = [settings(course), settings(replace(course, packages=("jinja2",)))]
    found.append(settings(replace(course, readable=(data,))))
    data.write_text("1,3")
    found.append(settings(replace(course, readable=(data,))))
    assert len(set(found)) == 4
    _, versions = json.loads(found[1])["packages"]
    assert versions.keys() == {"jinja2", "markupsafe"}


def test_data_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match=r"none\.csv cannot be read"):
        settings(replace(find(ROOT), readable=(tmp_path / "none.csv",)))


def run(assignment: Assignment) -> str:
    return Engine.load(assignment, Level.OPEN).run_sha256


@pytest.mark.parametrize("changes", [{"tolerance": 0.1}, {"bonus": True}])
def test_answers_do_not_depend_on_how_they_are_judged(changes: dict[str, Any]) -> None:
    assert run(with_first(**changes)) == run(with_first())


def test_answers_depend_on_time_packages_with_their_versions_and_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = find(ROOT)
    data = tmp_path / "cities.csv"
    data.write_text("1,2")
    found = [run(course), run(with_first(call_seconds=5.0)), run(replace(course, readable=(data,)))]
    data.write_text("1,3")
    found.append(run(replace(course, readable=(data,))))
    with_package = replace(course, packages=("jinja2",))
    found.append(run(with_package))
    other = replace(resolved(("jinja2",)), versions={"jinja2": "0"})
    monkeypatch.setattr(engine, "resolved", lambda names: other if names else resolved(names))
    found.append(run(with_package))
    assert len(set(found)) == len(found)
