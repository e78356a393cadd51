"""Otter with the engine gives the points that `autograder grade` gives."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ask = Callable[..., dict[str, Any]]
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


ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def expected() -> dict[str, Points]:
    """The points that `autograder grade` gives, as its own test has it."""
    with (ROOT / "tests/submissions/outcomes.csv").open(encoding="utf-8", newline="") as table:
        return {
            row["student"]: {"q1": float(row["q1_points"]), "q2": float(row["q2_points"])}
            for row in csv.DictReader(table)
        }


@pytest.fixture(scope="module")
def by_api(ask: Ask, zips: dict[str, Path], the_class: Path) -> dict[str, Any]:
    sealed = str(zips["sealed"])
    return {
        name: ask("without kernel", "api", str(the_class / name), sealed)
        for name in (*NOTEBOOKS, *MODULES)
    }


@pytest.fixture(scope="module")
def by_command(
    ask: Ask,
    zips: dict[str, Path],
    the_class: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """The results.json files that `otter run` leaves."""
    out, sealed = tmp_path_factory.mktemp, str(zips["sealed"])
    return {
        name: ask("command", str(the_class / name), sealed, str(out("by-command")))["results"]
        for name in BY_COMMAND
    }


@pytest.mark.parametrize("name", [*NOTEBOOKS, *MODULES])
def test_otters_api_gives_the_points_of_the_engine(
    name: str, expected: dict[str, Points], by_api: dict[str, Any]
) -> None:
    answer = by_api[name]
    assert answer.get("scores", answer) == expected[Path(name).stem]


def test_one_process_of_the_engine_grades_a_class(by_api: dict[str, Any]) -> None:
    processes = [each["processes"] for each in by_api.values()]
    assert processes == [processes[0]] * len(by_api)


@pytest.fixture(scope="module")
def refused(
    ask: Ask,
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
    return {name: ask("api", str(path), str(zips["sealed"])) for name, path in graded.items()}


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
    assert {test["name"]: test["score"] for test in tests} == expected[Path(name).stem]


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


def test_the_command_writes_the_same_zip_each_time(
    autograder: Callable[..., Any], zips: dict[str, Path], tmp_path: Path
) -> None:
    run = autograder("bundle", "otter", "-o", tmp_path / "made/otter.zip")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "made/otter.zip").read_bytes() == zips["sealed"].read_bytes()
