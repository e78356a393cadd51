"""Right versions of the regularized cost."""

import functools
import math

import numpy as np
from reg_utils import compute_cost

from reformulations.model import reformulation


@reformulation("q1")
def cost_in_one_line_each(A3, Y, parameters, lambd):
    """Name each piece as the formula does, with NumPy's functions in place of operators."""
    m = Y.shape[1]
    W1, W2, W3 = parameters["W1"], parameters["W2"], parameters["W3"]
    losses = np.multiply(-np.log(A3), Y) + np.multiply(-np.log(1 - A3), 1 - Y)
    entropy = 1.0 / m * np.nansum(losses)
    squares = np.sum(np.square(W1)) + np.sum(np.square(W2)) + np.sum(np.square(W3))
    return entropy + np.multiply(squares, np.divide(lambd, 2 * m))


@reformulation("q1")
def cost_with_loops(A3, Y, parameters, lambd):
    """Use plain Python: a loop over the examples, loops over all weights, a float."""
    m = Y.shape[1]
    total = 0.0
    for example in range(m):
        probability = float(A3[0, example])
        total -= math.log(probability if Y[0, example] == 1 else 1 - probability)
    for layer in (1, 2, 3):
        for row in parameters[f"W{layer}"].tolist():
            for weight in row:
                total += lambd / 2 * weight * weight
    return total / m


@reformulation("q1")
def cost_with_einsum(A3, Y, parameters, lambd):
    """Let einsum do every sum."""
    m = Y.shape[1]
    entropy = -np.einsum("ij,ij->", Y, np.log(A3)) - np.einsum("ij,ij->", 1 - Y, np.log(1 - A3))
    squares = [np.einsum("ij,ij->", W, W) for W in (parameters[f"W{n}"] for n in (1, 2, 3))]
    return (entropy + lambd * sum(squares) / 2) / m


@reformulation("q1")
def cost_with_norms(A3, Y, parameters, lambd):
    """Square the Frobenius norms."""
    norms = [np.linalg.norm(parameters[name], "fro") for name in ("W1", "W2", "W3")]
    return compute_cost(A3, Y) + lambd / (2 * Y.shape[1]) * sum(norm**2 for norm in norms)


@reformulation("q1")
def cost_with_log1p(A3, Y, parameters, lambd):
    """Use log1p for the logarithm of 1 - A3."""
    surprises = Y * np.log(A3) + (1 - Y) * np.log1p(-A3)
    squares = sum(np.vdot(parameters[name], parameters[name]) for name in ("W3", "W2", "W1"))
    return -np.mean(surprises) + 0.5 * lambd * squares / Y.size


@reformulation("q1")
def cost_with_where(A3, Y, parameters, lambd):
    """Choose the probability of the true class first, then take one logarithm."""
    truth = np.where(Y == 1, A3, 1 - A3)
    weights = np.concatenate([parameters[name].ravel() for name in ("W1", "W2", "W3")])
    return -np.log(truth).mean() + lambd * (weights @ weights) / (2 * A3.shape[1])


@reformulation("q1")
def cost_with_boolean_indices(A3, Y, parameters, lambd):
    """Pick the examples of each class."""
    total = np.log(A3[Y == 1]).sum() + np.log(1 - A3[Y == 0]).sum()
    squares = (parameters["W1"] ** 2).sum() + (parameters["W2"] ** 2).sum()
    squares = squares + (parameters["W3"] ** 2).sum()
    return -(total / Y.shape[1]) + squares * lambd / Y.shape[1] / 2


@reformulation("q1")
def cost_with_matrix_products(A3, Y, parameters, lambd):
    """Add up the examples by matrix products, and squeeze the (1, 1) result."""
    m = Y.shape[1]
    entropy = -(np.dot(Y, np.log(A3).T) + np.dot(1 - Y, np.log(1 - A3).T)) / m
    traces = sum(np.trace(np.dot(W, W.T)) for name, W in parameters.items() if name[0] == "W")
    return float(np.squeeze(entropy)) + traces * lambd / (2 * m)


@reformulation("q1")
def cost_with_exact_sums(A3, Y, parameters, lambd):
    """Add up with math.fsum, which rounds once."""
    m = len(Y[0])
    pairs = zip(A3.ravel().tolist(), Y.ravel().tolist(), strict=True)
    entropy = -math.fsum(math.log(a) if y else math.log1p(-a) for a, y in pairs) / m
    entries = [entry for name in ("W1", "W2", "W3") for entry in parameters[name].flat]
    return entropy + lambd * math.fsum(entry**2 for entry in entries) / (2 * m)


@reformulation("q1")
def cost_from_logits(A3, Y, parameters, lambd):
    """Go back to Z3 and use the softplus form of the cross-entropy."""
    Z3 = np.log(A3) - np.log1p(-A3)
    entropy = np.average(np.logaddexp(0, Z3) - Y * Z3)
    squares = functools.reduce(lambda so_far, n: so_far + np.sum(parameters[f"W{n}"] ** 2),
                               (1, 2, 3), 0)  # fmt: skip
    return entropy + lambd * squares / (2 * Y.shape[1])


@reformulation("q1")
def cost_over_the_layers_of_the_dict(A3, Y, parameters, lambd):
    """Loop over however many layers the dict has."""
    penalty = 0
    for layer in range(len(parameters) // 2):
        penalty += np.sum(np.power(parameters["W" + str(layer + 1)], 2))
    return compute_cost(A3, Y) + penalty * lambd * (1.0 / Y.shape[1]) * (1.0 / 2)


@reformulation("q1")
def cost_as_0d_array(A3, Y, parameters, lambd):
    """Return an array without axes, from copies of the inputs."""
    A3, Y = np.array(A3, copy=True), np.array(Y, dtype=float)
    squares = [np.sum(np.abs(parameters[name].copy()) ** 2) for name in ("W2", "W3", "W1")]
    entropy = np.sum(-Y * np.log(A3) + (Y - 1) * np.log(1 - A3)) / Y.shape[1]
    return np.array(entropy + lambd * np.sum(squares) / (2 * Y.shape[1]))


@reformulation("q1")
def cost_with_tiny_constant(A3, Y, parameters, lambd):
    """Guard the logarithms with 1e-12."""
    entropy = -np.mean(Y * np.log(A3 + 1e-12) + (1 - Y) * np.log(1 - A3 + 1e-12))
    squares = sum(np.sum(np.square(parameters[name])) for name in ("W1", "W2", "W3"))
    return entropy + lambd / (2 * Y.shape[1]) * squares


@reformulation("q1")
def cost_with_clipped_probabilities(A3, Y, parameters, lambd):
    """Clip the probabilities at 1e-15, which changes none that occurs."""
    squares = np.add.reduce([np.multiply(W, W).sum() for W in (parameters["W1"],
                             parameters["W2"], parameters["W3"])])  # fmt: skip
    return compute_cost(np.clip(A3, 1e-15, 1 - 1e-15), Y) + lambd * squares / (2 * Y.size)


@reformulation("q1")
def cost_in_extended_precision(A3, Y, parameters, lambd):
    """Compute in the longest float that the machine has."""
    A3, Y = A3.astype(np.longdouble), Y.astype(np.longdouble)
    squares = sum(np.sum(parameters[f"W{n}"].astype(np.longdouble) ** 2) for n in (1, 2, 3))
    entropy = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / Y.shape[1]
    return np.float64(entropy + lambd * squares / (2 * Y.shape[1]))


@reformulation("q1", note=True)
def cost_with_small_constant(A3, Y, parameters, lambd):
    """Guard the logarithms with 1e-8, which shows in the ninth digit."""
    entropy = -np.mean(Y * np.log(A3 + 1e-8) + (1 - Y) * np.log(1 - A3 + 1e-8))
    squares = sum(np.sum(np.square(parameters[name])) for name in ("W1", "W2", "W3"))
    return entropy + lambd / (2 * Y.shape[1]) * squares


@reformulation("q1", note=True)
def cost_in_float32(A3, Y, parameters, lambd):
    """Compute in single precision."""
    A3, Y = A3.astype(np.float32), Y.astype(np.float32)
    squares = sum(np.sum(np.square(parameters[f"W{n}"].astype(np.float32))) for n in (1, 2, 3))
    entropy = -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3), dtype=np.float32)
    return entropy + np.float32(lambd / (2 * Y.shape[1])) * squares


@reformulation("q1", note=True)
def cost_rounded_to_eight_decimals(A3, Y, parameters, lambd):
    """Round to the eight decimals that a notebook shows."""
    squares = sum(np.sum(np.square(parameters[name])) for name in ("W1", "W2", "W3"))
    return round(float(compute_cost(A3, Y) + lambd / (2 * Y.shape[1]) * squares), 8)
