"""Tries wrong versions in part, or all of them in `make sweeps`."""

from __future__ import annotations

import pytest

from tests.sweeps import EXTENTS, Extent


@pytest.fixture(scope="module", params=EXTENTS)
def extent(request: pytest.FixtureRequest) -> Extent:
    """How much is tried."""
    found: Extent = request.param
    return found
