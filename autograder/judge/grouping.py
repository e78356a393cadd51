"""Groups wrong answers to one question that are the same up to rounding.

Two answers are the same when they are wrong in the same calls, have the same shapes, differ by no
more than a misconception may from its fingerprint, and fail in the same words where they fail.
Whoever is then alone is grouped once more
with those who share the first step that is wrong: the same mistake, made beside another.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from autograder.judge.compare import NOTED, RuleFailedError
from autograder.judge.diagnosis import as_returned, scale_of
from autograder.sandbox.answers import Ended

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from autograder.judge.call import Asked
    from autograder.judge.compare import Floats
    from autograder.judge.view import Question
    from autograder.sandbox.answers import Answer
    from autograder.vectors.answers import Numbers


_DIGITS = re.compile(r"[0-9]+")
_ROUGHLY = 3  # digits of what an id is made from


@dataclass(frozen=True, eq=False)
class Wrong:
    """Answers to one question, as they are compared with others.

    Attributes:
        student: whose they are.
        steps: names of what is wrong anywhere, in the vectors' order.
        prints: what was returned where something is wrong, by vector and name.
        pattern: what must be equal: which calls are wrong, change inputs, and in which shapes.
        values: all numbers, one after the other; nan where one is not finite.
        tolerance: how far each may be off.
    """

    student: str
    steps: tuple[str, ...]
    prints: Mapping[str, Mapping[str, Numbers]]
    pattern: Hashable
    values: Floats
    tolerance: Floats

    @classmethod
    def of(cls, student: str, question: Question, step: str = "") -> Wrong:
        """Lay out answers, all of them or those under one name."""
        steps: dict[str, None] = {}
        prints: dict[str, dict[str, Numbers]] = {}
        pattern: list[Hashable] = []
        values, tolerances = [np.empty(0)], [np.empty(0)]
        for asked in question.all:
            names = [step] if step else [name for name in asked.names if name in asked.targets]
            wrong = [name for name in names if name in asked.targets and _is_wrong(asked, name)]
            steps |= dict.fromkeys(wrong)
            returned = {name: as_returned(asked, name) for name in asked.vector.expected}
            changed = bool(asked.answer and asked.answer.changed)
            pattern.append(_failure(asked.answer))
            if wrong or changed:
                numbers = {name: each for name, each in returned.items() if each is not None}
                prints[asked.vector.id] = numbers if len(numbers) == len(returned) else {}
            for name in [each for each in names if each in returned]:
                array = returned[name]
                pattern.append((name in wrong, changed, None if array is None else array.shape))
                if array is not None:
                    values.append(_finite(array))
                    scale = scale_of(array.shape, asked.targets[name])
                    tolerances.append(NOTED * np.maximum(scale, np.abs(values[-1])))
        return cls(
            student=student,
            steps=tuple(steps),
            prints=prints,
            pattern=tuple(pattern),
            values=np.concatenate(values),
            tolerance=np.concatenate(tolerances),
        )

    def same(self, other: Wrong) -> bool:
        """Return whether these answers are the other's up to rounding."""
        if self.pattern != other.pattern:
            return False
        both = np.isnan(self.values) & np.isnan(other.values)
        close = np.abs(self.values - other.values) <= np.fmax(self.tolerance, other.tolerance)
        return bool((close | both).all())


@dataclass(frozen=True)
class Group:
    """Wrong answers that are the same.

    Attributes:
        leader: whose answers stand for all.
        students: everybody, the leader first.
        step: where only one step agrees, its name.
    """

    leader: Wrong
    students: list[str] = field(default_factory=list)
    step: str = ""

    @property
    def id(self) -> str:
        """What people call the group by; it follows from the answers alone, roughly."""
        rough = np.char.mod(f"%.{_ROUGHLY - 1}e", self.leader.values + 0.0)
        said = repr((self.step, self.leader.pattern)).encode() + "".join(rough.tolist()).encode()
        return hashlib.sha256(said).hexdigest()[:8]


def grouped(students: Iterable[str], look: Callable[[str], Question]) -> list[Group]:
    """Return groups of wrong answers, the largest first; one answer of each group is held.

    Args:
        students: whose answers to one question are wrong, in an order that does not change.
        look: returns the answers of one of them.
    """
    whole = _grouped(Wrong.of(student, look(student)) for student in students)
    alone: dict[str, list[str]] = defaultdict(list)
    for leader in (group.leader for group in whole if len(group.students) == 1):
        if leader.steps:
            alone[leader.steps[0]].append(leader.student)
    parts = [
        Group(group.leader, group.students, step)
        for step, members in alone.items()
        for group in _grouped(Wrong.of(each, look(each), step) for each in members)
        if len(group.students) > 1
    ]
    together = {student for group in parts for student in group.students}
    rest = [group for group in whole if together.isdisjoint(group.students)]
    return sorted([*rest, *parts], key=lambda group: (-len(group.students), group.id))


def _grouped(members: Iterable[Wrong]) -> list[Group]:
    groups: dict[Hashable, list[Group]] = defaultdict(list)
    for each in members:
        alike = groups[each.pattern]
        found = next((group for group in alike if group.leader.same(each)), None)
        if found is None:
            found = Group(each)
            alike.append(found)
        found.students.append(each.student)
    return [group for alike in groups.values() for group in alike]


def _failure(answer: Answer | None) -> Hashable:
    """Return how a call failed, apart from numbers, which differ between cases."""
    if answer is None or answer.ended is Ended.RETURNED:
        return None
    said = answer.raised.text if answer.raised else answer.detail
    return answer.ended, _DIGITS.sub("#", said)


def _is_wrong(asked: Asked, name: str) -> bool:
    try:
        return asked.difference(name).is_wrong
    except RuleFailedError:
        return True


def _finite(array: Numbers) -> Floats:
    flat = array.ravel()
    if flat.dtype.kind == "c":
        flat = np.concatenate([flat.real, flat.imag])
    flat = flat.astype(np.float64)
    return np.where(np.isfinite(flat), flat, np.nan)
