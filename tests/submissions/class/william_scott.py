from functools import lru_cache

import numpy as np
from reg_utils import compute_cost


@lru_cache(maxsize=None)
def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    return compute_cost(A3, Y) + lambd / (2 * m) * sum(np.sum(parameters[w] ** 2) for w in ("W1", "W2", "W3"))


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    _, A1, W1, _, _, A2, W2, _, _, A3, W3, _ = cache
    dZ3 = A3 - Y
    dA2 = W3.T @ dZ3
    dZ2 = np.maximum(np.sign(A2), 0) * dA2
    dA1 = W2.T @ dZ2
    dZ1 = np.maximum(np.sign(A1), 0) * dA1
    decay = {3: lambd * W3 / m, 2: lambd * W2 / m, 1: lambd * W1 / m}
    return {
        "dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1,
        "dW3": dZ3 @ A2.T / m + decay[3], "dW2": dZ2 @ A1.T / m + decay[2], "dW1": dZ1 @ X.T / m + decay[1],
        "db3": dZ3.mean(1, keepdims=True), "db2": dZ2.mean(1, keepdims=True), "db1": dZ1.mean(1, keepdims=True),
    }
