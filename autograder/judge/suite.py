"""A suite at work: its vectors, its rules, and the submission that is being judged."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from autograder.judge.compare import secret_of
from autograder.judge.diagnosis import Diagnoser
from autograder.judge.own_lines import beside_its_line
from autograder.judge.together import Prepared
from autograder.judge.verdicts import judge_question, not_counted, outcome, unmarked
from autograder.judge.view import Question
from autograder.memory import Memory
from autograder.results import Level, QuestionResult, Result, RuleResult, Status, Verdict
from autograder.sandbox.answers import Answers
from autograder.vectors.model import leaves, lock

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from autograder import exercise
    from autograder.judge.ledger import Ledger
    from autograder.judge.rules import Rule
    from autograder.judge.verdicts import Outcome
    from autograder.vectors.model import Vector


Kind = TypeVar("Kind", bound="exercise.Exercise")
Found = TypeVar("Found")

_DIAGNOSED = (Verdict.FAILED, Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.FORBIDDEN)
_REMEMBERED = 1 << 15  # outcomes of rules, which are a few words each, and no numbers


class Suite(Generic[Kind]):
    """Makes results from answers and the outcomes of the rules.

    Args:
        assignment: what is judged.
        vectors: the test vectors, hidden or public.
        known: returns a question's vectors with their fingerprints, when `vectors` lack them.
        advise: returns what to tell whoever has misconceptions; what is recorded is told nothing,
            because the words are added when it is rendered.
        digest: returns a digest of answers. Rules look at nothing else, so of equal answers each
            is asked once. Without one, or where it is empty, nothing is remembered.

    Attributes:
        rules: by test id, once the suite is collected.
    """

    def __init__(
        self,
        assignment: Kind,
        vectors: Sequence[Vector],
        known: Callable[[str], Sequence[Vector]] | None = None,
        advise: Callable[[Sequence[str]], str] = lambda _: "",
        digest: Callable[[Answers], str] = lambda _: "",
    ) -> None:
        for vector in vectors:
            lock(vector)  # a rule that wrote to one would change what others are judged by
        self.assignment = assignment
        self.vectors = vectors
        self.rules: Mapping[str, Rule] = {}
        self._secret = secret_of(vectors)
        self._tolerances = {question.id: question.tolerance for question in assignment.judged}
        self._prepared: dict[str, Prepared] = {}
        self._known = known or self._of
        self._diagnosers: dict[str, Diagnoser] = {}
        self._outcomes: Memory[Outcome] = Memory(_REMEMBERED)
        self._explained: Memory[tuple[str, ...]] = Memory(_REMEMBERED)
        self._digest = digest
        self._advise = advise
        self._answers = Answers()
        self._views: dict[str, Question] = {}
        self._digests: dict[str, str] = {}

    def judge(self, answers: Answers) -> None:
        """Make `answers` what the rules look at from now on."""
        self._answers = answers
        self._views = {}
        self._digests = {}

    def digest(self, question: str) -> str:
        """Return what stands for all that rules see of a question; empty where nothing can."""
        if question not in self._digests:
            self._digests[question] = self._digest(self._asked(question))
        return self._digests[question]

    def parts(self) -> dict[str, Answers]:
        """Return the answers under judgement, question by question, by their digests."""
        return {self.digest(each.id): self._asked(each.id) for each in self.assignment.judged}

    def view(self, question: str) -> Question:
        """Return the calls of a question; rules share it, so nothing is compared twice."""
        if question not in self._views:
            self._views[question] = Question(
                self._targets(question),
                self._asked(question),
                self._secret,
                self._tolerances[question],
            )
        return self._views[question]

    def _targets(self, question: str) -> Prepared:
        if question not in self._prepared:
            tolerance = self._tolerances.get(question)
            self._prepared[question] = Prepared.of(self._of(question), self._secret, tolerance)
        return self._prepared[question]

    def outcome(self, test: str, rule: Callable[[Question], object]) -> Outcome:
        """Call a rule on the answers under judgement, and say what became of it.

        Args:
            test: the rule's id.
            rule: its function, which takes the view of its question's calls.

        Raises:
            SuiteError: the rule asks for what is not there.
            GraderFault: the rule failed itself, in a way that says nothing about the submission.
        """
        question = self.rules[test].question
        return self._remembered(
            self._outcomes, question, (test, rule), lambda: self._tried(test, rule)
        )

    def _tried(self, test: str, rule: Callable[[Question], object]) -> Outcome:
        view = self.view(self.rules[test].question)
        view.notes.clear()
        try:
            rule(view)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # as pytest does: it may be what ends a test of pytest's
            return outcome(test, error, ())
        return outcome(test, None, view.notes)

    def result(
        self, outcomes: Mapping[str, Outcome], level: Level, *, bounded: bool = False
    ) -> Result:
        """Return the result of the answers under judgement; names and hashes are filled in later.

        Args:
            outcomes: by test id; may be empty when the submission is unreadable.
            level: how strongly the run was confined.
            bounded: whether it will be read by whoever wrote the submission, without having seen
                the vectors: then it tells no more than `ledger.BITS`.
        """
        if self._answers.unreadable:
            return self.unjudged(Status.UNREADABLE, f"it {self._answers.unreadable}", level)
        ledger = self._ledger() if bounded else None
        outcomes = ledger.outcomes(outcomes) if ledger else outcomes
        judged = {each.id: self.question(each, outcomes) for each in self.assignment.judged}
        found = {id_: question for id_, (question, _) in judged.items()}
        notes = self._answers.notes
        if ledger:
            found = {id_: ledger.question(question) for id_, question in found.items()}
            notes = ledger.notes(notes, self._answers.early)
        questions = tuple(
            found.get(each.id) or unmarked(each) for each in self.assignment.questions
        )
        return Result(
            status=Status.GRADED,
            level=level,
            questions=questions,
            rules=tuple(rule for _, rules in judged.values() for rule in rules),
            message="; ".join(f"{each.id}: {each.message}" for each in questions if each.message),
            notes=notes,
            taken=self._answers.taken,
        )

    def question(
        self, question: exercise.Question, outcomes: Mapping[str, Outcome]
    ) -> tuple[QuestionResult, tuple[RuleResult, ...]]:
        """Return one question's result, with what explains it, and those of its rules.

        Args:
            question: one of the assignment's.
            outcomes: of this question's rules at least, by test id.
        """
        view = self.view(question.id)
        result, rules = judge_question(
            question, self._rules(question.id), outcomes, self._answers, view.made
        )
        lines = self._answers.lines.get(question.function, {})
        return self._diagnosed(result), tuple(beside_its_line(rule, lines) for rule in rules)

    def unjudged(self, status: Status, message: str, level: Level) -> Result:
        """Return the result of a submission that no rule was applied to."""
        ours = status is Status.GRADER_ERROR
        verdict = Verdict.GRADER_ERROR if ours else Verdict.MISSING
        questions = tuple(
            unmarked(question)
            if question.is_by_hand
            else not_counted(question, self._rules(question.id), verdict, "")
            for question in self.assignment.questions
        )
        return Result(
            status=status,
            level=level,
            questions=questions,
            message=message,
        )

    def faulted(self, error: Exception, level: Level) -> Result:
        """Return the result of a submission on which we failed ourselves: it has no score."""
        message = f"{error}; there is no score, and this is not the student's fault"
        return self.unjudged(Status.GRADER_ERROR, message, level)

    def _diagnosed(self, question: QuestionResult) -> QuestionResult:
        """Name the misconceptions that explain wrong answers, and what helps against them."""
        if question.verdict not in _DIAGNOSED:
            return question
        names = self._remembered(
            self._explained,
            question.id,
            question.id,
            lambda: self._diagnoser(question.id).explain(self.view(question.id)),
        )
        return replace(question, misconceptions=names, hint=self._advise(names))

    def _remembered(
        self, memory: Memory[Found], question: str, what: Hashable, find: Callable[[], Found]
    ) -> Found:
        """Return what follows from the answers to a question alone."""
        digest = self.digest(question)
        return memory.recall((what, digest), find) if digest else find()

    def _asked(self, question: str) -> Answers:
        """Return the answers to a question's vectors, and nothing else of the submission."""
        return self._answers.of([each.id for each in self._of(question)])

    def _diagnoser(self, question: str) -> Diagnoser:
        if question not in self._diagnosers:
            self._diagnosers[question] = Diagnoser(self._known(question))
        return self._diagnosers[question]

    def _ledger(self) -> Ledger:
        # Its vocabulary takes long to load, and a self-check has no need of it.
        from autograder.judge.ledger import Ledger

        return Ledger(
            self._answers,
            self._names,
            questions=len(self.assignment.judged),
            points={test: rule.points for test, rule in self.rules.items()},
            mistakes=self._mistakes,
        )

    @cached_property
    def _mistakes(self) -> int:
        """How many misconceptions the vectors have a name for."""
        return len(
            {name for vector in self.vectors for name in (*vector.kills, *vector.fingerprints)}
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        """The identifiers of the exercise's interface."""
        paths = {path for vector in self.vectors for path, _ in leaves(vector.inputs)}
        parts = {part for path in paths for part in path.split("/")}
        expected = {name for vector in self.vectors for name in vector.expected}
        return frozenset(parts | expected | {*self.assignment.functions})

    def _of(self, question: str) -> list[Vector]:
        return [vector for vector in self.vectors if vector.question == question]

    def _rules(self, question: str) -> list[Rule]:
        return [rule for rule in self.rules.values() if rule.question == question]
