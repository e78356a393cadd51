"""What a class report tells of students beside their present results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.gradebook.store import Gradebook
from autograder.report.code import Code, code

_MOST = 20  # of what happened to one student; the last ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is known of students, by the names of their rows.

    Attributes:
        code: what was run, by digest of the submission.
        history: earlier results, and what people decided, each a sentence.
        sections: of the class; several are separated by semicolons.
    """

    code: Code = field(default_factory=dict)
    history: Mapping[str, Sequence[str]] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)


NOTHING = Beside()


def beside(gradebook: Gradebook, *, with_code: bool) -> Beside:
    """Return what a gradebook knows of its students.

    Args:
        gradebook: which.
        with_code: also have the lines cut out that were run, which takes a process of its own.
    """
    results = (row.result for row in gradebook.rows())
    return Beside(
        code=code(gradebook, results) if with_code else {},
        history=_history(gradebook),
        sections={name: known.section for name, known in gradebook.known().items()},
    )


def _history(gradebook: Gradebook) -> dict[str, list[str]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in gradebook.earlier():
        result = row.result
        score = "no score" if result.score is None else f"{result.score} of {result.max_score}"
        found[result.student].append((row.recorded_at, f"{score}, {result.submission}"))
    for entry in gradebook.journal():
        if entry.student:
            found[entry.student].append((entry.at, f"{entry.what} ({entry.who})"))
    return {
        student: [f"{at[:16].replace('T', ' ')}: {what}" for at, what in sorted(told)[-_MOST:]]
        for student, told in found.items()
    }
