"""The student's two functions: taken out of the file, and called with care.

Runs in the worker. A function that raises, or returns what cannot be used, ends the exploration
with one sentence that says what to mend.
"""

import sys
import types
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import reg_utils

from autograder.sandbox.inside import loading, stubs
from autograder.sandbox.inside.source import UnreadableError, read
from autograder.sandbox.wire import State
from autograder.text import visible
from explore.outcome import StudentFaultError
from explore.plan import COST, GRADIENTS

__all__ = ["Functions", "guard", "take"]

_NEEDED = ("dW1", "db1", "dW2", "db2", "dW3", "db3")
_STATES = {
    State.MISSING: "{name} is not in this file: write it at the top level.",
    State.RENAMED: "{name} is not in this file, but {hint} is: rename it.",
    State.IN_CLASS: "{name} stands in the class {hint}: move it to the top level.",
    State.BROKEN: "{name} has a syntax error in {hint}: correct it.",
    State.NOT_CALLABLE: "{name} is not a function at the end of this file: rename what hides it.",
    State.UNDEFINED: "{name} could not be defined ({hint}): correct that first.",
}
_FORBIDDEN = {
    "os.remove": "remove a file",
    "os.rename": "rename a file",
    "os.mkdir": "make a folder",
    "os.rmdir": "remove a folder",
    "os.system": "start a program",
    "os.exec": "start a program",
    "os.fork": "start a process",
    "os.posix_spawn": "start a program",
    "subprocess.Popen": "start a program",
    "shutil.rmtree": "remove a folder",
    "socket.connect": "use the network",
}


class _NotAllowedError(PermissionError):
    """The code tried what an exploration does not let it do."""


@dataclass(slots=True, kw_only=True)
class Functions:
    """Both functions, ready to be called.

    Attributes:
        calling: told the name of a function before each call of it.
    """

    cost_function: loading.Function
    gradients_function: loading.Function
    calling: Callable[[str], None]

    def cost(self, A3, Y, parameters, lambd):
        """Return the student's J as a float.

        Raises:
            StudentFaultError: it raised, or is not one real number.
        """
        value = self._call(COST, self.cost_function, (A3, Y, parameters, lambd))
        found = (
            np.asarray(value) if isinstance(value, int | float | np.generic | np.ndarray) else None
        )
        if found is None or found.size != 1 or found.dtype.kind not in "fiu":
            raise StudentFaultError(f"{COST} returned {_kind(value)}: return J, one number.")
        return float(found.reshape(()))

    def gradients(self, X, Y, cache, lambd):
        """Return the student's dictionary of gradients.

        Raises:
            StudentFaultError: it raised, or a gradient that training needs is missing, is not an
                array of real numbers, or has another shape than what it is the gradient of.
        """
        value = self._call(GRADIENTS, self.gradients_function, (X, Y, cache, lambd))
        if not isinstance(value, dict):
            raise StudentFaultError(f"{GRADIENTS} returned {_kind(value)}: return the dictionary.")
        shapes = [part.shape for part in (*cache[2:4], *cache[6:8], *cache[10:12])]
        for name, shape in zip(_NEEDED, shapes, strict=True):
            found = value.get(name)
            if name in value and (found is None or found is ...):
                raise StudentFaultError(_unfilled(GRADIENTS), unfilled=True)
            if not (isinstance(found, np.ndarray) and found.shape == shape):
                raise StudentFaultError(_misfit(name, value, shape))
            if found.dtype.kind not in "fiu":
                raise StudentFaultError(f"{name} of {GRADIENTS} holds no real numbers: correct it.")
        return value

    def _call(self, name, function, arguments):
        self.calling(name)
        try:
            value = function.call(*arguments)
        except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
            raise StudentFaultError(
                self._raised(name, error), unfilled=stubs.raised_by_blank(function.stub, error)
            ) from None
        if stubs.left_blank(function.stub, value):
            raise StudentFaultError(_unfilled(name), unfilled=True)
        return value

    def _raised(self, name, error):
        function = self.cost_function if name == COST else self.gradients_function
        if stubs.raised_by_blank(function.stub, error):
            return _unfilled(name)
        if isinstance(error, _NotAllowedError):
            return f"{name} tried to {error}, which its answer never needs: take that out."
        place = self._place(error.__traceback__)
        if isinstance(error, ValueError) and "read-only" in str(error):
            return f"{name} changes its inputs{place}: compute into new arrays instead."
        return f"{name} raised {loading.explain(error)}{place}: correct it, or run the self-check."

    def _place(self, trace):
        """Say which of the student's own lines raised, as far as that is known."""
        found = None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename.startswith(loading.FILENAME):
                found = trace
            trace = trace.tb_next
        if found is None:
            return ""
        label = found.tb_frame.f_code.co_filename.removeprefix(loading.FILENAME)
        where = f"{label}, line" if label else "line"
        return f" ({where} {found.tb_lineno})"


def take(content, filename, calling):
    """Run what the two functions need of a file's content; return them as Functions.

    Args:
        content: the file's bytes.
        filename: its name, which says whether it is a notebook.
        calling: told the name of a function before each call of it.

    Raises:
        StudentFaultError: the content cannot be read, or a function is not in it.
    """
    try:
        source = read(content, filename)
    except UnreadableError as error:
        raise StudentFaultError(f"{visible(filename)} {error}.") from None
    loaded = loading.load(source, (COST, GRADIENTS), _given(), (), lambda _index: None)
    for name, function in loaded.functions.items():
        if function.state in _STATES:
            sentence = _STATES[function.state].format(name=name, hint=function.hint)
            raise StudentFaultError(sentence)
    return Functions(
        cost_function=loaded.functions[COST],
        gradients_function=loaded.functions[GRADIENTS],
        calling=calling,
    )


def guard():
    """From now on refuse what an honest answer never needs: writing files, programs, network.

    This catches mistakes; it is no wall against an attack. `autograder grade` has the walls.
    """

    def refuse(event, arguments):
        if event == "open" and _writes(*arguments):
            raise _NotAllowedError("write a file")
        if event in _FORBIDDEN:
            raise _NotAllowedError(_FORBIDDEN[event])

    sys.addaudithook(refuse)


def _writes(path, mode, flags):
    """Return whether an opening is for writing: `mode` of open(), or `flags` of os.open()."""
    if isinstance(mode, str):
        return bool(set(mode) & set("wax+")) and not isinstance(path, int)
    return isinstance(flags, int) and bool(flags & 3)


def _given():
    """Return a module's namespace with the names that the exercise binds beforehand."""
    module = types.ModuleType("submission")
    sys.modules[module.__name__] = module  # dataclasses look the module of a class up
    public = {name: getattr(reg_utils, name) for name in reg_utils.__all__}
    vars(module).update({"np": np, "reg_utils": reg_utils} | public)
    return vars(module)


def _unfilled(name):
    return f"{name} is not filled in yet: fill it in, then come back."


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
