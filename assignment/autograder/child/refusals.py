"""Tells an exception that a refusal of the confinement caused from any other."""

from __future__ import annotations

import errno
import traceback

from autograder.wire import Refusal

__all__ = ["refusal_of"]

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
