"""The trusted side's handle on one zygote process, and on the children that it forks.

Theory of operation. The zygote is started with a fixed environment, no inherited descriptor but one
socket, and the working folder `/`; at level `walled` by bubblewrap. It is told the calls, their
inputs and the limits, first those of the proof of its level. For each submission it then gets two
descriptors: a file in memory with the submission's bytes, and the writing end of a pipe. The bytes
do not pass through the zygote's own memory, where the next child could find traces of them. Back
comes a pidfd, by which this side kills the child when its time is over. The reply is read from the
pipe here; the socket says, in the zygote's own words, how the child ended.

Nothing that a child does can raise anything but `TimeoutError` here. `ZygoteLostError` means that
the zygote itself ended; the caller finds out whether the submission may have caused that.
"""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import DescriptionError, GraderFault
from autograder.exercise import Limits
from autograder.sandbox.outside.budget import kept_waiting
from autograder.sandbox.walls import sealing
from autograder.sandbox.walls.bubblewrap import FIRST_PID
from autograder.sandbox.wire import READY, receive_request, send_request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


# All that the zygote's environment holds. One BLAS thread is a rule of safety, not of speed: with
# more, a child that may not start threads hangs in its first matrix product.
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",  # a sealed child cannot read the time zone, and must not differ from an open one
}
_MIB = 1 << 20
_MOST_SAID = 1 << 16  # bytes of a zygote's answer
_START_SECONDS = 60.0
_PIPE_BYTES = 1 << 20


class ZygoteLostError(Exception):
    """The zygote is gone; whether by our fault or the child's is for the caller to find out."""


class Child:
    """One forked child: a pipe to read its reply from, and a handle to kill it by.

    Attributes:
        exit_code: how it ended; None while it runs.
    """

    def __init__(self, reply: int, handle: int, control: socket.socket) -> None:
        self._reply = reply
        self._handle = handle
        self._control = control
        self._poll = select.poll()
        self._poll.register(reply, select.POLLIN)
        self._poll.register(control.fileno(), select.POLLIN)
        self.exit_code: int | None = None

    def begins(self) -> bool:
        """Wait until the child is shut in and about to look at the submission.

        Returns:
            Whether it got there; what ended it before was none of the submission's doing.

        Raises:
            ZygoteLostError: the zygote ended.
        """
        try:
            return self.read(len(READY), _START_SECONDS) == READY
        except TimeoutError:
            return False

    def read(self, most: int, seconds: float) -> bytes:
        """Return at most `most` bytes of the reply, or none when it has ended.

        Raises:
            TimeoutError: nothing came within `seconds`.
            ZygoteLostError: the zygote ended.
        """
        while self.exit_code is None:
            ready = dict(self._poll.poll(seconds * 1000))
            if not ready:
                raise TimeoutError
            if self._reply in ready:
                data = os.read(self._reply, most)
                if data:
                    return data
                self._poll.unregister(self._reply)
            if self._control.fileno() in ready:
                self._ended()
        # All that the child ever wrote is in the pipe by now; a read cannot block for long.
        return os.read(self._reply, most)

    def kept_waiting(self) -> float:
        """Return for how many seconds it could have run and no processor was free; 0 if unknown."""
        told = Path(f"/proc/self/fdinfo/{self._handle}").read_text("ascii")
        return kept_waiting(int(told.partition("\nPid:")[2].split()[0]))

    def kill(self) -> None:
        """Kill the child; its zygote kills whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self, seconds: float) -> int:
        """Wait until the child and all that it started are gone; return its exit code.

        Raises:
            ZygoteLostError: the zygote ended, or does not come back.
        """
        self._control.settimeout(seconds)
        try:
            if self.exit_code is None:
                self._ended()
        finally:
            self._control.settimeout(None)
        assert self.exit_code is not None
        return self.exit_code

    def close(self) -> None:
        """Release the descriptors."""
        os.close(self._reply)
        os.close(self._handle)

    def _ended(self) -> None:
        try:
            answer, _, _ = receive_request(self._control, _MOST_SAID)
        except (EOFError, OSError) as error:
            raise ZygoteLostError from error
        self.exit_code = int(answer["exit"])


class Zygote:
    """Starts a zygote at once; it is set up before it is asked for children.

    It may be set up again, for other calls: children of the new kind find nothing of the old.

    Args:
        program: the seccomp filter of sealed children; empty for level `open`.
        walls: the command line that starts the zygote inside namespaces; empty for none.
    """

    def __init__(self, *, program: bytes, walls: Sequence[str] = ()) -> None:
        self._program = program
        ours, theirs = socket.socketpair()
        self._control = ours
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - until the zygote is closed
        # As isolated as -I is, but for the environment, which is ours: its hash seed is to count,
        # or the order of a student's sets would differ from zygote to zygote.
        command = [sys.executable, "-P", "-s", "-B", "-m", "autograder.sandbox.inside.zygote"]
        with theirs:
            number = theirs.fileno()
            parent = FIRST_PID if walls else os.getpid()
            self._process = subprocess.Popen(
                [*walls, *command, str(number), str(parent)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._said,
                pass_fds=[number],
                env=_ENVIRONMENT,
                cwd="/",
                process_group=0,  # see `_kill`
            )

    def set_up(self, setup: Mapping[str, Any], blob: bytes, limits: Limits) -> None:
        """Tell the zygote what its children are to answer, and wait until it can have some.

        See `tell` and `wait_until_ready`.
        """
        self.tell(setup, blob, limits)
        self.wait_until_ready()

    def tell(self, setup: Mapping[str, Any], blob: bytes, limits: Limits) -> None:
        """Tell the zygote what its children are to answer.

        Args:
            setup: functions, cases and all that the course gives, as `rounds.setup` returns them.
            blob: the arrays of the cases.
            limits: what one submission may use.

        Raises:
            GraderFault: the zygote did not start.
        """
        header = {
            **setup,
            "memory_bytes": limits.memory_mib * _MIB,
            "cpu_seconds": math.ceil(limits.submission_seconds),
            "program": self._program.hex(),
        }
        self._control.settimeout(_START_SECONDS)
        try:
            send_request(self._control, header, blob)
        except OSError as error:
            raise self._not_started() from error

    def wait_until_ready(self) -> None:
        """Wait until the zygote can have children of the kind that it was told of.

        Raises:
            SealError: the kernel cannot seal children.
            DescriptionError: a declared package cannot be given to submissions.
            GraderFault: the zygote did not start.
        """
        try:
            answer, _, _ = receive_request(self._control, _MOST_SAID)
        except (EOFError, OSError) as error:
            raise self._not_started() from error
        self._control.settimeout(None)
        if not answer["ready"]:
            self.close()
            if "unfit" in answer:
                raise DescriptionError(str(answer["unfit"]))
            raise sealing.refused(int(answer["errno"]), str(answer["step"]))

    def fork(self, request: Mapping[str, Any], content: bytes) -> Child:
        """Have a child forked that runs `content` as `request` says.

        Raises:
            ZygoteLostError: the zygote is gone.
        """
        import fcntl  # which Windows lacks, where this is imported and never done

        # Not through the zygote's memory: the next child, forked from it, could find traces there.
        submission = _memory_file(content)
        reply, theirs = os.pipe2(os.O_CLOEXEC)
        with contextlib.suppress(OSError):  # an unprivileged user may be over the pipe budget
            fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        try:
            send_request(self._control, request, descriptors=[theirs, submission])
            _, _, handles = receive_request(self._control, _MOST_SAID)
        except (EOFError, OSError) as error:
            os.close(reply)
            raise ZygoteLostError from error
        finally:
            os.close(theirs)
            os.close(submission)
        return Child(reply, handles[0], self._control)

    def close(self) -> None:
        """End the zygote and wait for it."""
        self._control.close()
        self._kill()
        self._said.close()

    def _kill(self) -> None:
        """Kill the zygote and wait for it.

        Inside namespaces it is the child of another process. While that one prepares the child,
        which takes milliseconds, killing it alone would leave the child waiting for ever; but both
        are still in one process group.
        """
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _not_started(self) -> GraderFault:
        """End the zygote, and return why it did not start: its last words, or bubblewrap's."""
        self._kill()
        self._said.seek(0)
        last = self._said.read().decode(errors="replace").strip().rpartition("\n")[-1]
        self.close()
        if last.startswith("bwrap: "):
            return GraderFault(last)
        return GraderFault(
            f"the process that runs submissions did not start ({last or 'it said nothing'}): check "
            "that the given helper modules import nothing but NumPy"
        )


def _memory_file(content: bytes) -> int:
    """Return the descriptor of an unnamed file that holds `content`."""
    descriptor = os.memfd_create("submission", os.MFD_CLOEXEC)
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]
    return descriptor
