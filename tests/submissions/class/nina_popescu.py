import numpy as np
from reg_utils import compute_cost

lambd = 0.7


def compute_cost_with_regularization(A3, Y, parameters):
    m = Y.shape[1]
    squares = sum(np.sum(parameters[w] ** 2) for w in ("W1", "W2", "W3"))
    return compute_cost(A3, Y) + lambd / (2 * m) * squares


def backward_propagation_with_regularization(X, Y, cache):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (A2 > 0)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (A1 > 0)
    return {"dZ3": dZ3, "dW3": (dZ3 @ A2.T + lambd * W3) / m, "db3": dZ3.mean(axis=1, keepdims=True),
            "dA2": dA2, "dZ2": dZ2, "dW2": (dZ2 @ A1.T + lambd * W2) / m, "db2": dZ2.mean(axis=1, keepdims=True),
            "dA1": dA1, "dZ1": dZ1, "dW1": (dZ1 @ X.T + lambd * W1) / m, "db1": dZ1.mean(axis=1, keepdims=True)}
