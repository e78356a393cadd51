import numpy as np
from reg_utils import *


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    penalty = 0.0
    for key in ("W1", "W2", "W3"):
        penalty += np.einsum("ij,ij->", parameters[key], parameters[key])
    return compute_cost(A3, Y) + 0.5 * lambd * penalty / m


def backward_propagation_with_regularization(X, Y, cache, lambd):
    _, A1, W1, _, _, A2, W2, _, _, A3, W3, _ = cache
    m = X.shape[1]
    decay = lambd / m

    dZ3 = A3 - Y
    dA2 = np.einsum("ki,km->im", W3, dZ3)
    dZ2 = np.where(A2 > 0, dA2, 0.0)
    dA1 = np.einsum("ki,km->im", W2, dZ2)
    dZ1 = np.where(A1 > 0, dA1, 0.0)

    gradients = {"dZ3": dZ3, "dZ2": dZ2, "dZ1": dZ1, "dA2": dA2, "dA1": dA1}
    for number, dZ, inputs, W in ((3, dZ3, A2, W3), (2, dZ2, A1, W2), (1, dZ1, X, W1)):
        gradients[f"dW{number}"] = np.einsum("im,jm->ij", dZ, inputs) / m + decay * W
        gradients[f"db{number}"] = np.einsum("im->i", dZ)[:, np.newaxis] / m
    return gradients
