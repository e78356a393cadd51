"""The zygote: a clean process with NumPy imported, from which one child per submission is forked.

Theory of operation. The trusted side starts `python -P -s -B -m autograder.child.zygote FD PARENT`
with an environment of its own and a socket as FD. The first request gives the cases (inputs only),
the given helper modules and the limits. After it, each request is one submission and one pipe for
the reply. The zygote forks, hands the child's pidfd back (the trusted side holds the wall clock
and kills by it), lets the child begin, waits for it, kills whatever it left behind, and reports
how it ended.

The zygote never touches a submission's bytes other than to pass them on: decoding, parsing and
running happen in the child alone. It holds nothing secret, and it is the child's only parent, so
a fork gives the next submission the same fresh state.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import random
import signal
import socket
import sys
import sysconfig
import types
import warnings
from typing import Any

import numpy as np

from autograder.child import calling, confine, loading, source
from autograder.wire import MAX_PLACES, Buffer, State, Tag, Writer, receive_request, send_request

__all__ = ["decode_case", "given_names", "main"]

# What courses of this kind use; imported once here instead of in every child.
_PRELOADED = (
    "abc array bisect bz2 cmath collections contextlib copy dataclasses datetime decimal enum "
    "fractions functools hashlib heapq inspect io itertools json logging lzma math numbers "
    "operator pprint random re secrets statistics string struct textwrap time timeit traceback "
    "types typing unicodedata uuid zlib numpy.linalg numpy.random numpy.fft numpy.polynomial "
    # These need a library of the system's, which a sealed child cannot read.
    "ctypes sqlite3 xml.parsers.expat"
).split()

_LARGE = 1 << 14  # bytes; copying less costs less than another system call
_WARM_UPS = 10
_WARM_UP = b"""
import numpy as np

def warm_up(*inputs):
    arrays = {}
    for value in inputs:
        items = value.values() if isinstance(value, dict) else value
        for item in items if isinstance(value, (dict, tuple)) else [value]:
            array = np.atleast_2d(item) * 1.0
            if array.size < 1000:
                array = np.dot(array, array.T) + np.sum(np.square(array), axis=1, keepdims=True)
                array = np.log(1 + np.exp(np.multiply(array, np.int64(array > 0)) / 1e6))
            arrays[f"a{len(arrays)}"] = array
    return arrays
"""


class _Zygote:
    """The state that all children share by being forked from it."""

    def __init__(self, setup: dict[str, Any], blob: bytes) -> None:
        self.functions: list[str] = setup["functions"]
        self.cases = [decode_case(case, blob) for case in setup["cases"]]
        self.namespace = given_names(setup["given"], setup["helpers"])
        sys.path[:] = _standard_library(sys.path)
        self.prepared = confine.prepare(
            setup["memory_bytes"],
            setup["cpu_seconds"],
            bytes.fromhex(setup["program"]),
            _readable(),
        )

    def warm_up(self) -> None:
        """Go through the motions once, so that children need not start cold.

        The interpreter specializes code that has run a few times and NumPy sets itself up at
        first use; done here, no child pays for it, nor for copying the pages that it touches.
        """
        for _ in range(_WARM_UPS):
            parsed = source.read(_WARM_UP, "warm_up.py")
            loaded = loading.load(parsed, ["warm_up"], dict(self.namespace), (), lambda _: None)
            for index, case in enumerate(self.cases):
                calling.call(index, case, loaded.functions["warm_up"], parsed)

    def fork(self, request: dict[str, Any], submission: int, reply: int, gate: int) -> int:
        """Fork the child of one submission and return its pid; never returns in the child.

        The child waits at `gate`, an eventfd, before it looks at the submission.
        """
        zygote = os.getpid()
        pid = os.fork()
        if pid == 0:
            try:
                confine.die_with_parent(zygote)
                os.eventfd_read(gate)
                # Read here and not in the zygote: a later child must find no trace of it.
                content = os.pread(submission, os.fstat(submission).st_size, 0)
                confine.enter(self.prepared, reply, zygote)
                self._grade(request, content, reply)
            finally:
                os._exit(0)
        return pid

    def _grade(self, request: dict[str, Any], content: bytes, reply: int) -> None:
        """Load the submission and call each requested case, sending a record as each is known."""
        random.seed(0)  # forking has seeded it anew; unseeded numbers are to be the same every time
        np.random.seed(0)
        report = Writer()
        try:
            parsed = source.read(content, request["filename"])
        except source.UnreadableError as error:
            report.text(str(error))
            _send(reply, report.record(Tag.LOADED))
            return
        # A real module, registered: dataclasses and pickle look a class's own module up by name.
        module = types.ModuleType("__main__" if parsed.is_notebook else "submission")
        sys.modules[module.__name__] = module
        namespace = vars(module)
        namespace.update(self.namespace)

        def announce(index: int) -> None:
            record = Writer()
            record.number("I", index)
            _send(reply, record.record(Tag.STATEMENT))

        def reveal(chosen: list[int]) -> None:
            # Nothing of the submission has run yet, so this record is not its own words.
            _send(reply, _slice(loading.places(parsed, chosen)))

        skip = request["skip"]
        loaded = loading.load(parsed, self.functions, namespace, skip, announce, reveal)
        report.text("")
        for name in self.functions:
            report.number("B", loaded.functions[name].state)
            report.text(loaded.functions[name].hint)
        report.number("B", len(loaded.notes))
        for note in loaded.notes:
            report.text(note)
        _send(reply, report.record(Tag.LOADED))
        for index in request["cases"]:
            case = self.cases[index]
            function = loaded.functions[case.function]
            if function.state is State.DEFINED:
                _send(reply, calling.call(index, case, function, parsed))


def main() -> None:
    """Serve requests until the trusted side closes the socket."""
    control = socket.socket(fileno=int(sys.argv[1]))
    confine.die_with_parent(int(sys.argv[2]))
    confine.reap_orphans_here()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the trusted side decides when to stop
    warnings.simplefilter("ignore")
    for name in _PRELOADED:
        importlib.import_module(name)
    setup, blob, _ = receive_request(control)
    try:
        zygote = _Zygote(setup, blob)
    except OSError as error:  # the kernel has no Landlock
        send_request(control, {"ready": False, "reason": str(error)})
        return
    zygote.warm_up()
    gc.collect()
    gc.freeze()
    send_request(control, {"ready": True})
    try:
        while True:
            _serve(control, zygote)
    except (EOFError, OSError):
        return


def _serve(control: socket.socket, zygote: _Zygote) -> None:
    request, _, (reply, submission) = receive_request(control)
    # A thread that held a lock would leave it locked for ever in the child.
    assert len(os.listdir("/proc/self/task")) == 1
    gate = os.eventfd(0)
    pid = zygote.fork(request, submission, reply, gate)
    os.close(reply)
    os.close(submission)
    handle = os.pidfd_open(pid)
    send_request(control, {"pid": pid}, descriptors=[handle])
    os.close(handle)
    # Not before: a zygote that is lost until here was not lost by a submission.
    os.eventfd_write(gate, 1)
    os.close(gate)
    _, status = os.waitpid(pid, 0)
    _kill_left_behind()
    send_request(control, {"exit": os.waitstatus_to_exitcode(status)})


def _kill_left_behind() -> None:
    """Kill every process that the child started; orphans have become children of this one."""
    path = f"/proc/self/task/{os.getpid()}/children"
    while True:
        with open(path, encoding="ascii") as children:
            pids = [int(pid) for pid in children.read().split()]
        if not pids:
            return
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)


def _send(reply: int, record: list[Buffer]) -> None:
    """Write a record, joining its small parts so that few system calls are made."""
    small: list[Buffer] = []
    for part in record:
        if len(part) < _LARGE:
            small.append(part)
        else:
            _write(reply, b"".join(small))
            _write(reply, part)
            small.clear()
    _write(reply, b"".join(small))


def _slice(places: list[str]) -> list[Buffer]:
    record = Writer()
    record.number("IB", len(places), len(places[:MAX_PLACES]))
    for place in places[:MAX_PLACES]:
        record.text(place)
    return record.record(Tag.SLICE)


def _write(reply: int, data: Buffer) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(reply, view) :]


def decode_case(case: dict[str, Any], blob: bytes) -> calling.Case:
    """Return the call that `run.cases.encode` described, its arrays copied out of the blob."""
    arguments = tuple(_decode_argument(argument, blob) for argument in case["arguments"])
    return calling.Case(case["function"], arguments, case["room"])


def _decode_argument(argument: dict[str, Any], blob: bytes) -> Any:
    match argument["kind"]:
        case "dict":
            return {item["name"]: _decode_argument(item, blob) for item in argument["items"]}
        case "tuple":
            return tuple(_decode_argument(item, blob) for item in argument["items"])
        case "array":
            dtype = np.dtype(argument["dtype"])
            count = int(np.prod(argument["shape"], dtype=np.int64))
            flat = np.frombuffer(blob, dtype, count, argument["offset"])
            return flat.reshape(argument["shape"], order=argument["order"]).copy(order="K")
        case _:
            return argument["value"]


def _readable() -> list[str]:
    """Return the folders that a sealed child may read: standard library and NumPy, no more."""
    package = os.path.dirname(np.__file__)
    folders = [*_standard_library(sys.path), package, package + ".libs"]
    return [folder for folder in folders if os.path.isdir(folder)]


def _standard_library(path: list[str]) -> list[str]:
    """Return the folders of `path` that hold the standard library; NumPy is imported already."""
    root = sysconfig.get_path("stdlib")
    return [folder for folder in path if folder.startswith(root) and "-packages" not in folder]


def given_names(given: dict[str, str], helpers: list[dict[str, str]]) -> dict[str, Any]:
    """Bind what the course gives: its helper modules, their functions, and names such as np."""
    names: dict[str, Any] = {}
    for helper in helpers:
        module = types.ModuleType(helper["name"])
        module.__file__ = helper["name"] + ".py"
        sys.modules[helper["name"]] = module
        exec(compile(helper["source"], module.__file__, "exec"), vars(module))  # noqa: S102
        names |= {
            name: value
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", None) == helper["name"]
        }
        names[helper["name"]] = module
    for name, target in given.items():
        names[name] = importlib.import_module(target)
    return names


if __name__ == "__main__":
    with contextlib.suppress(EOFError, ConnectionError):  # the trusted side is gone: so is the use
        main()
