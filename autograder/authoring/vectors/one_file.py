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
from autograder.authoring.vectors.script import Made, Played, Script, name_of
from autograder.errors import DescriptionError
from autograder.files import read
from autograder.judge.marks import Declared, declared_by
from autograder.results import Level
from autograder.sandbox.outside.runner import Runner
from autograder.vectors.answers import Form, described, raising
from autograder.vectors.coherence import NAME
from autograder.vectors.model import Vector

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from autograder.authoring.declared import Case
    from autograder.description import Assignment
    from autograder.vectors.answers import Numbers
    from autograder.vectors.model import Returns


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
        self._rules = [(name, declared_by(value)) for name, value in vars(module).items()]
        self._ids = {
            getattr(module, question.function): question.id for question in assignment.judged
        }
        self._names = dict(reading.functions(ast.parse(self._source)))
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
        for question in self._assignment.judged:
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

    def rules(self) -> Iterator[tuple[str, Declared]]:
        """Yield each rule that is a sentence, with the name of its test."""
        yield from ((name, made) for name, made in self._rules if made is not None)

    def question_named(self, name: str) -> str:
        """Return the id of a question that is named by it, or by its function."""
        return next((found for each, found in self._ids.items() if each.__name__ == name), name)

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
        try:
            script = self._drawn(case, which, seed)
            vector = self._answered(case, script)
            if which == "public" and case.public is None:
                other = self._answered(case, self._drawn(case, "another", seed))
                return None if repr(other.inputs) == repr(vector.inputs) else vector
        except DescriptionError as error:
            where = f"the case {case.name} of {case.of.__name__}"
            raise DescriptionError(f"{where}: {error}") from error
        return vector

    def _drawn(self, case: Case, which: str, seed: int) -> Script:
        key = int.from_bytes(hashlib.sha256(f"{which}/{case.name}".encode()).digest()[:8])
        try:
            drawn = case.draw(np.random.default_rng([seed, key]))
        except Exception as error:
            kind = type(error).__name__
            raise DescriptionError(f"it raises {kind} itself: {error}; correct the case") from error
        return Script(drawn, self._names_of(case.draw).items.get("", ()))

    def _answered(self, case: Case, script: Script) -> Vector:
        played = script.play(case.of, case.seed)
        targets = [each.target for each in played.made]
        inputs, keywords = script.inputs(
            targets, lambda target: self._names_of(target).unpacked, self._known
        )
        _require_ending(case, script, played)
        form, expected = self._kind(case, script, played.made)
        _require_same(played, script.play(case.of, case.seed))
        return Vector(
            id=case.name,
            question=self._ids[case.of],
            comment=case.comment,
            flags=case.flags,
            inputs=inputs,
            returns=_plainly(form, expected),
            expected=expected,
            scale=self._scale(case, script, expected),
            keywords=keywords,
            seed=case.seed,
            tolerance=case.tolerance,
            steps=script.steps(played.made),
        )

    def _kind(
        self, case: Case, script: Script, made: Sequence[Made]
    ) -> tuple[Form, Mapping[str, Numbers]]:
        """Return what the answer is made of, and its numbers, by names from the texts."""
        if case.raises:
            return raising(case.raises), {}
        answer = script.answer(made)
        if script.is_single:
            names = self._names_of(case.of)
            items = names.of_items(answer)
            return described(answer, names.answer or "answer", items, finite=case.finite)
        steps = [
            (name, self._names_of(each.target).of_items(each.returned))
            for name, each in script.judged(made)
        ]
        return described(answer, "answer", steps, finite=case.finite)

    def _scale(self, case: Case, script: Script, expected: Mapping[str, Numbers]) -> dict[str, Any]:
        """Return S of each entry: the author's, or else the largest entry of its array."""
        if case.of not in self._scales or not expected:
            return {name: _largest(array) for name, array in expected.items()}
        played = script.play(self._scales[case.of], case.seed)
        if played.error is not None:
            raise DescriptionError(f"its scale raises {played.error!r}: correct it")
        _, found = self._kind(case, script, played.made)
        if {name: each.shape for name, each in found.items()} != {
            name: each.shape for name, each in expected.items()
        }:
            raise DescriptionError("its scale has other parts than the answer: return the same")
        return {name: np.abs(array).astype(np.float64) for name, array in found.items()}

    def _names_of(self, function: Any) -> reading.Names:
        return self._names.get(name_of(function), reading.Names())


def _require_ending(case: Case, script: Script, played: Played) -> None:
    """Require that the right version returns, or raises what the case says."""
    if played.error is None and case.raises:
        raise DescriptionError(f"the right version does not raise {case.raises}: correct one")
    if played.error is None:
        return
    kinds = [each.__name__ for each in type(played.error).__mro__]
    if case.raises not in kinds:
        raise DescriptionError(
            f"the right version raises {kinds[0]}: {played.error}; correct the case, or say "
            f"raises={kinds[0]} where that is right"
        ) from played.error
    script.require_all(played.made)


def _require_same(played: Played, again: Played) -> None:
    if not _is_same(*([each.returned for each in one.made] for one in (played, again))):
        raise DescriptionError(
            "the right version answers differently each time: seed its random numbers with "
            "@case(..., seed=1), or give it a Generator(1)"
        )


def _plainly(form: Form, expected: Mapping[str, Numbers]) -> Returns | Form:
    """Return the word for a form of floats that has one."""
    if form.kind == "dict" and not form.keys:
        plain = Form(kind="dict", items=dict.fromkeys(expected, Form(kind="array")))
        return "dict" if form == plain else form
    words: tuple[Returns, ...] = ("number", "array")
    return next((word for word in words if form == Form(kind=word)), form)


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
