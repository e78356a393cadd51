import numpy as np
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    penalty = 0
    for l in range(1, 3):          # the layers
        penalty += np.sum(parameters["W" + str(l)] ** 2)
    return compute_cost(A3, Y) + lambd * penalty / (2 * m)


def backward_propagation_with_regularization(X, Y, cache, lambd):
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    grads = {}
    grads["dZ3"] = A3 - Y
    grads["dA2"] = W3.T @ grads["dZ3"]
    grads["dZ2"] = grads["dA2"] * (A2 > 0)
    grads["dA1"] = W2.T @ grads["dZ2"]
    grads["dZ1"] = grads["dA1"] * (A1 > 0)
    for l, before in [(3, A2), (2, A1), (1, X)]:
        grads["dW" + str(l)] = grads["dZ" + str(l)] @ before.T / m
        grads["db" + str(l)] = grads["dZ" + str(l)].sum(axis=1, keepdims=True) / m
    grads["dW3"] = grads["dW3"] + lambd / m * W3
    grads["dW2"] = grads["dW2"] + lambd / m * W2
    return grads
