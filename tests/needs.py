"""What some tests need of a machine; tests that cannot be run are replaced, not just left out.

All tests that need one thing become a single test, which fails and says what to install. So the
reason is told once, and a suite that lacks some of its tests does not pass. Only the hostile
worlds of root are different: no other user can have them, so their absence is reported at the end.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Need:
    """Something that tests with a marker need.

    Attributes:
        marker: its name.
        missing: returns what is wrong and what to do, or nothing where all is well.
    """

    marker: str
    missing: Callable[[], str]


def _browser() -> str:
    from benchmarks.browser import chromium

    if chromium() is None:
        return "Chromium is not installed: run make test, or apt-get install chromium"
    if find_library("atomic") is None:  # Playwright's own program is linked with it
        return "libatomic is not installed: run make test, or apt-get install libatomic1"
    return ""


def _namespaces() -> str:
    from autograder.results import Level
    from autograder.sandbox.outside.level import best

    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed: run make test, or apt-get install bubblewrap"
    proof = best()
    if proof.level is not Level.WALLED:
        return f"the level walled is not to be had here: {proof.reason}"
    return ""


NEEDS = (Need("browser", _browser), Need("namespaces", _namespaces))


class Missing(pytest.Item):
    """Stands for the tests that cannot be run; it fails."""

    def __init__(self, *, reason: str, **settings: Any) -> None:
        super().__init__(**settings)
        self._reason = reason

    def runtest(self) -> None:
        """Fail with the reason, and no traceback."""
        pytest.fail(self._reason, pytrace=False)

    def reportinfo(self) -> tuple[str, int | None, str]:
        """Return what to call it."""
        return "tests", None, self.name


def refuse() -> None:
    """Refuse to begin where next to nothing could be tested.

    Raises:
        pytest.UsageError: says what is missing.
    """
    if find_library("seccomp") is None:
        raise pytest.UsageError(
            "libseccomp is not installed: run make test, or apt-get install libseccomp2"
        )
    if find_spec("hypothesis") is None:
        raise pytest.UsageError("what the tests need is not installed: run make dev")


def replace(session: pytest.Session, items: list[pytest.Item]) -> dict[str, int]:
    """Replace the tests that cannot be run; return how many of root's are left out, by place."""
    left_out: dict[str, int] = {}
    if os.geteuid() != 0:
        for item in _taken(items, "root"):
            assert isinstance(item, pytest.Function)
            world = item.callspec.params.get("world")
            where = f"in the hostile world {world}" if world else f"of {item.path.name}"
            left_out[where] = left_out.get(where, 0) + 1
    for need in NEEDS:
        if not any(item.get_closest_marker(need.marker) for item in items):
            continue
        reason = need.missing()
        if reason:
            count = len(_taken(items, need.marker))
            items.insert(
                0, _missing(session, need.marker, f"{reason} (tests that need it: {count})")
            )
    return left_out


def _missing(session: pytest.Session, name: str, reason: str) -> pytest.Item:
    nodeid = f"tests::needs_{name}"
    item: pytest.Item = Missing.from_parent(session, name=name, nodeid=nodeid, reason=reason)
    return item


def _taken(items: list[pytest.Item], marker: str) -> list[pytest.Item]:
    """Remove the tests with a marker from the list, and return them."""
    taken = [item for item in items if item.get_closest_marker(marker)]
    items[:] = [item for item in items if not item.get_closest_marker(marker)]
    return taken
