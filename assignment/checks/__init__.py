"""Checks of your own two functions: `python -m checks`, `pytest`, or `in_notebook` in a notebook.

They compare what your functions return with what the vectors in `data/` expect, and say which rule
does not hold yet, how far off you are, and, where a known mistake explains it, what to look at.
"""

from pathlib import Path

__all__ = ["in_notebook"]


def in_notebook(question, env):
    """Check one question on the spot; say nothing when it passes.

    Args:
        question: its id, such as "q1".
        env: the notebook's names: `globals()`, or what Otter calls `env`.

    Raises:
        AssertionError: it does not pass yet; says why.
    """
    from autograder.check import notebook  # not before it is needed: it loads NumPy and h5py

    notebook.check(Path(__file__).parent, question, env)
