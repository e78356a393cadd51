"""Stop the notebook with one clear sentence where an exercise is not done yet."""

import ast
import inspect
import textwrap

__all__ = ["NotYet", "needs"]


class NotYet(Exception):
    """A cell needs an exercise that is not done yet; Jupyter shows one sentence, no traceback."""

    def _render_traceback_(self):
        return [str(self)]


def needs(function, exercise):
    """Return if `function` is filled in.

    Args:
        function: a function that the student writes.
        exercise: its name in the notebook, such as "exercise 1".

    Raises:
        NotYet: the function still has a ``...`` in place of code.
    """
    if _open_places(function):
        raise NotYet(
            f"This cell needs {exercise}. Replace every ... in {function.__name__}, run that cell "
            "and the check below it, then come back and run this one."
        )


def _open_places(function):
    """Return whether a ``...`` is left as a statement or a value; in an index it has a meaning."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError, TypeError):  # no source is kept: let it run
        return False
    return any(
        isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return))
        and isinstance(node.value, ast.Constant)
        and node.value.value is ...
        for node in ast.walk(tree)
    )
