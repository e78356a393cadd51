"""What is to be seen of a trained network: its cost in parts, its weights, its answers."""

import base64

import numpy as np
import reg_utils

__all__ = ["LINE", "line", "outcome", "trivial", "window"]

COLLAPSED = 1e-3  # norm below which a layer's weights count as 0
GRID = 52  # points along each side of the drawn decision boundary
LINE = np.linspace(0.0, 1.5, 31)  # how far along the line from W = 0 to W*, which is 1
WEIGHTS = ("W1", "W2", "W3")


def outcome(problem, parameters, *, detailed):
    """Return what the network with these parameters is and does, as values that JSON can hold.

    Args:
        problem: explore.training.Problem.
        parameters: of the trained network.
        detailed: whether what is drawn for this one λ is wanted as well.
    """
    data = problem.data
    A3, cache = reg_utils.forward_propagation(data.X, parameters)
    norms = [float(np.linalg.norm(parameters[name])) for name in WEIGHTS]
    is_finite = bool(np.all(np.isfinite(norms)))
    found = {
        "J": problem.cost(parameters),
        "cross_entropy": reg_utils.compute_cost(A3, data.Y),
        "norms": norms,
        "collapsed": is_finite and bool(np.max(norms) < COLLAPSED),
        "silent": [int(np.sum(~np.any(A > 0, axis=1))) for A in (cache[1], cache[5])],
        "train": _accuracy(parameters, data.X, data.Y) if is_finite else None,
        "dev": _accuracy(parameters, data.X_dev, data.Y_dev) if is_finite else None,
    }
    if not detailed or not is_finite:
        return found
    return found | {
        "grid": _grid(parameters, data),
        "slopes": _slopes(parameters, data),
        "line": line(problem, parameters),
        "parameters": {name: value.tolist() for name, value in parameters.items()},
    }


def line(problem, parameters):
    """Return J along the line from W = 0 through these parameters, as cross-entropy and L2 term.

    At t the weights are t times these, and the biases go straight from those that are best at
    W = 0 to these: at 0 J is H(ȳ), at 1 it is that of the network. The L2 term is what the
    student's J has beside the cross-entropy.

    Returns:
        Two lists, with an entry for each t of LINE.
    """
    begin = trivial(parameters, problem.data)
    entropies, terms = [], []
    for t in LINE:
        there = {name: (1 - t) * begin[name] + t * parameters[name] for name in parameters}
        A3, _ = reg_utils.forward_propagation(problem.data.X, there)
        entropies.append(reg_utils.compute_cost(A3, problem.data.Y))
        terms.append(problem.cost(there) - entropies[-1])
    return [entropies, terms]


def trivial(parameters, data):
    """Return parameters that are all 0 but for the best last bias: p = ȳ for every example."""
    zero = {name: np.zeros_like(value) for name, value in parameters.items()}
    share = data.Y.mean()
    return zero | {"b3": np.array([[np.log(share / (1 - share))]])}


def window(data):
    """Return left, bottom, right and top of the square part of the plane that is drawn."""
    X = np.hstack([data.X, data.X_dev])
    middle = (X.max(axis=1) + X.min(axis=1)) / 2
    half = 1.06 * float(np.max(X.max(axis=1) - X.min(axis=1))) / 2
    return [*(middle - half).tolist(), *(middle + half).tolist()]


def _points(data):
    left, bottom, right, top = window(data)
    across, up = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    return np.vstack([across.ravel(), up.ravel()])


def _grid(parameters, data):
    """Return the probability of class 1 over the window, in 255ths, row by row from below."""
    A3, _ = reg_utils.forward_propagation(_points(data), parameters)
    shades = np.rint(255 * A3).astype(np.uint8)
    return base64.b64encode(shades.tobytes()).decode("ascii")


def _slopes(parameters, data):
    """Return how steep the network's Z3 is, and the bound on that.

    Returns:
        The steepest slope on the window, and the product of the largest stretches (spectral
        norms) of the three weight matrices, which no slope exceeds: ReLU stretches nothing.
    """
    _, cache = reg_utils.forward_propagation(_points(data), parameters)
    W1, W2, W3 = (parameters[name] for name in WEIGHTS)
    back = (W2.T @ (W3.T * (cache[5] > 0))) * (cache[1] > 0)
    steepest = float(np.max(np.linalg.norm(W1.T @ back, axis=0)))
    return [steepest, float(np.prod([np.linalg.norm(W, 2) for W in (W1, W2, W3)]))]


def _accuracy(parameters, X, Y):
    return float(np.mean(reg_utils.predict_dec(parameters, X) == Y))
