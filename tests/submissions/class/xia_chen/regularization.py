import numpy as np
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    return compute_cost(A3, Y) + lambd / (2 * m) * sum(np.sum(np.square(parameters[w])) for w in ("W1", "W2", "W3"))


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dA2 = W3.T @ dZ3
    dZ2 = np.choose(A2 > 0, [np.zeros_like(dA2), dA2])
    dA1 = W2.T @ dZ2
    dZ1 = np.choose(A1 > 0, [np.zeros_like(dA1), dA1])
    result = {}
    for name, value in zip("dZ3 dA2 dZ2 dA1 dZ1".split(), (dZ3, dA2, dZ2, dA1, dZ1)):
        result[name] = value
    for layer, before, W in ((1, X, W1), (2, A1, W2), (3, A2, W3)):
        dZ = result["dZ" + str(layer)]
        result["dW" + str(layer)] = dZ @ before.T / m + lambd / m * W
        result["db" + str(layer)] = np.sum(dZ, axis=1, keepdims=True) / m
    return result
