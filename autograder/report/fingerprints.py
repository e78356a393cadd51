"""The process that compares submissions; see `similarity`. It reads bytes and runs none of them.

Before it looks at the first of them it is sealed as a submission is, on a machine that can do so:
a fault in what parses and lexes them is then worth no more than a submission's own code.
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any, BinaryIO

import msgspec

from autograder.report.alike import FRAME, Compared, File, Pair, Task
from autograder.sandbox.inside import source
from autograder.sandbox.inside.serving import readable
from autograder.sandbox.walls import confine, seccomp
from autograder.sandbox.walls.sealing import SealError

__all__ = ["compare", "main"]

_MEMORY = 3 << 30  # bytes of address space, of which the libraries take the most
_SECONDS_PER_FILE = 3.0
_CPU_SECONDS = 900  # for a whole class; the clock is watched outside
_LARGEST_FILE = 8 << 20  # bytes; notebooks hold pictures
_LARGEST_CODE = 1 << 16  # characters
_GRAM = 25  # characters of a fingerprint, copydetect's own choice for code
_WINDOW = 8  # fingerprints of which one is kept
_FEW = 10  # files that may share a passage in a class of any size
_PART = 0.05  # of the class that may share a passage
_CANDIDATES = 300
_LISTED = 50
_LEAST_SHARE = 0.5
_LEAST_CHARACTERS = 60


class _TooSlowError(Exception):
    """A file took longer than it may."""


def main() -> None:
    """Read a task and files from standard input, and write what they come to to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    reply = os.dup(1)
    sys.stdout = sys.stderr  # whatever a library prints is no part of the answer
    messages = _messages(sys.stdin.buffer)
    task = msgspec.msgpack.decode(next(messages), type=Task)
    files = (msgspec.msgpack.decode(message, type=File) for message in messages)
    compared = compare(task, files, partial(_seal, reply))
    with os.fdopen(reply, "wb") as answer:
        answer.write(msgspec.msgpack.encode(compared))


def compare(task: Task, files: Iterator[File], seal: Callable[[], None] = lambda: None) -> Compared:
    """Return which of `files` are most alike, beyond what many of them share.

    Args:
        task: what every student received.
        files: to compare; read one after the other.
        seal: called before the first of them is read, when all that is needed was imported.
    """
    starter = _starter(task)
    seal()
    found: dict[str, Any] = {}
    left_out = 0
    for file in files:
        try:
            with _time_limit(_SECONDS_PER_FILE):
                found[file.digest] = _fingerprint(_code(file.content, file.name), starter)
        except (_TooSlowError, ValueError, RecursionError, MemoryError, source.UnreadableError):
            left_out += 1
    common = max(_FEW, round(_PART * len(found)))
    _set_aside_common(list(found.values()), common)
    return Compared(
        pairs=tuple(_pairs(found)), compared=len(found), left_out=left_out, common=common
    )


def _seal(reply: int) -> None:
    """Shut this process in, with nothing but its input and `reply`; on some machines nobody can."""
    _fingerprint("warm = 1\n", [])  # imports what it needs, which it cannot do later
    try:
        program = seccomp.program("setitimer")
        prepared = confine.prepare(_MEMORY, _CPU_SECONDS, program, readable())
    except (SealError, OSError):
        return
    confine.enter(prepared, reply, os.getppid())


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    while head := stream.read(FRAME.size):
        yield stream.read(FRAME.unpack(head)[0])


def _starter(task: Task) -> list[int]:
    """Return all fingerprints of what students received."""
    hashes: set[int] = set()
    for name, text in task.starter.items():
        with contextlib.suppress(source.UnreadableError, ValueError):
            code = _code(text.encode(), name)
            hashes |= _fingerprint(code, [], window=1).hashes
    return sorted(hashes)


def _code(content: bytes, name: str) -> str:
    """Return the code of a module or notebook.

    Raises:
        ValueError: there is more of it than is compared.
        UnreadableError: it is no text, or no notebook.
    """
    if len(content) > _LARGEST_FILE:
        raise ValueError("too large")
    code = "\n".join(cell.text for cell in source.cells(content, name))
    if len(code) > _LARGEST_CODE:
        raise ValueError("too much code")
    return code


def _fingerprint(code: str, starter: Sequence[int], window: int = _WINDOW) -> Any:
    from copydetect import CodeFingerprint  # imports plots: a second, and only here

    stream = io.StringIO(code)
    return CodeFingerprint("code.py", _GRAM, window, starter, language="python", fp=stream)


def _set_aside_common(fingerprints: Sequence[Any], most: int) -> None:
    """Remove the fingerprints that more than `most` files have."""
    from copydetect.utils import get_token_coverage

    counts = Counter(hash_ for each in fingerprints for hash_ in each.hashes)
    common = {hash_ for hash_, count in counts.items() if count > most}
    for each in fingerprints:
        each.hashes -= common
        each.hash_idx = {hash_: at for hash_, at in each.hash_idx.items() if hash_ in each.hashes}
        # What is left is the file's own, of which shares are shares.
        length = len(each.filtered_code)
        each.token_coverage = get_token_coverage(each.hash_idx, each.k, length)


def _pairs(found: Mapping[str, Any]) -> list[Pair]:
    """Return the pairs that share most, as copydetect measures it, by the smaller share."""
    pairs = [_pair(found, one, other) for one, other in _candidates(found)]
    listed = [
        pair
        for pair in pairs
        if min(pair.share_of_one, pair.share_of_other) >= _LEAST_SHARE
        and pair.characters >= _LEAST_CHARACTERS
    ]
    listed.sort(key=_rank)
    return listed[:_LISTED]


def _rank(pair: Pair) -> tuple[float, int, str, str]:
    share = min(pair.share_of_one, pair.share_of_other)
    return -share, -pair.characters, pair.one, pair.other


def _candidates(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs that share most fingerprints; to compare all would take too long."""
    holders: dict[int, list[str]] = {}
    for digest in sorted(found):
        for hash_ in found[digest].hashes:
            holders.setdefault(hash_, []).append(digest)
    shared: Counter[tuple[str, str]] = Counter()
    for digests in holders.values():
        shared.update(combinations(digests, 2))
    parts = {
        (one, other): count / max(len(found[one].hashes), len(found[other].hashes))
        for (one, other), count in shared.items()
    }
    return sorted(parts, key=lambda pair: (-parts[pair], pair))[:_CANDIDATES]


def _pair(found: Mapping[str, Any], one: str, other: str) -> Pair:
    from copydetect import compare_files

    characters, shares, _ = compare_files(found[one], found[other])
    return Pair(
        one=one,
        other=other,
        share_of_one=min(1.0, float(shares[0])),
        share_of_other=min(1.0, float(shares[1])),
        characters=int(characters),
    )


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise _TooSlowError inside the block when it takes longer; regular expressions heed it."""

    def stop(*_: object) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    main()
