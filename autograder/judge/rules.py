"""A test as a rule: which question it belongs to, its points, its sentence."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from autograder.errors import SuiteError
from autograder.results import About

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.exercise import Exercise, Question


MARKERS = (
    "question(id): the question that the rules of a module belong to",
    "points(n, form=False, bonus=False): worth; form counts beside a passed rule of values alone",
    "step(name, after=()): the step that a rule is about, and the steps it is worked out from",
)


_POINTS = ("form", "bonus")  # what the mark `points` takes by name


class Mark(Protocol):
    """What a test was marked with."""

    @property
    def args(self) -> tuple[Any, ...]:
        """Positional arguments of the mark."""

    @property
    def kwargs(self) -> Mapping[str, Any]:
        """Keyword arguments of the mark."""


class Collected(Protocol):
    """A test that was found: an item of pytest's, or as much of one as a rule is made of."""

    @property
    def nodeid(self) -> str:
        """File and name of the test."""

    def get_closest_marker(self, name: str) -> Mark | None:
        """Return the mark of that name, or None when the test has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One test of a suite.

    Attributes:
        id: file and name of the test.
        number: position for people: the question's, then the rule's own, from 1.
        sentence: the first paragraph of the test's docstring, which students read.
        step: the step of the answer that it is about; empty where it is about the whole.
        after: steps that this one is worked out from, so that they come first.
        bonus: whether its points come on top of the possible ones.
    """

    id: str
    number: str
    question: str
    sentence: str
    about: About
    points: int
    step: str = ""
    after: tuple[str, ...] = ()
    bonus: bool = False


def rules_of(items: Iterable[Collected], exercise: Exercise) -> dict[str, Rule]:
    """Return the rule of each collected test, by node id.

    Raises:
        SuiteError: a test lacks its docstring, points or question, has a mark with an unknown
            argument, or comes after a step that no earlier rule is about; or a question has no
            rule about values; or all points are a bonus.
    """
    positions = {question.id: place for place, question in enumerate(exercise.questions, 1)}
    judged = {question.id: question for question in exercise.judged}
    named = {question.function: question.id for question in exercise.judged}
    counts = dict.fromkeys(judged, 0)
    rules: dict[str, Rule] = {}
    for item in items:
        question = _question(item, {each: each for each in judged} | named)
        counts[question] += 1
        number = f"{positions[question]}.{counts[question]}"
        rule = _rule(item, judged[question], number)
        steps = {each.step for each in rules.values() if each.question == question}
        unknown = [step for step in rule.after if step not in steps]
        if unknown:
            raise SuiteError(
                f"{item.nodeid} comes after {unknown[0]!r}, a step that no rule before it is "
                "about: correct the name, or the order"
            )
        rules[item.nodeid] = rule
    for question in judged:
        about = {rule.about for rule in rules.values() if rule.question == question}
        if About.VALUE not in about:
            raise SuiteError(f"the suite has no rule about the values of {question}")
    if len(judged) == len(positions) and all(rule.bonus for rule in rules.values()):
        raise SuiteError("all points of the suite are a bonus: give a rule points that count")
    return rules


def _question(item: Collected, known: Mapping[str, str]) -> str:
    """Return the id of a test's question, which its mark names so or by the function's name."""
    marker = item.get_closest_marker("question")
    if marker is None or len(marker.args) != 1 or marker.args[0] not in known:
        raise SuiteError(
            f"{item.nodeid}: say with pytest.mark.question which question it judges: "
            + ", ".join(dict.fromkeys(known.values()))
        )
    return known[marker.args[0]]


def _rule(item: Collected, question: Question, number: str) -> Rule:
    marker = item.get_closest_marker("points")
    _check_arguments(item, marker, _POINTS)
    points = marker.args[0] if marker is not None and marker.args else None
    if not isinstance(points, int) or points < 1:
        raise SuiteError(f"{item.nodeid}: give it whole points with pytest.mark.points(n)")
    assert marker is not None
    documentation = inspect.getdoc(getattr(item, "function", None)) or ""
    sentence = " ".join(documentation.split("\n\n")[0].split())
    if not sentence:
        raise SuiteError(f"{item.nodeid}: its docstring is what students read: write one")
    about = About.FORM if marker.kwargs.get("form") else About.VALUE
    order = item.get_closest_marker("step")
    return Rule(
        id=item.nodeid,
        number=number,
        question=question.id,
        sentence=sentence,
        about=about,
        points=points,
        step=str(order.args[0]) if order is not None else "",
        after=tuple(order.kwargs.get("after", ())) if order is not None else (),
        bonus=question.bonus or bool(marker.kwargs.get("bonus")),
    )


def _check_arguments(item: Collected, marker: Mark | None, known: Iterable[str]) -> None:
    """Refuse a mark with an argument that says nothing, such as a misspelled one.

    Raises:
        SuiteError: there is one; names the nearest that is known.
    """
    for name in marker.kwargs if marker is not None else ():
        if name not in known:
            near = get_close_matches(name, known, 1) or [" or ".join(known)]
            raise SuiteError(
                f"{item.nodeid}: pytest.mark.points has no argument `{name}`: write {near[0]}"
            )
