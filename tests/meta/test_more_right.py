"""Doing more right never earns less: over pairs of sets of mistakes, one within the other.

Mistakes are edits of a right version, so that any of them that do not touch the same line can be
made together.
"""

from __future__ import annotations

import importlib
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.meta.judging import judging
from tests.meta.styles import MISTAKES, STYLES, Unfit, made, text_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.meta.judging import Judging
    from tests.meta.styles import Edit

pytestmark = pytest.mark.slow

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

# Mistakes beside those of the table: of form, in some cases only, or next to nothing.
OTHERS: dict[tuple[str, str], dict[str, tuple[Edit, ...]]] = {
    ("q1", "course"): {
        "an array": (("return cross_entropy + penalty", "return [[cross_entropy + penalty]] * np.ones((1, 1))"),),
        "an axis for one example": (("return cross_entropy", "return np.ones((1,) * (m == 1)) * cross_entropy"),),
        "sign": (("cross_entropy + penalty", "cross_entropy - penalty"),),
        "raises for one example": (("losses =", "1 / (m - 1)\n    losses ="),),
        "raises without λ": (("losses =", "1 / lambd\n    losses ="),),
        "wrong without λ": (("losses =", "lambd = lambd or 0.3\n    losses ="),),
        "wrong for a small λ": (("losses =", "lambd = lambd * (lambd >= 1)\n    losses ="),),
        "clip": (("losses =", "A3 = np.clip(A3, 0.05, 0.95)\n    losses ="),),
        "changes W1": (("W1 = parameters", "parameters['W1'] *= 1.5\n    W1 = parameters"),),
        "not averaged": (("np.sum(losses) / m", "np.sum(losses)"),),
        "None": (("losses =", "if m == 8: return None\n    losses ="),),
    },
    ("q1", "loop"): {
        "raises for many": (("total = 0", "total = 0 if m < 5000 else nothing"),),
        "halves": (("(W**2).sum()", "(W**2).sum() / 2"),),
        "counts W2 twice": (("for layer in (1, 2, 3)", "for layer in (1, 2, 2, 3)"),),
        "text": (("first = ", "if lambd == 0.7: return 'cost'\n    first = "),),
        "base 2": (("np.log(A3)", "np.log2(A3)"), ("np.log(1 - A3)", "np.log2(1 - A3)")),
    },
    ("q1", "short"): {
        "raises for W2 of one unit": (("norms =", "np.linalg.inv(parameters['W2'][:2, :2])\n    norms ="),),
        "first norm": (("np.linalg.norm(W) ** 2", "np.linalg.norm(W, 1) ** 2"),),
    },
    ("q2", "course"): {
        "db1 flat": (("np.sum(dZ1, axis=1, keepdims=True)", "np.sum(dZ1, axis=1)"),),
        "db2 over units": (("np.sum(dZ2, axis=1, keepdims=True)", "np.sum(dZ2, axis=0, keepdims=True)"),),
        "db3 None": (("db3 = np.sum(dZ3, axis=1, keepdims=True) / m", "db3 = None"),),
        "no dA1": (('"dA1": dA1, ', ""),),
        "dA2 is dZ2": (('"dZ2": dZ2', '"dZ2": dA2'),),
        "extra": (('{"dZ3": dZ3', '{"m": m, "dZ3": dZ3'),),
        "dA1 from dA2": (("W2.T @ dZ2", "W2.T @ dA2"),),
        "dW2 not averaged": (("dZ2 @ A1.T / m", "dZ2 @ A1.T"),),
        "dW1 squared": (("lambd / m * W1", "lambd / m * W1**2"),),
        "dW2 of W1": (("lambd / m * W2", "lambd / m * W1"),),
        "constant dZ3": (("A3 - Y", "np.full(Y.shape, 0.5)"),),
        "far dZ3": (("A3 - Y", "1e6 * (A3 - Y)"),),
        "db2 not averaged": (("db2 = np.sum(dZ2, axis=1, keepdims=True) / m", "db2 = np.sum(dZ2, axis=1, keepdims=True)"),),
        "mask with >=": (("dA1 * (A1 > 0)", "dA1 * (Z1 >= 0)"),),
        "dA2 masked in place": (("dZ2 = dA2 * (A2 > 0)", "dA2 *= A2 > 0\n    dZ2 = dA2"),),
        "changes A3": (("dZ3 = A3 - Y", "A3 -= Y\n    dZ3 = A3"),),
        "raises for one example": (("dA2 = ", "1 / (m - 1)\n    dA2 = "),),
        "flat for one example": (("db1 = np.sum(dZ1, axis=1, keepdims=True) / m", "db1 = np.sum(dZ1, axis=1, keepdims=m > 1) / m"),),
        "wrong without λ": (("dA2 = ", "lambd = lambd or 2\n    dA2 = "),),
        "wrong for a small λ": (("dA2 = ", "lambd = lambd * (lambd >= 1)\n    dA2 = "),),
    },
    ("q2", "loop"): {
        "no dZ": (('grads[f"dZ{layer}"] = dZ', "pass"),),
        "hard-coded λ": (("lambd / m * W", "0.7 / m * W"),),
        "db of dA": (("dZ.sum(axis=1, keepdims=True) / m", "dZ.sum(axis=1, keepdims=True)"),),
        "clip": (("dZ = A3 - Y", "dZ = np.clip(A3, 0.01, 0.99) - Y"),),
        "rounded": (("return grads", "return {name: np.round(grads[name], 2) for name in grads}"),),
        "raises for small λ": (("grads = {}", "grads = {}\n    if 0 < lambd < 1: raise ValueError"),),
    },
    ("q2", "short"): {
        "features for m": (("m = X.shape[1]", "m = X.shape[0]"),),
        "not back": (("np.dot(cache[6].T, dZ2)", "np.dot(cache[6].T, dZ2) / m"),),
        "dict of lists": (("dZ3=dZ3", "dZ3=dZ3.tolist()"),),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A version with some mistakes, and one with more."""

    question: str
    fewer: tuple[str, str]
    more: tuple[str, str]


def mistakes_of(question: str, style: str) -> dict[str, Sequence[Edit]]:
    """Return all mistakes that can be made in a style, by name."""
    listed = {each.what: each.edits[style] for each in MISTAKES if each.question == question}
    return listed | OTHERS[question, style]


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


def lost(suite: Judging, question: str) -> list[str]:
    """Return each pair in which more mistakes earn more, in words."""
    compute_cost = importlib.import_module("reg_utils").compute_cost
    known: dict[str, int] = {}

    def worth(text: str) -> int:
        if text not in known:
            known[text] = suite.points(question, made(question, text, compute_cost))
        return known[text]

    return [
        f"{worth(pair.fewer[0])} for [{pair.fewer[1]}], {worth(pair.more[0])} for [{pair.more[1]}]"
        for pair in pairs(question)
        if worth(pair.fewer[0]) < worth(pair.more[0])
    ]


@pytest.mark.parametrize("question", PAIRS)
def test_more_mistakes_never_earn_more(question: str) -> None:
    with judging() as suite:
        assert lost(suite, question) == []
