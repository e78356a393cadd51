"""Programs that hold a version of a graded function: a mistake of the author's, or a wrong form.

Each is the author's file with the version in the right one's place. A mistake may call the right
version by its name, so that one is kept under another.
"""

from __future__ import annotations

import ast
import re

_RIGHT = "autograder_right_version"

# Wrong in form alone; `right` is the right version, and CALLS how often it is first called.
_SPOILED = """
def spoiled(value):
    if isinstance(value, dict):
        for each in value.values():
            spoiled(each)
        value.clear()
    elif isinstance(value, (list, tuple)):
        for each in value:
            spoiled(each)
    elif hasattr(value, "flat") and value.size:
        value.flat[0] = 1 - value.flat[0] if value.dtype.kind != "b" else not value.flat[0]
"""
_FUNCTIONS = {
    "changes its inputs": _SPOILED
    + """
def version(*args, **kwargs):
    answer = right(*args, **kwargs)
    spoiled(args)
    spoiled(kwargs)
    return answer
""",
    "answers once and no more": """
calls = []

def version(*args, **kwargs):
    calls.append(1)
    return right(*args, **kwargs) if len(calls) <= CALLS else None
""",
    "returns more than is asked": """
import numpy as np

def version(*args, **kwargs):
    answer = right(*args, **kwargs)
    if isinstance(answer, dict):
        return answer | {"one_more": 0.0}
    return answer + (0.0,) if isinstance(answer, tuple) else np.array([answer])
""",
}
_CLASS = """
class version(right):
    calls = []

    def __init__(self, *args, **kwargs):
        version.calls.append(1)
        super().__init__(*args, **kwargs)

    def __getattribute__(self, name):
        found = super().__getattribute__(name)
        if name.startswith("_") or not callable(found):
            return found

        def method(*args, **kwargs):
            answer = found(*args, **kwargs)
            METHOD
            return answer

        return method
"""
_CLASSES = {
    "changes its inputs": _SPOILED + _CLASS.replace("METHOD", "spoiled((args, kwargs))"),
    "answers once and no more": _CLASS.replace(
        "METHOD", "answer = answer if len(version.calls) <= CALLS else None"
    ),
}


def of_mistake(source: str, graded: str, mistake: str) -> bytes:
    """Return a program in which `mistake` stands where the graded function did.

    Args:
        source: the author's file.
        graded: the name of the graded function or class.
        mistake: the name of the wrong version.
    """
    return _program(source, graded, f"{graded} = {mistake}").encode()


def of_wrong_forms(source: str, graded: str, calls: int) -> dict[str, bytes]:
    """Return programs whose values are right and whose form is wrong, by what they are.

    Args:
        source: the author's file.
        graded: the name of the graded function or class.
        calls: how many calls are made before any is made again.
    """
    is_class = any(
        isinstance(node, ast.ClassDef) and node.name == graded for node in ast.parse(source).body
    )
    return {
        what: _program(source, graded, _named(text, graded, calls)).encode()
        for what, text in (_CLASSES if is_class else _FUNCTIONS).items()
    }


def _named(text: str, graded: str, calls: int) -> str:
    """Return a form for one function or class, called so often before any call is made again."""
    named = {r"\bversion\b": graded, r"\bCALLS\b": str(calls), r"\bright\b": _RIGHT}
    for name, other in named.items():
        text = re.sub(name, other, text)
    return text


def _program(source: str, graded: str, version: str) -> str:
    tree = _Renamed(graded).visit(ast.parse(source))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.decorator_list = []
    return f"{ast.unparse(tree)}\n{version}\n"


class _Renamed(ast.NodeTransformer):
    """Gives the right version another name wherever it is named."""

    def __init__(self, graded: str) -> None:
        self._graded = graded

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(_RIGHT, node.ctx) if node.id == self._graded else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._defined(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._defined(node)

    def _defined(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        node.name = _RIGHT if node.name == self._graded else node.name
        return self.generic_visit(node)
