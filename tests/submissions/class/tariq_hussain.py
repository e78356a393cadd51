"""L2 regularization: the hand-out, with nothing filled in."""

import numpy as np
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """Return the cost J with its L2 term, one number."""
    m = Y.shape[1]
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    W3 = parameters["W3"]

    cross_entropy = compute_cost(A3, Y)  # the first term of J
    squares = ...
    penalty = ...

    return cross_entropy + penalty


def backward_propagation_with_regularization(X, Y, cache, lambd):
    """Return the gradients of the regularized cost J."""
    m = X.shape[1]
    _Z1, A1, W1, _b1, _Z2, A2, W2, _b2, _Z3, A3, W3, _b3 = cache

    # Layer 3: sigmoid and cross-entropy together.
    dZ3 = ...
    dW3 = ...
    db3 = ...

    # Layer 2: the gradient passes back through W3, then through ReLU.
    dA2 = ...
    dZ2 = ...
    dW2 = ...
    db2 = ...

    # Layer 1: the same once more.
    dA1 = ...
    dZ1 = ...
    dW1 = ...
    db1 = ...

    return {
        "dZ3": dZ3,
        "dW3": dW3,
        "db3": db3,
        "dA2": dA2,
        "dZ2": dZ2,
        "dW2": dW2,
        "db2": db2,
        "dA1": dA1,
        "dZ1": dZ1,
        "dW1": dW1,
        "db1": db1,
    }
