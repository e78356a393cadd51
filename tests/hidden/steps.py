"""What a step of the computation gives for a student's own numbers, with its scale S.

Judging each gradient from the student's own gradient before it means that one mistake costs its
own rule, not every rule after it.

S comes from the vectors: it is that of the same step on the right numbers. The student's own can
only make it smaller, in proportion, so that numbers of next to nothing are judged as strictly.
Numbers that are `FAR` from the right size are not judged further: where they are too large,
float64 would lose in its rounding what a rule looks for.
"""

import numpy as np

from autograder.judge.compare import RuleFailedError

LAYERS = (1, 2, 3)

# How many times too large or too small a student's numbers may be. The mistakes of the catalogue
# reach 289 times (a factor m instead of 1/m) and a 98th; and with 10,000 times, what float64
# loses of a cost is a hundredth of the tolerance for a term that is a 10,000th.
FAR = 1e4
SPREAD = 1e-3  # of its largest entry: an array that varies less is the same everywhere


def mean_product(delta, activations):
    """Return `delta activations^T / m` and S; shapes (n, m), (k, m) -> (n, k)."""
    m = delta.shape[1]
    return delta @ activations.T / m, np.abs(delta) @ np.abs(activations).T / m


def mean_over_examples(delta):
    """Return the mean over the columns and S; shape (n, m) -> (n, 1)."""
    return delta.mean(axis=1, keepdims=True), np.abs(delta).mean(axis=1, keepdims=True)


def carried_back(delta, weights):
    """Return `weights^T delta` and S; shapes (n, m), (n, k) -> (k, m)."""
    return weights.T @ delta, np.abs(weights).T @ np.abs(delta)


def let_through(error, activations):
    """Return `error` where the unit was active, else 0, and S, which inactive units have too."""
    return np.where(activations > 0, error, 0.0), np.abs(error)


def inputs_of(call, layer):
    """Return the activations that feed `layer`: X for the first."""
    return call.input("X") if layer == 1 else call.input(f"cache/A{layer - 1}")


def follows(answers, call, name, before, step, *given):
    """Require that `name` is what `step` makes of the student's own `before`, and of `given`."""
    wanted, size = step(own(call, before), *given)
    _, scale = step(call.vector.expected[before], *given)
    answers.close(f"{name}, from your {before}", call.array(name), wanted, scale, size)


def own(call, name):
    """Return the student's own array, which must hold something to judge further steps by."""
    array = call.array(name)
    size, right = (np.abs(numbers).max() for numbers in (array, call.vector.expected[name]))
    if np.ptp(array) <= SPREAD * size:
        raise RuleFailedError(f"{name} is the same everywhere, so nothing can be judged from it")
    if not right / FAR <= size <= right * FAR:
        how = "large" if size > right else "small"
        raise RuleFailedError(f"{name} is far too {how} for anything to be judged from it")
    return array


def weights_matter(answers, *pairs):
    """Return S of a cost of the square family, made smaller where weights change the cost less.

    Rules about which numbers count say nothing of a cost that no weight changes. Each pair of
    calls has to show that weights do; two that have no call in common, so that one odd answer
    does not.
    """
    shares = [abs(share(*(answers.one("square", flag) for flag in pair))) for pair in pairs]
    if min(shares) == 0:
        raise RuleFailedError("the cost does not depend on the weights")
    return answers.one("square", "lambda-large").vector.scale["cost"] * min(*shares, 1.0)


def added(call, without):
    """Return what λ adds to the cost of a call, which must be above zero, and its S.

    S is made smaller in the proportion in which too little is added.
    """
    found = share(call, without)
    if not found > 0:
        raise RuleFailedError("a large λ adds nothing to the cost")
    scale = call.vector.scale["cost"] + without.vector.scale["cost"]
    return cost(call) - cost(without), scale * min(found, 1.0)


def share(more, less):
    """Return the difference of two costs as a part of the right one; next to nothing is 0."""
    right = more.vector.expected["cost"] - less.vector.expected["cost"]
    found = (cost(more) - cost(less)) / right
    return found if abs(found) > 1 / FAR else 0.0


def cost(call):
    """Return a call's cost, which must be small enough for others to be judged beside it."""
    if abs(call.number()) > FAR * call.vector.scale["cost"]:
        raise RuleFailedError("the cost is far too large for anything to be judged from it")
    return np.array(call.number())
