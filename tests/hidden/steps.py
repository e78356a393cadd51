"""What one step of the computation gives for a student's own numbers, with its scale S.

Judging each gradient from the student's own gradient before it means that one mistake costs its
own rule, not every rule after it.
"""

import numpy as np

from autograder.judge.compare import RuleFailedError

LAYERS = (1, 2, 3)


def mean_product(delta, activations):
    """Return `delta activations^T / m` and S; shapes (n, m), (k, m) -> (n, k)."""
    m = delta.shape[1]
    return delta @ activations.T / m, np.abs(delta) @ np.abs(activations).T / m


def mean_over_examples(delta):
    """Return the mean over the columns and S; shape (n, m) -> (n, 1)."""
    return delta.mean(axis=1, keepdims=True), np.abs(delta).mean(axis=1, keepdims=True)


def carried_back(weights, delta):
    """Return `weights^T delta` and S; shapes (n, k), (n, m) -> (k, m)."""
    return weights.T @ delta, np.abs(weights).T @ np.abs(delta)


def inputs_of(call, layer):
    """Return the activations that feed `layer`: X for the first."""
    return call.input("X") if layer == 1 else call.input(f"cache/A{layer - 1}")


def own(call, name):
    """Return the student's own array, which must hold something to judge further steps by."""
    array = call.array(name)
    if array.min() == array.max():
        raise RuleFailedError(f"{name} is the same everywhere, so nothing can be judged from it")
    return array


def penalty(answers, *flags):
    """Return what the L2 term added to the cost of a call of the square family, and a scale.

    Rules about which numbers count say nothing of a cost that no weight changes.
    """
    once, doubled = (answers.one("square", flag).number() for flag in ("only-w1", "doubled"))
    if not doubled > once:
        raise RuleFailedError("larger weights do not cost more")
    cost = answers.one("square", *flags).number()
    without = answers.one("square", "lambda-zero").number()
    return added(cost, without)


def added(cost, without):
    """Return `cost - without`, which must be above zero, and its scale."""
    if not cost - without > 1e-9 * abs(without):
        raise RuleFailedError("a large λ adds nothing to the cost")
    return np.array(cost - without), np.array(abs(cost) + abs(without))
