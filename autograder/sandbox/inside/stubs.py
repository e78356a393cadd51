"""Recognises a function that is still the hand-out's stub.

Hand-outs leave blanks in four ways: ``x = None`` (or ``... + None``), ``x = ...``, a marked block
with nothing between its marks, and ``pass``. The signs are found in the function's source; they
count only when a call then fails in the way that such a blank makes it fail, so that a function
that was filled in and merely mentions None is never taken for a stub.
"""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import Any

# What NumPy says of a blank that it took for a number, where an array is asked.
_NO_AXES = ("does not have enough dimensions (has 0,", "out of bounds for array of dimension 0")
_BLOCK_BEGINS = re.compile(r"#.*\b(?:START|BEGIN)S?\b", re.IGNORECASE)
_BLOCK_ENDS = re.compile(r"#.*\bENDS?\b", re.IGNORECASE)


class Stub:
    """Signs of a stub in one function's source, each looked for when it is first asked for.

    Most calls end in a way that raises no such question.

    Args:
        function: what is looked into; None where there is no source of it.
        text: of its cell.
    """

    def __init__(self, function: ast.FunctionDef | None = None, text: str = "") -> None:
        self._function = function
        self._text = text

    @cached_property
    def blanks(self) -> bool:
        """Whether None or ``...`` stands where a value belongs."""
        return any(_is_blanked(node) for node in self._inside)

    @cached_property
    def empty_block(self) -> bool:
        """Whether a marked block holds no code, or a line is just ``...``."""
        return _has_empty_block(self._lines) or any(_is_just_dots(node) for node in self._inside)

    @cached_property
    def idle(self) -> bool:
        """Whether nothing in the body computes anything."""
        working = (ast.BinOp, ast.AugAssign, ast.Call)
        return bool(self._inside) and not any(isinstance(node, working) for node in self._inside)

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Names that the function binds."""
        names = (node for node in self._inside if isinstance(node, ast.Name))
        return frozenset(node.id for node in names if _stores(node))

    @cached_property
    def _inside(self) -> list[ast.AST]:
        return list(ast.walk(self._function)) if self._function else []

    @property
    def _lines(self) -> list[str]:
        if self._function is None:
            return []
        return self._text.split("\n")[self._function.lineno - 1 : self._function.end_lineno]


NO_STUB = Stub()


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
