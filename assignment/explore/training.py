"""Full-batch training with a student's two functions: gradient descent, then to the bottom.

Gradient descent with the student's gradients chooses the valley, as it does in the notebook. Where
these gradients are the slope of the student's J, `explore.minimum` then finds the bottom of that
valley; where they are not, there is no J that training makes small, and descent goes on.
"""

import itertools
from collections import deque

import numpy as np
import reg_utils

from explore import measures
from explore.minimum import lowest
from explore.plan import LAYERS

__all__ = ["NAMES", "SLOPE_OFF", "Problem", "bottom", "frozen", "start", "train"]

INITIALIZATION = 3  # the seed of the weights from which every value of λ starts
SLOPE_OFF = 1e-4  # as a share of the slope: far above what rounding does
DESCENT = 600  # updates of gradient descent before the bottom is looked for, at most
SHARE = 0.4  # of all steps, at most, that are such updates
SETTLED = 1e-6  # largest entry of the gradient at which training has converged
LOOKED_AT = 25  # steps between two looks at whether it has
LAST_RATE = 0.02  # share of the learning rate that is left in the end of a long descent
WINDOW = 40  # looks over which J is averaged
LEVEL = 1e-6  # when two such averages are no further apart, J has come to rest
MARKS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")


class Problem:
    """The student's J at one λ, as a function of one vector of all parameters.

    Args:
        functions: the student's, as explore.student.Functions.
        data: explore.plan.Data.
        lambd: λ.
    """

    def __init__(self, functions, data, lambd):
        self._functions = functions
        self.data = data
        self.lambd = lambd

    def cost(self, parameters, lambd=None):
        """Return J at these parameters, at λ or at another."""
        A3, _ = reg_utils.forward_propagation(self.data.X, frozen(parameters))
        lambd = self.lambd if lambd is None else lambd
        return self._functions.cost(A3, self.data.Y, parameters, lambd)

    def gradients(self, parameters, lambd=None):
        """Return the student's gradients at these parameters, at λ or at another."""
        _, cache = reg_utils.forward_propagation(self.data.X, frozen(parameters))
        lambd = self.lambd if lambd is None else lambd
        return self._functions.gradients(self.data.X, self.data.Y, cache, lambd)

    def both(self, vector):
        """Return J and its gradient at a vector."""
        parameters, X, Y = frozen(unpacked(vector)), self.data.X, self.data.Y
        A3, cache = reg_utils.forward_propagation(X, parameters)
        grads = self._functions.gradients(X, Y, cache, self.lambd)
        cost = self._functions.cost(A3, Y, parameters, self.lambd)
        return cost, packed({name: grads[f"d{name}"] for name in NAMES})

    def slope_error(self, parameters):
        """Return how far the gradient is from the slope of J, as a share of that slope.

        It is measured along a few random directions, over two widths: only one of them may reach
        across a kink.
        """
        return min(self._slope_error(parameters, width) for width in (1e-5, 1e-6))

    def _slope_error(self, parameters, width):
        grads = self.gradients(parameters)
        stream, claimed, measured = np.random.default_rng(1), [], []
        for _ in range(6):
            ways = {name: stream.standard_normal(value.shape) for name, value in parameters.items()}
            ends = (
                {name: value + sign * width * ways[name] for name, value in parameters.items()}
                for sign in (1, -1)
            )
            up, down = (self.cost(end) for end in ends)
            measured.append((up - down) / (2 * width))
            along = (float(np.sum(grads[f"d{name}"] * way)) for name, way in ways.items())
            claimed.append(sum(along))
        off, length = np.linalg.norm(np.subtract(claimed, measured)), np.linalg.norm(measured)
        return float(off / max(float(length), 1e-12))

    def is_consistent(self, parameters):
        """Return whether the gradients are the slope of J."""
        return bool(self.slope_error(parameters) <= SLOPE_OFF)


def start(number=0):
    """Return the initial weights with this number; 0 are those of the exercise."""
    return reg_utils.initialize_parameters(LAYERS, INITIALIZATION + number)


def packed(parameters):
    """Return all parameters as one vector."""
    return np.concatenate([np.ravel(parameters[name]) for name in NAMES])


def unpacked(vector):
    """Return the parameters that `packed` made a vector of."""
    found, at = {}, 0
    for layer, (inputs, units) in enumerate(itertools.pairwise(LAYERS), start=1):
        for name, shape in ((f"W{layer}", (units, inputs)), (f"b{layer}", (units, 1))):
            size = shape[0] * shape[1]
            found[name] = vector[at : at + size].reshape(shape)
            at += size
    return found


def bottom(problem, parameters, steps):
    """Return the parameters at the bottom of the valley, and explore.minimum.Lowest."""
    found = lowest(problem.both, packed(parameters), steps)
    return unpacked(found.point), found


def train(functions, data, task, alpha, beat):
    """Train once from the start; return what came out, as values that JSON can hold.

    Args:
        functions: the student's, as explore.student.Functions.
        data: explore.plan.Data.
        task: explore.plan.Task.
        alpha: the learning rate.
        beat: called with the number of each step before it is taken.

    Raises:
        StudentFaultError: a function cannot be used.
    """
    if task.repeat:
        data = data.split_again(task.repeat)
    problem, parameters = Problem(functions, data, task.lambd), _begin(task)
    # At the bottom of a valley there are kinks: no slope can be measured there.
    consistent = bool(task.begin) or problem.is_consistent(parameters)
    steps = min(DESCENT, int(SHARE * task.steps)) if consistent else task.steps
    steps = 0 if task.begin else steps
    descent = _Descent(problem, task, alpha, steps, slows=not consistent)
    parameters = descent.run(parameters, beat)
    if consistent and descent.ending != "diverged":
        tell = _Counted(problem, descent.step, beat)
        parameters, found = bottom(tell, parameters, task.steps - descent.step)
        descent.finish(parameters, found)
    result = {
        "lambda": task.lambd,
        "start": task.start,
        "steps": descent.step,
        "state": descent.ending,
        "path": descent.path,
        "polished": consistent,
    }
    if descent.ending == "diverged":  # what is left is no network that could answer
        found = measures.outcome(problem, parameters, detailed=False)
        return result | found | {"train": None, "dev": None, "collapsed": False}
    return result | measures.outcome(problem, parameters, detailed=task.detailed)


def _begin(task):
    """Return the parameters that a task begins with."""
    if task.begin:
        return {name: np.array(value, dtype=np.float64) for name, value in task.begin.items()}
    return start(task.start + task.repeat)


class _Counted:
    """A Problem whose every evaluation is told of."""

    def __init__(self, problem, begun, beat):
        self._problem, self._beat, self._count = problem, beat, begun

    def both(self, vector):
        self._count += 1
        self._beat(self._count)
        return self._problem.both(vector)


class _Descent:
    """Gradient descent.

    Attributes:
        ending: how it ended; see explore.minimum.Lowest.
        step: the updates so far.
        path: for the weights of layer 1, at some steps: the step, the weights, what the data's
            gradient is, what λ adds to it, and the learning rate.
    """

    def __init__(self, problem, task, alpha, steps, *, slows):
        self._problem, self._alpha, self._steps = problem, alpha, steps
        self._detailed, self._slows = task.detailed, slows
        self._costs: deque[float] = deque(maxlen=2 * WINDOW)
        self.ending, self.step, self.path = "", 0, []

    def run(self, parameters, beat):
        """Go down from `parameters`; return where it ends."""
        for step in range(self._steps + 1):
            self.step = step
            beat(step)
            grads = self._problem.gradients(parameters)
            if self.step % LOOKED_AT == 0 or self.step == self._steps:
                self.ending = self._ended(grads, parameters)
            if self._detailed and (self.step in MARKS or self.ending):
                self._mark(self.step, parameters, grads)
            if self.ending:
                return parameters
            parameters = reg_utils.update_parameters(parameters, grads, self._rate())
        return parameters

    def finish(self, parameters, found):
        """Add the bottom of the valley to what is known of the training."""
        self.ending = found.ending
        self.step += found.evaluations
        if self._detailed and found.ending != "diverged":
            self._mark(-1, parameters, self._problem.gradients(parameters))

    def _ended(self, grads, parameters):
        size = max(float(np.max(np.abs(grads[f"d{name}"]))) for name in NAMES)
        if not np.isfinite(size):
            return "diverged"
        if size < SETTLED:
            return "converged"
        self._costs.append(self._problem.cost(parameters))
        if len(self._costs) == 2 * WINDOW:
            costs = [*self._costs]
            if abs(np.mean(costs[WINDOW:]) - np.mean(costs[:WINDOW])) < LEVEL:
                return "settled"
        return "stopped" if self.step == self._steps else ""

    def _rate(self):
        """Return the learning rate; in the second half of a long descent it shrinks."""
        if not self._slows:
            return self._alpha
        return self._alpha * min(1.0, 2 * (1 - self.step / self._steps) + LAST_RATE)

    def _mark(self, step, parameters, grads):
        by_data = self._problem.gradients(parameters, 0.0)["dW1"]
        parts = (parameters["W1"], by_data, grads["dW1"] - by_data)
        self.path.append([step, *(part.tolist() for part in parts), self._rate()])


def frozen(parameters):
    """Return the parameters, read-only: a function that changes its inputs is to be told so."""
    for value in parameters.values():
        value.flags.writeable = False
    return parameters
