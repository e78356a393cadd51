"""Runs a program of our own the way a submission is run, and tells what was let through.

Theory of operation. The program's functions each try one forbidden act, such as to read a file that
was just made for it. It goes through the same zygote, walls and decoding as a submission; the
interpreter's own program, which namespaces leave in sight, only Landlock keeps from it. An act
that raised was refused; one that returned was let through; if the program does not come back at
all, nothing is proved and no level is claimed.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import GraderFault
from autograder.exercise import Limits
from autograder.sandbox.answers import Ended
from autograder.sandbox.outside.budget import Budget
from autograder.sandbox.outside.cases import Call
from autograder.sandbox.outside.child_run import ChildRun
from autograder.sandbox.outside.declared import NOTHING
from autograder.sandbox.outside.filtering import Filter
from autograder.sandbox.outside.zygote import ZygoteLostError

if TYPE_CHECKING:
    from autograder.sandbox.outside.zygote import Zygote


_SECONDS = 10.0
SEEING = "see that a file is there"  # what only namespaces prevent: Landlock hides no names
_ROOM = {"": 64}
_CASE: dict[str, Any] = {
    "function": "probe",
    "room": _ROOM,
    "steps": [{"on": None, "call": "", "arguments": [], "keywords": []}],
    "joined": False,
    "seed": None,
}

_SETUP = {"functions": ["probe"], "cases": [_CASE], "helpers": [], "given": {},
          "declared": NOTHING}  # fmt: skip

# Each probe returns normally when it was let through. What it needs to know is filled in.
_PROBE = """
import os, socket, threading
import numpy as np

CANARY, PROGRAM, PARENT = {canary!r}, {program!r}, {parent}

def read_a_file():
    open(CANARY).read()

def read_a_program():
    open(PROGRAM, "rb").close()

def see_that_a_file_is_there():
    os.stat(CANARY)

def write_a_file():
    open(CANARY, "a").close()

def make_a_file():
    open(CANARY + ".new", "x").close()

def change_a_file():
    os.chmod(CANARY, 0o600)

def use_the_network():
    socket.socket()

def start_a_process():
    if os.fork() == 0:
        os._exit(0)

def start_a_thread():
    threading.Thread(target=int).start()

def run_a_program():
    os.execv("/bin/true", ["true"])

def reach_the_grader():
    os.kill(PARENT, 0)

def limit_the_grader():
    import resource
    resource.prlimit(PARENT, resource.RLIMIT_CPU)

def probe():
    let_through = []
    for probe in ({acts}):
        try:
            probe()
        except (OSError, RuntimeError):
            let_through.append(0.0)
        else:
            let_through.append(1.0)
    return np.array(let_through)

"""
_ACTS = (
    "read_a_file", "read_a_program", "see_that_a_file_is_there", "write_a_file", "make_a_file",
    "change_a_file", "use_the_network", "start_a_process", "start_a_thread", "reach_the_grader",
    "limit_the_grader", "run_a_program",
)  # fmt: skip


def probes(zygote: Zygote) -> dict[str, bool]:
    """Run the probe in a zygote; return by act, in words, whether it was let through.

    Raises:
        SealError: the kernel cannot seal.
        GraderFault: the zygote did not start, or the probe itself did not come back with an answer.
    """
    with tempfile.TemporaryDirectory() as folder:
        canary = Path(folder, "canary")
        canary.write_text("canary")
        Path(folder).chmod(0o777)
        canary.chmod(0o666)  # so that only the walls stand between it and the probe
        values = {
            "canary": str(canary),
            "program": os.path.realpath(sys.executable),
            "parent": os.getpid(),
            "acts": ", ".join(_ACTS),
        }
        zygote.set_up(_SETUP, b"", Limits())
        return _run(zygote, _PROBE.format(**values).encode())


def _run(zygote: Zygote, source: bytes) -> dict[str, bool]:
    call = Call(vector="probe", function="probe", again=False, room=_ROOM, leaves=())
    tried = ChildRun([call], [0], ["probe"], Filter(source))
    request = {"filename": "probe.py", "cases": [0], "skip": []}
    try:
        child = zygote.fork(request, source)
        try:
            if child.begins():
                tried.listen(child, _SECONDS, Budget(_SECONDS))
        finally:
            child.close()
    except ZygoteLostError as error:
        raise GraderFault("the isolation self-test lost its process: run this again") from error
    answer = tried.answers.get(0)
    if answer is None or answer.ended is not Ended.RETURNED or answer.value is None:
        raise GraderFault(f"the isolation self-test gave no answer ({tried.detail})")
    data = answer.value.arrays[""].data
    if data is None or data.shape != (len(_ACTS),):
        raise GraderFault("the isolation self-test gave an answer that it cannot give")
    return {act.replace("_", " "): bool(data[place]) for place, act in enumerate(_ACTS)}
