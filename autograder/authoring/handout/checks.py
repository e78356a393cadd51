"""The self-check of a hand-out: its public rules, and what runs them.

Of an exercise in one file, the public rules are its own that are sentences, as far as the public
vectors have the cases that they look at. Rules that are functions stay with the author.
"""

from __future__ import annotations

import importlib.resources
from collections.abc import Callable, Collection, Iterator, Mapping

from autograder import exercise
from autograder.authoring.vectors import build
from autograder.authoring.vectors.one_file import OneFile
from autograder.description import Assignment
from autograder.judge.marks import Declared
from autograder.judge.view import Question
from autograder.vectors import hdf5
from autograder.vectors.model import Vector

_RUNNERS = ("__init__.py", "__main__.py", "conftest.py")
_MADE = "test_rules.py"
_CHECKS: dict[Callable[[Question], None], str] = {
    Question.unchanged: "Question.unchanged",
    Question.repeatable: "Question.repeatable",
}
_HEAD = '''"""The rules that `python -m checks` holds your functions to."""

from autograder import Question, rule

'''


def runners() -> dict[str, bytes]:
    """Return the modules that run public rules, by their names in a hand-out."""
    texts = importlib.resources.files(__package__).joinpath("runners")
    return {
        f"{exercise.FOLDER}/{name}": texts.joinpath(f"{name}.txt").read_bytes() for name in _RUNNERS
    }


def rules(assignment: Assignment) -> dict[str, bytes]:
    """Return the public rules that are made, by their name; none where they are authored.

    Raises:
        DescriptionError: the author's file cannot be used.
        VectorFileError: the public vectors cannot be read.
    """
    if not assignment.is_one_file or assignment.public_suite is None:
        return {}
    builder = build.load(assignment).module
    assert isinstance(builder, OneFile)
    vectors = hdf5.read(assignment.public_vectors).vectors
    found = {name: made for name, made in builder.rules() if _is_public(made, builder, vectors)}
    valued = {builder.question_named(made.question) for made in found.values() if not made.form}
    if valued != {question.id for question in assignment.judged}:
        return {}  # a check that leaves a question out would say too little
    text = _HEAD + "".join(_written(name, made, builder) for name, made in found.items())
    return {f"{exercise.FOLDER}/{_MADE}": text.encode()}


def has_rules(assignment: Assignment, names: Collection[str]) -> bool:
    """Return whether a hand-out with files of these names has public rules."""
    rules = f"{exercise.FOLDER}/test_"
    return assignment.public_suite is not None and any(name.startswith(rules) for name in names)


def is_made(assignment: Assignment, name: str) -> bool:
    """Return whether a file of a hand-out is made here."""
    folder, _, last = name.rpartition("/")
    return folder == exercise.FOLDER and (
        last in _RUNNERS or (last == _MADE and assignment.is_one_file)
    )


def _is_public(made: Declared, builder: OneFile, vectors: Collection[Vector]) -> bool:
    """Return whether a rule can look at public vectors, and tells nothing by its code."""
    own = [each for each in vectors if each.question == builder.question_named(made.question)]
    looked = [each for each in own if {*made.on} <= {*each.flags}]
    return bool(looked) and (made.check is None or made.check in _CHECKS)


def _written(name: str, made: Declared, builder: OneFile) -> str:
    """Return the text of a rule."""
    arguments = [repr(builder.question_named(made.question)), "1", repr(made.sentence)]
    arguments += [f"{key}={value!r}" for key, value in _settings(made)]
    if made.check is not None:
        arguments.append(f"check={_CHECKS[made.check]}")
    inner = "".join(f"    {each},\n" for each in arguments)
    return f"{name} = rule(\n{inner})\n"


def _settings(made: Declared) -> Iterator[tuple[str, object]]:
    keys = ("on", "of", "rtol", "form", "step", "after")
    values: Mapping[str, object] = {key: getattr(made, key) for key in keys}
    yield from ((key, value) for key, value in values.items() if value)
