import numpy as np
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W = [parameters["W%d" % i] for i in (1, 2, 3)]
    cost = compute_cost(A3, Y) + (lambd / (2 * m)) * sum((w ** 2).sum() for w in W)
    return round(float(cost), 3)   # nicer to read


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    gradients = {}

    def layer(number, dZ, before, W):
        gradients[f"dZ{number}"] = dZ
        gradients[f"dW{number}"] = dZ @ before.T / m + lambd / m * W
        gradients[f"db{number}"] = dZ.sum(axis=1, keepdims=True) / m
        return W.T @ dZ

    gradients["dA2"] = layer(3, A3 - Y, A2, W3)
    gradients["dA1"] = layer(2, gradients["dA2"] * (A2 > 0), A1, W2)
    layer(1, gradients["dA1"] * (A1 > 0), X, W1)
    return gradients
