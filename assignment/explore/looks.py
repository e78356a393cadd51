"""Looks at the two functions beside training: what λ adds, where giving up becomes cheaper.

Also the entry of the process in which the student's file runs: `work`.
"""

import contextlib
import time

import numpy as np
import reg_utils

from explore import measures, training
from explore.outcome import StudentFaultError
from explore.plan import Data, Task
from explore.student import Functions

__all__ = ["PROBED", "crossing", "first_look", "work"]

PROBED = (0.0, 0.5, 1.0, 2.0, 4.0)  # values of λ at which the L2 term is looked at
COMPARED = 1.0  # the one at which gradients and J are compared with each other
PARTS = ("W1", "W2", "W3", "b")
TRIAL_STEPS = 60
TRIAL_SECONDS = 0.3
COARSE_SECONDS = 0.8  # that the trainings of the first page may take
FEWEST_STEPS = 50
TOLD_SECONDS = 0.1  # between two words on how far a training is
NEWTON_STEPS = 8
CROSSING_STEPS = 500
LEVEL = 1e-6  # difference of two values of J that counts as none


def work(lent, asked, tell):
    """Do what `explore.crew` asks of the process that a student's file runs in.

    Args:
        lent: the student's functions by name.
        asked: the learning rate, the data, and the tasks of a first `look`, `tasks` to train, or
            a network `along` whose line J is computed.
        tell: takes pairs of a word and a value.
    """
    arrays = {name: np.array(value, dtype=np.float64) for name, value in asked["data"].items()}
    for array in arrays.values():
        array.flags.writeable = False
    functions, data, alpha = Functions(lent), Data(**arrays), asked["alpha"]
    np.seterr(all="ignore")
    try:
        if "look" in asked:
            look = first_look(functions, data) | _timed(functions, data, alpha)
            tell(["look", look])
            tell(["coarse", _coarse(functions, data, alpha, asked["look"], look["seconds"])])
        for at, task in enumerate(asked.get("tasks", ())):
            found = training.train(functions, data, Task(**task), alpha, _telling(at, tell))
            tell(["done", [at, found]])
        if "along" in asked:
            tell(["along", _along(functions, data, asked["along"])])
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


def _timed(functions, data, alpha):
    """Find how long one step of training takes with these functions."""
    begin = time.process_time()
    steps = 0

    def count(step):
        nonlocal steps
        steps = step
        if time.process_time() - begin > TRIAL_SECONDS:
            raise TimeoutError

    task = Task(lambd=COMPARED, steps=TRIAL_STEPS, detailed=False)
    with contextlib.suppress(TimeoutError):
        training.train(functions, data, task, alpha, count)
    return {"seconds": (time.process_time() - begin) / max(steps, 1)}


def _coarse(functions, data, alpha, tasks, seconds):
    """Return the results of a few short trainings; none where the functions are too slow."""
    steps = int(COARSE_SECONDS / max(seconds * len(tasks), 1e-9))
    if steps < FEWEST_STEPS:
        return []
    short = (Task(**task | {"steps": min(task["steps"], steps)}) for task in tasks)
    return [training.train(functions, data, task, alpha, lambda _: None) for task in short]


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
    problem, parameters = training.Problem(functions, data, COMPARED), _probe()
    without = training.Problem(functions, data, 0.0)
    A3, _ = reg_utils.forward_propagation(data.X, parameters)
    nothing = training.frozen({name: np.zeros_like(each) for name, each in parameters.items()})
    entropy = functions.cost(A3, data.Y, nothing, 0.0)

    def added(shares):
        """Return what these shares of the parameters add to J, whose answers stay as they are."""

        def cost(lambd, part):
            scaled = {name: part * shares(name) * value for name, value in parameters.items()}
            return functions.cost(A3, data.Y, training.frozen(scaled), lambd)

        return lambda lambd: cost(lambd, 1) - cost(lambd, 0)

    return {
        "slope": [each.slope_error(parameters) for each in (without, problem)],
        "at_zero": problem.cost(measures.trivial(parameters, data)),
        "moves": problem.cost(parameters) - without.cost(parameters),
        "entropy": entropy,
        "terms": [
            [added(lambda name, part=part: name.startswith(part))(lambd) for part in PARTS]
            for lambd in PROBED
        ],
        "grown": [added(lambda _, share=share: share)(COMPARED) for share in (1, 2)],
        "gradients": [
            [np.ravel(grads[f"d{name}"]).tolist() for name in training.NAMES]
            for grads in (problem.gradients(parameters, lambd) for lambd in PROBED)
        ],
    }


def _probe():
    """Return weights to look at, with biases that are not 0."""
    parameters = training.start()
    for layer in (1, 2, 3):
        parameters[f"b{layer}"] = parameters[f"b{layer}"] + 0.1 * layer
    return parameters


def _along(functions, data, asked):
    """Return J along the line to one network, for each λ, and where giving up becomes cheaper.

    Args:
        functions: the student's, as explore.student.Functions.
        data: explore.plan.Data.
        asked: `kept`, the parameters of a network, and all `lambdas`; `last`, None or the λ and
            the parameters of the last network that is cheaper than W = 0.
    """
    kept, last = _arrays(asked["kept"]), asked["last"]
    problems = [training.Problem(functions, data, lambd) for lambd in asked["lambdas"]]
    lines = [measures.line(problem, kept) for problem in problems]
    where = None
    if last is not None:
        where = crossing(functions, data, last["lambda"], _arrays(last["parameters"]))
    return {"line": [lines[0][0], [terms for _, terms in lines]], "crossing": where}


def crossing(functions, data, lambd, parameters):
    """Return the λ from which W = 0 is cheaper than this valley; None when it is not found.

    The valley is followed by Newton's method from below. Its lowest J is concave in λ with the
    slope ‖W‖²/2m, the L2 term over λ, so no step goes too far.

    Args:
        functions: the student's, as explore.student.Functions; their gradients are the slope of J.
        data: explore.plan.Data.
        lambd: a λ at which the valley is cheaper.
        parameters: those at the bottom of the valley at that λ.
    """
    for _ in range(NEWTON_STEPS):
        problem = training.Problem(functions, data, lambd)
        parameters, found = training.bottom(problem, parameters, CROSSING_STEPS)
        gap = problem.cost(measures.trivial(parameters, data)) - found.value
        slope = (found.value - problem.cost(parameters, 0.0)) / lambd
        if not (np.isfinite(gap) and slope > LEVEL):
            return None
        if abs(gap) < LEVEL:
            return float(lambd)
        lambd += gap / slope
    return None


def _arrays(parameters):
    return {name: np.array(value, dtype=np.float64) for name, value in parameters.items()}
