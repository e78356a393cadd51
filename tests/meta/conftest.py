"""Has wrong versions tried in part by `make test`, and in full by `make sweeps`."""

from __future__ import annotations

import pytest

from tests.sweeps import EXTENTS, Extent


@pytest.fixture(scope="module", params=EXTENTS)
def extent(request: pytest.FixtureRequest) -> Extent:
    """How much of a sweep the test tries."""
    found: Extent = request.param
    return found
