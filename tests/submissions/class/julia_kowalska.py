from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from typing import Dict, Tuple

import numpy as np
from numpy.typing import NDArray

DEFAULT_LAMBDA = 0.25
Matrix = NDArray[np.float64]


def timed(function):
    """Wypisuje, ile trwało jedno wywołanie."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        begin = time.perf_counter()
        answer = function(*args, **kwargs)
        print(function.__name__, "took", time.perf_counter() - begin, "s")
        return answer

    return wrapper


@dataclass
class Layer:
    W: Matrix
    A: Matrix
    inputs: Matrix


@timed
def compute_cost_with_regularization(
    A3: Matrix, Y: Matrix, parameters: Dict[str, Matrix], lambd: float = DEFAULT_LAMBDA
) -> float:
    m = Y.shape[1]
    right = np.multiply(Y, np.log(A3))
    wrong = np.multiply(1 - Y, np.log1p(-A3))
    data_part = -np.sum(right + wrong) / m
    penalty = sum(np.sum(np.multiply(parameters[k], parameters[k])) for k in parameters if k[0] == "W")
    return float(data_part + np.multiply(lambd / (2 * m), penalty))


@timed
def backward_propagation_with_regularization(
    X: Matrix, Y: Matrix, cache: Tuple[Matrix, ...], lambd: float = DEFAULT_LAMBDA
) -> Dict[str, Matrix]:
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    layers = {1: Layer(W1, A1, X), 2: Layer(W2, A2, A1), 3: Layer(W3, A3, A2)}
    m = Y.shape[1]
    grads: Dict[str, Matrix] = {"dZ3": np.subtract(A3, Y)}
    for number in (2, 1):
        above = grads[f"dZ{number + 1}"]
        grads[f"dA{number}"] = np.matmul(layers[number + 1].W.T, above)
        grads[f"dZ{number}"] = np.multiply(grads[f"dA{number}"], layers[number].A > 0)
    for number, layer in layers.items():
        dZ = grads[f"dZ{number}"]
        grads[f"dW{number}"] = np.add(np.matmul(dZ, layer.inputs.T) / m, np.multiply(lambd / m, layer.W))
        grads[f"db{number}"] = np.mean(dZ, axis=1, keepdims=True)
    return grads
