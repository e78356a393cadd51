"""The rules and questions of a class as the items of a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from autograder.report.items import Item, Reliability, analyse, reliability
from autograder.report.survey import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """How the rules and questions behaved.

    Attributes:
        count: submissions that it is made from.
        left_out: submissions that were judged by other rules than most.
        rules: by id.
        questions: by id.
        within: of each question, how consistent its rules are.
        over_rules: how consistent the score is as a sum of rules.
        over_questions: the same as a sum of questions, which depend on each other less.
    """

    count: int
    left_out: int
    rules: Mapping[str, Item]
    questions: Mapping[str, Item]
    within: Mapping[str, Reliability]
    over_rules: Reliability
    over_questions: Reliability


def analysed(survey: Survey) -> Analysis:
    """Return the analysis of all rows that were judged by the same rules."""
    rules, points, left_out = survey.matrix()
    largest = np.array([rule.max_points for rule in rules], dtype=np.int64)
    columns: dict[str, list[int]] = {}
    for at, rule in enumerate(rules):
        columns.setdefault(rule.question, []).append(at)
    of_question = np.zeros((len(rules), len(columns)), dtype=np.int64)
    for question, own in enumerate(columns.values()):
        of_question[own, question] = 1
    sums = points @ of_question
    by_rule = analyse(points, largest)
    by_question = analyse(sums, largest @ of_question)
    return Analysis(
        count=len(points),
        left_out=left_out,
        rules={rule.id: item for rule, item in zip(rules, by_rule, strict=True)},
        questions=dict(zip(columns, by_question, strict=True)),
        within={id_: reliability(points[:, own]) for id_, own in columns.items()},
        over_rules=reliability(points),
        over_questions=reliability(sums),
    )
