"""A handle that is closed stays closed, whatever is at it meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.cluster.handle import Steward


def test_a_steward_that_is_closed_before_it_has_started_never_starts(tmp_path: Path) -> None:
    setup: Any = None
    steward = Steward(setup, str(tmp_path))
    steward.close()
    assert not steward.start()
    assert list(tmp_path.iterdir()) == []
