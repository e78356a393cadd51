"""What crosses to the process that compares submissions, and back."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

FRAME = struct.Struct("<I")  # length of the message that follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """The first message: texts that every student received, by file name."""

    starter: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Each further message: one file to compare."""

    digest: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two files that share more than a task's own solution.

    Attributes:
        one: digest of a file; `other` is the other's.
        share_of_one: part of the first file's own code that is in the other as well.
        characters: how much code that is, names and comments set aside.
    """

    one: str
    other: str
    share_of_one: float
    share_of_other: float
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a comparison came to.

    Attributes:
        pairs: of digests of files, most alike first.
        compared: how many different files were compared.
        left_out: how many were too large, too slow, or no text.
        common: in how many files a passage may be before it is what the task asks for.
    """

    pairs: tuple[Pair, ...]
    compared: int
    left_out: int
    common: int
