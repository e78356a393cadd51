"""Reads a file for trial in a process of its own, for HDF5 can crash the process that it is in.

One wrong address in a file of 6 KiB is a segmentation fault (HDF5 2.0); so was one of the first
5,100 random single-bit flips in a file of 40 KiB. A crash, or more memory or time than any vector
file needs, costs only the process made for it.

A process that has a single thread is forked, for then NumPy need not be imported anew. Another one
runs ``python -m autograder.vectors.trial LIMITS``, with the limits as JSON and the file's bytes on
stdin. The exit code is 0 when they are a tree within the limits, which is then on stdout, else
`_REFUSED` with the reason there, or `_NO_ROOM`. Nothing is read twice, for reading is what takes
the time.
"""

from __future__ import annotations

import errno
import faulthandler
import gc
import hashlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, NoReturn, Protocol, Self

import msgspec

from autograder.errors import GraderFault
from autograder.memory import Memory
from autograder.system import can_fork
from autograder.vectors.content import (
    Content,
    DatasetNode,
    GroupNode,
    MalformedContent,
    ReadLimits,
)

_COMMAND = (sys.executable, "-I", "-B", "-m", "autograder.vectors.trial")
_REFUSED, _NO_ROOM = 3, 4
_PYTHON_FAILED = (1, 2)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_SECONDS = 60.0
_MEMORY_BYTES = 512 << 20  # over five times the file: bytes, HDF5's copy, arrays, and what is sent

_KEPT = 2  # trees: those of an assignment's hidden and public vectors

_survived: set[bytes] = set()
_known: Memory[GroupNode] = Memory(_KEPT)


def vouch(image: bytes) -> None:
    """Take it that `image` can be read: this process has made it, or tried it."""
    _survived.add(hashlib.sha256(image).digest())


def read(image: bytes, limits: ReadLimits) -> GroupNode:
    """Return what `image` holds, read elsewhere unless equal bytes are known to do no harm.

    Raises:
        MalformedContent: it cannot.
        GraderFault: no process could be started to find out.
    """
    with Trial(image, limits) as trial:
        return trial.result()


class Trial:
    """Reads an image elsewhere, unless equal bytes are known to do no harm; begins at once.

    What was read in this process is remembered: its arrays cannot be written to.

    Args:
        image: the file's bytes.
        limits: what they may hold.

    Raises:
        GraderFault: no process could be started.
    """

    def __init__(self, image: bytes, limits: ReadLimits) -> None:
        self._image, self._limits = image, limits
        self._sha256 = hashlib.sha256(image).digest()
        self._reader: _Reader | None = None
        if self._sha256 in _survived:
            return
        # Files, so that neither side waits for the other to read or write.
        self._found, self._said = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115
        start = _Forked if can_fork() else _Started
        try:
            self._reader = start(image, limits, self._found, self._said)
        except OSError as error:
            self._close()
            if error.errno in _FULL:
                raise _no_room(str(error.strerror)) from error
            raise GraderFault(
                f"no process can be started to read vectors ({error.strerror}): end other "
                "programs, or ask for more processes, then run the same command again"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader is not None:
            self._reader.end()
            self._close()

    def result(self) -> GroupNode:
        """Return what the image holds.

        Raises:
            MalformedContent: it cannot be read.
            GraderFault: the process that reads it failed.
        """
        return _known.recall((self._sha256, self._limits), self._read)

    def _read(self) -> GroupNode:
        if self._reader is None:
            from autograder.vectors.reading import tree  # and h5py, which grading does without

            return tree(self._image, self._limits)
        code = self._reader.wait(_SECONDS)
        if code is None:
            raise MalformedContent("takes too long to be read")
        found, said = _whole(self._found), _whole(self._said)
        if code == _REFUSED:
            raise MalformedContent(found.decode())
        if code == _NO_ROOM:
            raise _no_room("there is no room for what they hold")
        if code in _PYTHON_FAILED:
            last = said.decode(errors="replace").strip().rpartition("\n")[-1]
            raise GraderFault(f"the process that test-reads vectors failed: {last}")
        if code:
            raise MalformedContent("is damaged in a way that crashes HDF5")
        _survived.add(self._sha256)
        content = _unpacked(msgspec.msgpack.decode(found))
        assert isinstance(content, GroupNode)
        return content

    def _close(self) -> None:
        self._found.close()
        self._said.close()


def _no_room(reason: str) -> GraderFault:
    return GraderFault(
        f"the vectors cannot be copied to be read ({reason}): check the folder "
        f"{tempfile.gettempdir()} and its free space, then run the same command again"
    )


class _Reader(Protocol):
    """A process that reads an image, and writes to one file what it holds, to another its words.

    Args:
        image: the file's bytes.
        limits: what they may hold.
        found: for what they hold, or why they are refused.
        said: for the words of a Python that fails.

    Raises:
        OSError: there can be no such process.
    """

    def __init__(
        self, image: bytes, limits: ReadLimits, found: IO[bytes], said: IO[bytes]
    ) -> None: ...

    def wait(self, seconds: float) -> int | None:
        """Return its exit code, or None if it has not ended by then."""

    def end(self) -> None:
        """Kill it, if it has not ended."""


class _Started:
    def __init__(self, image: bytes, limits: ReadLimits, found: IO[bytes], said: IO[bytes]) -> None:
        with tempfile.TemporaryFile() as given:
            given.write(image)
            given.seek(0)
            self._process = subprocess.Popen(
                [*_COMMAND, msgspec.json.encode(limits).decode()],
                stdin=given,
                stdout=found,
                stderr=said,
                # One BLAS thread: each would reserve address space, which is limited here.
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            )

    def wait(self, seconds: float) -> int | None:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


class _Forked:
    def __init__(self, image: bytes, limits: ReadLimits, found: IO[bytes], said: IO[bytes]) -> None:
        context: Any = multiprocessing.get_context("fork")
        self._process = context.Process(
            target=_read, args=(image, limits, found, said), daemon=True
        )
        self._process.start()

    def wait(self, seconds: float) -> int | None:
        self._process.join(seconds)
        code: int | None = self._process.exitcode
        return code

    def end(self) -> None:
        self._process.kill()
        self._process.join()


def _read(image: bytes, limits: ReadLimits, found: IO[bytes], said: IO[bytes]) -> NoReturn:
    """Read an image in a process that was forked to do so."""
    faulthandler.disable()  # a crash is an answer here
    os.dup2(said.fileno(), 2)  # for what is not Python
    sys.stderr = os.fdopen(os.dup(said.fileno()), "w")
    sys.exit(_main(image, limits, found))


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _packed(node: Content) -> dict[str, Any]:
    """Return a node as plain values; arrays as their bytes."""
    if isinstance(node, GroupNode):
        inside = {name: _packed(child) for name, child in node.children.items()}
        return {"attributes": node.attributes, "children": inside}
    array = node.array
    return {
        "attributes": node.attributes,
        "dtype": array.dtype.str,
        "shape": array.shape,
        "data": array.tobytes(),
    }


def _unpacked(node: dict[str, Any]) -> Content:
    attributes = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in node["attributes"].items()
    }
    import numpy as np  # not where a trial only begins

    if "children" in node:
        inside = {name: _unpacked(child) for name, child in node["children"].items()}
        return GroupNode(attributes=attributes, children=inside)
    flat = np.frombuffer(node["data"], node["dtype"])
    return DatasetNode(attributes=attributes, array=flat.reshape(node["shape"]))


def _main(image: bytes, limits: ReadLimits, out: IO[bytes]) -> int:
    from autograder.vectors.reading import tree

    gc.disable()  # nearly all that is made here is kept to the end
    _limit_this_process(_MEMORY_BYTES + 5 * len(image))
    try:
        found = msgspec.msgpack.encode(_packed(tree(image, limits)))
    except MalformedContent as error:
        found, code = str(error).encode(), _REFUSED
    else:
        code = 0
    try:
        out.write(found)
        out.flush()
    except OSError:
        os._exit(_NO_ROOM)  # or Python would try once more, and end with a code of its own
    return code


def _limit_this_process(memory_bytes: int) -> None:
    """Let this process have no more than so much memory, beside what it has if it was forked."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if multiprocessing.parent_process() is not None:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        memory_bytes += pages * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.argv[1], type=ReadLimits)
    sys.exit(_main(sys.stdin.buffer.read(), asked, sys.stdout.buffer))
