"""What is to be seen of two functions, and of the networks that they train."""

import base64

import numpy as np
import reg_utils

from explore.plan import LINE, NAMES, PROBED
from explore.student import Problem, frozen, start

__all__ = ["first_look", "line", "outcome", "trivial"]

COMPARED = 1.0  # the one at which gradients and J are compared with each other
PARTS = ("W1", "W2", "W3", "b")

COLLAPSED = 1e-3  # norm below which a layer's weights count as 0
GRID = 52  # points along each side of the drawn decision boundary
WEIGHTS = ("W1", "W2", "W3")


def first_look(functions, data):
    """Call each function a few times before anything is trained.

    Returns:
        A dict: `slope` is how far the student's gradient is from the slope of the student's own J,
        as a share of that slope, without λ and with it; `at_zero` is their J at W = 0 with the
        best bias, and `moves` how much λ changes their J; `entropy` is what is left of J with
        λ = 0 and parameters of 0, for some answers; `terms` what W1, W2, W3 and the biases alone
        add to J at each λ of PROBED; `grown` what all weights add, and twice these weights;
        `gradients` dW1 … db3 at each of these λ, one list for each.

    Raises:
        StudentFaultError: a function cannot be used.
    """
    problem, parameters = Problem(functions, data, COMPARED), _probe()
    without = Problem(functions, data, 0.0)
    A3, _ = reg_utils.forward_propagation(data.X, parameters)
    nothing = frozen({name: np.zeros_like(each) for name, each in parameters.items()})
    entropy = functions.cost(A3, data.Y, nothing, 0.0)

    def added(shares):
        """Return what these shares of the parameters add to J, whose answers stay as they are."""

        def cost(lambd, part):
            scaled = {name: part * shares(name) * value for name, value in parameters.items()}
            return functions.cost(A3, data.Y, frozen(scaled), lambd)

        return lambda lambd: cost(lambd, 1) - cost(lambd, 0)

    return {
        "slope": [each.slope_error(parameters) for each in (without, problem)],
        "at_zero": problem.cost(trivial(parameters, data)),
        "moves": problem.cost(parameters) - without.cost(parameters),
        "entropy": entropy,
        "terms": [
            [added(lambda name, part=part: name.startswith(part))(lambd) for part in PARTS]
            for lambd in PROBED
        ],
        "grown": [added(lambda _, share=share: share)(COMPARED) for share in (1, 2)],
        "gradients": [
            [np.ravel(grads[f"d{name}"]).tolist() for name in NAMES]
            for grads in (problem.gradients(parameters, lambd) for lambd in PROBED)
        ],
    }


def _probe():
    """Return weights to look at, with biases that are not 0."""
    parameters = start()
    for layer in (1, 2, 3):
        parameters[f"b{layer}"] = parameters[f"b{layer}"] + 0.1 * layer
    return parameters


def outcome(problem, parameters, *, detailed):
    """Return what the network with these parameters is and does, as values that JSON can hold.

    Args:
        problem: explore.student.Problem.
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


def _points(data):
    left, bottom, right, top = data.window()
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
