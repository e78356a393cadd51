"""A scheduler that dies while workers are still being asked to grade ends the run in a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.cluster.connect import Cluster
from autograder.errors import GraderFault
from autograder.results import Level


class Dying:
    """A client whose scheduler dies as soon as it is asked for anything."""

    status = "running"

    def scheduler_info(self) -> dict[str, Any]:
        return {"workers": {"tcp://w": {}}}

    def run(self, *_: Any, on_error: str) -> dict[str, Any]:
        assert on_error
        raise RuntimeError("ConnectionPool is closed")


def test_a_scheduler_that_dies_while_a_run_starts_ends_it_with_what_to_do() -> None:
    client: Any = Dying()
    cluster = Cluster(client=client, patience=0, note=print)
    with pytest.raises(GraderFault, match="results so far are kept; start the cluster again"):
        cluster.level(Level.OPEN)
