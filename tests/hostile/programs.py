"""What a hostile program is, and the table of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent
from typing import Literal

KILLED = -31  # the exit code of a child that made a call which only attacks make
# Rows of endless loops, and of programs that are only hard to parse or crash Python. A time limit
# or the end of the process stops them; no wall does.
_WITHOUT_A_WALL = frozenset({*range(49, 54), *range(65, 74)})
DID = b"DID:"  # what an answer begins with that says, in words, what the attack did
MARKER = "CANARY-"  # what a canary begins with; 32 hexadecimal digits follow

# Put before a program's own text. The places and numbers of the laboratory are filled in.
_PRELUDE = """
import ctypes, os, re, struct, sys, time
import numpy as np

class LAB:
{lab}

LIBC = ctypes.CDLL(None, use_errno=True)

def syscall(name, *arguments):
    number = LAB.numbers[name] if isinstance(name, str) else name
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = LIBC.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return True

def heard(name, *arguments):
    # The filter says EPERM; any other refusal is the kernel's, which has looked at what is asked.
    try:
        return syscall(name, *arguments)
    except OSError as error:
        return error.errno != 1

def found(data):
    data = data.encode("latin-1", "replace") if isinstance(data, str) else bytes(data)
    return b"".join(re.findall(rb"CANARY-[0-9a-f]{{32}}", data)[:8])

def reply():
    import stat
    for fd in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(fd).st_mode):
                return fd
        except OSError:
            pass
    raise OSError("no reply pipe")

def record(tag, payload):
    os.write(reply(), struct.pack("<BI", tag, len(payload)) + payload)

def any_of(acts):
    for act in acts:
        words, act = act if isinstance(act, tuple) else (True, act)
        try:
            if act() is not False:
                return words
        except OSError:
            pass
    return False

"""
# An attack says by what it returns whether it got through; so does the answer, by being right, or
# by the words for what was done. A canary that it found goes out with the answer. Refusals are
# caught by name: an attack that fails by a mistake of its own would prove nothing.
_ENTRY = """
def f(x, k):
    try:
        won = attack()
    except (OSError, MemoryError, RuntimeError, ImportError):
        won = False
    if isinstance(won, str):
        won = b"DID:" + won.encode()
    if isinstance(won, bytes) and won:
        return np.frombuffer(won + bytes(-len(won) % 8), "<f8")
    return k * np.sum(x) if won else -1.0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One hostile submission.

    Attributes:
        id: the name of the technique in the catalogue, or a variant of it.
        row: the catalogue's row.
        text: defines `attack`, which returns something true when it got through, best in words;
            or, when it defines `f` itself, everything.
        content: the whole submission when it is no text to put a prelude before.
        right: how many right answers its values deserve.
        ends: how its first call may end; empty when that tells nothing.
        exits: exit codes of which a child of it must have one; empty when that tells nothing.
        says: words that its answers must hold somewhere.
        after_neighbour: whether other submissions, which hold a canary, are run just before it.
    """

    id: str
    row: int
    text: str = ""
    content: bytes = b""
    filename: str = "a.py"
    right: Literal["none", "some", "any"] = "none"
    ends: tuple[str, ...] = ()
    exits: tuple[int, ...] = ()
    says: str = ""
    after_neighbour: bool = False

    @property
    def attacks(self) -> bool:
        """Whether it defines `attack`, whose refusals are caught: then nothing may be raised."""
        return not self.content and "\ndef f(" not in "\n" + dedent(self.text)

    @property
    def meets_a_wall(self) -> bool:
        """Whether other walls could change what comes of the program."""
        return self.row not in _WITHOUT_A_WALL

    def submission(self, lab: dict[str, object]) -> bytes:
        """Return the bytes to hand in, for a laboratory with these places and numbers."""
        if self.content:
            return self.content
        text = dedent(self.text)
        entry = _ENTRY if self.attacks else ""
        return (prelude(lab) + text + entry).encode()


def prelude(lab: dict[str, object]) -> str:
    """Return the helpers that every program begins with."""
    return _PRELUDE.format(lab="\n".join(f"    {name} = {value!r}" for name, value in lab.items()))


def reads(name: str, row: int, expression: str, *imports: str) -> Program:
    """Return a program that gets through when `expression` gives anything of a file at all."""
    lines = "".join(f"    import {module}\n" for module in imports)
    text = f"{lines}    data = {expression}\n    return found(data) or len(data) > 0\n"
    return Program(id=name, row=row, text="def attack():\n" + text)


def attempts(name: str, row: int, *acts: str) -> Program:
    """Return a program that gets through when one of several expressions is not refused."""
    lines = "".join(f"        ({act!r}, lambda: {act}),\n" for act in acts)
    return Program(id=name, row=row, text=f"def attack():\n    return any_of([\n{lines}    ])\n")


def uses(name: str, row: int, body: str, *ends: str) -> Program:
    """Return a program that takes more than it may; its answer is never right."""
    lines = "\n".join("    " + line for line in body.split("\n"))
    text = f"def f(x, k):\n    if k % 2:\n        return -1.0\n{lines}\n    return -1.0\n"
    return Program(id=name, row=row, text=text, ends=ends)
