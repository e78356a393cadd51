"""Statements of Python, compared however they are spaced, quoted or commented."""

from __future__ import annotations

import ast
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["squeezed", "statements", "texts"]


def squeezed(text: str) -> str:
    """Return `text` without white space, and with one kind of quotes."""
    return "".join(text.split()).replace('"', "'")


def statements(source: str) -> Iterator[str]:
    """Yield each simple statement of `source`, squeezed, and each value that one assigns.

    Docstrings and imports are left out: they tell nothing of how a thing is worked out. Of text
    that is no Python there are no statements.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
                yield squeezed(ast.unparse(node))
                yield squeezed(ast.unparse(value))
            case ast.AugAssign() | ast.AnnAssign() | ast.Expr() | ast.Assert():
                yield squeezed(ast.unparse(node))


def texts(name: str, content: bytes) -> Iterator[str]:
    """Yield the texts in a file: its own or, of JSON and notebooks, every text in it.

    Lines of a notebook's cell are one text.
    """
    try:
        whole = content.decode("utf-8")
    except UnicodeDecodeError:
        return
    if not name.endswith((".ipynb", ".json")):
        yield whole
        return
    try:
        yield from _strings(json.loads(whole))
    except ValueError:
        yield whole


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            if value and all(isinstance(item, str) for item in value):
                yield "".join(value)
            else:
                for item in value:
                    yield from _strings(item)
        case dict():
            for key, item in value.items():
                yield key
                yield from _strings(item)
