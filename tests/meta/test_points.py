"""Points follow understanding: the table of mistakes holds, in several ways of writing each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest

from tests.meta.judging import judging
from tests.meta.styles import MISTAKES, RIGHT, STYLES, made, text_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.meta.styles import Mistake

FULL = {"q1": 40, "q2": 60}
NEARLY = 2  # points by which mistakes of one kind may differ
MOST_FOR_NOTHING = 42  # of 100, for the hand-out's own lines and plain backpropagation

Points = dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def points() -> Iterator[Points]:
    """Points of each mistake in each style, and of the right versions by question and style."""
    with judging() as suite:
        compute_cost = importlib.import_module("reg_utils").compute_cost

        def worth(question: str, text: str) -> int:
            return suite.points(question, made(question, text, compute_cost))

        found = {(q, style): worth(q, text) for (q, style), text in RIGHT.items()}
        for mistake in MISTAKES:
            for style in STYLES:
                text = text_with(mistake.question, style, mistake.edits[style])
                found[mistake.what, style] = worth(mistake.question, text)
        yield found


def kinds() -> Mapping[str, list[Mistake]]:
    """Return the mistakes that must earn nearly the same, by kind."""
    names = dict.fromkeys(mistake.alike for mistake in MISTAKES if mistake.alike)
    return {name: [each for each in MISTAKES if each.alike == name] for name in names}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("question", FULL)
def test_every_right_version_gets_full_marks(points: Points, question: str, style: str) -> None:
    assert points[question, style] == FULL[question]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: f"{each.question} {each.what}")
def test_a_mistake_earns_what_a_teacher_gives(points: Points, mistake: Mistake, style: str) -> None:
    assert mistake.least <= points[mistake.what, style] <= mistake.most


@pytest.mark.parametrize("kind", kinds())
def test_mistakes_of_one_kind_earn_nearly_the_same(points: Points, kind: str) -> None:
    found = [points[each.what, style] for each in kinds()[kind] for style in STYLES]
    assert max(found) - min(found) <= NEARLY


@pytest.mark.parametrize("style", STYLES)
def test_nothing_of_the_exercise_earns_less_than_half(points: Points, style: str) -> None:
    found = points["no penalty at all", style] + points["no λ at all", style]
    assert found <= MOST_FOR_NOTHING
