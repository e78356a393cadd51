"""The builder that an author's file is: its cases become vectors like any other.

It has the names that builders define (`build`): the engine computes expected values with the right
version, S, and what each mistake answers.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.authoring import declared, reading, versions
from autograder.authoring.names import is_taken
from autograder.authoring.vectors.exposed import annotated
from autograder.authoring.vectors.given import Arguments, fresh
from autograder.errors import DescriptionError
from autograder.files import read
from autograder.results import Level
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.answers import Form, described, raising
from autograder.vectors.coherence import NAME
from autograder.vectors.model import Vector

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from autograder.authoring.declared import Call, Case
    from autograder.description import Assignment
    from autograder.vectors.answers import Numbers
    from autograder.vectors.model import Input, Returns


class OneFile:
    """An author's file as a builder.

    Args:
        assignment: that the file describes.
        module: the file, imported.

    Raises:
        DescriptionError: a case, a mistake or a graded function is not one that can be used.
    """

    def __init__(self, assignment: Assignment, module: ModuleType) -> None:
        self.GENERATOR = f"{assignment.source.name} 1"
        self._assignment = assignment
        self._source = read(assignment.source).decode()
        self._cases = declared.cases_in(module)
        self._mistakes = declared.mistakes_in(module)
        self._scales = declared.scales_in(module)
        self._ids = {
            getattr(module, question.function): question.id for question in assignment.questions
        }
        nodes = {
            node.name: node
            for node in ast.parse(self._source).body
            if isinstance(node, ast.FunctionDef)
        }
        self._names = {name: reading.names_of(node) for name, node in nodes.items()}
        self._known = _known(assignment, module)
        _require_own_name(assignment.source)
        _check(self._source, self._cases, self._mistakes, self._ids)

    def design(self, which: str, seed: int) -> list[Vector]:
        """Return the vectors of one set, without fingerprints."""
        return [
            vector for case in self._cases for vector in [self._vector(case, which, seed)] if vector
        ]

    def annotate(self, vectors: Sequence[Vector]) -> list[Vector]:
        """Return the vectors with what the mistakes answer."""
        if not vectors:
            return []
        with Runner(self._assignment, vectors, Level.OPEN) as runner:
            found = {
                mistake.id: runner.run(program, "mistake.py")
                for mistake, program in self.mistakes()
            }
        done: list[Vector] = []
        for question in self._assignment.questions:
            own = [vector for vector in vectors if vector.question == question.id]
            ids = [each.id for each in self._mistakes if self._ids[each.of] == question.id]
            done += annotated(own, {name: found[name] for name in ids})
        return done

    def hints(self) -> dict[str, dict[str, str]]:
        """Return the words for each mistake, by its id."""
        return {
            each.id: {"question": self._ids[each.of], "title": each.title, "hint": each.hint}
            for each in self._mistakes
        }

    def question_of(self, mistake: declared.Mistake) -> str:
        """Return the id of the question that a mistake belongs to."""
        return self._ids[mistake.of]

    def mistakes(self) -> Iterator[tuple[declared.Mistake, bytes]]:
        """Yield each mistake with a program that makes it."""
        for each in self._mistakes:
            graded, wrong = each.of.__name__, each.function.__name__
            yield each, versions.of_mistake(self._source, graded, wrong)

    def _vector(self, case: Case, which: str, seed: int) -> Vector | None:
        """Return the vector of a case in one set; None where it is not in that set."""
        if which == "public" and case.public is False:
            return None
        where = f"the case {case.name} of {case.of.__name__}"
        try:
            inputs, keywords, asked = self._drawn(case, which, seed)
            if which == "public" and case.public is None and not self._differs(case, inputs, seed):
                return None
            return self._answered(case, inputs, keywords, asked)
        except DescriptionError as error:
            raise DescriptionError(f"{where}: {error}") from error

    def _drawn(
        self, case: Case, which: str, seed: int
    ) -> tuple[dict[str, Input], tuple[str, ...], Call]:
        key = int.from_bytes(hashlib.sha256(f"{which}/{case.name}".encode()).digest()[:8])
        asked = case.draw(np.random.default_rng([seed, key]))
        if not isinstance(asked, declared.Call):
            raise DescriptionError("it returns no call: return call(...) with the arguments")
        arguments = Arguments(case.of, self._names_of(case.of).unpacked, self._known)
        inputs, keywords = arguments.inputs(asked._args, asked._kwargs)
        return inputs, keywords, asked

    def _differs(self, case: Case, inputs: Mapping[str, Input], seed: int) -> bool:
        """Return whether a case draws something, so that public inputs tell no hidden ones."""
        other, _, _ = self._drawn(case, "another", seed)
        return repr(other) != repr(inputs)

    def _answered(
        self, case: Case, inputs: Mapping[str, Input], keywords: tuple[str, ...], asked: Call
    ) -> Vector:
        form, expected = self._expected(case, asked)
        return Vector(
            id=case.name,
            question=self._ids[case.of],
            comment=case.comment,
            flags=case.flags,
            inputs=inputs,
            returns=_plainly(form, expected),
            expected=expected,
            scale=self._scale(case, asked, expected),
            keywords=keywords,
            seed=case.seed,
        )

    def _expected(self, case: Case, asked: Call) -> tuple[Form, Mapping[str, Numbers]]:
        """Return what the right version returns, twice the same."""
        try:
            answer, again = (self._called(case.of, case.seed, asked) for _ in range(2))
        except Exception as error:
            form = raising(case.raises) if case.raises else None
            if form and form.text in (each.__name__ for each in type(error).__mro__):
                return form, {}
            kind = type(error).__name__
            raise DescriptionError(
                f"the right version raises {kind}: {error}; correct the case, or say "
                f"raises={kind} where that is right"
            ) from error
        if case.raises:
            raise DescriptionError(f"the right version does not raise {case.raises}: correct one")
        if not _is_same(answer, again):
            raise DescriptionError(
                "the right version answers differently each time: seed its random numbers with "
                "@case(..., seed=1), or give it a Generator(1)"
            )
        names = self._names_of(case.of)
        label = names.answer or "answer"
        return described(answer, label, names.of_items(answer), finite=case.finite)

    def _scale(self, case: Case, asked: Call, expected: Mapping[str, Numbers]) -> dict[str, Any]:
        """Return S of each entry: the author's, or else the largest entry of its array."""
        if case.of not in self._scales:
            return {name: _largest(array) for name, array in expected.items()}
        answer = self._called(self._scales[case.of], case.seed, asked)
        names = self._names_of(case.of)
        _, found = described(answer, names.answer or "answer", names.of_items(answer))
        if {name: each.shape for name, each in found.items()} != {
            name: each.shape for name, each in expected.items()
        }:
            raise DescriptionError("its scale has other parts than the answer: return the same")
        return {name: np.abs(array).astype(np.float64) for name, array in found.items()}

    def _names_of(self, function: Any) -> reading.Names:
        return self._names.get(function.__name__, reading.Names())

    def _called(self, function: Any, seed: int | None, asked: Call) -> Any:
        if seed is not None:
            np.random.seed(seed)
        args = [fresh(value) for value in asked._args]
        kwargs = {name: fresh(value) for name, value in asked._kwargs.items()}
        with np.errstate(all="ignore"):
            return function(*args, **kwargs)


def _plainly(form: Form, expected: Mapping[str, Numbers]) -> Returns | Form:
    """Return the word for a form of floats that has one."""
    if form.kind == "dict" and not form.keys:
        plain = Form(kind="dict", items=dict.fromkeys(expected, Form(kind="array")))
        return "dict" if form == plain else form
    return form.kind if form in (Form(kind="number"), Form(kind="array")) else form  # type: ignore[return-value]


def _is_same(one: Any, other: Any) -> bool:
    """Return whether two answers are the same, to the bit."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return bool(np.array_equal(one, other) or repr(one) == repr(other))


def _largest(array: Numbers) -> Any:
    size = np.abs(array).max(initial=0.0, where=np.isfinite(array))
    return np.full(array.shape, size or 1.0, np.float64)


def _known(assignment: Assignment, module: ModuleType) -> Any:
    """Return what tells the name under which students have a given value."""
    given = dict(vars(module))
    helpers = {path.stem for path in assignment.helpers}

    def known(value: Any) -> str:
        if getattr(value, "__module__", "") in helpers:
            return str(getattr(value, "__name__", ""))
        return next((name for name in assignment.given if given.get(name) is value), "")

    return known


def _require_own_name(path: Path) -> None:
    """Refuse a file that would be imported in the place of an installed module, or it of this."""
    if is_taken(path.stem):
        raise DescriptionError(
            f"{path.name} has the name of the module {path.stem}: rename it, and `author` in "
            "pyproject.toml"
        )


def _check(
    source: str, cases: Sequence[Case], mistakes: Sequence[declared.Mistake], ids: Mapping[Any, str]
) -> None:
    """Refuse what cannot work, is for a function that is not graded, or lacks its words."""
    graded = [function.__name__ for function in ids]
    for trouble in reading.troubles(ast.parse(source), graded):
        raise DescriptionError(trouble)
    for each in cases:
        if not NAME.fullmatch(each.name):
            raise DescriptionError(f"the case {each.name} needs a name of ASCII letters: rename it")
        if each.of not in ids:
            raise DescriptionError(_stranger("case", each.name, each.of, ids))
        if not each.comment:
            raise DescriptionError(f"the case {each.name} has no docstring: say why it is there")
    for mistake in mistakes:
        if mistake.of not in ids:
            raise DescriptionError(_stranger("mistake", mistake.id, mistake.of, ids))
        if not mistake.hint:
            raise DescriptionError(
                f"the mistake {mistake.function.__name__} lacks words: write a docstring that says "
                "what is wrong, and after an empty line a hint"
            )


def _stranger(what: str, name: str, of: Any, ids: Mapping[Any, str]) -> str:
    graded = ", ".join(each.__name__ for each in ids)
    return f"the {what} {name} is for {getattr(of, '__name__', of)}, which is not graded: {graded}"
