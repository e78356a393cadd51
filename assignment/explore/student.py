"""The student's two functions: called with care, one by one and as one J of one vector.

Runs in the process that the student's file runs in. What cannot be used ends the exploration with
one sentence that says what to mend.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import reg_utils

from explore.outcome import StudentFaultError
from explore.plan import COST, GRADIENTS, LAYERS, NAMES, SLOPE_OFF

__all__ = ["Functions", "Problem", "frozen", "packed", "start", "unpacked"]

INITIALIZATION = 3  # the seed of the weights from which every value of λ starts

_NEEDED = ("dW1", "db1", "dW2", "db2", "dW3", "db3")


@dataclass(frozen=True, slots=True)
class Functions:
    """Both functions, ready to be called.

    Attributes:
        lent: the functions by name; a call that fails does not return.
    """

    lent: Mapping[str, Callable[..., Any]]

    def cost(self, A3, Y, parameters, lambd):
        """Return the student's J as a float.

        Raises:
            StudentFaultError: it is not one real number.
        """
        value = self.lent[COST](A3, Y, parameters, lambd)
        found = (
            np.asarray(value) if isinstance(value, int | float | np.generic | np.ndarray) else None
        )
        if found is None or found.size != 1 or found.dtype.kind not in "fiu":
            raise StudentFaultError(f"{COST} returned {_kind(value)}: return J, one number.")
        return float(found.reshape(()))

    def gradients(self, X, Y, cache, lambd):
        """Return the student's dictionary of gradients.

        Raises:
            StudentFaultError: a gradient that training needs is missing, is not an array of real
                numbers, or has another shape than what it is the gradient of.
        """
        value = self.lent[GRADIENTS](X, Y, cache, lambd)
        if not isinstance(value, dict):
            raise StudentFaultError(f"{GRADIENTS} returned {_kind(value)}: return the dictionary.")
        shapes = [part.shape for part in (*cache[2:4], *cache[6:8], *cache[10:12])]
        for name, shape in zip(_NEEDED, shapes, strict=True):
            found = value.get(name)
            if name in value and (found is None or found is ...):
                raise StudentFaultError(f"{GRADIENTS} is not filled in yet: {name} is missing.")
            if not (isinstance(found, np.ndarray) and found.shape == shape):
                raise StudentFaultError(_misfit(name, value, shape))
            if found.dtype.kind not in "fiu":
                raise StudentFaultError(f"{name} of {GRADIENTS} holds no real numbers: correct it.")
        return value


def _misfit(name, value, shape):
    if name not in value:
        return f"{GRADIENTS} returned no {name}: return all the gradients that it asks for."
    found = value[name]
    has = f"has the shape {found.shape}" if isinstance(found, np.ndarray) else f"is {_kind(found)}"
    return f"{name} of {GRADIENTS} {has}, not an array of the shape {shape}: correct it."


def _kind(value):
    if isinstance(value, np.ndarray):
        return f"an array of the shape {value.shape}"
    return "nothing (None)" if value is None else f"an object of type {type(value).__name__}"


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

    def at(self, vector):
        """Return J at a vector, and what returns its gradient there."""
        parameters, X, Y = frozen(unpacked(vector)), self.data.X, self.data.Y
        A3, cache = reg_utils.forward_propagation(X, parameters)

        def slope():
            grads = self._functions.gradients(X, Y, cache, self.lambd)
            return packed({name: grads[f"d{name}"] for name in NAMES})

        return self._functions.cost(A3, Y, parameters, self.lambd), slope

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


def frozen(parameters):
    """Return the parameters, read-only: a function that changes its inputs is to be told so."""
    for value in parameters.values():
        value.flags.writeable = False
    return parameters
