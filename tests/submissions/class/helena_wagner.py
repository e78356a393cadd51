import numpy as np
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    w1, w2, w3 = parameters["W1"], parameters["W2"], parameters["W3"]
    strafe = np.sum(np.square(w1)) + np.sum(np.square(w2)) + np.sum(np.square(w3))
    return compute_cost(A3, Y) + strafe * lambd / (2 * m)


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    z1, a1, w1, b1, z2, a2, w2, b2, z3, a3, w3, b3 = cache
    dz3 = a3 - Y
    dw3 = dz3 @ a2.T / m + lambd / m * w3
    db3 = dz3.sum(axis=1, keepdims=True) / m
    da2 = w3.T @ dz3
    dz2 = da2 * (a2 > 0)
    dw2 = dz2 @ a1.T / m + lambd / m * w2
    db2 = dz2.sum(axis=1, keepdims=True) / m
    da1 = w2.T @ dz2
    dz1 = da1 * (a1 > 0)
    dw1 = dz1 @ X.T / m + lambd / m * w1
    db1 = dz1.sum(axis=1, keepdims=True) / m
    return {"dz3": dz3, "dw3": dw3, "db3": db3, "da2": da2, "dz2": dz2, "dw2": dw2,
            "db2": db2, "da1": da1, "dz1": dz1, "dw1": dw1, "db1": db1}
