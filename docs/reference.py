"""Writes docs/reference.md from the code; run it after a change to either."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from autograder import authoring, description, exercise
from autograder.judge.call import Asked
from autograder.judge.view import Question

PAGE = Path(__file__).with_name("reference.md")

_HEAD = """# Reference for authors

`python docs/reference.py` writes this page from the code, and a test holds it to that.
[author.md](author.md) shows how these are used.

## The description

The keys of `exercise(...)` in an author's file, and of `[tool.autograder]` in `pyproject.toml`.
Paths are relative to the folder of `pyproject.toml`. In an author's file, every key has a default.
[late-policy.md](late-policy.md) has the keys of `late_policy`.

"""

_TABLES = (
    ("A question", "`question(...)`, or `[[tool.autograder.questions]]`.", exercise.Question),
    ("limits", "What a submission may use.", exercise.Limits),
    ("gradescope", "What Gradescope shows to whom.", description.Gradescope),
)

# What an author's file says without saying it; [tool.autograder] needs them.
_IN_ONE_FILE = {key: f"`{place}`" for key, place in description.PLACES.items()}
_IN_ONE_FILE |= dict.fromkeys(("source", "hidden_suite", "vector_builder"), "the author's file")
_IN_ONE_FILE |= {
    "id": "its name, or the question's place",
    "title": "its name, or the function's docstring",
    "files": "its name, as `.ipynb` and `.py`",
    "questions": "the functions",
    "function": "the function",
}

_WORDS: dict[Any, str] = {str: "text", Path: "path", int: "integer", float: "number", bool: "bool"}
_INNER = {"text": "texts", "path": "paths", "integer": "integers", "number": "numbers"}
_FROM_OUTSIDE = ("root", "public_sha256")  # no keys: the folder, and what a hand-out says of itself

_API = """## The author's file

`from autograder.authoring import {names}`

"""

_RULES = """## What a rule receives

A rule that is a function takes `answers`, a `Question`. Its methods raise `RuleFailedError` with
words for the student, and a rule may raise it too. Both are imported from `autograder`.

"""

_CALLS = """## One call

What `answers.all` and `answers.having(...)` consist of.

"""


def page() -> str:
    """Return the page, as the code has it now."""
    return "".join(_parts()).rstrip() + "\n"


def _parts() -> Iterator[str]:
    yield _HEAD
    yield _keys(description.Assignment)
    for title, sentence, kind in _TABLES:
        yield f"### {title}\n\n{sentence}\n\n{_keys(kind)}"
    yield _API.format(names=", ".join(authoring.__all__))
    yield from (_explained(name, getattr(authoring, name)) for name in authoring.__all__)
    yield _RULES
    yield from _members(Question)
    yield _CALLS
    yield from _members(Asked)


def _keys(kind: type[Any]) -> str:
    """Return a table of the fields of a dataclass."""
    said, types = _attributes(kind), get_type_hints(kind)
    cells = [
        (f"`{each.name}`", _type(types[each.name]), _default(each), said.get(each.name, ""))
        for each in fields(kind)
        if each.name not in _FROM_OUTSIDE
    ]
    rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join(["| key | value | default | meaning |", "|---|---|---|---|", *rows]) + "\n\n"


def _attributes(kind: type[Any]) -> dict[str, str]:
    """Return what the docstrings of a class and of its bases say of each attribute."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        text = inspect.cleandoc(each.__doc__ or "")
        section = re.search(r"^Attributes:\n((?:[ ].*\n?|\n)+)", text, re.MULTILINE)
        for name, words in re.findall(r"^ {4}(\w+): ((?:.+\n?(?: {8}.*\n?)*))", _of(section), re.M):
            found[name] = " ".join(words.split()).replace("|", "\\|")
    return found


def _of(section: re.Match[str] | None) -> str:
    return section[1] if section else ""


def _type(kind: Any) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return _type(inner[0])
    if origin is Literal:
        return " or ".join(f'`"{each}"`' for each in inner)
    if origin is tuple:
        word = _type(inner[0])
        return "list of " + _INNER.get(word, f"{word}s")
    if origin is dict:
        return "table of texts"
    if is_dataclass(kind):
        return "table"
    return _WORDS.get(kind, getattr(kind, "__name__", str(kind)))


def _default(each: Any) -> str:
    if each.default is MISSING and each.default_factory is MISSING:
        return _IN_ONE_FILE.get(each.name, "needed")
    value = each.default if each.default is not MISSING else each.default_factory()
    if value is None or value in ((), {}, "") or is_dataclass(value):
        return "none" if not is_dataclass(value) else "see below"
    return f"`{value}`"


def _members(kind: type[Any]) -> Iterator[str]:
    """Yield what is public of a class, in the order in which it stands."""
    for name, member in vars(kind).items():
        if name.startswith("_") or not inspect.getdoc(member):
            continue
        found = getattr(member, "func", getattr(member, "fget", member))
        if callable(found):
            yield _explained(name, found, is_call=found is member)


def _explained(name: str, function: Any, *, is_call: bool = True) -> str:
    """Return a heading with the call, and the docstring as Markdown."""
    call = re.sub(r"\(self(, )?", "(", f"{name}{_signature(function)}") if is_call else name
    return f"### `{call}`\n\n{_markdown(inspect.cleandoc(function.__doc__ or ''))}\n\n"


def _signature(function: Any) -> str:
    """Return the parameters with their defaults, without types."""
    signature = inspect.signature(function)
    bare = [each.replace(annotation=each.empty) for each in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=signature.empty))


def _markdown(text: str) -> str:
    """Return a docstring with its sections as lists."""
    lines: list[str] = []
    for line in re.sub(r"``(.+?)``", r"`\1`", text).splitlines():
        if re.fullmatch(r"(Args|Raises|Returns|Attributes):", line):
            lines.append({"Args:": "Arguments:"}.get(line, line))
            lines.append("")
        elif match := re.fullmatch(r" {4}(\w+): (.*)", line):
            lines.append(f"- `{match[1]}`: {match[2]}")
        else:
            lines.append(re.sub(r"^ {8}", "  ", line))
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
