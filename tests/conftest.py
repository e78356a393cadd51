"""The suites of rules and the example class are data to the project's own tests.

Students' files are tested where they stand, so what git ignores of them is put there beforehand.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.authoring.handout import build
from autograder.description import find

# What helpers assert is shown as what tests assert.
pytest.register_assert_rewrite("tests.unit", "tests.meta", "tests.e2e", "tests.hostile")

from tests import needs  # noqa: E402

collect_ignore = ["hidden", "submissions"]

# What is collected stays to the end: to look through it for garbage took a fourteenth of the time.
gc.set_threshold(50_000)

_HERE = Path(__file__).parent
_MARKED = frozenset({"e2e", "fuzz", "honest", "hostile", "meta"})  # slow as a whole
_LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEFT_OUT] = {}
    needs.refuse()
    if not hasattr(config, "workerinput"):  # one process of pytest-xdist does it for all
        build.build(find(Path(__file__).parent), engine_only=True)


@pytest.fixture(scope="module", autouse=True)
def _no_module_of_a_temporary_folder_stays(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Forget what was imported from copies: other exercises have modules of the same names."""
    yield
    copies = str(tmp_path_factory.getbasetemp())
    for name, module in [*sys.modules.items()]:
        if str(getattr(module, "__file__", None)).startswith(copies):
            del sys.modules[name]


def pytest_itemcollected(item: pytest.Item) -> None:
    folder = item.path.relative_to(_HERE).parts[0] if _HERE in item.path.parents else ""
    if folder in _MARKED:
        item.add_marker("slow")
    if folder == "hostile":
        item.add_marker("hostile")
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("browser")


@pytest.hookimpl(trylast=True)  # after those that were not asked for are gone
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    left_out = needs.replace(session, items)
    session.config.stash[_LEFT_OUT] = left_out
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Remember what a worker of pytest-xdist has left out; all leave out the same."""
    node.config.stash[_LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", {})


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for where, count in sorted(config.stash[_LEFT_OUT].items()):
        terminalreporter.line(f"tests not run: {count} {where}, which only root can run")
