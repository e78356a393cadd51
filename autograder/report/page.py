"""report.html: what an instructor wants to know of a class, on one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.gradebook.model import Described
from autograder.report.alike import Compared, Pair
from autograder.report.analysis import Analysis, analysed
from autograder.report.beside import NOTHING, Beside
from autograder.report.charts import Histogram, histogram, slow
from autograder.report.groups import Group
from autograder.report.items import FEWEST, Item, Reliability
from autograder.report.provenance import provenance
from autograder.report.since import since
from autograder.report.survey import Line, Survey
from autograder.report.table import table
from autograder.report.templates import asset, html, policy
from autograder.results import NOTHING_TO_JUDGE, QuestionResult, RuleResult, Status, Verdict
from autograder.wording import VERDICTS

_LISTED = 20  # of what stands out, such as slow submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdicts:
    """How often one verdict was given; `start` and `share` are its place in a bar of width 1."""

    verdict: Verdict
    name: str
    count: int
    start: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _QuestionPart:
    """What the report says of one question."""

    question: QuestionResult
    chart: Histogram
    verdicts: Sequence[_Verdicts]
    lacking: int
    crashes: Sequence[tuple[str, int]]
    item: Item | None
    within: Reliability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _RulePart:
    """What the report says of one rule.

    Attributes:
        rate: the share of those who break it among those whom it could be about.
        catches_all: it says that something is wrong, and not what.
    """

    rule: RuleResult
    failed: int
    judged: int
    rate: float
    catches_all: bool
    item: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Misconception:
    """What the report says of one misconception."""

    id: str
    question: str
    title: str
    hint: str
    count: int
    ties: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    """Two files that are alike, and whose they are."""

    one: Sequence[str]
    other: Sequence[str]
    pair: Pair


def report_html(
    survey: Survey,
    described: Described,
    likeness: Compared | None,
    earlier: Survey | None = None,
    groups: Sequence[Group] | None = None,
    beside: Beside = NOTHING,
) -> bytes:
    """Return the page; the same gradebook gives the same bytes.

    Args:
        survey: of all rows.
        described: what is known of the assignment.
        likeness: which submissions are alike, or None when that was not looked for.
        earlier: of an earlier class, to compare with.
        groups: of equal wrong answers without a name, or None when that was not looked for.
        beside: what is told of students beside their present results.
    """
    titles = {id_: hint.title for id_, hint in described.hints.items()}
    style, script = asset("report.css"), asset("report.js")
    most = sum(question.max_points for question in survey.questions.values())
    analysis = analysed(survey)
    parts = _rules(survey, analysis)
    return html(
        "report.html",
        style=style,
        script=script,
        policy=policy(style, script),
        title=described.title or "Class report",
        lines=survey.lines,
        unreadable=_having(survey.lines, Status.UNREADABLE),
        faults=_having(survey.lines, Status.GRADER_ERROR),
        most=most,
        chart=histogram(survey.scores(), most),
        questions=_questions(survey, analysis),
        rules=sorted(parts, key=lambda part: (part.catches_all, -part.rate)),
        survey=survey,
        items=parts,
        analysis=analysis,
        fewest=FEWEST,
        misconceptions=_misconceptions(survey, described),
        slow=_slow(survey.lines),
        identical=_identical(survey.lines),
        likeness=likeness,
        alike=_alike(survey.lines, likeness),
        provenance=provenance(survey, described),
        since=None if earlier is None else since(earlier, survey, titles),
        groups=None if groups is None else [group for group in groups if group.count > 1],
        table=table(survey, groups or (), beside),
        words=VERDICTS,
    )


def _having(lines: Sequence[Line], status: Status) -> list[Line]:
    return [line for line in lines if line.status is status]


def _questions(survey: Survey, analysis: Analysis) -> list[_QuestionPart]:
    return [
        _QuestionPart(
            question=question,
            chart=histogram(survey.points_of(id_), question.max_points or question.bonus),
            verdicts=_verdicts(survey, id_),
            lacking=sum(survey.verdicts_of(id_)[each] for each in NOTHING_TO_JUDGE),
            crashes=_crashes(survey, id_),
            item=analysis.questions.get(id_),
            within=analysis.within.get(id_),
        )
        for id_, question in survey.questions.items()
    ]


def _verdicts(survey: Survey, question: str) -> list[_Verdicts]:
    counts = survey.verdicts_of(question)
    total = counts.total()
    found: list[_Verdicts] = []
    before = 0
    for verdict, words in VERDICTS.items():
        count = counts[verdict]
        if count:
            start, share = before / total, count / total
            found.append(
                _Verdicts(verdict=verdict, name=words.name, count=count, start=start, share=share)
            )
        before += count
    return found


def _crashes(survey: Survey, question: str) -> list[tuple[str, int]]:
    """Return the exceptions that stopped a question, the most frequent first."""
    counts = survey.crashes.most_common()
    return [(name, count) for (of, name), count in counts if of == question]


def _rules(survey: Survey, analysis: Analysis) -> list[_RulePart]:
    """Return the rules in the order of their numbers."""
    parts = [
        _RulePart(
            rule=rule,
            failed=survey.failed[id_],
            judged=survey.judged[id_],
            rate=survey.failed[id_] / (survey.judged[id_] or 1),
            catches_all=survey.catches_all(id_),
            item=analysis.rules.get(id_),
        )
        for id_, rule in survey.rules.items()
    ]
    return sorted(parts, key=lambda part: _place(part.rule.number))


def _place(number: str) -> list[tuple[int, str]]:
    """Return what sorts ``1.10`` behind ``1.9``."""
    return [(int(part) if part.isdecimal() else 0, part) for part in number.split(".")]


def _misconceptions(survey: Survey, described: Described) -> list[_Misconception]:
    """Return the misconceptions, the most frequent first."""
    found = []
    for (question, id_), count in survey.misconceptions.items():
        hint = described.hints.get(id_)
        found.append(
            _Misconception(
                id=id_,
                question=question,
                title=hint.title if hint else id_,
                hint=hint.hint if hint else "",
                count=count,
                ties=survey.ties[question, id_],
                share=count / max(survey.misconceptions.values()),
            )
        )
    return sorted(found, key=lambda each: (-each.count, each.id))


def _slow(lines: Sequence[Line]) -> list[Line]:
    """Return the submissions whose time stands out, the slowest first."""
    border = slow([line.seconds for line in lines])
    if border is None:
        return []
    found = [line for line in lines if line.seconds > border]
    return sorted(found, key=lambda line: (-line.seconds, line.student))[:_LISTED]


def _students(lines: Sequence[Line]) -> dict[str, list[str]]:
    """Return who handed in each file, by its digest."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.sha256:
            found.setdefault(line.sha256, []).append(line.student)
    return found


def _identical(lines: Sequence[Line]) -> list[list[str]]:
    """Return those who have points for the same bytes, the largest groups first."""
    scored = [line for line in lines if line.score]
    groups = [students for students in _students(scored).values() if len(students) > 1]
    return sorted(groups, key=lambda group: (-len(group), group))


def _alike(lines: Sequence[Line], likeness: Compared | None) -> list[_Alike]:
    students = _students(lines)
    return [
        _Alike(one=students[pair.one], other=students[pair.other], pair=pair)
        for pair in (likeness.pairs if likeness else ())
        if pair.one in students and pair.other in students
    ]
