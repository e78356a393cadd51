"""Errors that students make in Python and NumPy, each with the words that help.

What a student must see, on the grader's feedback and in the self-check alike, is the name that the
error is about: the key that is not there, the ufunc that NumPy tried, the attribute that it no
longer has, the two shapes that do not fit.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import indent

_HEAD = """\
import numpy as np
from reg_utils import compute_cost, relu, sigmoid


"""
_COST = """\
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    W3 = parameters["W3"]
    cross_entropy = compute_cost(A3, Y)
"""
_GRADIENTS = """\
def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonError:
    """One error.

    Attributes:
        id: in words.
        question: whose function it is in.
        source: the whole module that a student hands in.
        shown: what must be said, each as it stands here.
    """

    id: str
    question: str
    source: str
    shown: tuple[str, ...]


def _in_cost(name: str, body: str, *shown: str, head: str = _HEAD) -> CommonError:
    source = head + _COST + indent(body.strip("\n"), "    ") + "\n"
    return CommonError(id=name, question="q1", source=source, shown=shown)


def _in_gradients(name: str, body: str, *shown: str, head: str = _HEAD) -> CommonError:
    source = head + _GRADIENTS + indent(body.strip("\n"), "    ") + "\n"
    return CommonError(id=name, question="q2", source=source, shown=shown)


def _module(name: str, question: str, source: str, *shown: str) -> CommonError:
    return CommonError(id=name, question=question, source=source.lstrip("\n"), shown=shown)


def _squares(expression: str) -> str:
    return f"return cross_entropy + lambd / (2 * m) * ({expression})"


_SUM = "np.sum(W1**2) + np.sum(W2**2) + np.sum(W3**2)"

_NAMES = (
    _in_cost("lambda-without-its-last-letter", f"return cross_entropy + lamda / (2 * m) * ({_SUM})",
             "lamda", "did you mean `lambd`?"),
    _in_cost("lambda-as-lam", f"return cross_entropy + lam / (2 * m) * ({_SUM})", "lam",
             "did you mean `lambd`?"),
    _in_cost("capital-lambda", f"return cross_entropy + Lambd / (2 * m) * ({_SUM})",
             "Lambd", "did you mean `lambd`?"),
    _in_cost("w4-is-no-variable", _squares(f"{_SUM} + np.sum(W4**2)"), "W4"),
    _in_cost("small-w1", _squares("np.sum(w1**2) + np.sum(W2**2) + np.sum(W3**2)"), "w1",
             "did you mean `W1`?"),
    _in_cost("sum-of-numpy-without-np", _squares("square(W1).sum()"),
             "did you mean `np.square`?"),
    _in_cost("numpy-by-its-long-name", _squares("numpy.sum(W1**2)"),
             "'numpy'", "did you mean `np`?"),
    _in_cost("a-variable-used-before-it-is-set",
             "penalty = penalty + np.sum(W1**2)\nreturn cross_entropy + penalty",
             "`penalty` has no value yet"),
    _in_cost("a-variable-of-the-other-function", _squares("np.sum(dW1**2)"), "dW1"),
    _in_gradients("m-of-the-layer", "dZ3 = A3 - Y\ndW3 = dZ3 @ A2.T / m1\nreturn {'dZ3': dZ3}",
                  "m1"),
    _in_gradients("small-dz3", "dZ3 = A3 - Y\ndW3 = dz3 @ A2.T / m\nreturn {'dZ3': dZ3}",
                  "dz3", "did you mean `dZ3`?"),
)  # fmt: skip

_KEYS = (
    _in_cost("weights-counted-from-0",
             _squares("sum(np.sum(parameters['W' + str(i)] ** 2) for i in range(3))"), "W0",
             "W1, b1, W2, b2, W3, b3"),
    _in_cost("weights-counted-to-4",
             _squares("sum(np.sum(parameters[f'W{i}'] ** 2) for i in range(1, 5))"), "W4",
             "W1, b1, W2, b2, W3, b3"),
    _in_cost("small-letter-in-a-key", _squares("np.sum(parameters['w1'] ** 2)"), "w1",
             "did you mean `W1`?"),
    _in_cost("a-key-of-the-gradients", _squares("np.sum(parameters['dW1'] ** 2)"), "dW1"),
    _in_cost("a-number-as-a-key", _squares("np.sum(parameters[1] ** 2)"), "KeyError: 1"),
    _in_gradients("the-cache-taken-for-a-dict", "return {'dZ3': cache['A3'] - Y}",
                  "tuple indices", "str"),
    _in_cost("an-array-indexed-by-a-word", _squares("np.sum(A3['W1'] ** 2)"), "indices"),
    _in_gradients("an-index-beyond-the-cache", "return {'dZ3': cache[12] - Y}",
                  "tuple index out of range"),
    _in_gradients("too-few-names-for-the-cache",
                  "Z1, A1, W1, b1 = cache\nreturn {'dZ3': A1}", "too many values to unpack"),
    _in_gradients("too-many-names-for-the-cache",
                  "Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3, Z4 = cache\nreturn {}",
                  "not enough values to unpack"),
)  # fmt: skip

_OPERATORS = (
    _in_cost("a-caret-for-a-power", _squares("np.sum(W1^2) + np.sum(W2^2) + np.sum(W3^2)"),
             "bitwise_xor", "`^` is not a power in Python: use `**`"),
    _in_cost("a-bitwise-and", _squares("np.sum(W1 & W1)"), "bitwise_and"),
    _in_cost("a-list-times-a-float", _squares("[1] * 2.0"), "non-int", "float"),
    _in_cost("a-text-added", "return cross_entropy + 'penalty'", "str"),
    _in_cost("none-added", "return cross_entropy + print()", "NoneType"),
    _in_cost("a-function-not-called", _squares("np.sum"), "function"),
    _in_cost("a-product-without-its-sign", _squares("2(np.sum(W1**2))"), "'int' object",
             "not callable", "is a `*` missing?"),
    _in_cost("square-brackets-for-a-call", _squares("np.sum[W1**2]"), "not subscriptable"),
    _in_cost("a-dict-squared", _squares("np.sum(parameters ** 2)"), "dict"),
    _in_cost("the-truth-of-an-array", "if W1 > 0:\n    return 0.0\nreturn 1.0", "ambiguous",
             "a.any()"),
    _in_cost("an-array-where-a-number-is-wanted", "return cross_entropy + float(W1)",
             "float", "scalar"),
    _in_cost("a-loop-over-a-number", _squares("sum(w for w in m)"), "'int' object",
             "not iterable"),
    _in_cost("range-of-a-float", _squares("sum(i for i in range(m / 1))"), "float", "integer"),
)  # fmt: skip

_SHAPES = (
    _in_cost("three-matrices-added", _squares("np.sum(np.square(W1 + W2 + W3))"),
             "could not be broadcast", "W1 has shape (", "W2 has shape ("),
    _in_gradients("a-missing-transpose", "dZ3 = A3 - Y\nreturn {'dZ3': dZ3, 'dW3': dZ3 @ A2 / m}",
                  "matmul", "dZ3 has shape (", "A2 has shape (", "`.T`"),
    _in_gradients("dot-without-a-transpose",
                  "dZ3 = A3 - Y\nreturn {'dZ3': dZ3, 'dW3': np.dot(dZ3, A2) / m}",
                  "not aligned", "dZ3 has shape (", "A2 has shape ("),
    _in_gradients("w2-where-w3-belongs",
                  "dZ3 = A3 - Y\nreturn {'dZ3': dZ3, 'dW3': dZ3 @ A2.T / m + lambd / m * W2}",
                  "could not be broadcast"),
    _in_gradients("weights-not-transposed", "dZ3 = A3 - Y\nreturn {'dZ3': dZ3, 'dA2': W3 @ dZ3}",
                  "matmul", "size"),
    _in_cost("an-axis-that-is-not-there", _squares("np.sum(W1 ** 2, axis=2).sum()"), "axis 2",
             "out of bounds"),
    _in_cost("an-index-beyond-an-axis", _squares("Y[5, 0]"), "index 5", "out of bounds"),
    _in_cost("too-many-indices", _squares("Y[0, 0, 0]"), "too many indices"),
    _in_cost("ragged-list", _squares("np.sum(np.array([W1, W2, W3]))"), "inhomogeneous"),
    _in_cost("reshape-to-another-size", _squares("np.sum(W1.reshape(7, 11))"), "reshape"),
)  # fmt: skip

_NUMPY = (
    _in_cost("np-float", _squares("np.sum(np.asarray(W1, dtype=np.float) ** 2)"), "`np.float`",
             "use `float` by itself. (line"),
    _in_cost("np-int", "return cross_entropy + np.int(3)", "`np.int`",
             "use `int` by itself. (line"),
    _in_cost("np-bool", "return cross_entropy + np.bool8(1)", "bool8"),
    _in_cost("np-sums", _squares("np.sums(W1**2)"), "sums", "did you mean `np.sum`?"),
    _in_cost("np-sqare", _squares("np.sqare(W1).sum()"), "sqare",
             "did you mean `np.square`?"),
    _in_cost("an-array-has-no-square", _squares("W1.square().sum()"), "did you mean `np.square`?"),
    _in_cost("a-dict-has-no-shape", _squares("parameters.shape"), "'dict' object", "shape"),
    _in_cost("linalg-norms", _squares("np.linalg.norms(W1)"), "norms", "`norm`"),
    _in_cost("keepdim", _squares("np.sum(W1**2, keepdim=True)"), "'keepdim'", "keepdims"),
    _in_cost("axes", _squares("np.sum(W1**2, axes=1)"), "'axes'", "axis"),
    _in_cost("two-arrays-as-two-arguments", _squares("np.sum(W1**2, W2**2)"),
             "integer"),
    _in_cost("too-much-memory", _squares("np.ones((400_000, 400_000)).sum()"),
             "Unable to allocate"),
)  # fmt: skip

_CALLS = (
    _module("one-argument-too-many", "q2", _HEAD + """
def backward_propagation_with_regularization(X, Y, cache, parameters, lambd):
    return {}
""", "it takes 5 arguments; it is called with 4: (X, Y, cache, lambd)"),
    _module("one-argument-too-few", "q1", _HEAD + """
def compute_cost_with_regularization(A3, Y, parameters):
    return 0.0
""", "it takes 3 arguments; it is called with 4: (A3, Y, parameters, lambd)"),
    _in_cost("a-helper-with-too-few-arguments", "return compute_cost(A3)", "compute_cost", "Y"),
    _in_gradients("a-helper-with-too-many-arguments", "return {'dZ3': relu(Z3, A3)}", "relu"),
    _in_cost("calls-itself", "return compute_cost_with_regularization(A3, Y, parameters, lambd)",
             "recursion"),
    _module("an-import-that-is-not-there", "q1", """
import scipy.linalg as sl
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    return compute_cost(A3, Y) + lambd / (2 * m) * sl.norm(parameters["W1"]) ** 2
""", "scipy is not available to the grader: it raised NameError: name 'sl'"),
    _module("a-helper-that-is-not-there", "q1", """
from reg_utils import compute_costs


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    return compute_costs(A3, Y)
""", "reg_utils has no `compute_costs` (did you mean `compute_cost`?)"),
)  # fmt: skip

_SYNTAX = (
    _in_cost("lambda-as-a-name", f"return cross_entropy + lambda / (2 * m) * ({_SUM})",
             "lambda / (2 * m)", "line 11, column 28",
             "`lambda` is a word of Python itself; the argument is called `lambd`"),
    _in_cost("a-bracket-never-closed", "penalty = np.sum(np.square(W1)\nreturn penalty",
             "`penalty = np.sum(np.square(W1)`", "line 11, column 21: '(' was never closed"),
    _in_cost("a-bracket-too-many", "penalty = np.sum(np.square(W1)))\nreturn penalty",
             "`penalty = np.sum(np.square(W1)))`", "unmatched ')'"),
    _in_cost("curly-quotes", "return np.sum(parameters[“W1”])", "U+201C", "straight"),
    _in_cost("a-no-break-space", "return\u00a0cross_entropy", "U+00A0"),
    _in_cost("a-letter-that-slipped-in", "return cross_entropy ㅏ", "ㅏ"),
    _in_cost("a-minus-sign-of-a-word-processor", "return cross_entropy − 1", "U+2212"),
    _in_cost("a-colon-forgotten", "if lambd == 0\n    return cross_entropy\nreturn 0.0",
             "if lambd == 0", "expected ':'"),
    _in_cost("an-equals-sign-in-a-condition",
             "if lambd = 0:\n    return cross_entropy\nreturn 0.0", "if lambd = 0:", "=="),
    _in_cost("a-line-indented-too-far", "penalty = 0.0\n  return penalty", "unexpected indent"),
    _in_cost("a-power-with-a-superscript", _squares("np.sum(W1²)"), "²"),
    _in_cost("a-product-by-juxtaposition", "return cross_entropy + 2m",
             "`2m` is no name: for a product, write `*` between"),
)  # fmt: skip

ERRORS = (
    *_NAMES, *_KEYS, *_OPERATORS, *_SHAPES, *_NUMPY, *_CALLS, *_SYNTAX,
)  # fmt: skip
