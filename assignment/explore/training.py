"""Full-batch gradient descent with a student's two functions, and what there is to see of it."""

import base64
import contextlib
import time
from collections import deque

import numpy as np
import reg_utils

from explore.outcome import StudentFaultError
from explore.plan import LAYERS, Data, Task
from explore.student import Functions

__all__ = ["first_look", "train", "window", "work"]

INITIALIZATION = 3  # the one seed from which every value of λ starts
SETTLED = 1e-6  # largest entry of the gradient at which training has converged
LOOKED_AT = 25  # steps between two looks at whether it has
LAST_RATE = 0.02  # share of the learning rate that is left in the end
WINDOW = 40  # looks over which J is averaged
LEVEL = 1e-6  # when two such averages are no further apart, J has come to rest
COLLAPSED = 1e-3  # norm below which a layer's weights count as 0
GRID = 64  # points along each side of the drawn decision boundary
MARKS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
WEIGHTS = ("W1", "W2", "W3")
TRIAL_STEPS = 60
TRIAL_SECONDS = 0.5
TOLD_SECONDS = 0.1  # between two words on how far a training is


def work(lent, asked, tell):
    """Do what `explore.crew` asks of the process that a student's file runs in.

    Args:
        lent: the student's functions by name.
        asked: the learning rate, the data, and a λ to look at or tasks to train.
        tell: takes pairs of a word and a value.
    """
    arrays = {name: np.array(value, dtype=np.float64) for name, value in asked["data"].items()}
    for array in arrays.values():
        array.flags.writeable = False
    functions, data, alpha = Functions(lent), Data(**arrays), asked["alpha"]
    np.seterr(all="ignore")
    try:
        if "look" in asked:
            tell(["look", _look(functions, data, asked["look"], alpha)])
        for at, task in enumerate(asked.get("tasks", ())):
            beat = _telling(at, tell)
            tell(["done", [at, train(functions, data, Task(**task), alpha, beat)]])
    except StudentFaultError as fault:
        tell(["fault", str(fault)])


def _telling(at, tell):
    """Return what is called with each step of a task, and tells of some."""
    last = time.monotonic()

    def beat(step):
        nonlocal last
        now = time.monotonic()
        if now - last > TOLD_SECONDS:
            last = now
            tell(["step", [at, step]])

    return beat


def _look(functions, data, lambd, alpha):
    """Look at the functions, and find how long one step takes with them."""
    found = first_look(functions, data, lambd)
    begin = time.process_time()
    steps = 0

    def count(step):
        nonlocal steps
        steps = step
        if time.process_time() - begin > TRIAL_SECONDS:
            raise TimeoutError

    task = Task(lambd=lambd, steps=TRIAL_STEPS, detailed=False)
    with contextlib.suppress(TimeoutError):
        train(functions, data, task, alpha, count)
    return found | {"seconds": (time.process_time() - begin) / max(steps, 1)}


def train(functions, data, task, alpha, beat):
    """Train once from the start; return what came out, as values that JSON can hold.

    Args:
        functions: the student's, as explore.student.Functions.
        data: explore.plan.Data.
        task: explore.plan.Task.
        alpha: the learning rate of the first half; from there on it shrinks.
        beat: called with the number of each step before it is taken.

    Raises:
        StudentFaultError: a function cannot be used.
    """
    if task.repeat:
        data = data.split_again(task.repeat)
    parameters = reg_utils.initialize_parameters(LAYERS, INITIALIZATION + task.repeat)
    costs: deque[float] = deque(maxlen=2 * WINDOW)
    path, ending = [], ""
    for step in range(task.steps + 1):
        beat(step)
        cache, grads = _gradients(functions, data, parameters, task.lambd)
        if step % LOOKED_AT == 0 or step == task.steps:
            costs.append(functions.cost(cache[9], data.Y, parameters, task.lambd))
            ending = _ending(_size(grads), [*costs], is_last=step == task.steps)
        if task.detailed and (step in MARKS or ending):
            forces = _forces(functions, data, cache, grads)
            path.append([step, *forces, _rate(alpha, step, task.steps)])
        if ending:
            break
        rate = _rate(alpha, step, task.steps)
        parameters = reg_utils.update_parameters(parameters, grads, rate)
    found = {"lambda": task.lambd, "steps": step, "state": ending, "path": path}
    return found | _outcome(data, costs[-1], parameters, detailed=task.detailed)


def _ending(size, costs, *, is_last):
    """Return how training ends, or nothing when it goes on.

    Args:
        size: the largest entry of the gradient.
        costs: J at the last looks.
        is_last: whether there is no further step.
    """
    if not np.isfinite(size):
        return "diverged"
    if size < SETTLED:
        return "converged"
    if len(costs) == 2 * WINDOW:
        before, after = np.mean(costs[:WINDOW]), np.mean(costs[WINDOW:])
        if abs(after - before) < LEVEL:
            return "settled"
    return "stopped" if is_last else ""


def first_look(functions, data, lambd):
    """Call each function once before anything is trained.

    Returns:
        A dict: `slope` is how far the student's gradient is from the slope of the student's own J,
        as a share of that slope, without λ and with it; `at_zero` is their J at W = 0 with the
        best bias; `moves` is how much λ changes their J.

    Raises:
        StudentFaultError: a function cannot be used.
    """
    parameters = reg_utils.initialize_parameters(LAYERS, INITIALIZATION)
    cost = _cost_at(functions, data, parameters, lambd)
    return {
        "slope": [_slope_error(functions, data, parameters, each) for each in (0.0, lambd)],
        "at_zero": _cost_at(functions, data, _zero(parameters, data), lambd),
        "moves": cost - _cost_at(functions, data, parameters, 0.0),
    }


def window(data):
    """Return left, bottom, right and top of the square part of the plane that is drawn."""
    X = np.hstack([data.X, data.X_dev])
    middle = (X.max(axis=1) + X.min(axis=1)) / 2
    half = 1.06 * float(np.max(X.max(axis=1) - X.min(axis=1))) / 2
    return [*(middle - half).tolist(), *(middle + half).tolist()]


def _gradients(functions, data, parameters, lambd):
    _, cache = reg_utils.forward_propagation(data.X, _frozen(parameters))
    return cache, functions.gradients(data.X, data.Y, cache, lambd)


def _frozen(parameters):
    """Return the parameters, read-only: a function that changes its inputs is to be told so."""
    for value in parameters.values():
        value.flags.writeable = False
    return parameters


def _cost_at(functions, data, parameters, lambd):
    _frozen(parameters)
    A3, _ = reg_utils.forward_propagation(data.X, parameters)
    return functions.cost(A3, data.Y, parameters, lambd)


def _slope_error(functions, data, parameters, lambd, width=1e-5):
    """Return how far the gradient is from the slope of J, along a few random directions."""
    _, grads = _gradients(functions, data, parameters, lambd)
    stream, claimed, measured = np.random.default_rng(1), [], []
    for _ in range(6):
        ways = {name: stream.standard_normal(value.shape) for name, value in parameters.items()}
        ends = (
            {name: value + sign * width * ways[name] for name, value in parameters.items()}
            for sign in (1, -1)
        )
        up, down = (_cost_at(functions, data, end, lambd) for end in ends)
        measured.append((up - down) / (2 * width))
        claimed.append(sum(float(np.sum(grads[f"d{name}"] * way)) for name, way in ways.items()))
    off, length = np.linalg.norm(np.subtract(claimed, measured)), float(np.linalg.norm(measured))
    return float(off / max(length, 1e-12))


def _size(grads):
    """Return the largest entry of the gradient of J by any parameter."""
    names = (f"d{kind}{layer}" for kind in "Wb" for layer in (1, 2, 3))
    return max(float(np.max(np.abs(grads[name]))) for name in names)


def _rate(alpha, step, steps):
    """Return the learning rate at a step; in the second half it shrinks, and J comes to rest."""
    return alpha * min(1.0, 2 * (1 - step / steps) + LAST_RATE)


def _forces(functions, data, cache, grads):
    """Return, for the weights of layer 1, where they are and what pulls at them.

    The decay is what λ adds to the student's own gradient.
    """
    by_data = functions.gradients(data.X, data.Y, cache, 0.0)["dW1"]
    decay = grads["dW1"] - by_data
    return [part.tolist() for part in (cache[2], by_data, decay)]


def _outcome(data, cost, parameters, *, detailed):
    A3, cache = reg_utils.forward_propagation(data.X, parameters)
    norms = [float(np.linalg.norm(parameters[name])) for name in WEIGHTS]
    found = {
        "J": cost,
        "cross_entropy": reg_utils.compute_cost(A3, data.Y),
        "norms": norms,
        "collapsed": bool(np.max(norms) < COLLAPSED),
        "silent": [int(np.sum(~np.any(A > 0, axis=1))) for A in (cache[1], cache[5])],
        "train": _accuracy(parameters, data.X, data.Y),
        "dev": _accuracy(parameters, data.X_dev, data.Y_dev),
    }
    return found | ({"grid": _grid(parameters, data)} if detailed else {})


def _grid(parameters, data):
    """Return the probability of class 1 over the window, in 255ths, row by row from below."""
    left, bottom, right, top = window(data)
    across, up = np.meshgrid(np.linspace(left, right, GRID), np.linspace(bottom, top, GRID))
    points = np.vstack([across.ravel(), up.ravel()])
    A3, _ = reg_utils.forward_propagation(points, parameters)
    shades = np.rint(255 * np.nan_to_num(A3, nan=0.5)).astype(np.uint8)
    return base64.b64encode(shades.tobytes()).decode("ascii")


def _accuracy(parameters, X, Y):
    return float(np.mean(reg_utils.predict_dec(parameters, X) == Y))


def _zero(parameters, data):
    """Return parameters that are all 0 but for the best last bias: p = ȳ for every example."""
    zero = {name: np.zeros_like(value) for name, value in parameters.items()}
    share = data.Y.mean()
    return zero | {"b3": np.array([[np.log(share / (1 - share))]])}
