"""The student's two functions: called with care, and what they return looked at.

Runs in the process that the student's file runs in. What cannot be used ends the exploration with
one sentence that says what to mend.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explore.outcome import StudentFaultError
from explore.plan import COST, GRADIENTS

__all__ = ["Functions"]

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
