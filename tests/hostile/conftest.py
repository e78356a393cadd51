"""One process for each world that a grader may live in; it runs programs one by one."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.lab import CANARY_VARIABLE
from tests.hostile.programs import MARKER
from tests.hostile.table import PROGRAMS
from tests.sweeps import whole

_ROOT = Path(__file__).parents[2]
# All there are; `tests.needs` tells of those that cannot be had on this machine.
_WORLDS = {
    "plain": (),
    "container": (),
    "root": (pytest.mark.root,),
    "plain-walled": (pytest.mark.namespaces,),
    "root-walled": (pytest.mark.root, pytest.mark.namespaces),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test in the world of its file.

    Outside the two plain worlds, only `make sweeps` runs the programs that meet no wall.
    """
    if "world" not in metafunc.fixturenames:
        return
    name = metafunc.module.WORLD
    own = pytest.param(name, marks=_WORLDS[name])
    metafunc.parametrize("world", [own], indirect=True, scope="session")
    if "program" in metafunc.fixturenames:
        has_all = name.startswith("plain")  # once without namespaces and once inside
        programs = [
            pytest.param(each, id=each.id)
            if has_all or each.meets_a_wall
            else whole(each, name=each.id)
            for each in PROGRAMS
        ]
        metafunc.parametrize("program", programs)


class World:
    """A started world; its programs are judged one by one.

    Attributes:
        name: ``root``, ``plain`` or ``container``; ``-walled`` behind it for namespaces.
        facts: what the world says of itself.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        ours, theirs = socket.socketpair()
        self._output = folder / "output"
        environment = dict(os.environ) | {CANARY_VARIABLE: MARKER + os.urandom(16).hex()}
        with theirs, self._output.open("wb") as output:
            number = str(theirs.fileno())
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.hostile.world", name, number, str(folder)],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                cwd=_ROOT,
            )
        self._lines = ours.makefile("rw")
        ours.close()
        self.facts = self._answer()

    def judge(self, program: str) -> dict[str, Any]:
        """Return what the oracle saw of the program of that id."""
        print(json.dumps(program), file=self._lines, flush=True)
        return self._answer()

    def close(self) -> int:
        """End the world and return its exit code."""
        self._lines.close()
        return self._process.wait(30)

    def _answer(self) -> dict[str, Any]:
        line = self._lines.readline()
        assert line, self._output.read_text("utf-8", "replace")
        answer: dict[str, Any] = json.loads(line)
        return answer


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Return a world whose folder every user can reach, so that no mode protects it."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    folder.chmod(0o777)
    try:
        started = World(request.param, folder)
        yield started
        assert started.close() == 0
    finally:
        shutil.rmtree(folder)
