"""What the confinement refuses: its acts by audit event, and the exceptions that come of it."""

from __future__ import annotations

import errno
import os
import traceback

from autograder.sandbox.wire import Refusal

# Flags of an open that is not for reading alone.
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Events by which the interpreter tells of an act before it happens. None tells of a thread in
# every supported Python.
CHANGING = frozenset(
    "os.chflags os.chmod os.chown os.link os.mkdir os.remove os.rename os.rmdir os.symlink "
    "os.truncate os.utime shutil.rmtree".split()
)
CONNECTING = frozenset(
    "socket.__new__ socket.bind socket.connect socket.getaddrinfo socket.gethostbyname".split()
)
STARTING = frozenset(
    "os.exec os.fork os.forkpty os.posix_spawn os.spawn os.startfile os.system subprocess.Popen "
    "pty.spawn".split()
)

_REFUSALS = (errno.EPERM, errno.EACCES, errno.EFBIG)
_NETWORK = ("socket.py", "ssl.py", "urllib", "http")
_PROCESS = ("subprocess.py", "multiprocessing", "threading.py", "concurrent")


def refusal_of(error: BaseException) -> Refusal:
    """Return what the code tried, or `Refusal.NONE` when nothing was refused."""
    if isinstance(error, RuntimeError) and "can't start new thread" in str(error):
        return Refusal.PROCESS
    if isinstance(error, BlockingIOError):  # how fork is refused
        return Refusal.PROCESS
    if not isinstance(error, OSError) or error.errno not in _REFUSALS:
        return Refusal.NONE
    places = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    if any(name in place for place in places for name in _NETWORK):
        return Refusal.NETWORK
    if any(name in place for place in places for name in _PROCESS):
        return Refusal.PROCESS
    return Refusal.FILE if error.filename is not None else Refusal.OTHER
