"""Worker processes that train with a student's functions, and the limits they are held to."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from dataclasses import asdict
from pathlib import Path

import autograder
from autograder.text import visible
from explore.outcome import StudentFaultError

__all__ = ["Crew"]

START_SECONDS = 30.0  # to start Python and NumPy, on a slow disk
LONGEST_LINE = 4_000_000  # characters of one reply
LONGEST_SENTENCE = 400
_PLACES = tuple(str(Path(found).resolve().parents[1]) for found in (__file__, autograder.__file__))
_START = "import sys; sys.path[:0] = {places!r}; from explore.worker import main; main()"


class _Worker:
    """One process, what it works on, and when it last gave a sign of going on."""

    def __init__(self, number, folder, news):
        self.number = number
        self.task = None
        self.step = 0
        self._folder = folder
        self._news = news
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START.format(places=list(dict.fromkeys(_PLACES)))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(),
        )
        self.name, self.calls, self.since = None, -1, time.monotonic()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, order):
        """Hand over one line; a process that is gone says so by its end."""
        try:
            self._process.stdin.write(json.dumps(order).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            return
        self.since = time.monotonic()

    def pulse(self, calls, name, step):
        """Note what is being called; a new call is a sign of going on."""
        if calls != self.calls:
            self.since = time.monotonic()
        self.calls, self.name, self.step = calls, name, step

    def silent_too_long(self, seconds):
        """Return whether one call has taken longer than allowed."""
        allowed = START_SECONDS if self.name is None else seconds
        return time.monotonic() - self.since > allowed

    def stop(self):
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):  # what was not handed over is of no use any more
                stream.close()

    def _read(self):
        try:
            while text := self._process.stdout.readline(LONGEST_LINE):
                self._news.put((self, json.loads(text)))
        except (OSError, ValueError):
            pass  # not a line of ours, or the stream was closed: the end either way
        self._news.put((self, None))


class Crew:
    """Trains with one file's functions; a context manager, at whose end no process is left.

    Args:
        content: the file's bytes.
        filename: its name.
        data: explore.plan.Data.
        plan: explore.plan.Plan.
        deadline: time.monotonic() at which training stops.
    """

    def __init__(self, content, filename, data, plan, deadline):
        self._plan = plan
        self._deadline = deadline
        self._order = {
            "content": content.decode("latin-1"),
            "filename": filename,
            "alpha": plan.alpha,
            "data": {name: array.tolist() for name, array in asdict(data).items()},
        }
        self._news = queue.Queue()
        self._workers = []
        self._folder = None

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        for number in range(self._plan.workers):
            worker = _Worker(number, self._folder.name, self._news)
            self._workers.append(worker)
            worker.send(self._order)
        return self

    def __exit__(self, *_):
        for worker in self._workers:
            worker.stop()
        self._folder.cleanup()

    def look(self, lambd):
        """Return what explore.training.first_look finds, and the seconds of one step.

        Raises:
            StudentFaultError: a function cannot be used.
        """
        self._workers[0].task = 0
        self._workers[0].send({"look": lambd})
        while True:
            _, message = self._next()
            if message is not None and message["kind"] == "look":
                self._workers[0].task = None
                return message["value"]

    def train(self, tasks, watch):
        """Return the result of each task, or None where the time was up.

        Args:
            tasks: explore.plan.Task, in the order in which they are begun.
            watch: called with how much of all tasks is done, from 0 to 1.

        Raises:
            StudentFaultError: a function cannot be used.
        """
        waiting = deque(range(len(tasks)))
        found = [None] * len(tasks)
        for worker in self._workers:
            self._give(worker, waiting, tasks)
        while any(worker.task is not None for worker in self._workers):
            if time.monotonic() > self._deadline:
                break
            worker, message = self._next()
            if message is not None and message["kind"] == "done":
                found[worker.task] = message["value"]
                self._give(worker, waiting, tasks)
            watch(self._share(found, tasks))
        return found

    def _give(self, worker, waiting, tasks):
        worker.task = waiting.popleft() if waiting else None
        worker.step = 0
        if worker.task is not None:
            worker.send({"task": asdict(tasks[worker.task])})

    def _next(self):
        """Return the next message and its worker, or no message when there is none for a while.

        Raises:
            StudentFaultError: a worker says so, has ended, or hangs in a call.
        """
        try:
            worker, message = self._news.get(timeout=0.1)
        except queue.Empty:
            worker, message = None, None
        else:
            self._mind(worker, message)
        for each in self._workers:
            if each.task is not None and each.silent_too_long(self._plan.call_seconds):
                raise StudentFaultError(_hanging(each, self._plan.call_seconds))
        return worker, message

    def _mind(self, worker, message):
        match message:
            case {"kind": "pulse", "value": [int(calls), str(name), int(step)]}:
                worker.pulse(calls, name, step)
            case {"kind": "fault", "value": [str(sentence), bool(unfilled)]}:
                short = visible(sentence)[:LONGEST_SENTENCE]
                raise StudentFaultError(short, unfilled=unfilled)
            case {"kind": "look" | "done", "value": dict()}:
                pass
            case _:
                raise StudentFaultError(
                    f"{worker.name or 'The file'} ended the whole program instead of returning: "
                    "take out exit() and the like."
                )

    def _share(self, found, tasks):
        whole = sum(task.steps for task in tasks)
        done = sum(task.steps for task, each in zip(tasks, found, strict=True) if each is not None)
        done += sum(worker.step for worker in self._workers if worker.task is not None)
        return min(done / max(whole, 1), 1.0)


def _hanging(worker, seconds):
    if worker.name is None:
        return f"Python did not start within {START_SECONDS:g} s: try again."
    what = f"A call of {worker.name}" if worker.name else "What the file does before its functions"
    return f"{what} did not end within {seconds:g} s: look for a loop that never ends."


def _environment():
    """Return the environment of a worker: one thread each, so that two workers are two cores."""
    threads = (
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
    )
    return os.environ | dict.fromkeys(threads, "1") | {"PYTHONHASHSEED": "0"}
