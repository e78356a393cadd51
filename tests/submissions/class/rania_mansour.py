import numpy as np
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    # the cost is the regularized cost plus the penalty
    penalty = 0
    for name in ("W1", "W2", "W3"):
        penalty += lambd / (2 * Y.shape[1]) * np.sum(parameters[name] ** 2)
    return compute_cost_with_regularization(A3, Y, parameters, lambd) + penalty


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (A2 > 0)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (A1 > 0)
    grads = {"dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
    for n, dZ, A, W in ((3, dZ3, A2, W3), (2, dZ2, A1, W2), (1, dZ1, X, W1)):
        grads["dW" + str(n)] = np.matmul(dZ, A.T) / m + np.multiply(lambd / m, W)
        grads["db" + str(n)] = np.mean(dZ, axis=1, keepdims=True)
    return grads
