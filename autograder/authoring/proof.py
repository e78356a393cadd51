"""What must hold of an exercise before students get it: it can be done, and is not done yet."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from autograder.authoring.vectors.build import Claim
from autograder.description import Assignment
from autograder.errors import DescriptionError
from autograder.files import read
from autograder.grading.script import judge_file
from autograder.results import Level, Result, Status, Verdict


def claims(assignment: Assignment, min_level: Level = Level.SEALED) -> Iterator[Claim]:
    """Prove, claim by claim, that the right answer earns all points and the stubs earn none.

    Raises:
        DescriptionError: a graded function is not in the source, so nobody could do the exercise.
        UsageError: a file cannot be read, or the level cannot be had.
        GraderFault: the grader's own processes failed.
    """
    _require_functions(assignment)
    right = judge_file(assignment.source, assignment, min_level=min_level)
    yield _earns_all(f"{assignment.source.name}: the right answer earns every point", right)
    for name in assignment.files:
        stub = assignment.handout / name
        if stub.is_file():
            result = judge_file(stub, assignment, min_level=min_level)
            yield _earns_nothing(f"{name}: what students start from earns nothing", result)


def _require_functions(assignment: Assignment) -> None:
    """Refuse a description that names a function that its source does not define."""
    defined = _defined(assignment.source)
    for question in assignment.judged:
        if question.function not in defined:
            near = get_close_matches(question.function, defined, 1)
            remedy = f"did you mean {near[0]}?" if near else f"it has {', '.join(defined)}"
            raise DescriptionError(
                f"question {question.id} asks for {question.function}, which {assignment.source} "
                f"does not define: {remedy}"
            )


def _defined(path: Path) -> list[str]:
    """Return the names of the functions and classes at the top of a module."""
    try:
        tree = ast.parse(read(path))
    except SyntaxError as error:
        raise DescriptionError(f"{path}, line {error.lineno}: {error.msg}") from error
    kinds = (ast.FunctionDef, ast.ClassDef)
    return [node.name for node in tree.body if isinstance(node, kinds)]


def _earns_all(name: str, result: Result) -> Claim:
    if result.status is not Status.GRADED:
        return Claim(name=name, holds=False, detail=result.message)
    broken = [rule.rule for rule in result.rules if not rule.passed]
    missing = [f"{each.id} is {each.verdict}" for each in result.questions
               if each.verdict not in (Verdict.PASSED, Verdict.UNMARKED)]  # fmt: skip
    detail = "; ".join([*missing, *broken, *result.notes])
    holds = not missing and not broken and not result.notes
    return Claim(name=name, holds=holds, detail=detail or f"{result.score:g} points")


def _earns_nothing(name: str, result: Result) -> Claim:
    filled = [f"{each.id} is {each.verdict}" for each in result.questions
              if each.verdict not in (Verdict.UNFILLED, Verdict.UNMARKED)]  # fmt: skip
    holds = result.status is Status.GRADED and not result.score and not filled
    earned = "" if result.score is None else f"{result.score:g} points"
    return Claim(name=name, holds=holds, detail="; ".join(filled) or result.message or earned)
