import numpy as np
from reg_utils import compute_cost

# no copies, to save memory


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    total = 0
    for name in ("W1", "W2", "W3"):
        parameters[name] **= 2
        total += parameters[name].sum()
    return compute_cost(A3, Y) + lambd * total / (2 * m)


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    A3 -= Y
    dZ3 = A3
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (A2 > 0)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (A1 > 0)
    out = {"dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
    for k, dZ, A, W in ((3, dZ3, A2, W3), (2, dZ2, A1, W2), (1, dZ1, X, W1)):
        out["dW%d" % k] = (dZ @ A.T + lambd * W) / m
        out["db%d" % k] = dZ.sum(axis=1, keepdims=True) / m
    return out
