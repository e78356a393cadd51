"""Recognises a function that is still the hand-out's stub.

Hand-outs leave blanks in four ways: ``x = None`` (or ``... + None``), ``x = ...``, a marked block
with nothing between its marks, and ``pass``. The signs are found in the function's source; they
count only when a call then fails in the way that such a blank makes it fail, so that a function
that was filled in and merely mentions None is never taken for a stub.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

# What NumPy says of a blank that it took for a number, where an array is asked.
_NO_AXES = ("does not have enough dimensions (has 0,", "out of bounds for array of dimension 0")
_BLOCK_BEGINS = re.compile(r"#.*\b(?:START|BEGIN)S?\b", re.IGNORECASE)
_BLOCK_ENDS = re.compile(r"#.*\bENDS?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stub:
    """Signs of a stub in one function's source.

    Attributes:
        blanks: None or ``...`` stands where a value belongs.
        empty_block: a marked block holds no code, or a line is just ``...``.
        idle: nothing in the body computes anything.
        assigned: names that the function binds.
    """

    blanks: bool = False
    empty_block: bool = False
    idle: bool = False
    assigned: frozenset[str] = frozenset()


NO_STUB = Stub()


def inspect(function: ast.FunctionDef, text: str) -> Stub:
    """Find the signs in a function whose cell has the source `text`."""
    inside = list(ast.walk(function))
    lines = text.split("\n")[function.lineno - 1 : function.end_lineno]
    return Stub(
        blanks=any(_is_blanked(node) for node in inside),
        empty_block=_has_empty_block(lines) or any(_is_just_dots(node) for node in inside),
        idle=not any(isinstance(node, ast.BinOp | ast.AugAssign | ast.Call) for node in inside),
        assigned=frozenset(
            node.id for node in inside if isinstance(node, ast.Name) and _stores(node)
        ),
    )


def open_names(function: ast.FunctionDef) -> list[str]:
    """Return the names that a function still assigns a blank to, in the order of its lines."""
    nodes = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    targets = [target for node in nodes if _is_blank(node.value) for target in node.targets]
    named = [target for target in targets if isinstance(target, ast.Name)]
    named.sort(key=lambda target: (target.lineno, target.col_offset))
    return list(dict.fromkeys(target.id for target in named))


def left_blank(stub: Stub, value: Any) -> bool:
    """Whether a call that returned `value` shows that nothing was filled in."""
    if value is None:
        return stub.idle or stub.blanks or stub.empty_block
    if value is ...:
        return True
    if type(value) is dict and value:
        return all(item is None or item is ... for item in value.values())
    if type(value) in (tuple, list) and value:
        return all(item is ... or (item is None and stub.blanks) for item in value)
    return False


def raised_by_blank(stub: Stub, error: BaseException) -> bool:
    """Whether a call that raised `error` failed because of a blank."""
    if isinstance(error, NotImplementedError):
        return True
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        return stub.empty_block and getattr(error, "name", None) not in stub.assigned
    if isinstance(error, TypeError | AttributeError):
        text = str(error).lower()
        return stub.blanks and ("nonetype" in text or "ellipsis" in text)
    if isinstance(error, ValueError):
        return stub.blanks and any(sign in str(error) for sign in _NO_AXES)
    return False


def _stores(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _is_blank(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and (node.value is None or node.value is ...)


def _is_blanked(node: ast.AST) -> bool:
    """Whether a blank is assigned or computed with; as an argument None is an ordinary value."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.Return):
        return _is_blank(node.value)
    return isinstance(node, ast.BinOp) and (_is_blank(node.left) or _is_blank(node.right))


def _is_just_dots(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and _is_blank(node.value)


def _has_empty_block(lines: list[str]) -> bool:
    open_and_empty = False
    for line in lines:
        code = line.strip()
        if _BLOCK_BEGINS.search(code):
            open_and_empty = True
        elif open_and_empty and _BLOCK_ENDS.search(code):
            return True
        elif code and not code.startswith("#"):
            open_and_empty = False
    return False
