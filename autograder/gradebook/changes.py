"""What makes two results of one student differ, and in what they differ."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograder.gradebook.model import Key
    from autograder.results import QuestionResult, Result, RuleResult


_PARTS = (
    ("submission_sha256", "submission"),
    ("submission", "file name"),
    ("suite_sha256", "hidden suite"),
    ("vectors_sha256", "vectors"),
    ("engine", "the engine's version"),
)
_UNKNOWN = "the engine's code (not recorded before)"
_SETTINGS = {
    "code": "the engine's code",
    "questions": "questions",
    "judged": "tolerances or points of questions",
    "packages": "packages",
    "further": "further files",
    "given": "given names",
    "limits": "limits",
    "level": "level",
    "observed": "observed mistakes",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A question's points before and after; None where it was not there or had none."""

    question: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a result differs from the one before.

    Attributes:
        old: the score before, None when the grader had failed.
        new: the score after.
        questions: those whose points, possible points or verdict changed.
        rules: sentences about each rule that now says something else.
    """

    student: str
    submission: str
    old: int | None
    new: int | None
    questions: tuple[Points, ...]
    rules: tuple[str, ...]

    @property
    def is_in_words(self) -> bool:
        """Whether no points differ."""
        return self.old == self.new and all(each.old == each.new for each in self.questions)

    @classmethod
    def between(cls, old: Result, new: Result) -> Change | None:
        """Return how `new` differs from `old` in what it is worth; None when it does not."""
        questions = tuple(_questions(old, new))
        rules = tuple(_rules(old.rules, new.rules))
        same = (old.score, old.max_score, old.status) == (new.score, new.max_score, new.status)
        if same and not questions and not rules:
            return None
        return cls(
            student=new.student,
            submission=new.submission,
            old=old.score,
            new=new.score,
            questions=questions,
            rules=rules,
        )


def causes(old: Key, new: Key) -> tuple[str, ...]:
    """Name what two keys differ in; empty when they are equal but for the student."""
    named = [words for name, words in _PARTS if getattr(old, name) != getattr(new, name)]
    return (*named, *_settings(old.settings, new.settings))


def _settings(old: str, new: str) -> Iterable[str]:
    """Name what settings differ in; what is no settings of ours differs as a whole."""
    if old == new:
        return []
    try:
        was, now = json.loads(old), json.loads(new)
        if "code" in now and "code" not in was:
            return [_UNKNOWN, *_of_old_form(was, now)]
        before, after = _flat(was), _flat(now)
    except (ValueError, AttributeError, KeyError, TypeError):
        return ["settings"]
    return _differing(before, after)


def _of_old_form(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Name what differs of that which was recorded before the code was; hints counted then."""
    files = {name: digest for name, digest in was["files"].items() if name in now["files"]}
    still = {name: value for name, value in now.items() if name in was}
    return _differing(_flat(was | {"files": files}), _flat(still))


def _differing(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    names = sorted(before.keys() | after.keys())
    return [name for name in names if before.get(name) != after.get(name)]


def _flat(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings with each file and version on its own, under words for people."""
    named = {_SETTINGS.get(name, name): value for name, value in settings.items()}
    single = named.pop("files", {}) | named.pop("versions", {})
    return named | {str(name): value for name, value in single.items()}


def _questions(old: Result, new: Result) -> Iterable[Points]:
    before = {question.id: question for question in old.questions}
    after = {question.id: question for question in new.questions}
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        if _worth(was) != _worth(now):
            yield Points(question=name, old=_points(was, old), new=_points(now, new))


def _worth(question: QuestionResult | None) -> tuple[object, ...]:
    if question is None:
        return ()
    return question.points, question.max_points, question.verdict


def _points(question: QuestionResult | None, result: Result) -> int | None:
    return None if question is None or result.score is None else question.points


def _rules(old: Iterable[RuleResult], new: Iterable[RuleResult]) -> Iterable[str]:
    before = {rule.id: rule for rule in old}
    after = {rule.id: rule for rule in new}
    for name, now in after.items():
        if before and (words := _rule(before.get(name), now)):
            yield f"{now.number} {words}"
    for name, was in before.items():
        if after and name not in after:
            yield f"{was.number} no longer exists"


def _rule(was: RuleResult | None, now: RuleResult) -> str:
    """Return what is new about a rule, or an empty text."""
    outcome = "passes" if now.passed else "fails"
    if was is None:
        return f"is new and {outcome}"
    said = [f"now {outcome}"] if was.passed != now.passed else []
    if was.max_points != now.max_points:
        said.append(f"is worth {now.max_points} instead of {was.max_points}")
    elif not said and was.points != now.points:
        said.append(f"counts {now.points} instead of {was.points}")
    if was.rule != now.rule:
        said.append("is reworded")
    return " and ".join(said)
