"""The process in which a student's code runs: it takes tasks, and tells how they went.

Lines of JSON come in: first what to load, then one task each. Lines of JSON go out: `look` and
`done` with what was found, `fault` with a sentence for the student, and, a few times a second,
`pulse` with the function that is being called, so that whoever started this sees one that hangs.
"""

import contextlib
import json
import math
import os
import sys
import threading
import time

import numpy as np

from explore import student, training
from explore.outcome import StudentFaultError
from explore.plan import Data, Task

__all__ = ["main"]

PULSE_SECONDS = 0.1
TRIAL_STEPS = 60
TRIAL_SECONDS = 0.5


class _Line:
    """The way back: one line of JSON at a time, from either thread."""

    def __init__(self, file):
        self._file = file
        self._lock = threading.Lock()
        self.calls = 0
        self.name = ""
        self.step = 0

    def send(self, kind, value):
        text = json.dumps({"kind": kind, "value": finite(value)}, allow_nan=False)
        with self._lock:
            self._file.write(text.encode("ascii") + b"\n")
            self._file.flush()

    def pulse(self):
        """Tell for ever what is being called, as long as anyone listens."""
        while True:
            time.sleep(PULSE_SECONDS)
            try:
                self.send("pulse", [self.calls, self.name, self.step])
            except OSError:
                os._exit(1)  # nobody is there any more

    def calling(self, name):
        self.calls += 1
        self.name = name

    def stepping(self, step):
        self.step = step


def main():
    """Do the tasks on standard input until there are none."""
    tasks, line = _own_streams()
    threading.Thread(target=line.pulse, daemon=True).start()
    try:
        _work(tasks, line)
    except StudentFaultError as fault:
        line.send("fault", [str(fault), fault.unfilled])
    os._exit(0)  # whatever a student's code has started ends here too


def finite(value):
    """Return `value` with every number that JSON has no word for replaced by None."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _own_streams():
    """Keep the standard streams for ourselves; what a student prints or asks for goes nowhere."""
    tasks = os.fdopen(os.dup(0), "rb")
    line = _Line(os.fdopen(os.dup(1), "wb"))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    sys.dont_write_bytecode = True
    return tasks, line


def _work(tasks, line):
    order = json.loads(tasks.readline())
    data = _data(order["data"])
    student.guard()
    np.seterr(all="ignore")
    line.calling("")
    functions = student.take(order["content"].encode("latin-1"), order["filename"], line.calling)
    for text in tasks:
        asked = json.loads(text)
        if "look" in asked:
            line.send("look", _look(functions, data, asked["look"], order["alpha"]))
        else:
            task = Task(**asked["task"])
            line.send("done", training.train(functions, data, task, order["alpha"], line.stepping))


def _data(lists):
    arrays = {name: np.array(value, dtype=np.float64) for name, value in lists.items()}
    for array in arrays.values():
        array.flags.writeable = False
    return Data(**arrays)


def _look(functions, data, lambd, alpha):
    """Look at the functions, and find how long one step takes with them."""
    found = training.first_look(functions, data, lambd)
    begin = time.process_time()
    steps = 0

    def count(step):
        nonlocal steps
        steps = step
        if time.process_time() - begin > TRIAL_SECONDS:
            raise TimeoutError

    task = Task(lambd=lambd, steps=TRIAL_STEPS, detailed=False)
    with contextlib.suppress(TimeoutError):
        training.train(functions, data, task, alpha, count)
    return found | {"seconds": (time.process_time() - begin) / max(steps, 1)}
