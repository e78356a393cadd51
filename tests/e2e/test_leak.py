"""At most 64 bytes of a submission's choosing come back to whoever handed it in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.vectors import hdf5
from tests.e2e import leaking

ROOT = Path(__file__).parents[2]
BITS = 64 * 8  # what is promised, whatever the engine's own bound is
PAIRS = (1, 4, 8, 100)
# How many shapes tell something, and whether the channels of `rest` are used.
VARIANTS = [(0, False), (0, True), (1, True), (2, False), (5, False)]


@pytest.fixture(scope="module")
def data() -> bytes:
    """The hidden input that payloads follow from."""
    vectors = hdf5.read(ROOT / "datasets/hidden.h5").vectors
    first = next(value for value in vectors[0].inputs.values() if isinstance(value, np.ndarray))
    return first.tobytes()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, autograder: Callable[..., Any]) -> Path:
    """Grade the submissions that leak; return the folder of their results."""
    folder = tmp_path_factory.mktemp("leaks")
    texts = {f"plain{formula}": leaking.plain(formula) for formula in range(leaking.FORMULAS)}
    texts |= {f"everything{n}": leaking.everything(*v)[0] for n, v in enumerate(VARIANTS)}
    texts |= {f"letters{pairs}": leaking.letters(pairs) for pairs in PAIRS}
    texts |= {"calls": leaking.calls(), "cases": leaking.cases_of_letters()}
    (folder / "class").mkdir()
    for name, text in texts.items():
        (folder / f"class/{name}.py").write_text(text, "utf-8")
    done = autograder("grade", folder / "class", "-o", folder / "out", "--jobs", "2")
    assert done.returncode == 0, done.stderr
    return folder / "out/results"


@pytest.fixture(scope="module")
def formulas(results: Path) -> dict[str, int]:
    """The wrong costs by the names of their mistakes."""
    found = {}
    for number in range(leaking.FORMULAS):
        document = json.loads((results / f"plain{number}.json").read_bytes())
        found[";".join(document["extra_data"]["questions"]["q1"]["misconceptions"])] = number
    assert len(found) == leaking.FORMULAS
    return found


@pytest.mark.parametrize("number", range(len(VARIANTS)))
def test_all_channels_together_carry_at_most_64_bytes(
    results: Path, data: bytes, formulas: dict[str, int], number: int
) -> None:
    length = leaking.everything(*VARIANTS[number])[1]
    file = results / f"everything{number}.json"
    assert leaking.read_everything(file, *VARIANTS[number], length, data, formulas) <= BITS


def test_the_sender_is_good_enough_to_be_believed(
    results: Path, data: bytes, formulas: dict[str, int]
) -> None:
    best = max(
        leaking.read_everything(
            results / f"everything{number}.json",
            *variant,
            leaking.everything(*variant)[1],
            data,
            formulas,
        )
        for number, variant in enumerate(VARIANTS)
    )
    assert best > BITS / 2


def test_how_calls_end_and_the_order_of_notes_carry_at_most_64_bytes(
    results: Path, data: bytes
) -> None:
    assert leaking.read_calls(results / "calls.json", data) <= BITS


@pytest.mark.parametrize("pairs", PAIRS)
def test_a_submissions_own_letters_carry_at_most_64_bytes(
    results: Path, data: bytes, pairs: int
) -> None:
    assert leaking.read_letters(results, f"letters{pairs}", pairs, data) <= BITS


def test_small_and_capital_letters_carry_at_most_64_bytes(results: Path, data: bytes) -> None:
    assert leaking.read_cases(results, "cases", data) <= BITS
