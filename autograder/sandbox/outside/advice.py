"""What to tell whoever meets an exception of Python or NumPy, beyond its own words.

It follows from texts that have passed the filter and from how the exercise calls its functions,
so it tells nothing more of what a submission chose. Only what is certain is said; what is likely
is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.sandbox.outside.cases import Call


_OPERANDS = r"operand type\(s\) for "
_NO_CALL = r"(?:function|builtin_function_or_method|method|numpy\._ArrayFunctionDispatcher)"
_PRODUCT = (
    "a matrix product needs as many columns on the left as rows on the right: is a `.T` missing, "
    "or one too many?"
)
_TABLE = {
    rf"ufunc 'bitwise_xor' not supported|{_OPERANDS}\^=?:": (
        "`^` is not a power in Python: use `**`"
    ),
    rf"ufunc 'bitwise_(?:and|or)' not supported|{_OPERANDS}[&|]=?:": (
        "`&` and `|` do not work on floats"
    ),
    r"'(?:int|float|numpy\.float64)' object is not callable": (
        "a number stands before a bracket: is a `*` missing?"
    ),
    rf"'{_NO_CALL}' object is not subscriptable": "a function is called with round brackets",
    rf"{_OPERANDS}.*'NoneType'": (
        "one of the two is None: is a blank not filled in, or a `return` missing?"
    ),
    rf"{_OPERANDS}.*'dict'": "a dict is no number: take one of its entries, by its key",
    rf"{_OPERANDS}.*'{_NO_CALL}'": (
        "one of the two is a function that was not called: are its brackets missing?"
    ),
    r"local variable '(\w+)' (?:where it is not|referenced before)": (
        r"`\1` has no value yet on that line"
    ),
    r"^ValueError: (?:matmul: .*mismatch in its core|shapes .* not aligned)": _PRODUCT,
    r"tuple indices must be integers or slices, not str": (
        "a tuple has no keys: its entries are counted from 0"
    ),
    r"only integers, slices .* are valid indices": (
        "the entries of an array have whole numbers, counted from 0"
    ),
    r"^RecursionError": "a function calls itself again and again",
    r"^ValueError: (?:assignment destination|output array) is read-only": (
        "this array must not be changed: compute into a new one"
    ),
}
_ADVICE = tuple((re.compile(pattern), said) for pattern, said in _TABLE.items())
_CAUSE = re.compile(r"\w+ (?:is not available to the grader|has no `).*")
_OF_SHAPES = re.compile(r"broadcast|not aligned|mismatch in its core")
_ASSIGNED = re.compile(r"(\w+) *[-+*/]?=(?!=)")
_FEWER = re.compile(r"TypeError: (\w+)\(\) missing ([0-9]+) required positional argument")
_MORE = re.compile(r"TypeError: (\w+)\(\) takes ([0-9]+) positional arguments? but")
_OTHER = re.compile(r"TypeError: (\w+)\(\) takes from ")


def is_cause(clue: str) -> bool:
    """Return whether a clue says why the exception was raised at all."""
    return bool(_CAUSE.fullmatch(clue))


def advice(text: str, line: str, call: Call) -> str:
    """Return what helps; empty where nothing is known.

    Args:
        text: the exception's type and message, filtered.
        line: the student's own line that raised it; empty when the call itself failed.
        call: in which it was raised.
    """
    if not line:
        return _signature(text, call)
    told = [found.expand(said) for each, said in _ADVICE if (found := each.search(text))][:1]
    found = _ASSIGNED.match(line) if _OF_SHAPES.search(text) else None
    if found and (wanted := call.shapes.get(found[1])):
        shape = ", ".join(map(str, wanted)) + ("," if len(wanted) == 1 else "")
        told.append(f"{found[1]} must be of shape ({shape})")
    return "; ".join(told)


def _signature(text: str, call: Call) -> str:
    """Say how a function is called that takes other arguments."""
    given = len(call.arguments)
    how = f"it is called with {given}: ({', '.join(call.arguments)})"
    if not given:
        return ""
    if (found := _FEWER.match(text)) and found[1] == call.function:
        return f"it takes {given + int(found[2])} arguments; {how}"
    if (found := _MORE.match(text)) and found[1] == call.function:
        plural = "" if found[2] == "1" else "s"
        return f"it takes {found[2]} argument{plural}; {how}"
    return how if (found := _OTHER.match(text)) and found[1] == call.function else ""
