"""Wrong answers of a class that nobody has a name for yet, and naming them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from autograder import hints
from autograder.errors import UsageError
from autograder.grading.rejudging import Rejudging
from autograder.judge.call import why_failed
from autograder.judge.grouping import Group, grouped
from autograder.results import Verdict
from autograder.sandbox.answers import Ended
from autograder.text import nfc
from autograder.vectors import observed
from autograder.vectors.observed import Observed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograder.description import Assignment
    from autograder.gradebook.model import Key
    from autograder.gradebook.store import Gradebook
    from autograder.grading.engine import Engine
    from autograder.judge.view import Question
    from autograder.sandbox.answers import Answer


_WRONG = (Verdict.FAILED, Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.FORBIDDEN)
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One group of wrong answers.

    Attributes:
        question: its id.
        group: who, and what they answer.
        line: place and text of the leader's own line that is wrong first, where it is known.
        failure: why calls gave nothing back, where none did.
        told_apart: comments of the vectors that show the mistake.
    """

    question: str
    group: Group
    line: tuple[str, str]
    failure: str
    told_apart: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """What is known of the wrong answers of a class.

    Attributes:
        wrong: how many answers to questions are wrong.
        explained: of these, how many some misconception explains.
        unkept: how many are neither explained nor kept: only running them again can tell.
        seen: the others, in groups.
    """

    wrong: int
    explained: int
    unkept: int
    seen: tuple[Seen, ...]

    def group(self, identity: str) -> Seen:
        """Return a group by its id.

        Raises:
            UsageError: there is no such group (any more).
        """
        found = [seen for seen in self.seen if seen.group.id == identity]
        if not found:
            raise UsageError(
                f"there is no group {identity}: `autograder mistakes OUT` lists those of now"
            )
        return found[0]


def mistakes(gradebook: Gradebook, engine: Engine) -> Mistakes:
    """Group the wrong answers of the class list that no misconception explains.

    Raises:
        UsageError: the gradebook cannot be read.
    """
    rejudging = Rejudging(engine, gradebook)
    keys: dict[str, dict[str, Key]] = defaultdict(dict)
    wrong = explained = unkept = 0
    for row in gradebook.rows():
        judged = [each for each in row.result.questions if each.verdict in _WRONG]
        unnamed = [each.id for each in judged if not each.misconceptions]
        wrong += len(judged)
        explained += len(judged) - len(unnamed)
        if unnamed and rejudging.answers(row.key) is None:
            unkept += len(unnamed)
            continue
        for question in unnamed:
            keys[question][row.key.student] = row.key
    seen = []
    for question, members in sorted(keys.items()):

        def look(student: str, question: str = question) -> Question:
            return rejudging.view(keys[question][student], question)

        for group in grouped(members, look):
            leader = group.students[0]
            own = rejudging.lines(members[leader], question)
            seen.append(_seen(question, group, own, look(leader), engine))
    seen.sort(key=lambda each: (-len(each.group.students), each.question, each.group.id))
    return Mistakes(wrong=wrong, explained=explained, unkept=unkept, seen=tuple(seen))


def _seen(
    question: str,
    group: Group,
    lines: Mapping[str, tuple[str, str]],
    view: Question,
    engine: Engine,
) -> Seen:
    first = group.leader.steps[0] if group.leader.steps else ""
    shown = [each for each in engine.vectors.vectors if each.id in group.leader.prints]
    return Seen(
        question=question,
        group=group,
        line=lines.get(first.rpartition("/")[2], ("", "")),
        failure="" if any(map(_came_back, view.made)) else why_failed(view.all[0].answer),
        told_apart=tuple(vector.comment for vector in shown),
    )


def _came_back(answer: Answer) -> bool:
    return answer.ended is Ended.RETURNED


def name(assignment: Assignment, engine: Engine, seen: Seen, title: str, hint: str) -> Observed:
    """Keep a group's answers as an observed mistake, beside the hints; nobody's name is with it.

    It takes the place of one with its title that is out of date.

    Raises:
        UsageError: the title is taken, a text is empty, the group has a name or cannot be
            recognised later, or the file cannot be written.
    """
    vectors, identity = engine.vectors.vectors, _id(title)
    kept = observed.read(assignment.observed)
    before = [each for each in kept if each.id != identity or each.fits(vectors)]
    taken = {*hints.read(assignment.hints), *(each.id for each in before)}
    if not identity or not hint.strip():
        raise UsageError("a mistake needs a title and a hint, in words: give --title and --hint")
    if identity in taken:
        raise UsageError(f"there is a mistake with the id {identity} already: use another title")
    _check_group(seen.group, [each for each in before if each.fits(vectors)])
    found = Observed(
        id=identity,
        question=seen.question,
        title=title.strip(),
        hint=hint.strip(),
        calls_sha256=observed.calls_sha256(vectors, seen.question),
        prints=seen.group.leader.prints,
    )
    observed.write(assignment.observed, [*before, found])
    return found


def _id(title: str) -> str:
    return _NOT_IN_IDS.sub("-", nfc(title).casefold()).strip("-")[:60].strip("-")


def _check_group(group: Group, named: Iterable[Observed]) -> None:
    """Refuse a group that cannot be recognised later, or that has a name already."""
    prints = group.leader.prints
    if group.step:
        raise UsageError(
            f"the answers of this group agree only in {group.step}, so that they cannot be "
            "recognised as a whole: name a group whose answers are equal"
        )
    if not any(np.isfinite(array).any() for each in prints.values() for array in each.values()):
        raise UsageError(
            "the answers of this group contain no numbers to recognise them by: name another group"
        )
    for each in named:
        if each.answers(prints):
            raise UsageError(
                f"this group is called {each.id} already: `autograder regrade OUT` tells it to its "
                "students"
            )
