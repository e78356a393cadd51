"""Starts an exercise: a folder with an author's file that can be built and graded at once."""

from __future__ import annotations

import ast
import inspect
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograder import author_file
from autograder.authoring.names import is_taken
from autograder.errors import UsageError
from autograder.failures import explained
from autograder.files import read, replace
from autograder.solution_marks import marked_lines

_DESCRIPTION = '[tool.autograder]\nauthor = "{name}.py"\n'

_RIGHT = '''"""{title}."""

import numpy as np


def {function}(x):
    """Return the squares of numbers.

    Args:
        x: an array of any shape.

    Returns:
        An array of the same shape.
    """
    # BEGIN SOLUTION
    y = np.square(x)
    # END SOLUTION
    return y
'''

_DECLARED = '''

exercise({function}, title="{title}", points=10, seed={seed})


@case({function}, "plain", "repeat")
def an_example(random):
    """An ordinary case."""
    return call({arguments})


@mistake({function})
def {mistake}(*args, **kwargs):
    """{words}

    {hint}
    """
    answer = {function}(*args, **kwargs)
    return {wrong}


test_right = rule({function}, {points}, "The answer is right.")
{unchanged}test_twice = rule(
    {function}, 1, "The same inputs give the same answer.", check=Question.repeatable, form=True
)
'''

# Only what can be changed can be left alone.
_UNCHANGED = """test_inputs = rule(
    {function}, 1, "It leaves its inputs as they were.", check=Question.unchanged, form=True
)
"""

_IMPORTS = """from autograder import Question
from autograder.authoring import call, case, exercise, mistake, rule
"""

_ARRAY = "random.normal(size=(3, 4))"
_GUESSES = (
    (_ARRAY, _ARRAY),
    (_ARRAY, "0.5"),
    (_ARRAY, "2"),
    ("0.5", "0.5"),
    ("3", "2"),
    ("[3.0, 1.0, 2.0]", "[3.0, 1.0, 2.0]"),
    ("'some words'", "'some words'"),
)
_KEPT_SEED = 1


class _Wrong(NamedTuple):
    """A mistake to begin with: its name, its words, and its answer made of the right one."""

    name: str
    words: str
    answer: str


_ONE = ("one_too_much", "There is one too much.")
_OPPOSITE = ("the_opposite", "The answer is the opposite.")
_TWICE = _Wrong("twice_too_large", "The answer is twice too large.", "2 * answer")


def start(folder: Path, function: str, module: Path | None) -> list[Path]:
    """Write an exercise into a new folder; return its files.

    Args:
        folder: to make; one that is there must be empty.
        function: the name of the graded function.
        module: a module that has the right answer; None for one to replace.

    Raises:
        UsageError: the folder has something in it or cannot be written, a name is no name, or the
            module does not define the function.
    """
    name = re.sub(r"\W", "_", folder.resolve().name)
    _check(folder, name, function)
    text = _example(name, function) if module is None else _taken(function, module)
    files = {
        "pyproject.toml": _DESCRIPTION.format(name=name),
        f"{name}.py": text,
        ".gitignore": "__pycache__/\nout/\n",
    }
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for each, content in files.items():
        replace(folder / each, content.encode())
    return [folder / each for each in files]


def _check(folder: Path, name: str, function: str) -> None:
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise UsageError(f"{folder} has something in it: name a folder that is new or empty")
    if not function.isidentifier():
        raise UsageError(f"{function!r} is no name of a function: use letters, digits and _")
    if not name.isidentifier() or is_taken(name):
        raise UsageError(f"no module of yours can be called {name}: name the folder in another way")


def _example(name: str, function: str) -> str:
    title = name.replace("_", " ").capitalize()
    right = _RIGHT.format(title=title, function=function)
    return _whole(right, function, title, _ARRAY, _TWICE)


def _taken(function: str, module: Path) -> str:
    """Return an author's file around a function that a module has."""
    source = read(module).decode("utf-8", "replace")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"{module} is not Python ({error}): correct it") from error
    node = next((each for each in tree.body if getattr(each, "name", "") == function), None)
    if not isinstance(node, ast.FunctionDef):
        raise UsageError(f"{module} defines no function {function}: check the spelling")
    text = author_file.part(_marked(source, node), {function}, with_solutions=True)
    title = (ast.get_docstring(node) or function).split("\n")[0].rstrip(".").replace('"', "'")
    arguments, answer = _guessed(source, function, module)
    return _whole(text, function, title, arguments, _wrong(answer))


def _whole(right: str, function: str, title: str, arguments: str, wrong: _Wrong) -> str:
    """Return an author's file, given its first part."""
    body = ast.parse(right).body
    imports = [node.end_lineno or 0 for node in body if isinstance(node, ast.Import)]
    imports += [node.end_lineno or 0 for node in body if isinstance(node, ast.ImportFrom)]
    docstring = [body[0].end_lineno or 0] if isinstance(body[0], ast.Expr) else [0]
    lines = right.splitlines()
    place = max(imports or docstring)
    lines[place:place] = ["", *_IMPORTS.splitlines()]
    unchanged = _UNCHANGED.format(function=function) if set("([") & set(arguments) else ""
    declared = _DECLARED.format(
        function=function,
        title=title,
        seed=secrets.randbelow(1 << 31),
        arguments=arguments,
        points=8 if unchanged else 9,
        unchanged=unchanged,
        mistake=wrong.name,
        words=wrong.words,
        hint="Work out one entry by hand. How far off is yours?",
        wrong=wrong.answer,
    )
    return "\n".join(lines).strip() + "\n" + declared


def _marked(source: str, node: ast.FunctionDef) -> str:
    """Return a module in which a function's work is marked as the solution."""
    lines = source.splitlines()
    if marked_lines(source):
        return source
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    match body:
        case [*work, ast.Return(value=ast.Name())] if work:
            body = work
    if not body:
        return source
    first, last = body[0], body[-1]
    indent = " " * first.col_offset
    lines.insert(last.end_lineno or last.lineno, f"{indent}# END SOLUTION")
    lines.insert(first.lineno - 1, f"{indent}# BEGIN SOLUTION")
    return "\n".join(lines) + "\n"


def _guessed(source: str, function: str, module: Path) -> tuple[str, Any]:
    """Return arguments that a function takes, and what it answers; None where none were found."""
    work = _imported(source, module).get(function)
    guesses: list[str] = []
    if callable(work):
        needed = [
            each
            for each in inspect.signature(work).parameters.values()
            if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD
        ]
        for first, others in _GUESSES:
            guesses.append(", ".join([first, *[others] * (len(needed) - 1)][: len(needed)]))
            answer = _tried(work, guesses[-1])
            if answer is not None:
                return guesses[-1], answer
    return (guesses or [""])[0], None


def _imported(source: str, module: Path) -> Mapping[str, Any]:
    """Return the names that a module of the author's binds; none where it does not run."""
    names: dict[str, Any] = {"__name__": module.stem, "__file__": str(module)}
    before = list(sys.path)
    sys.path.insert(0, str(module.resolve().parent))
    try:
        exec(compile(source, module, "exec"), names)  # noqa: S102 - the author's own code
    except (Exception, SystemExit):  # a program that ends, or reads what it was to be given
        return {}
    finally:
        sys.path[:] = before
    return names


def _tried(work: Callable[..., Any], arguments: str) -> Any:
    """Return what a function answers; None where it does not take the arguments."""
    random = np.random.default_rng(_KEPT_SEED)
    try:
        with np.errstate(all="ignore"):
            return eval(f"work({arguments})", {"work": work, "random": random})  # noqa: S307
    except (Exception, SystemExit):
        return None


def _wrong(answer: Any) -> _Wrong:
    """Return a wrong version of an answer."""
    match answer:
        case dict():
            return _Wrong(*_TWICE[:2], "{name: 2 * part for name, part in answer.items()}")
        case tuple() if answer:
            return _Wrong(*_TWICE[:2], "(2 * answer[0], *answer[1:])")
        case list() if answer and isinstance(answer[-1], int | float):
            return _Wrong(*_ONE, "[*answer[:-1], answer[-1] + 1]")
        case str():
            return _Wrong(*_ONE, "answer + '!'")
        case bool() | np.bool_():
            return _Wrong(*_OPPOSITE, "not answer")
        case np.ndarray() if answer.dtype.kind == "b":
            return _Wrong(*_OPPOSITE, "~answer")
        case int() | float() | np.generic() | np.ndarray() if not np.any(answer):
            return _Wrong(*_ONE, "answer + 1")
    return _TWICE
