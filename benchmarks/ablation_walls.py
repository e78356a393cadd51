"""What `make ablation` takes away, one wall at a time, and which tests should notice it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from tests.hostile.table import PROGRAMS

__all__ = ["HOSTILE", "WALLS", "Change", "Wall"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A place in the source.

    Attributes:
        path: of the file, from the project's root.
        old: the text that makes the wall; it stands in the file exactly once.
        new: what is put in its place.
    """

    path: str
    old: str
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """Something that stands between a submission and what it must not do.

    Attributes:
        name: what a person calls it.
        change: what takes it away, and nothing else.
        tests: what pytest is asked to run without it.
        needed: how many of these must fail.
        only_root: whether it is there only when the grader is run by root.
    """

    name: str
    change: Change
    tests: tuple[str, ...]
    needed: int = 3
    only_root: bool = False


def _hostile() -> tuple[str, ...]:
    """Return the hostile programs that are worth running without a wall, in one world.

    Endless loops and what is only hard to parse tell nothing of walls. System V objects outlive the
    processes that made them. Without a wall, what signals or limits others may reach them when it
    is the same user: unless root runs this, when children have a user of their own.
    """
    left_out = {*range(49, 54), *range(65, 74), *range(93, 97)}
    world = "root"
    if os.geteuid() != 0:
        left_out |= {78, 79}
        world = "plain"
    test = "tests/hostile/test_hostile.py::test_a_hostile_program_gets_nowhere"
    return tuple(f"{test}[{world}-{each.id}]" for each in PROGRAMS if each.row not in left_out)


HOSTILE = _hostile()
_CONFINE = "autograder/child/confine.py"
_DECODING = "autograder/run/decoding.py"
_REPLIES = tuple(f"tests/unit/test_{name}.py" for name in ("decoding", "decoding_room", "wire"))
_MESSAGES = ("tests/unit/test_filtering.py", *_REPLIES)

WALLS = (
    Wall(
        name="seccomp",
        change=Change(
            path=_CONFINE, old="        _load_filter(prepared.program)\n", new="        pass\n"
        ),
        tests=HOSTILE,
    ),
    Wall(
        name="Landlock",
        change=Change(
            path=_CONFINE,
            old="        _call(_SYS_LANDLOCK_RESTRICT_SELF, prepared.ruleset, 0)\n",
        ),
        tests=HOSTILE,
    ),
    Wall(
        name="rlimits",
        change=Change(
            path=_CONFINE,
            old="        resource.setrlimit(name, (limit, limit))\n",
            new="        pass\n",
        ),
        tests=HOSTILE,
    ),
    Wall(
        name="uid drop",
        change=Change(
            path=_CONFINE,
            old="    if prepared.sealed:\n        _become_nobody(prepared.capabilities)\n",
        ),
        tests=HOSTILE,
        only_root=True,
    ),
    Wall(
        name="descriptor closing",
        change=Change(path=_CONFINE, old="    _close_all_but(reply)\n"),
        tests=HOSTILE,
    ),
    Wall(
        name="exact-shape decoding: entries fit the shape",
        change=Change(
            path=_DECODING,
            old='kind not in "fiub" or dimensions > MAX_NDIM or length != 8 * math.prod(shape)',
            new="False",
        ),
        tests=_REPLIES,
    ),
    Wall(
        name="exact-shape decoding: entries fit the room",
        change=Change(
            path=_DECODING,
            old='reader.bounded("I", 8 * room)',
            new='reader.number("I")',
        ),
        tests=_REPLIES,
    ),
    Wall(
        name="exact-shape decoding: nothing behind it",
        change=Change(
            path="autograder/wire.py", old="if self._at != len(self._payload):", new="if False:"
        ),
        tests=_REPLIES,
    ),
    Wall(
        name="exact-shape decoding: expected shape",
        change=Change(
            path="autograder/judge/view.py",
            old="if array.shape != expected and not one_number:",
            new="if False:",
        ),
        tests=("tests/unit/test_view.py",),
    ),
    Wall(
        name="message caps: what is read",
        change=Change(
            path="autograder/wire.py", old="TEXT_LIMIT = 600  #", new="TEXT_LIMIT = 0xFFFF  #"
        ),
        tests=_MESSAGES,
        needed=1,
    ),
    Wall(
        name="message caps: what is shown",
        change=Change(
            path="autograder/run/filtering.py",
            old="_MOST_SHOWN = 240\n",
            new="_MOST_SHOWN = 1 << 30\n",
        ),
        tests=_MESSAGES,
        needed=1,
    ),
    Wall(
        name="HTML escaping: report and feedback",
        change=Change(
            path="autograder/report/templates.py",
            old="    return escape(_cut(text))\n",
            new="    return Markup(_cut(text))\n",
        ),
        tests=("tests/unit/report",),
        needed=1,
    ),
    Wall(
        name="HTML escaping: feedback in Markdown",
        change=Change(
            path="autograder/report/templates.py",
            old="Markup(in_markdown(str(value)))",
            new="Markup(str(value))",
        ),
        tests=("tests/unit/report",),
        needed=1,
    ),
    Wall(
        name="HTML escaping: vectors",
        change=Change(
            path="autograder/bench/exposure.py",
            old="from html import escape\n",
            new="escape = str\n",
        ),
        tests=("tests/unit/test_vectors_exposure.py", "tests/unit/test_vectors_cli.py"),
        needed=1,
    ),
    Wall(
        name="formula quoting",
        change=Change(
            path="autograder/record/text.py",
            old="""    return f"'{shown}" if is_formula else shown\n""",
            new="    return shown if is_formula else shown\n",
        ),
        tests=("tests/unit/record",),
        needed=1,
    ),
)
