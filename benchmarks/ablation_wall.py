"""What a wall is: a text to take out of the source, and words for what then gets through."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A place in the source.

    Attributes:
        path: of the file, from the project's root.
        old: the text that makes the wall; it stands in the file exactly once.
        new: what is put in its place.
        name: what this part of the wall is called, where the wall has several.
    """

    path: str
    old: str
    new: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """Something that stands between a submission and what it must not do.

    Attributes:
        name: what a person calls it.
        changes: what takes it away, and nothing else. Several are parts that stand behind each
            other: each is also taken away alone, to see whether the others hold.
        sees: patterns of words for what got through; a test has noticed when its message holds
            one of them.
        tests: what pytest is asked to run without it.
        needed: how many of these must notice.
        is_here: whether this machine, and the user who runs this, have the wall at all.
    """

    name: str
    changes: tuple[Change, ...]
    sees: tuple[str, ...]
    tests: tuple[str, ...]
    needed: int = 1
    is_here: bool = True
