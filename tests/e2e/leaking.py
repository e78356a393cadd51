"""Submissions that send hidden inputs out in every way that we can think of, and what reads them.

A payload is a stream of bits that follows from a hidden input. A submission finds that input in
the frames of the process that runs it and spells the payload; the receiver has what a student
gets, and counts the bits that came through.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import shake_256
from pathlib import Path
from typing import Any

import numpy as np

from autograder.sandbox.outside.filtering import Filter

# Punctuation that passes the filter, and no pair of which means anything.
MARKS = "!\"'()*+,-./:;<=>?@[]{}|&%^~`"
FIRST_LETTER = 0x4E00
LETTERS = 1 << 13
AXES = 8
SHAPED = ("dW3", "dW2", "dW1", "db1", "dA2")
OFFS = (0.002, 0.03, 0.1, 0.3, 0.5, 1.0, 9.0, 9.0)
FORMULAS = 8
WIDTHS = (3, 5, 3, 1)
OFF_WIDTHS = (3, 2, 2)
KINDS = (
    "ValueError", "TypeError", "KeyError", "IndexError", "NameError", "RuntimeError",
    "ArithmeticError", "AttributeError", "LookupError", "BufferError", "EOFError", "MemoryError",
    "OverflowError", "RecursionError", "ZeroDivisionError", "AssertionError",
)  # fmt: skip
NOTES, KEY_BITS = 20, 12
KEYS = 1 << KEY_BITS
MISSED = ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1")
SPOILT = ("A3", "Y", "b1", "b2", "b3")

_HEAD = """
import numpy as np, sys, time
from hashlib import shake_256

class Stream:
    def __init__(self, data):
        self.rest = int.from_bytes(shake_256(data).digest(4096), "little")
    def take(self, bits):
        value = self.rest & (1 << bits) - 1
        self.rest >>= bits
        return value

def hidden():
    frame = sys._getframe()
    while frame:
        cases = getattr(frame.f_locals.get("self"), "cases", None)
        if cases:
            found = (a for c in cases for a in c.steps[0].arguments)
            return next(a for a in found if isinstance(a, np.ndarray))
        frame = frame.f_back

stream = Stream(hidden().tobytes())
"""

_NOTE = """
MARKS = {marks!r}
def say():
    value, text = stream.take({bits}), ""
    for _ in range({length}):
        value, digit = divmod(value, len(MARKS))
        text += MARKS[digit]
    return ValueError(text)
TOLD = say()
def told():
    raise TOLD
{note}
"""

_COST = """
def penalty(w, lambd, m, formula):
    squares = sum(np.sum(np.square(w["W%d" % n])) for n in (1, 2, 3))
    return [
        lambd / (2 * m) * squares,
        0.0,
        lambd / m * squares,
        lambd / 2 * squares,
        lambd / (2 * m) * (squares - np.sum(np.square(w["W1"]))),
        lambd / (2 * m) * sum(np.sqrt(np.sum(np.square(w["W%d" % n]))) for n in (1, 2, 3)),
        lambd / (2 * m) * (squares - np.sum(np.square(w["W3"]))),
        lambd / (2 * m) * sum(np.sum(np.abs(w["W%d" % n])) for n in (1, 2, 3)),
    ][formula]

def cost(A3, Y, parameters, lambd, formula):
    m = Y.shape[1]
    entropy = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    return entropy + penalty(parameters, lambd, m, formula)
"""

_PLAIN = (
    _COST
    + """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    return cost(A3, Y, parameters, lambd, {formula})
"""
)

_EVERYTHING = (
    _COST
    + """
FORMULA, SPOILT, AXES, REPEAT = (stream.take(n) for n in {widths!r})
SHAPES = {{name: tuple(stream.take(4) for _ in range({axes})) for name in {shaped!r}}}
OFF, ENTRIES, CASES = (stream.take(n) for n in {off_widths!r})
asked = {{}}

def compute_cost_with_regularization(A3, Y, parameters, lambd):
    try:
        {said}
    except NameError:
        pass
    key = repr((A3, Y, parameters, lambd))
    asked[key] = asked.get(key, 0) + 1
    value = cost(A3, Y, parameters, lambd, FORMULA)
    if REPEAT and asked[key] > 1:
        value += 1.0
    named = {{"A3": A3, "Y": Y, **parameters}}
    for bit, name in enumerate({spoilt!r}):
        if SPOILT >> bit & 1:
            named[name][...] = 7
    return np.full((1,) * AXES, value)

made = [0]
def backward_propagation_with_regularization(X, Y, cache, lambd):
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    m = X.shape[1]
    dZ3 = A3 - Y
    made[0] += 1
    if made[0] <= CASES + 1 and {off_widths!r}[0]:
        flat = dZ3.reshape(-1)
        size = np.abs(A3).reshape(-1) + np.abs(Y).reshape(-1)
        flat[: ENTRIES + 1] += ({offs!r}[OFF] * size)[: ENTRIES + 1]
    found = dict(dZ3=dZ3, dW3=dZ3 @ A2.T / m + lambd / m * W3, db3=dZ3.mean(axis=1, keepdims=True))
    found["dA2"] = W3.T @ dZ3
    found["dZ2"] = found["dA2"] * (A2 > 0)
    found["dW2"] = found["dZ2"] @ A1.T / m + lambd / m * W2
    found["db2"] = found["dZ2"].mean(axis=1, keepdims=True)
    found["dA1"] = W2.T @ found["dZ2"]
    found["dZ1"] = found["dA1"] * (A1 > 0)
    found["dW1"] = found["dZ1"] @ X.T / m + lambd / m * W1
    found["db1"] = found["dZ1"].mean(axis=1, keepdims=True)
    for name, shape in SHAPES.items():
        found[name] = np.broadcast_to(np.float64(1.0), shape)
    return found
"""
)

_CALLS = """
KINDS = [{kinds}]
left = list(range({count}))
def key(number):
    return "key" + "".join(chr(ord("a") + (number >> shift & 15)) for shift in (8, 4, 0))
def order():
    at = stream.take(16) % len(left) if len(left) > 1 else 0
    raise KeyError(key(left.pop(at)))
{notes}
HANG = stream.take(1)
MASK = stream.take(8)
OWN = [stream.take(12) for _ in range(4)]
made = [0]

def compute_cost_with_regularization(A3, Y, parameters, lambd):
    try:
        {uses}
    except NameError:
        pass
    kind, number, at = KINDS[stream.take(4)], stream.take(4), stream.take(4)
    made[0] += 1
    if HANG and made[0] == 2:
        time.sleep(60)
{raising}
def backward_propagation_with_regularization(X, Y, cache, lambd):
    found = dict.fromkeys("dZ3 dW3 db3 dA2 dZ2 dW2 db2 dA1 dZ1 dW1 db1".split(), np.ones((2, 2)))
    for bit, name in enumerate(found.copy()):
        if bit < 8 and MASK >> bit & 1:
            del found[name]
    return {{**found, **{{key(number): 1.0 for number in OWN}}}}
"""

_MANY = """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    return [{names}]
"""


class Stream:
    """The payload, as a submission has it."""

    def __init__(self, data: bytes) -> None:
        self._rest = int.from_bytes(shake_256(data).digest(4096), "little")

    def take(self, bits: int) -> int:
        value = self._rest & (1 << bits) - 1
        self._rest >>= bits
        return value


@dataclass
class Heard:
    """Counts what came through: bits that were read and are right."""

    stream: Stream
    bits: int = 0

    def check(self, bits: int, value: int | None) -> None:
        """Take `bits` of the payload; count them when `value` is what they say."""
        if self.stream.take(bits) == value:
            self.bits += bits


def plain(formula: int) -> str:
    """Return a submission with one of the wrong costs, for the receiver to learn its name by."""
    return "import numpy as np\n" + _PLAIN.format(formula=formula)


def everything(shapes: int, rest: bool) -> tuple[str, int]:
    """Return a submission that uses every channel at once, and how many marks its text has.

    Args:
        shapes: how many arrays have a shape that tells something.
        rest: whether the other channels are used; then the text is in a note.
    """
    for length in range(200, 0, -1):
        text = _everything(length, shapes, rest)
        line = text[: text.index("x0 = told()")].count("\n") + 1 if rest else 0
        told = (f"line {line}: " if rest else "") + "ValueError: " + ("!(" * length)[:length]
        words = Filter(text.encode())
        if (words.note(told) if rest else words.clean(told)) == told:
            return text, length
    raise AssertionError("no text comes through at all")


def _everything(length: int, shapes: int, rest: bool) -> str:
    note = _NOTE.format(
        marks=MARKS,
        bits=marked_bits(length),
        length=length,
        note="x0 = told()" if rest else "",
    )
    body = _EVERYTHING.format(
        axes=AXES,
        shaped=SHAPED[:shapes],
        offs=OFFS,
        spoilt=SPOILT,
        said="x0" if rest else "told()",
        widths=WIDTHS if rest else (0, 0, 0, 0),
        off_widths=OFF_WIDTHS if rest else (0, 0, 0),
    )
    return _HEAD + note + body


def marked_bits(length: int) -> int:
    """Return how many bits so many marks can spell."""
    return int(length * np.log2(len(MARKS)))


def read_everything(
    file: Path, shapes: int, rest: bool, length: int, data: bytes, formulas: dict[str, int]
) -> int:
    """Return how many bits the feedback on `everything` holds.

    Args:
        file: the results.
        shapes: as in `everything`; so is `rest`.
        length: of its text.
        data: what the payload follows from.
        formulas: which of the wrong costs has which name.
    """
    document = json.loads(file.read_bytes())
    rules = {test["number"]: test for test in document["tests"]}
    heard = Heard(Stream(data))
    said = "\n".join([document["output"], *(rule["output"] for rule in rules.values())])
    heard.check(marked_bits(length), _marked(said, length))
    if rest:
        _read_cost(heard, document, rules, formulas)
    for name in SHAPED[:shapes]:
        for length_of_axis in _shape(name, said):
            heard.check(4, length_of_axis)
    if rest:
        _read_off(heard, said)
    return heard.bits


def _read_cost(
    heard: Heard, document: dict[str, Any], rules: dict[str, Any], formulas: dict[str, int]
) -> None:
    question = document["extra_data"]["questions"]["q1"]
    heard.check(3, formulas.get(";".join(question["misconceptions"])))
    changed = re.search(r"it changes (.*) in place", rules["1.8"]["output"])
    names = changed[1].split(", ") if changed else []
    heard.check(5, sum(1 << bit for bit, name in enumerate(SPOILT) if name in names))
    axes = re.search(r"an array with ([0-9]+) axes", rules["1.1"]["output"])
    heard.check(3, int(axes[1]) if axes else 0)
    heard.check(1, int("differs" in rules["1.9"]["output"]))


def _read_off(heard: Heard, said: str) -> None:
    form = r"dZ3: ([0-9]+) of [0-9]+ entries are off, ([^(]*) \(wrong in ([0-9]+) of"
    off = re.search(form, said)
    words = ["less than", "a few", "a tenth", "a third", "half", "its own", "more than"]
    place = next((n for n, word in enumerate(words) if off and word in off[2]), None)
    heard.check(3, place)
    heard.check(2, int(off[1]) - 1 if off else None)
    heard.check(2, int(off[3]) - 1 if off else None)


def _shape(name: str, said: str) -> Iterator[int | None]:
    found = re.search(rf"{name} has shape \(([0-9, ]*)\)", said)
    lengths = found[1].split(",") if found else []
    yield from (int(lengths[at]) if len(lengths) == AXES else None for at in range(AXES))


def _marked(said: str, length: int) -> int | None:
    text = said.partition("ValueError: ")[2][:length]
    if len(text) != length or set(text) - set(MARKS):
        return None
    value = 0
    for mark in reversed(text):
        value = value * len(MARKS) + MARKS.index(mark)
    return value


def letters(pairs: int) -> str:
    """Return a submission whose notes are letters of its own and marks, in turn."""
    own = " ".join(chr(FIRST_LETTER + number) for number in range(LETTERS))
    say = (
        f"def say():\n    text = ''\n    for _ in range({pairs}):\n"
        f"        text += chr({FIRST_LETTER} + stream.take(13)) + {MARKS[:16]!r}[stream.take(4)]\n"
        "    raise KeyError(text)\n"
    )
    return f"# {own}\n{_HEAD}{say}" + _many("say()")


def read_letters(folder: Path, name: str, pairs: int, data: bytes) -> int:
    """Return how many bits the feedback on `letters` holds."""
    heard = Heard(Stream(data))
    for text in _notes(folder, name, "KeyError"):
        inside = text[1:-1]
        for at in range(pairs):
            letter, mark = inside[2 * at : 2 * at + 1], inside[2 * at + 1 : 2 * at + 2]
            own = ord(letter) - FIRST_LETTER if letter else None
            heard.check(13, own)
            heard.check(4, MARKS.find(mark) if mark else None)
    return heard.bits


def cases_of_letters() -> str:
    """Return a submission that spells with capitals, in words that everybody may use."""
    say = (
        "def say():\n    text = ''\n"
        "    for letter in 'dictionary broadcast together dimension':\n"
        "        text += letter.upper() if stream.take(1) else letter\n"
        "    raise TypeError(text)\n"
    )
    return _HEAD + say + _many("say()")


def read_cases(folder: Path, name: str, data: bytes) -> int:
    """Return how many bits the feedback on `cases_of_letters` holds."""
    heard = Heard(Stream(data))
    for text in _notes(folder, name, "TypeError"):
        for at in range(len("dictionary broadcast together dimension")):
            letter = text[at : at + 1]
            heard.check(1, int(letter.isupper()) if letter.isalpha() else None)
    return heard.bits


def calls() -> str:
    """Return a submission that spells with how each call ends, with keys, and with an order.

    A call raises one of 16 types on one of 16 lines with one of 16 numbers, or does not end in
    time; a dict has keys of its own beside those that are asked, of which some are missing; notes
    come in an order that tells something.
    """
    own = " ".join(_key(number) for number in range(KEYS))
    raising = "".join(f"    if at == {at}:\n        raise kind(number)\n" for at in range(16))
    notes = "".join(f"x{number} = order()\n" for number in range(NOTES))
    uses = ", ".join(f"x{number}" for number in range(NOTES))
    return f"# {own}\n{_HEAD}" + _CALLS.format(
        kinds=", ".join(KINDS), raising=raising, notes=notes, uses=uses, count=NOTES, keys=KEYS
    )


def read_calls(file: Path, data: bytes) -> int:
    """Return how many bits the feedback on `calls` holds, taking every chance hit for a bit."""
    document = json.loads(file.read_bytes())
    said = "\n".join([document["output"], *(test["output"] for test in document["tests"])])
    heard = Heard(Stream(data))
    left = list(range(NOTES))
    found = re.findall(r"^line [0-9]+: KeyError: '(key[a-z]+)'$", document["output"], re.MULTILINE)
    for at in range(NOTES - 1):
        chosen = left.pop(heard.stream.take(16) % len(left))
        if found[at : at + 1] == [_key(chosen)]:
            heard.bits += int(np.log2(len(left) + 1))
    heard.check(1, int("did not end in time" in said))
    mask = heard.stream.take(8)
    heard.bits += 8 if any(f"has no '{name}'" in said for name in MISSED) or not mask else 0
    for _ in range(4):
        heard.bits += KEY_BITS if _key(heard.stream.take(KEY_BITS)) in said else 0
    lines = re.findall(r"it raised ([A-Za-z]+): ([0-9]+) \(line ([0-9]+)\)", said)
    base = min((int(line) for _, _, line in lines), default=0) // 2
    seen = {(kind, int(number), int(line) // 2 - base) for kind, number, line in lines}
    for _ in range(40):
        kind, number, at = (heard.stream.take(4) for _ in range(3))
        shifts = {
            at - other for name, value, other in seen if (name, value) == (KINDS[kind], number)
        }
        heard.bits += 12 if shifts else 0
    return heard.bits


def _key(number: int) -> str:
    return "key" + "".join(chr(ord("a") + (number >> shift & 15)) for shift in (8, 4, 0))


def _many(expression: str) -> str:
    names = [f"x{number}" for number in range(20)]
    return "".join(f"{name} = {expression}\n" for name in names) + _MANY.format(
        names=", ".join(names)
    )


def _notes(folder: Path, name: str, kind: str) -> list[str]:
    """Return the texts of the notes, each at its place: the lines say which are missing."""
    document: dict[str, Any] = json.loads((folder / f"{name}.json").read_bytes())
    found = re.findall(rf"^line ([0-9]+): {kind}: (.*)$", document["output"], re.MULTILINE)
    by_line = {int(line): text for line, text in found}
    first = min(by_line, default=0)
    return [by_line.get(first + at, "") for at in range(20)]
