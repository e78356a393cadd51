"""The graded functions without their solutions.

Solutions are marked as otter-grader marks them: a line that ends in ``# SOLUTION`` keeps what it
assigns and loses its value, and the lines between ``# BEGIN SOLUTION`` and ``# END SOLUTION``
become one ``...``.
"""

from __future__ import annotations

import ast
from functools import lru_cache

from autograder import author_file
from autograder.errors import DescriptionError
from autograder.solution_marks import BEGIN, END, LINE


@lru_cache(maxsize=8)  # several batches are often planned with the same source
def stub(source: str) -> str:
    """Return `source` with every marked solution replaced by ``...``.

    Of an author's file, that is the part that students receive.

    Raises:
        DescriptionError: a block is not closed, closed twice, or there is no mark at all; or what
            is left is not Python.
    """
    if author_file.is_one(source):
        source = author_file.students_part(source)
    lines: list[str] = []
    inside = False
    marks = 0
    for line in source.splitlines():
        begin = BEGIN.match(line)
        marked = LINE.match(line)
        if begin or END.match(line):
            if bool(begin) == inside:
                raise DescriptionError("BEGIN SOLUTION and END SOLUTION must come in pairs")
            inside = bool(begin)
            marks += 1
            if begin:
                lines.append(f"{begin['indent']}...")
        elif not inside and marked:
            marks += 1
            lines.append(marked["indent"] + _blanked(marked["code"]))
        elif not inside:
            lines.append(line)
    if inside or not marks:
        raise DescriptionError("the source has no solution marks, or a block that is not closed")
    return _checked("\n".join(lines) + "\n")


def _blanked(code: str) -> str:
    """Return a statement with its value replaced; one that assigns nothing is all replaced."""
    try:
        (statement,) = ast.parse(code).body
    except (SyntaxError, ValueError):
        return "..."
    match statement:
        case ast.Assign(targets=[*_, target]):
            end = target.end_col_offset
        case ast.AnnAssign(annotation=annotation):
            end = annotation.end_col_offset
        case _:
            return "..."
    return code.encode()[:end].decode() + " = ..."


def _checked(source: str) -> str:
    try:
        ast.parse(source)
    except SyntaxError as error:
        raise DescriptionError(
            f"without its solutions the source is not Python (line {error.lineno} of the stub): "
            "mark each line of a statement"
        ) from error
    return source
