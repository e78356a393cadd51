"""L2 regularization of a three-layer network: its cost, and the gradients of that cost.

The network is LINEAR -> RELU -> LINEAR -> RELU -> LINEAR -> SIGMOID. Its last layer has one
unit, and each column of X, Y and every activation is one of m examples. Written out, its cost is

    J = -(1/m) Σ [Y log A3 + (1 - Y) log(1 - A3)] + (λ/2m) (‖W1‖² + ‖W2‖² + ‖W3‖²)

where ‖W‖² is the sum of the squares of all entries of W. J has two wishes: the first term wants
A3 to be near Y, the second wants every weight to be near 0. The larger λ is, the more the second
one counts.
"""

import numpy as np
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """Return the cost J with its L2 term.

    J = -(1/m) Σ [Y log A3 + (1 - Y) log(1 - A3)] + (λ/2m) (‖W1‖² + ‖W2‖² + ‖W3‖²)

    Args:
        A3: the network's output, the probability of class 1 for each example; shape (1, m).
        Y: the true classes, 0 or 1; shape (1, m).
        parameters: dict with the weights W1, W2, W3 and the biases b1, b2, b3. Wl has the shape
            (units of layer l, units of layer l-1) and bl has (units of layer l, 1).
        lambd: λ, the strength of the regularization; 0 means none.

    Returns:
        J, one number.
    """
    m = Y.shape[1]
    W1 = parameters["W1"]
    W2 = parameters["W2"]
    W3 = parameters["W3"]

    cross_entropy = compute_cost(A3, Y)  # the first term of J
    squares = ...
    penalty = ...

    return cross_entropy + penalty


def backward_propagation_with_regularization(X, Y, cache, lambd):
    """Return the gradients of the regularized cost J.

    Each name says what J is differentiated by, and each gradient has the shape of that quantity.
    For dZ and dA, column i belongs to example i and leaves out the factor 1/m of J; dW and db
    are the gradients of J itself. The derivative of ReLU at 0 is 0.

    Args:
        X: the input; shape (units of layer 0, m).
        Y: the true classes, 0 or 1; shape (1, m).
        cache: the tuple (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) of forward propagation.
            Zl and Al have the shape (units of layer l, m).
        lambd: λ, the strength of the regularization; 0 means none.

    Returns:
        A dict with exactly the keys dZ3, dW3, db3, dA2, dZ2, dW2, db2, dA1, dZ1, dW1, db1.
    """
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
