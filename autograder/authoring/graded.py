"""The functions that an exercise grades must be in its source, or nobody could do it."""

from __future__ import annotations

import ast
from difflib import get_close_matches
from pathlib import Path

from autograder.description import Assignment
from autograder.errors import DescriptionError
from autograder.files import read


def require_functions(assignment: Assignment) -> None:
    """Refuse a description that names a function that its source does not define.

    Raises:
        DescriptionError: there is one, or the source is not Python.
        UsageError: the source cannot be read.
    """
    defined = _defined(assignment.source)
    for question in assignment.judged:
        if question.function not in defined:
            raise DescriptionError(
                f"question {question.id} asks for {question.function}, which {assignment.source} "
                f"does not define: {_remedy(question.function, defined)}"
            )


def _remedy(function: str, defined: list[str]) -> str:
    name, _, method = function.partition(".")
    if method and name in defined:
        return f"grade the class {name}, and call {method} in the steps of a case"
    near = get_close_matches(function, defined, 1)
    return f"did you mean {near[0]}?" if near else f"it has {', '.join(defined)}"


def _defined(path: Path) -> list[str]:
    """Return the names that a module defines at its top, functions and classes first."""
    try:
        tree = ast.parse(read(path))
    except SyntaxError as error:
        raise DescriptionError(f"{path}, line {error.lineno}: {error.msg}") from error
    kinds = (ast.FunctionDef, ast.ClassDef)
    targets = (each for node in tree.body if isinstance(node, ast.Assign) for each in node.targets)
    assigned = [each.id for each in targets if isinstance(each, ast.Name)]
    return [node.name for node in tree.body if isinstance(node, kinds)] + assigned
