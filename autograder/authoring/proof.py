"""What must hold of an exercise before students get it: it can be done, and is not done yet.

Where one file holds the exercise, each mistake that it declares must cost points and be named, and
each rule must be one that something breaks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Self

from autograder.authoring import versions
from autograder.authoring.graded import require_functions
from autograder.authoring.handout import notebook
from autograder.authoring.vectors.build import Builder, Claim
from autograder.authoring.vectors.one_file import OneFile
from autograder.description import Assignment
from autograder.files import read
from autograder.judge.session import Judge
from autograder.judge.suite import Suite
from autograder.judge.verdicts import WAITING
from autograder.results import About, Level, Result, RuleResult, Status, Verdict
from autograder.sandbox.outside import level
from autograder.sandbox.outside.runner import Runner
from autograder.vectors import hdf5
from autograder.vectors.model import Vector

_UNMARKED = "mark as the solution what it must not return before it is filled in"
_UNBROKEN = "no mistake does: declare one with @mistake, or leave the rule out"


def claims(
    assignment: Assignment,
    min_level: Level = Level.SEALED,
    *,
    builder: Builder | None = None,
    stubs: Mapping[str, bytes] | None = None,
) -> Iterator[Claim]:
    """Prove, claim by claim, that the right answer earns all points and the stubs earn none.

    Args:
        assignment: whose vectors and rules stand.
        min_level: the weakest isolation level to accept.
        builder: where there is one, points are proved too; and of an exercise in one file, mistakes
            and rules.
        stubs: what students start from, by name; by default, what stands in the hand-out.

    Raises:
        DescriptionError: a graded function is not in the source, so nobody could do the exercise.
        UsageError: a file cannot be read, or the level cannot be had.
        GraderFault: the grader's own processes failed.
    """
    require_functions(assignment)
    vectors = hdf5.read(assignment.hidden_vectors).vectors
    with _Bench(assignment, vectors, min_level) as bench:
        name = assignment.source.name
        yield _earns_all(
            f"{name}: the right answer earns every point",
            bench.judged(read(assignment.source), name),
        )
        for name, content in (_standing(assignment) if stubs is None else stubs).items():
            found = bench.judged(content, name)
            yield _earns_nothing(f"{name}: what students start from earns nothing", found)
        if builder is not None:
            yield from _points(bench)
        if builder is not None and isinstance(builder.module, OneFile):
            yield from _of_one_file(bench, builder.module)


class _Bench:
    """Judges one program after another, as in a class, and keeps nothing."""

    def __init__(self, assignment: Assignment, vectors: Sequence[Vector], min_level: Level) -> None:
        self.assignment = assignment
        self.vectors = vectors
        self.suite = Suite(assignment, vectors)
        self._min_level = min_level
        self._judge = Judge(self.suite)
        self._open = ExitStack()
        # Names go by numbers; who is wrong only where there are none cannot have one.
        self.named = {name for each in vectors if each.expected for name in each.kills}

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            proving = opened.enter_context(level.Proving())
            self._level = level.enough(proving.proof(), self._min_level)
            runner = Runner(self.assignment, self.vectors, self._level, proving.zygote)
            self._runner = opened.enter_context(runner)
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def judged(self, content: bytes, name: str) -> Result:
        """Return the result of a program."""
        return self._judge(self._runner.run(content, name), self._level)


def _of_one_file(bench: _Bench, builder: OneFile) -> Iterator[Claim]:
    """Prove what an author's file declares beside its right answer."""
    broken: set[str] = set()
    for mistake, program in builder.mistakes():
        result = bench.judged(program, "mistake.py")
        broken |= {rule.id for rule in _broken_by(result)}
        yield _is_found(mistake.id, builder.question_of(mistake), result, bench.named)
    for question in bench.assignment.judged:
        calls = sum(vector.question == question.id for vector in bench.vectors)
        source = read(bench.assignment.source).decode()
        for program in versions.of_wrong_forms(source, question.function, calls).values():
            found = _broken_by(bench.judged(program, "wrong_form.py"))
            broken |= {rule.id for rule in found if rule.about is About.FORM}
    for rule in bench.suite.rules.values():
        yield Claim(
            name=f"rule {rule.number}, {rule.sentence.rstrip('.')}: something breaks it",
            holds=rule.id in broken,
            detail="" if rule.id in broken else _UNBROKEN,
        )


def _broken_by(result: Result) -> Iterator[RuleResult]:
    """Yield the rules that do not hold, without those of form that wait for one of values."""
    yield from (rule for rule in result.rules if not rule.passed and rule.message != WAITING)


def _points(bench: _Bench) -> Iterator[Claim]:
    """Prove that the rules are worth what is declared, and what the notebook shows."""
    worth = sum(rule.points for rule in bench.suite.rules.values() if not rule.bonus)
    by_hand = (each for each in bench.assignment.questions if each.is_by_hand and not each.bonus)
    worth += sum(each.points or 0 for each in by_hand)
    declared = bench.assignment.points
    if declared is not None:
        yield Claim(
            name=f"the rules are worth the {declared} points that are declared",
            holds=worth == declared,
            detail=f"they add up to {worth}",
        )
    shown = notebook.points(bench.assignment)
    if shown:
        judged = {each.id: _worth(bench, each.id) for each in bench.assignment.judged}
        other = [name for name, points in shown.items() if judged.get(name, points) != points]
        trouble = [f"{name} shows {shown[name]}, not {judged[name]}" for name in other]
        yield Claim(
            name="the notebook shows the points of the rules",
            holds=not other,
            detail="; ".join(trouble),
        )


def _worth(bench: _Bench, question: str) -> int:
    rules = (rule for rule in bench.suite.rules.values() if not rule.bonus)
    return sum(rule.points for rule in rules if rule.question == question)


def _is_found(mistake: str, question: str, result: Result, named_ones: Collection[str]) -> Claim:
    """Return whether a mistake costs points and is named, alone, where it can have a name."""
    (judged,) = (each for each in result.questions if each.id == question)
    lost = judged.max_points + judged.bonus - judged.points
    named = judged.misconceptions
    trouble = ""
    if not lost:
        trouble = "it earns every point: add a case that shows it, or a rule that looks at one"
    elif mistake not in named_ones:
        pass
    elif not named:
        trouble = (
            "it cannot be recognised: add a case in which it returns numbers, at most 4096 of them"
        )
    elif named != (mistake,):
        trouble = f"it cannot be told from {', '.join({*named} - {mistake})}: add a case that can"
    points = f"loses {lost} of {judged.max_points} points"
    return Claim(name=f"mistake {mistake}", holds=not trouble, detail=trouble or points)


def _standing(assignment: Assignment) -> dict[str, bytes]:
    """Return what students start from, as it stands in the hand-out."""
    stubs = {name: assignment.handout / name for name in assignment.files}
    return {name: read(path) for name, path in stubs.items() if path.is_file()}


def _earns_all(name: str, result: Result) -> Claim:
    if result.status is not Status.GRADED:
        return Claim(name=name, holds=False, detail=result.message)
    failed = (rule for rule in result.rules if not rule.passed)
    broken = [f"{rule.number} {rule.rule.rstrip('.')}: {rule.message}" for rule in failed]
    missing = [f"{each.id} is {each.verdict}" for each in result.questions
               if each.verdict not in (Verdict.PASSED, Verdict.UNMARKED)]  # fmt: skip
    detail = "; ".join([*missing, *broken, *result.notes])
    holds = not missing and not broken and not result.notes
    return Claim(name=name, holds=holds, detail=detail or f"{result.score:g} points")


def _earns_nothing(name: str, result: Result) -> Claim:
    trouble = [f"{each.id} is {each.verdict}: {_UNMARKED}" for each in result.questions
               if each.verdict not in (Verdict.UNFILLED, Verdict.UNMARKED)]  # fmt: skip
    if not trouble and result.score:
        trouble = [f"it earns {result.score:g} points: {_UNMARKED}"]
    holds = result.status is Status.GRADED and not trouble
    return Claim(name=name, holds=holds, detail="; ".join(trouble) or result.message)
