"""What a command and the processes below it use, seen from outside while it runs."""

from __future__ import annotations

import subprocess
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from autograder.results import Result

_SAMPLE_SECONDS = 0.1
_ZYGOTE = "sandbox.inside.zygote"


@dataclass
class Used:
    """What was used.

    Attributes:
        peak_bytes: the most memory that the command itself had at once.
        seconds: of processor time, by stage.
    """

    peak_bytes: int = 0
    seconds: Counter[str] = field(default_factory=Counter)


class Silent:
    """An observer that says nothing."""

    def begin(self, total: int) -> None:
        """Say nothing."""

    def note(self, sentence: str) -> None:
        """Say nothing."""

    def known(self, result: Result, *, reused: bool, seconds: float = 0.0) -> None:
        """Say nothing."""


def spent(process: psutil.Process) -> float:
    """Return the processor time of a process and all below it, ended ones included, in seconds."""
    total = 0.0
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def watched(command: Sequence[str], cwd: Path) -> Used:
    """Run a command to its end and return what was used; of short processes, only by their parents.

    Raises:
        CalledProcessError: it failed.
    """
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL)
    seen: dict[int, Counter[str]] = {}
    used = Used()
    stop = threading.Event()

    def sample() -> None:
        while not stop.wait(_SAMPLE_SECONDS):
            used.peak_bytes = max(used.peak_bytes, _look(process.pid, seen))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        code = process.wait()
    finally:
        stop.set()
        thread.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    used.seconds = sum(seen.values(), Counter())
    return used


def _look(pid: int, seen: dict[int, Counter[str]]) -> int:
    """Note the processor time of a process and of all below it; return its memory in bytes."""
    try:
        root = psutil.Process(pid)
        held: int = root.memory_info().rss
        for process in [root, *root.children(recursive=True)]:
            if stages := _stages(process, root):
                seen[process.pid] = stages
    except psutil.NoSuchProcess:
        return 0  # it ended while it was looked at
    return held


def _stages(process: psutil.Process, root: psutil.Process) -> Counter[str]:
    """Return what one process has used, by stage; nothing for children, whose zygote tells it."""
    times = process.cpu_times()
    own = times.user + times.system
    if process == root:
        return Counter({"command": own})
    parent = process.parent()
    if _is_zygote(process):
        is_child = parent is not None and _is_zygote(parent)
        children = times.children_user + times.children_system
        return Counter() if is_child else Counter({"zygote": own, "child": children})
    return Counter({"worker": own}) if parent == root else Counter()


def _is_zygote(process: psutil.Process) -> bool:
    return process.name() != "bwrap" and _ZYGOTE in " ".join(process.cmdline())
