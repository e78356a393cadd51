"""What the notebook uses so that it can stop kindly where an exercise is still open."""

import ast
import inspect
import textwrap

__all__ = ["NotYet", "needs"]


class NotYet(Exception):
    """A cell needs an exercise that is not done; Jupyter shows the sentence and no traceback."""

    def _render_traceback_(self):
        return [str(self)]


def needs(function, exercise):
    """Go on when `function` is filled in.

    Args:
        function: one that the student writes.
        exercise: what the notebook calls it, such as "exercise 1".

    Raises:
        NotYet: it still has a ``...`` that stands for code.
    """
    if _open_places(function):
        raise NotYet(
            f"This cell needs {exercise}. Replace every ... in {function.__name__}, run that cell "
            "and the check below it, then come back and run this one."
        )


def _open_places(function):
    """Say whether a ``...`` is left, by itself or as a value; in an index it means something."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError, TypeError):  # written where no source is kept: let it run
        return False
    return any(
        isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return))
        and isinstance(node.value, ast.Constant)
        and node.value.value is ...
        for node in ast.walk(tree)
    )
