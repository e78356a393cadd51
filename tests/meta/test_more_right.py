"""Doing more right never earns less: over pairs of sets of mistakes, one within the other.

Mistakes are edits of a right version, so that any of them that do not touch the same line can be
made together.

`make test` tries a part of the pairs, and `make sweeps` all.
"""

from __future__ import annotations

import importlib
import random
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.meta.judging import judging
from tests.meta.styles import MISTAKES, STYLES, Unfit, made, text_with

if TYPE_CHECKING:
    from tests.meta.judging import Judging
    from tests.meta.styles import Edit
    from tests.sweeps import Extent

SEED = 11
PAIRS = {"q1": 500, "q2": 300}
MOST_TOGETHER = 4

# Edits of which one undoes the other, or rewrites what the other has changed: together they are
# no more mistakes than one of them.
REWRITTEN = "factor on the first matrix only"
UNDOING = (
    {"½ missing", "halves"},
    {"biases included", "halves"},
    {"λ hard-coded", "λ squared"},
    {"wrong without λ", "wrong for a small λ"},
    {"features for m", "λ/2m in the term"},
    {"1/m missing in dW", "not back"},
    {"dA2 is dZ2", "dA2 masked in place"},
    *(
        {REWRITTEN, other}
        for other in (
            "W1 forgotten", "W2 forgotten", "W3 forgotten", "W1 alone counted", "W2 alone counted",
            "W3 alone counted", "W summed, not squared", "absolute values", "biases included",
            "½ missing", "λ squared", "λ hard-coded",
        )
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A version with some mistakes, and one with more."""

    question: str
    fewer: tuple[str, str]
    more: tuple[str, str]


@cache
def mistakes_of(question: str, style: str) -> dict[str, tuple[Edit, ...]]:
    """Return all mistakes that can be made in a style, by name."""
    listed = {each.what: each.edits[style] for each in MISTAKES if each.question == question}
    text = Path(__file__).with_name("other_mistakes.toml").read_text("utf-8")
    others = tomllib.loads(text)[question][style]
    return listed | {what: tuple(map(tuple, edits)) for what, edits in others.items()}


def pairs(question: str) -> list[Pair]:
    """Return random pairs; each is the text of a version and the names of its mistakes."""
    draw = random.Random(f"{SEED} {question}")
    found: list[Pair] = []
    while len(found) < PAIRS[question]:
        style = draw.choice(STYLES)
        known = mistakes_of(question, style)
        names = draw.sample(sorted(known), draw.randint(1, MOST_TOGETHER))
        if any(undoing <= set(names) for undoing in UNDOING):
            continue
        kept = names[: draw.randint(0, len(names) - 1)]
        try:
            fewer, more = (
                text_with(question, style, [edit for name in chosen for edit in known[name]])
                for chosen in (kept, names)
            )
        except Unfit:
            continue
        found.append(
            Pair(question=question, fewer=(fewer, " + ".join(kept)), more=(more, " + ".join(names)))
        )
    return found


def lost(suite: Judging, question: str, extent: Extent) -> list[str]:
    """Return each pair in which more mistakes earn more, in words."""
    compute_cost = importlib.import_module("reg_utils").compute_cost
    known: dict[str, int] = {}

    def worth(text: str) -> int:
        if text not in known:
            known[text] = suite.points(question, made(question, text, compute_cost))
        return known[text]

    return [
        f"{worth(pair.fewer[0])} for [{pair.fewer[1]}], {worth(pair.more[0])} for [{pair.more[1]}]"
        for pair in extent.part(pairs(question))
        if worth(pair.fewer[0]) < worth(pair.more[0])
    ]


@pytest.mark.parametrize("question", PAIRS)
def test_more_mistakes_never_earn_more(question: str, extent: Extent) -> None:
    with judging(extent.vectors) as suite:
        assert lost(suite, question, extent) == []
