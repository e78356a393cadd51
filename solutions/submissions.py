"""A misconception or a reformulation as a submission: one text that needs nothing of this folder.

So the catalogue can go through the whole of grading, as if a student had handed it in.
"""

import ast
import inspect
import sys

__all__ = ["as_submission"]

OURS = ("misconceptions", "reformulations")


def as_submission(version, name):
    """Return the source text of a module that defines one version of a graded function.

    Args:
        version: a Misconception or Reformulation.
        name: what the graded function is called.
    """
    module = inspect.getmodule(version.function)
    statements = [*_statements(module, version.function.__name__)]
    return "\n\n".join([*statements, f"{name} = {version.function.__name__}"]) + "\n"


def _statements(module, wanted):
    """Yield the statements of a module and of what it imports from here, as far as they count.

    Of the versions that stand in it (they are what is decorated) only the wanted one counts.
    """
    source = inspect.getsource(module)
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] in OURS:
            if not node.module.endswith(".model"):
                yield from _statements(sys.modules[node.module], wanted)
        elif not getattr(node, "decorator_list", []) or node.name == wanted:
            # A decorated function begins at its `def`: the decorator stays behind.
            yield "\n".join(lines[node.lineno - 1 : node.end_lineno])
