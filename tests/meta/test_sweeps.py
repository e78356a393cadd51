"""What `make test` leaves out of the sweeps, `make mutants` tries."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.meta import sweeps

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_parts_that_begin_at_different_places_make_the_whole() -> None:
    parts = [[*sweeps.part("abcdefghij", at)] for at in range(8, 8 + sweeps.STEP)]
    assert sorted(each for part in parts for each in part) == [*"abcdefghij"]


def test_the_whole_is_tried_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweeps, "STEP", 1)
    assert [*sweeps.part("abcdefghij", 7)] == [*"abcdefghij"]


def test_make_mutants_tries_every_sweep_as_a_whole() -> None:
    (line,) = [
        line
        for line in (ROOT / "Makefile").read_text("utf-8").splitlines()
        if line.startswith(f"\t{sweeps.WHOLE}=1 $(PYTEST) ")
    ]
    files = {
        path.relative_to(ROOT).as_posix()
        for path in HERE.glob("test_*.py")
        if "\nfrom tests.meta.sweeps import part" in path.read_text("utf-8")
    }
    assert files == {word for word in line.split() if word.endswith(".py")}
    assert files
