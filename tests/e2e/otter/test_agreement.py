"""Otter with the engine gives the points that `autograder grade` gives."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Points = dict[str, float]

pytestmark = pytest.mark.slow

# Right, wrong, crashing, looping, unfilled, missing, and cells that are not Python.
NOTEBOOKS = [
    "amelie_durand.ipynb", "bella_ricci.ipynb", "camille_petit.ipynb", "dmitri_volkov.ipynb",
    "gabriel_souza.ipynb", "hugo_martin.ipynb", "kenji_tanaka.ipynb", "lucia_fernandez.ipynb",
    "priya_sharma.ipynb", "victor_lam.ipynb", "yasmin_ali.ipynb",
]  # fmt: skip
MODULES = [
    "alice_moreau.py", "anton_weber.py", "georg_bauer.py", "goran_babic.py", "leo_karlsson.py",
    "nina_popescu.py", "olu_adeyemi.py", "quentin_leroy.py", "stefan_ionescu.py",
    "tariq_hussain.py", "xenia_orlova.py",
]  # fmt: skip
BY_COMMAND = ["dmitri_volkov.ipynb", "alice_moreau.py"]


@pytest.fixture(scope="module")
def expected(engine_points: Callable[[list[str]], dict[str, Points]]) -> dict[str, Points]:
    return engine_points([*NOTEBOOKS, *MODULES])


@pytest.mark.parametrize("name", [*NOTEBOOKS, *MODULES])
def test_otters_api_gives_the_points_of_the_engine(
    name: str, expected: dict[str, Points], otter_run: Callable[..., Any], the_class: Path
) -> None:
    results = otter_run(the_class / name)
    assert {each: results.get_score(each) for each in ("q1", "q2")} == expected[name]


@pytest.mark.parametrize("name", BY_COMMAND)
def test_otter_run_gives_the_points_of_the_engine(
    name: str,
    expected: dict[str, Points],
    zips: dict[str, Path],
    the_class: Path,
    tmp_path: Path,
) -> None:
    otter = Path(sys.executable).with_name("otter")
    arguments = ["run", "-a", zips["sealed"], "-o", tmp_path, the_class / name]
    subprocess.run([otter, *arguments], check=True, capture_output=True, timeout=300)
    document = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert {test["name"]: test["score"] for test in document["tests"]} == expected[name]
