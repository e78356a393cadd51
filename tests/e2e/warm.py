"""Runs `autograder` and `pytest` in forks of a process that has done their common first steps.

It has imported all, compiled the templates, and read this repository's hidden vectors: most of the
processor time of a short command, and the suite gives a thousand of them. Each still runs in a
process of its own, which ends as it would; what depends on how Python is started, and on how
vectors are read, is tested with a start of its own.

Such a process may be on another system (`tests.machines`); it then reads no vectors beforehand.
Only the fork of a command enters another kernel.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import site
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from _pytest.config import default_plugins

from autograder.cli.commands import SUMMARIES
from autograder.description import find
from autograder.report import templates
from autograder.vectors import hdf5
from tests import machines

ROOT = Path(__file__).parents[2]
GUARD = 300.0  # seconds after which a command is taken to stay for ever

# Beside the commands: what they import when they run, and what a worker does.
_IMPORTED = (
    "autograder.cli.app", "autograder.cli.grading", "autograder.grading.worker",
    "autograder.report.render", "autograder.vectors.hdf5", "h5py",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command to run.

    Attributes:
        program: `autograder`, or `pytest` as a TA starts it.
        arguments: what follows the name of the program.
        cwd: the working folder.
        env: all variables.
        stdout: the file for its output.
        stderr: the file for what it says beside.
        kernel: one of `machines.KERNELS` to run on; empty for the machine's own.
    """

    program: str
    arguments: tuple[str, ...]
    cwd: str
    env: Mapping[str, str]
    stdout: str
    stderr: str
    kernel: str


class Warm:
    """One process that has imported the command line; it ends with the one that started it.

    Args:
        variables: of another system, for the process and all commands that it runs.
    """

    def __init__(self, variables: Mapping[str, str] = MappingProxyType({})) -> None:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        program = [sys.executable, "-m", __name__, *variables]
        # With one thread: a process with more cannot be forked safely.
        env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", **variables}
        self._variables = variables
        self._process = subprocess.Popen(program, cwd=ROOT, env=env, text=True, **pipes)

    def run(
        self,
        arguments: Sequence[str],
        cwd: Path,
        env: Mapping[str, str],
        program: str = "autograder",
        kernel: str = "",
    ) -> subprocess.CompletedProcess[str]:
        """Run a command until it ends, and return what `subprocess.run` would.

        Raises:
            subprocess.TimeoutExpired: it did not end; it and all below it were killed.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            command = Command(
                program=program,
                arguments=tuple(arguments),
                cwd=str(cwd),
                env={**env, **self._variables},
                stdout=str(out),
                stderr=str(err),
                kernel=kernel,
            )
            self._process.stdin.write(f"{json.dumps(asdict(command))}\n")
            self._process.stdin.flush()
            has_ended, _, _ = select.select([self._process.stdout], [], [], GUARD)
            if not has_ended:
                _kill_below(self._process.pid)
            code = int(self._process.stdout.readline())
            if not has_ended:
                raise subprocess.TimeoutExpired(command.arguments, GUARD)
            return subprocess.CompletedProcess(
                command.arguments, code, out.read_text("utf-8"), err.read_text("utf-8")
            )

    def stop(self) -> None:
        """End the process."""
        self._process.communicate()


def _kill_below(pid: int) -> None:
    import psutil  # fails to import where Python takes this system for another

    for each in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it has ended with another of them
            each.kill()


def main() -> None:
    """Run the command of each line on stdin, and write its exit code to stdout."""
    commands = (f"autograder.cli.{command}" for command in SUMMARIES)
    plugins = (f"_pytest.{plugin}" for plugin in default_plugins)
    for name in (*_IMPORTED, *commands, *plugins):
        importlib.import_module(name)
    templates.prepare()
    if not sys.argv[1:]:
        hdf5.read(find(ROOT).hidden_vectors)
    gc.freeze()
    for line in sys.stdin:
        command = Command(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            _become(command)
            _RUN[command.program]()
            return
        _, status = os.waitpid(pid, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _become(command: Command) -> None:
    """Let this process be what would have been started for a command."""
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, command.stdout, os.O_WRONLY | os.O_CREAT),
        (2, command.stderr, os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - what was read ahead is not for this one
    os.chdir(command.cwd)
    os.environ.clear()
    os.environ.update(command.env)
    sys.argv = [command.program, *command.arguments]
    sys.path[0] = command.cwd
    if command.kernel:
        machines.enter(command.kernel)


def _autograder() -> None:
    runpy.run_module("autograder", run_name="__main__", alter_sys=True)


def _pytest() -> None:
    """Run pytest's script, after the `.pth` line that Python runs at its start."""
    script = Path(sys.executable).with_name("pytest")
    sys.argv[0], sys.path[0] = str(script), str(script.parent)
    sys.orig_argv[:] = [sys.executable, *sys.argv]
    site.addpackage(sysconfig.get_path("purelib"), "autograder_by_hand.pth", set())
    runpy.run_path(str(script), run_name="__main__")


_RUN = {"autograder": _autograder, "pytest": _pytest}


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
