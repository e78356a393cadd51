"""The marks of solutions in a source, which otter-grader reads too.

A line that ends in ``# SOLUTION`` is one, and so are the lines from ``# BEGIN SOLUTION`` to
``# END SOLUTION``.
"""

from __future__ import annotations

import re

LINE = re.compile(r"^(?P<indent>\s*)(?P<code>\S.*?)\s*#\s*SOLUTION\s*$")
BEGIN = re.compile(r"^(?P<indent>\s*)#\s*BEGIN SOLUTION\s*$")
END = re.compile(r"^\s*#\s*END SOLUTION\s*$")


def marked_lines(source: str) -> frozenset[int]:
    """Return the numbers, from 1, of the lines that belong to solutions."""
    found, inside = set(), False
    for number, line in enumerate(source.splitlines(), start=1):
        inside = not END.match(line) and (inside or bool(BEGIN.match(line)))
        if inside or LINE.match(line):
            found.add(number)
    return frozenset(found)
