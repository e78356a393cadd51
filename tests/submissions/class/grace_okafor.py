import numpy as np
from reg_utils import *


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    everything = 0
    for value in parameters.values():
        everything += np.sum(np.square(value))
    return compute_cost(A3, Y) + lambd / (2 * m) * everything


def backward_propagation_with_regularization(X, Y, cache, lambd):
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    m = X.shape[1]
    r = lambd / m

    dZ3 = A3 - Y
    dW3 = dZ3 @ A2.T / m + r * W3
    db3 = np.mean(dZ3, axis=1, keepdims=True) + r * b3

    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (A2 > 0)
    dW2 = dZ2 @ A1.T / m + r * W2
    db2 = np.mean(dZ2, axis=1, keepdims=True) + r * b2

    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (A1 > 0)
    dW1 = dZ1 @ X.T / m + r * W1
    db1 = np.mean(dZ1, axis=1, keepdims=True) + r * b1

    return dict(dZ3=dZ3, dW3=dW3, db3=db3, dA2=dA2, dZ2=dZ2, dW2=dW2, db2=db2,
                dA1=dA1, dZ1=dZ1, dW1=dW1, db1=db1)
