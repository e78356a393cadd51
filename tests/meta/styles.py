"""Right versions of both functions in three ways of writing, and the mistakes made in each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Edit = tuple[str, str]


FUNCTIONS = {
    "q1": "compute_cost_with_regularization",
    "q2": "backward_propagation_with_regularization",
}
STYLES = ("course", "loop", "short")
RIGHT = {
    (
        "q1",
        "course",
    ): """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    W3 = parameters["W3"]
    losses = np.multiply(-np.log(A3), Y) + np.multiply(-np.log(1 - A3), 1 - Y)
    cross_entropy = np.sum(losses) / m
    squares = np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3))
    penalty = lambd / (2 * m) * squares
    return cross_entropy + penalty
""",
    (
        "q1",
        "loop",
    ): """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = A3.shape[1]
    total = 0
    for layer in (1, 2, 3):
        W = parameters["W" + str(layer)]
        total += (W**2).sum()
    first = -(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)).sum() / m
    return first + total * lambd / m / 2
""",
    (
        "q1",
        "short",
    ): """
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    norms = [np.linalg.norm(W) ** 2 for W in [parameters[name] for name in ("W1", "W2", "W3")]]
    return compute_cost(A3, Y) + 0.5 * lambd * sum(norms) / m
""",
    (
        "q2",
        "course",
    ): """
def backward_propagation_with_regularization(X, Y, cache, lambd):
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    m = Y.shape[1]
    dZ3 = A3 - Y
    dW3 = dZ3 @ A2.T / m + lambd / m * W3
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (A2 > 0)
    dW2 = dZ2 @ A1.T / m + lambd / m * W2
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (A1 > 0)
    dW1 = dZ1 @ X.T / m + lambd / m * W1
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2,
            "db2": db2, "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}
""",
    (
        "q2",
        "loop",
    ): """
def backward_propagation_with_regularization(X, Y, cache, lambd):
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = A3.shape[1]
    A, W = [X, A1, A2, A3], [None, W1, W2, W3]
    grads = {}
    dZ = A3 - Y
    for layer in (3, 2, 1):
        if layer < 3:
            dA = W[layer + 1].T @ dZ
            dZ = dA * (A[layer] > 0)
            grads[f"dA{layer}"] = dA
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ A[layer - 1].T / m + lambd / m * W[layer]
        grads[f"db{layer}"] = dZ.sum(axis=1, keepdims=True) / m
    return grads
""",
    (
        "q2",
        "short",
    ): """
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]

    def dense(dZ, below, W):
        dW = np.einsum("ij,kj->ik", dZ, below) / m + W * (lambd / m)
        return dW, np.mean(dZ, axis=1).reshape(-1, 1)

    dZ3 = np.subtract(cache[9], Y)
    dW3, db3 = dense(dZ3, cache[5], cache[10])
    dA2 = np.dot(cache[10].T, dZ3)
    dZ2 = np.where(cache[5] > 0, dA2, 0)
    dW2, db2 = dense(dZ2, cache[1], cache[6])
    dA1 = np.dot(cache[6].T, dZ2)
    dZ1 = np.where(cache[1] > 0, dA1, 0)
    dW1, db1 = dense(dZ1, X, cache[2])
    return dict(dZ3=dZ3, dW3=dW3, db3=db3, dA2=dA2, dZ2=dZ2, dW2=dW2, db2=db2,
                dA1=dA1, dZ1=dZ1, dW1=dW1, db1=db1)
""",
}


class Unfit(Exception):
    """Edits that do not fit together: one changes what another needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A line of the table.

    Attributes:
        least: points that it must earn at least.
        most: points that it may earn at most.
        alike: mistakes of the same group earn nearly the same.
        edits: by style.
    """

    what: str
    question: str
    least: int
    most: int
    alike: str
    edits: dict[str, tuple[Edit, ...]]


def _mistakes() -> tuple[Mistake, ...]:
    table = tomllib.loads(Path(__file__).with_name("points.toml").read_text("utf-8"))
    return tuple(
        Mistake(
            what=line["what"],
            question=line["question"],
            least=line.get("least", 0),
            most=line["most"],
            alike=line.get("alike", ""),
            edits={style: tuple((old, new) for old, new in line[style]) for style in STYLES},
        )
        for line in table["mistake"]
    )


MISTAKES = _mistakes()


def text_with(question: str, style: str, edits: Iterable[Edit]) -> str:
    """Return the right version of a style with edits made to it.

    Raises:
        Unfit: what an edit replaces is not there exactly once.
    """
    text = RIGHT[question, style]
    for old, new in edits:
        if text.count(old) != 1:
            raise Unfit(f"{style}: {old!r} is there {text.count(old)} times")
        text = text.replace(old, new)
    return text


def made(question: str, text: str, compute_cost: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that a text defines."""
    names: dict[str, Any] = {"np": np, "compute_cost": compute_cost}
    exec(text, names)
    function: Callable[..., Any] = names[FUNCTIONS[question]]
    return function
