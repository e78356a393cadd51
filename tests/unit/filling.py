"""Final scores to export, and what fills a sheet with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.export.fill import FORMS, Filled, fill
from autograder.policy.final import Final
from tests.unit.finals import final

TITLE = "L2 regularization"


@pytest.fixture(name="final", scope="session")
def final_fixture() -> Callable[..., Final]:
    """Return a maker of final scores."""
    return final


@pytest.fixture
def filled(tmp_path: Path) -> Callable[..., Filled]:
    """Return what fills a sheet of an LMS with final scores."""

    def make(lms: str, sheet: str | bytes, *finals: Final, column: str = "") -> Filled:
        template = tmp_path / "sheet.csv"
        template.write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
        return fill(template, FORMS[lms], finals, wanted=column, title=TITLE)

    return make
