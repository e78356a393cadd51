"""What `make mutants` leaves alive is explained; here the explanations are put to the test."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "solutions" / "regularization.py").read_text("utf-8")
ENTRIES = tomllib.loads((ROOT / "benchmarks" / "equivalent_mutants.toml").read_text("utf-8"))[
    "equivalent"
]
ROW = re.compile(r"^\| \w+ \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["mutant"])


@pytest.fixture
def reg_utils(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "assignment"))
    return importlib.import_module("reg_utils")


def gradients(source: str, *inputs: Any) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    result: dict[str, Any] = namespace["backward_propagation_with_regularization"](*inputs)
    return result


@each_entry
def test_what_an_equivalent_mutant_changes_is_in_the_reference_once(entry: dict[str, str]) -> None:
    assert SOURCE.count(entry["original"]) == 1


@each_entry
@pytest.mark.parametrize("seed", range(20))
def test_an_equivalent_mutant_answers_as_the_reference(
    entry: dict[str, str], seed: int, reg_utils: ModuleType
) -> None:
    draw = np.random.default_rng(seed)
    X = draw.integers(-2, 3, (3, 7)).astype(float)  # whole numbers, so that many Z are exactly 0
    Y = draw.integers(0, 2, (1, 7))
    parameters = reg_utils.initialize_parameters([3, 5, 4, 1], seed)
    parameters |= {name: np.round(2 * parameters[name]) for name in ("W1", "W2")}
    _, cache = reg_utils.forward_propagation(X, parameters)
    mutant = SOURCE.replace(entry["original"], entry["mutant"])
    wanted = gradients(SOURCE, X, Y, cache, 1.5)
    got = gradients(mutant, X, Y, cache, 1.5)
    assert all(np.array_equal(got[name], wanted[name]) for name in wanted)


def test_the_published_table_accounts_for_every_mutant() -> None:
    rows = [tuple(map(int, row)) for row in ROW.findall((ROOT / "docs/mutants.md").read_text())]
    *operators, total = rows
    assert total == tuple(map(sum, zip(*operators, strict=True)))
    assert all(made == killed + equivalent for made, killed, equivalent in rows)
    assert total[2] == len(ENTRIES)
