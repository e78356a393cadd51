"""What rules see of a call, as a child sends it and the grader decodes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.exercise import Exercise
from autograder.exercise import Question as Asking
from autograder.judge.compare import targets
from autograder.judge.view import Question
from autograder.sandbox.answers import Answer, Answers
from autograder.sandbox.inside import calling
from autograder.sandbox.inside.loading import Function
from autograder.sandbox.inside.source import Source
from autograder.sandbox.outside import decoding
from autograder.sandbox.outside.cases import plan
from autograder.sandbox.outside.filtering import Filter
from autograder.sandbox.wire import RECORD, State
from autograder.vectors.model import Vector

EXERCISE = Exercise(
    id="demo",
    title="demo",
    questions=(Asking(id="q1", function="f", title=""),),
    files=(),
    root=Path(),
    public_vectors=Path(),
    hints=Path(),
)


def answered(vector: Vector, function: Any) -> Question:
    """Return what rules see of a call, as a child sends it and the grader decodes it."""
    ((call, _),) = plan([vector], EXERCISE)
    case = calling.Case("f", (calling.Step(()),), call.room)
    lines = Source((), (), False)
    record = b"".join(calling.call(0, case, Function(State.DEFINED, function), lines))
    answer: Answer = decoding.answer(record[RECORD.size :], 0, call, Filter(b""))
    return Question([(vector, targets(vector))], Answers(first={"v1": answer}))
