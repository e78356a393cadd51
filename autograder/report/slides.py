"""slides.html, for the projector: one misconception a slide, with numbers and without names.

A slide says what the mistake is, how many made it, and one number that comes out wrong. That is of
a public vector, which students have: nothing of the hidden ones is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autograder.gradebook.model import Described
from autograder.report.survey import Survey
from autograder.report.templates import asset, html, policy
from autograder.vectors.model import Vector

_FAR = 1e-3  # relative; a smaller difference is not seen on a projector


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One number that comes out wrong.

    Attributes:
        of: which one, such as ``dW1[0, 2]``.
        right: what it is.
        wrong: what it is with the mistake.
        comment: of the vector.
        inputs: its single numbers, such as ``lambd = 0.7``.
    """

    of: str
    right: str
    wrong: str
    comment: str
    inputs: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One misconception."""

    title: str
    hint: str
    question: str
    count: int
    of: int
    example: Example | None


def slides_html(survey: Survey, described: Described, vectors: Sequence[Vector]) -> bytes:
    """Return the page: one slide for each misconception, the most frequent first.

    Args:
        survey: of all rows.
        described: what is known of the assignment.
        vectors: the public ones.
    """
    style = asset("slides.css")
    return html(
        "slides.html",
        style=style,
        policy=policy(style),
        title=described.title or "Class",
        slides=list(_slides(survey, described, vectors)),
        survey=survey,
    )


def _slides(survey: Survey, described: Described, vectors: Sequence[Vector]) -> Iterator[Slide]:
    for (question, id_), count in survey.misconceptions.most_common():
        hint = described.hints.get(id_)
        yield Slide(
            title=hint.title if hint else id_,
            hint=hint.hint if hint else "",
            question=described.titles.get(question, question),
            count=count,
            of=survey.below,
            example=next(_examples(id_, vectors), None),
        )


def _examples(misconception: str, vectors: Sequence[Vector]) -> Iterator[Example]:
    for vector in vectors:
        for name, wrong in vector.fingerprints.get(misconception, {}).items():
            right = vector.expected.get(name)
            place = None if right is None else _differing(right, wrong)
            if right is None or place is None:
                continue
            yield Example(
                of=f"{name}[{', '.join(map(str, place))}]" if place else name,
                right=f"{right[place]:.4g}",
                wrong=f"{wrong[place]:.4g}",
                comment=vector.comment,
                inputs=list(_numbers(vector)),
            )


def _differing(right: NDArray[np.float64], wrong: NDArray[np.float64]) -> tuple[int, ...] | None:
    """Return the place of the largest difference, or None where none is seen."""
    if right.shape != wrong.shape or not np.isfinite(wrong).all():
        return None
    difference = np.abs(right - wrong)
    place = np.unravel_index(int(difference.argmax()), right.shape) if right.size else ()
    if not right.size or difference[place] <= _FAR * max(1e-12, float(np.abs(right[place]))):
        return None
    return tuple(map(int, place))


def _numbers(vector: Vector) -> Iterator[str]:
    for name, value in vector.inputs.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{name} = {value:g}"
