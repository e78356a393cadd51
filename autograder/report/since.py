"""What has changed since an earlier class: scores, how often rules are broken, misconceptions.

Students are not compared one by one: the earlier class may be last term's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from autograder.report.survey import Survey
from autograder.results import RuleResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often something was so, then and now, as shares; None where nobody could be so."""

    name: str
    words: str
    then: float | None
    now: float | None

    @property
    def change(self) -> float:
        """By how much it is more often so now."""
        return (self.now or 0.0) - (self.then or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """Two classes side by side.

    Attributes:
        count: submissions, then and now.
        median: of the scores in percent, then and now; None where there are none.
        rules: those that both were judged by, the largest change first.
        misconceptions: those of either, the largest change first.
        only_one: how many rules only one of them was judged by.
    """

    count: tuple[int, int]
    median: tuple[float | None, float | None]
    rules: Sequence[Rate]
    misconceptions: Sequence[Rate]
    only_one: int


def since(then: Survey, now: Survey, titles: Mapping[str, str]) -> Since:
    """Compare two classes; rules are the same where their sentence is the same.

    Args:
        then: the earlier class.
        now: the present one.
        titles: of the misconceptions, by their ids.
    """
    before, after = _by_sentence(then), _by_sentence(now)
    both = [sentence for sentence in after if sentence in before]
    return Since(
        count=(len(then.lines), len(now.lines)),
        median=(_median(then), _median(now)),
        rules=_sorted(
            [
                Rate(
                    name=after[sentence].number,
                    words=sentence[1],
                    then=_broken(then, before[sentence]),
                    now=_broken(now, after[sentence]),
                )
                for sentence in both
            ]
        ),
        misconceptions=_sorted(list(_misconceptions(then, now, titles))),
        only_one=len(before.keys() ^ after.keys()),
    )


def _by_sentence(survey: Survey) -> dict[tuple[str, str], RuleResult]:
    return {(rule.question, rule.rule): rule for rule in survey.rules.values()}


def _broken(survey: Survey, rule: RuleResult) -> float | None:
    judged = survey.judged[rule.id]
    return survey.failed[rule.id] / judged if judged else None


def _misconceptions(then: Survey, now: Survey, titles: Mapping[str, str]) -> list[Rate]:
    return [
        Rate(
            name=id_,
            words=titles.get(id_, id_),
            then=then.misconceptions[question, id_] / max(1, len(then.lines)),
            now=now.misconceptions[question, id_] / max(1, len(now.lines)),
        )
        for question, id_ in {**then.misconceptions, **now.misconceptions}
    ]


def _sorted(rates: list[Rate]) -> list[Rate]:
    return sorted(rates, key=lambda rate: (-abs(rate.change), rate.name))


def _median(survey: Survey) -> float | None:
    most = sum(question.max_points for question in survey.questions.values())
    scores = survey.scores()
    return 100 * median(scores) / most if scores and most else None
