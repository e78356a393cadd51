"""Otter with the engine gives the points that `autograder grade` gives."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Points = dict[str, float]

# Right, wrong, crashing, looping, unfilled, missing, and cells that are not Python.
NOTEBOOKS = [
    "amelie_durand.ipynb", "bella_ricci.ipynb", "camille_petit.ipynb", "gabriel_souza.ipynb",
    "hugo_martin.ipynb", "lucia_fernandez.ipynb", "priya_sharma.ipynb", "victor_lam.ipynb",
    "yasmin_ali.ipynb",
]  # fmt: skip
MODULES = [
    "anton_weber.py", "goran_babic.py", "leo_karlsson.py", "nina_popescu.py", "olu_adeyemi.py",
    "quentin_leroy.py", "stefan_ionescu.py", "tariq_hussain.py", "xenia_orlova.py",
]  # fmt: skip
BY_COMMAND = ["dmitri_volkov.ipynb", "alice_moreau.py"]


@pytest.fixture(scope="module")
def expected(engine_points: Callable[[list[str]], dict[str, Points]]) -> dict[str, Points]:
    return engine_points([*NOTEBOOKS, *MODULES, *BY_COMMAND])


@pytest.fixture(scope="module")
def by_api(
    ask_all: Callable[..., dict[str, Any]], zips: dict[str, Path], the_class: Path
) -> dict[str, Any]:
    return ask_all(
        {
            name: ("api", str(the_class / name), str(zips["sealed"]))
            for name in (*NOTEBOOKS, *MODULES)
        }
    )


@pytest.fixture(scope="module")
def by_command(
    ask_all: Callable[..., dict[str, Any]],
    zips: dict[str, Path],
    the_class: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """The results.json files that `otter run` leaves."""
    out = tmp_path_factory.mktemp
    answers = ask_all(
        {
            name: ("command", str(the_class / name), str(zips["sealed"]), str(out("by-command")))
            for name in BY_COMMAND
        }
    )
    return {name: answer["results"] for name, answer in answers.items()}


@pytest.mark.parametrize("name", [*NOTEBOOKS, *MODULES])
def test_otters_api_gives_the_points_of_the_engine(
    name: str, expected: dict[str, Points], by_api: dict[str, Any]
) -> None:
    answer = by_api[name]
    assert answer.get("scores", answer) == expected[name]


@pytest.fixture(scope="module")
def refused(
    ask_all: Callable[..., dict[str, Any]],
    zips: dict[str, Path],
    the_class: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    two_modules = tmp_path_factory.mktemp("refused") / "two.zip"
    with zipfile.ZipFile(two_modules, "w") as archive:
        archive.write(the_class / "georg_bauer.py", "regularization.py")
        archive.writestr("reg_utils.py", "")
    not_json = the_class / "fiona_kelly.ipynb"
    graded = {"two modules": two_modules, "not JSON": not_json}
    return ask_all({name: ("api", str(path), str(zips["sealed"])) for name, path in graded.items()})


@pytest.mark.parametrize("what", ["two modules", "not JSON"])
def test_what_otter_refuses_by_itself_is_an_error_and_no_score(
    what: str, refused: dict[str, Any]
) -> None:
    assert "raised" in refused[what]
    assert "scores" not in refused[what]


@pytest.mark.parametrize("name", BY_COMMAND)
def test_otter_run_gives_the_points_of_the_engine(
    name: str, expected: dict[str, Points], by_command: dict[str, Any]
) -> None:
    tests = by_command[name]["tests"]
    assert {test["name"]: test["score"] for test in tests} == expected[name]


def test_the_results_say_how_strongly_the_submission_was_confined(
    by_command: dict[str, Any],
) -> None:
    levels = {by_command[name]["extra_data"]["level"] for name in BY_COMMAND}
    assert levels <= {"sealed", "walled"}


def test_a_wrong_answer_is_explained_in_the_engines_words(by_command: dict[str, Any]) -> None:
    cost = by_command["alice_moreau.py"]["tests"][0]
    assert "failed: 1.4 The penalty adds up the squares of all single weights." in cost["output"]


def test_a_student_sees_the_points_of_each_question(by_command: dict[str, Any]) -> None:
    seen = {test["visibility"] for name in BY_COMMAND for test in by_command[name]["tests"]}
    assert seen == {"visible"}
