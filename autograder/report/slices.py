"""The process that cuts out of submissions the lines that were run; see `code`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from autograder.report import sealed
from autograder.report.parts import Part, Wanted
from autograder.sandbox.inside import source

_LARGEST_FILE = 8 << 20  # bytes; notebooks hold pictures
_MOST_LINES = 400  # of one submission
_LONGEST_LINE = 160  # characters
_PLACE = re.compile(r"(?:(?P<label>.+), )?lines? (?P<first>\d{1,6})(?:-(?P<last>\d{1,6}))?")


def main() -> None:
    """Answer what `code` asks."""
    sealed.answer(_reply)


def _reply(messages: Iterator[bytes], seal: sealed.Seal) -> dict[str, tuple[Part, ...]]:
    for name, warm in (("a.py", b"x = 1\n"), ("a.ipynb", b'{"cells": []}')):
        source.cells(warm, name)  # imports what it needs, which it cannot do later
    seal()
    wanted = (msgspec.msgpack.decode(message, type=Wanted) for message in messages)
    return {each.digest: tuple(cut(each)) for each in wanted}


def cut(wanted: Wanted) -> Iterator[Part]:
    """Yield the lines that were run; none of what is no text or no notebook."""
    if len(wanted.content) > _LARGEST_FILE:
        return
    try:
        cells = source.cells(wanted.content, wanted.name)
    except (source.UnreadableError, ValueError, RecursionError, MemoryError):
        return
    texts = {cell.label: cell.text.split("\n") for cell in cells}
    left = _MOST_LINES
    for place in wanted.taken:
        found = _PLACE.fullmatch(place)
        lines = texts.get(found["label"] or "") if found else None
        if found is None or lines is None:
            continue
        first = int(found["first"])
        taken = lines[first - 1 : int(found["last"] or first)][:left]
        left -= len(taken)
        if taken:
            yield Part(label=found["label"] or "", first=first, lines=_short(taken))


def _short(lines: Sequence[str]) -> tuple[str, ...]:
    cut = (line[:_LONGEST_LINE] + "…" * (len(line) > _LONGEST_LINE) for line in lines)
    return tuple(line.encode("utf-8", "backslashreplace").decode() for line in cut)


if __name__ == "__main__":
    main()
