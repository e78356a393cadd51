"""Full-batch training with a student's two functions: gradient descent, then to the bottom.

Gradient descent with the student's gradients chooses the valley, as it does in the notebook. Where
these gradients are the slope of the student's J, `explore.minimum` then finds the bottom of that
valley; where they are not, there is no J that training makes small, and descent goes on.

`work` is the entry of the process in which the student's file runs.
"""

import contextlib
import time
from collections import deque

import numpy as np
import reg_utils

from explore import looks
from explore.minimum import lowest
from explore.outcome import StudentFaultError
from explore.plan import NAMES, Data, Task
from explore.student import Functions, Problem, packed, start, unpacked

__all__ = ["bottom", "crossing", "train", "work"]

DESCENT = 600  # updates of gradient descent before the bottom is looked for, at most
SHARE = 0.4  # of all steps, at most, that are such updates
SETTLED = 1e-6  # largest entry of the gradient at which training has converged
LOOKED_AT = 25  # steps between two looks at whether it has
LAST_RATE = 0.02  # share of the learning rate that is left in the end of a long descent
WINDOW = 40  # looks over which J is averaged
LEVEL = 1e-6  # when two such averages are no further apart, J has come to rest
TRIAL_STEPS = 60
TRIAL_SECONDS = 0.3
COARSE_SECONDS = 0.8  # that the trainings of the first page may take
FEWEST_STEPS = 50
TOLD_SECONDS = 0.1  # between two words on how far a training is
NEWTON_STEPS = 8
CROSSING_STEPS = 500
SAME_COST = 1e-6  # difference of two values of J that counts as none
MARKS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)


@np.errstate(all="ignore")  # far from the valley, and without λ, J and its slope may be no numbers
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
    try:
        if "look" in asked:
            look = looks.first_look(functions, data) | _timed(functions, data, alpha)
            tell(["look", look])
            tell(["coarse", _coarse(functions, data, alpha, asked["look"], look["seconds"])])
        for at, task in enumerate(asked.get("tasks", ())):
            found = train(functions, data, Task(**task), alpha, _telling(at, tell))
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

    task = Task(lambd=looks.COMPARED, steps=TRIAL_STEPS, detailed=False)
    with contextlib.suppress(TimeoutError):
        train(functions, data, task, alpha, count)
    return {"seconds": (time.process_time() - begin) / max(steps, 1)}


def _coarse(functions, data, alpha, tasks, seconds):
    """Return the results of a few short trainings; none where the functions are too slow."""
    steps = int(COARSE_SECONDS / max(seconds * len(tasks), 1e-9))
    if steps < FEWEST_STEPS:
        return []
    short = (Task(**task | {"steps": min(task["steps"], steps)}) for task in tasks)
    return [train(functions, data, task, alpha, lambda _: None) for task in short]


def bottom(problem, parameters, steps):
    """Return the parameters at the bottom of the valley, and explore.minimum.Lowest."""
    found = lowest(problem.at, packed(parameters), steps)
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
        found = looks.outcome(problem, parameters, detailed=False)
        return result | found | {"train": None, "dev": None, "collapsed": False}
    return result | looks.outcome(problem, parameters, detailed=task.detailed)


def _begin(task):
    """Return the parameters that a task begins with."""
    if task.begin:
        return {name: np.array(value, dtype=np.float64) for name, value in task.begin.items()}
    return start(task.start + task.repeat)


class _Counted:
    """A Problem whose every evaluation is told of."""

    def __init__(self, problem, begun, beat):
        self._problem, self._beat, self._count = problem, beat, begun

    def at(self, vector):
        self._count += 1
        self._beat(self._count)
        return self._problem.at(vector)


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
        problem = Problem(functions, data, lambd)
        parameters, found = bottom(problem, parameters, CROSSING_STEPS)
        gap = problem.cost(looks.trivial(parameters, data)) - found.value
        slope = (found.value - problem.cost(parameters, 0.0)) / lambd
        if not (np.isfinite(gap) and slope > SAME_COST):
            return None
        if abs(gap) < SAME_COST:
            return float(lambd)
        lambd += gap / slope
    return None


def _along(functions, data, asked):
    """Return J along the line to one network, for each λ, and where giving up becomes cheaper.

    Args:
        functions: the student's, as explore.student.Functions.
        data: explore.plan.Data.
        asked: `kept`, the parameters of a network, and all `lambdas`; `last`, None or the λ and
            the parameters of the last network that is cheaper than W = 0.
    """
    kept, last = _arrays(asked["kept"]), asked["last"]
    problems = [Problem(functions, data, lambd) for lambd in asked["lambdas"]]
    lines = [looks.line(problem, kept) for problem in problems]
    where = None
    if last is not None:
        where = crossing(functions, data, last["lambda"], _arrays(last["parameters"]))
    return {"line": [lines[0][0], [terms for _, terms in lines]], "crossing": where}


def _arrays(parameters):
    return {name: np.array(value, dtype=np.float64) for name, value in parameters.items()}
