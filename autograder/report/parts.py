"""What crosses to the process that cuts lines out of submissions, and back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A file, and the places in it that were run, in words."""

    digest: str
    name: str
    content: bytes
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Lines of one cell or module.

    Attributes:
        label: of the cell, such as ``code cell 3``; empty for a module.
        first: the number of the first line.
        lines: the lines.
    """

    label: str
    first: int
    lines: tuple[str, ...]
