"""The process that compares submissions; see `similarity`. It reads bytes and runs none of them.

Theory of operation. Each name in the code becomes a letter for its kind, each string another;
comments and white space are dropped. Every run of `_GRAM` characters is hashed, and of each
`_WINDOW` neighbouring hashes the least is kept (winnowing: Schleimer, Wilkerson and Aiken, 2003).
Two files that share a run of `_GRAM + _WINDOW - 1` characters therefore share a fingerprint. The
share of a pair is the part of the characters under one file's fingerprints that lies under shared
ones.
"""

from __future__ import annotations

import contextlib
import signal
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from hashlib import blake2b
from itertools import combinations

import msgspec
from pygments import token
from pygments.lexers.python import PythonLexer

from autograder.report import sealed
from autograder.report.alike import Compared, File, Pair, Task
from autograder.sandbox.inside import source

_SECONDS_PER_FILE = 3.0
_LARGEST_FILE = 8 << 20  # bytes; notebooks hold pictures
_LARGEST_CODE = 1 << 16  # characters
_GRAM = 25  # characters of a fingerprint
_WINDOW = 8  # fingerprints of which one is kept
_FEW = 10  # files that may share a passage in a class of any size
_PART = 0.05  # of the class that may share a passage
_CANDIDATES = 300
_LISTED = 50
_LEAST_SHARE = 0.5
_LEAST_CHARACTERS = 60
_VARIABLES = (token.Name, token.Name.Variable, token.Name.Attribute)


_Places = dict[int, list[int]]  # fingerprints of a file, and where in its plain code each begins


class _TooSlowError(Exception):
    """A file took longer than it may."""


def main() -> None:
    """Answer what `similarity` asks."""
    sealed.answer(_reply)


def _reply(messages: Iterator[bytes], seal: sealed.Seal) -> Compared:
    task = msgspec.msgpack.decode(next(messages), type=Task)
    files = (msgspec.msgpack.decode(message, type=File) for message in messages)
    _plain("warm = 1\n")  # imports what it needs, which it cannot do later
    return compare(task, files, seal)


def compare(task: Task, files: Iterator[File], seal: Callable[[], None] = lambda: None) -> Compared:
    """Return which of `files` are most alike, beyond what many of them share.

    Args:
        task: what every student received.
        files: to compare; read one after the other.
        seal: called before the first of them is read, when all that is needed was imported.
    """
    starter = _starter(task)
    seal()
    found: dict[str, _Places] = {}
    left_out = 0
    for file in files:
        try:
            with _time_limit(_SECONDS_PER_FILE):
                found[file.digest] = _fingerprint(_code(file.content, file.name), starter)
        except (_TooSlowError, ValueError, RecursionError, MemoryError, source.UnreadableError):
            left_out += 1
    common = max(_FEW, round(_PART * len(found)))
    _set_aside_common(found.values(), common)
    return Compared(
        pairs=tuple(_pairs(found)), compared=len(found), left_out=left_out, common=common
    )


def _starter(task: Task) -> set[int]:
    """Return all fingerprints of what students received."""
    hashes: set[int] = set()
    for name, text in task.starter.items():
        with contextlib.suppress(source.UnreadableError, ValueError):
            code = _code(text.encode(), name)
            hashes |= set(_hashes(_plain(code)))
    return hashes


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


def _plain(code: str) -> str:
    """Return code with names and strings as letters, and without comments and space."""
    parts = []
    for kind, text in PythonLexer().get_tokens(code):
        if kind in token.Comment or kind in token.Text:
            continue
        if kind in token.Name.Function:
            parts.append("F")
        elif kind in token.Name.Class:
            parts.append("O")
        elif kind in _VARIABLES:
            parts.append("V")
        elif kind in token.Literal.String:
            parts.append('"' if text in "\"'" else "S")
        else:
            parts.append(text)
    return "".join(parts)


def _hashes(plain: str) -> list[int]:
    """Return the hash of each `_GRAM` characters in a row; the same on every machine."""
    grams = (plain[at : at + _GRAM].encode() for at in range(len(plain) - _GRAM + 1))
    return [int.from_bytes(blake2b(gram, digest_size=8).digest()) for gram in grams]


def _winnowed(hashes: Sequence[int]) -> _Places:
    """Return the least hash of each window, with its places; of equal ones the last is taken."""
    last = len(hashes) - 1
    kept = {
        min(range(at, min(at + _WINDOW, last + 1)), key=lambda each: (hashes[each], -each))
        for at in range(max(1, last + 2 - _WINDOW) if hashes else 0)
    }
    places: _Places = {}
    for at in sorted(kept):
        places.setdefault(hashes[at], []).append(at)
    return places


def _fingerprint(code: str, starter: Set[int]) -> _Places:
    """Return the fingerprints of code that are not in `starter`."""
    places = _winnowed(_hashes(_plain(code)))
    return {hash_: where for hash_, where in places.items() if hash_ not in starter}


def _set_aside_common(found: Collection[_Places], most: int) -> None:
    """Remove the fingerprints that more than `most` files have."""
    counts = Counter(hash_ for places in found for hash_ in places)
    for places in found:
        for hash_ in [each for each in places if counts[each] > most]:
            del places[hash_]


def _covered(places: _Places, hashes: Iterable[int]) -> int:
    """Return how many characters of a file lie in these of its fingerprints."""
    covered = end = 0
    for start in sorted(at for hash_ in hashes for at in places[hash_]):
        covered += start + _GRAM - max(start, end)
        end = start + _GRAM
    return covered


def _pairs(found: Mapping[str, _Places]) -> list[Pair]:
    """Return the pairs that share most, by the smaller share."""
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


def _candidates(found: Mapping[str, _Places]) -> list[tuple[str, str]]:
    """Return the pairs that share most fingerprints; to compare all would take too long."""
    holders: dict[int, list[str]] = {}
    for digest in sorted(found):
        for hash_ in found[digest]:
            holders.setdefault(hash_, []).append(digest)
    shared: Counter[tuple[str, str]] = Counter()
    for digests in holders.values():
        shared.update(combinations(digests, 2))
    parts = {
        (one, other): count / max(len(found[one]), len(found[other]))
        for (one, other), count in shared.items()
    }
    return sorted(parts, key=lambda pair: (-parts[pair], pair))[:_CANDIDATES]


def _pair(found: Mapping[str, _Places], one: str, other: str) -> Pair:
    """Return how much two files share, beside what was set aside."""
    shared = found[one].keys() & found[other].keys()
    characters = _covered(found[one], shared)
    return Pair(
        one=one,
        other=other,
        share_of_one=characters / _covered(found[one], found[one]),
        share_of_other=_covered(found[other], shared) / _covered(found[other], found[other]),
        characters=characters,
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
