"""Rules that take `answers` alone are called plainly; any other suite is run by pytest, alike."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from autograder.description import Assignment
from autograder.errors import GraderFault, SuiteError
from autograder.judge.session import Judge
from autograder.judge.suite import Suite
from autograder.results import Level, Result
from autograder.sandbox.answers import Answer, Answers, Ended, Value
from autograder.sandbox.canonical import digest
from autograder.sandbox.wire import ValueKind
from autograder.vectors.model import Vector

Judging = Callable[..., Judge]

RULES = '''
from fractions import Fraction

import pytest

from autograder.judge.compare import RuleFailedError


@pytest.mark.question("q1")
@pytest.mark.points(3)
def test_holds(answers):
    """It holds."""
    answers.notes.append("just so")


@pytest.mark.question("q1")
@pytest.mark.points(8)
def test_fails_by_half(answers):
    """It holds in some cases."""
    raise RuleFailedError("it is off", Fraction(1, 2))


@pytest.mark.question("q2")
@pytest.mark.points(5)
def test_fails_by_a_plain_assert(answers):
    """It is so."""
    assert answers is None, "a secret"
'''

# What a suite may have besides, and the words that say so.
MORE = {
    "a fixture": ("@pytest.fixture\ndef helper(): ...", "it has the fixture helper"),
    "a fixture of pytest's": (
        """
        @pytest.mark.question("q2")
        @pytest.mark.points(1)
        def test_more(answers, tmp_path):
            \"\"\"It takes more.\"\"\"
        """,
        "test_more takes tmp_path",
    ),
    "parameters": (
        """
        @pytest.mark.question("q2")
        @pytest.mark.points(1)
        @pytest.mark.parametrize("number", [1, 2])
        def test_more(answers, number):
            \"\"\"It has parameters.\"\"\"
            assert number
        """,
        "test_more[1] takes number",
    ),
    "a class": (
        """
        @pytest.mark.question("q2")
        @pytest.mark.points(1)
        class TestMore:
            def test_more(self, answers):
                \"\"\"It is a method.\"\"\"
        """,
        "TestMore::test_more is no plain function",
    ),
    "a fixture in place of ours": (
        "@pytest.fixture\ndef answers(answers):\n    return answers",
        "it has the fixture answers",
    ),
    "a set-up": ("def setup_function(): ...", "takes _xunit_setup_function_fixture"),
    "a fixture that is used unseen": (
        "pytestmark = pytest.mark.usefixtures('tmp_path')",
        "takes tmp_path",
    ),
}
HOOK = """
def pytest_runtest_setup(item):
    assert item.name
"""


@pytest.fixture
def judging(tmp_path: Path, assignment: Assignment, vectors: tuple[Vector, ...]) -> Judging:
    """Return what makes the judge of a suite with these rules and this conftest."""

    def make(more: str = "", conftest: str = "", rules: str = RULES) -> Judge:
        folder = tmp_path / "suite"
        folder.mkdir()
        name = f"test_rules_{uuid4().hex}.py"  # pytest keeps modules by name
        (folder / name).write_text(rules + textwrap.dedent(more), "utf-8")
        (folder / "conftest.py").write_text(conftest, "utf-8")
        return Judge(Suite(replace(assignment, hidden_suite=folder), vectors, digest=digest))

    return make


def told(result: Result) -> dict[str, tuple[int, bool, str]]:
    """Return what is said of each rule that every suite here has."""
    names = ("test_holds", "test_fails_by_half", "test_fails_by_a_plain_assert")
    found = {rule.id.split("::")[1]: rule for rule in result.rules}
    return {name: (found[name].points, found[name].passed, found[name].message) for name in names}


def answering(vectors: tuple[Vector, ...], *changed: str) -> Answers:
    """Return answers to the first vector of each question; what they changed tells them apart."""
    firsts = {vector.question: vector.id for vector in reversed(vectors)}
    answer = Answer(ended=Ended.RETURNED, value=Value(kind=ValueKind.NONE))
    one, other = firsts["q1"], firsts["q2"]
    return Answers(first={one: answer, other: replace(answer, changed=changed)})


EXPECTED = {
    "test_holds": (3, True, "just so"),
    "test_fails_by_half": (4, False, "it is off"),
    "test_fails_by_a_plain_assert": (0, False, "it does not hold"),
}


def test_rules_that_take_answers_alone_are_called_plainly(judging: Judging) -> None:
    judge = judging()
    assert judge.slow == ""
    assert told(judge(Answers(), Level.OPEN)) == EXPECTED


@pytest.mark.parametrize("name", MORE)
def test_a_suite_with_more_is_run_by_pytest_with_the_same_results(
    name: str, judging: Judging
) -> None:
    more, words = MORE[name]
    judge = judging(more)
    assert words in judge.slow
    for _ in range(2):
        assert told(judge(Answers(), Level.OPEN)) == EXPECTED


@pytest.mark.parametrize("what", ["vector.expected", "vector.scale", "dict(leaves(vector.inputs))"])
def test_a_rule_that_writes_to_a_vector_fails_itself(what: str, judging: Judging) -> None:
    judge = judging(f"""
        import numpy as np
        from autograder.vectors.model import leaves

        @pytest.mark.question("q2")
        @pytest.mark.points(1)
        def test_writes(answers):
            \"\"\"It writes.\"\"\"
            vector = answers.all[0].vector
            next(each for each in {what}.values() if isinstance(each, np.ndarray))[...] = 0
    """)
    with pytest.raises(GraderFault, match=r"test_writes.*read-only"):
        judge(Answers(), Level.OPEN)


def test_a_hook_around_tests_is_heeded(judging: Judging) -> None:
    judge = judging(conftest=HOOK)
    assert judge.slow == "it has the hook pytest_runtest_setup"
    assert told(judge(Answers(), Level.OPEN)) == EXPECTED


def test_a_hook_that_bears_on_collection_alone_costs_nothing(judging: Judging) -> None:
    judge = judging(conftest="def pytest_configure(config): ...")
    assert judge.slow == ""


@pytest.mark.parametrize("mark", ["skip", "xfail", "skipif(True, reason='no')"])
@pytest.mark.parametrize("more", ["", MORE["a fixture"][0]])
def test_no_mark_takes_a_rule_out(mark: str, more: str, judging: Judging) -> None:
    marked = RULES.replace("def test_fails_by_half", f"@pytest.mark.{mark}\ndef test_fails_by_half")
    assert told(judging(more, rules=marked)(Answers(), Level.OPEN)) == EXPECTED


@pytest.mark.parametrize("said", ["pytest.skip('no')", "pytest.xfail('no')", "pytest.fail('no')"])
@pytest.mark.parametrize("more", ["", MORE["a fixture"][0]])
def test_a_rule_that_leaves_by_a_way_of_pytests_is_a_fault_of_ours(
    said: str, more: str, judging: Judging
) -> None:
    judge = judging(more, rules=RULES.replace("assert answers is None", said))
    with pytest.raises(GraderFault, match="test_fails_by_a_plain_assert failed itself"):
        judge(Answers(), Level.OPEN)


@pytest.mark.parametrize("more", ["", MORE["a fixture"][0]])
def test_a_rule_that_asks_for_what_is_not_there_is_refused(more: str, judging: Judging) -> None:
    asking = RULES.replace("assert answers is None", "answers.having('no such flag')")
    with pytest.raises(SuiteError, match="no vector has the flags"):
        judging(more, rules=asking)(Answers(), Level.OPEN)


@pytest.mark.parametrize("how", ["async def", "def"])
def test_a_rule_that_calling_does_not_run_never_holds(how: str, judging: Judging) -> None:
    rules = RULES.replace("def test_holds", f"{how} test_holds")
    rules = rules if how != "def" else rules.replace('just so")', 'just so")\n    yield')
    with pytest.raises((GraderFault, SuiteError)):
        judging(rules=rules)(Answers(), Level.OPEN)


def test_an_unreadable_submission_is_judged_by_no_rule(judging: Judging) -> None:
    result = judging()(Answers(unreadable="is a PDF"), Level.OPEN)
    assert (result.score, result.rules, result.message) == (0, (), "it is a PDF")


COUNTING = """
import pytest

from autograder.judge.compare import RuleFailedError

CALLED = []


@pytest.mark.question("q1")
@pytest.mark.points(1)
def test_of_q1(answers):
    \"\"\"It is the first question's.\"\"\"
    CALLED.append("q1")
    raise RuleFailedError(f"call {CALLED.count('q1')}")


@pytest.mark.question("q2")
@pytest.mark.points(1)
def test_of_q2(answers):
    \"\"\"It is the second question's.\"\"\"
    CALLED.append("q2")
    raise RuleFailedError(f"call {CALLED.count('q2')}")
"""


def messages(result: Result) -> list[str]:
    return [rule.message for rule in result.rules]


def test_equal_answers_to_a_question_are_judged_once(
    judging: Judging, vectors: tuple[Vector, ...]
) -> None:
    judge = judging(rules=COUNTING)
    said = [
        messages(judge(answering(vectors, *changed), Level.OPEN))
        for changed in ((), ("W1",), (), ("W1",))
    ]
    assert said == [["call 1", "call 1"], ["call 1", "call 2"]] * 2


def test_what_is_no_answer_to_a_question_is_told_of_each_submission(
    judging: Judging, vectors: tuple[Vector, ...]
) -> None:
    judge = judging(rules=COUNTING)
    judge(answering(vectors), Level.OPEN)
    noted = judge(replace(answering(vectors), notes=("line 3: no",), early=1), Level.SEALED)
    assert (noted.notes, noted.level) == (("line 3: no",), Level.SEALED)
    assert messages(noted) == ["call 1", "call 1"]


def test_a_suite_that_pytest_runs_remembers_nothing(
    judging: Judging, vectors: tuple[Vector, ...]
) -> None:
    judge = judging(rules=COUNTING, conftest=HOOK)
    said = [messages(judge(answering(vectors), Level.OPEN)) for _ in range(2)]
    assert said[0] != said[1]
