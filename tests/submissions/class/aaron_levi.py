# float32 everywhere, as on the GPU
import numpy as np

F = np.float32


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    A3, Y = A3.astype(F), Y.astype(F)
    m = F(Y.shape[1])
    entropy = -np.sum(Y * np.log(A3) + (F(1) - Y) * np.log(F(1) - A3)) / m
    squares = sum(np.sum(np.square(parameters[k].astype(F))) for k in ("W1", "W2", "W3"))
    return entropy + F(lambd) / (F(2) * m) * squares


def backward_propagation_with_regularization(X, Y, cache, lambd):
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = [np.asarray(part, dtype=F) for part in cache]
    X, Y = X.astype(F), Y.astype(F)
    m = F(X.shape[1])
    keep = F(lambd) / m
    dZ3 = A3 - Y
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (A2 > 0)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (A1 > 0)
    return {
        "dZ3": dZ3, "dW3": dZ3 @ A2.T / m + keep * W3, "db3": np.mean(dZ3, axis=1, keepdims=True),
        "dA2": dA2, "dZ2": dZ2, "dW2": dZ2 @ A1.T / m + keep * W2, "db2": np.mean(dZ2, axis=1, keepdims=True),
        "dA1": dA1, "dZ1": dZ1, "dW1": dZ1 @ X.T / m + keep * W1, "db1": np.mean(dZ1, axis=1, keepdims=True),
    }
