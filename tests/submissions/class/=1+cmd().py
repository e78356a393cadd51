import numpy as np


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    probability_of_truth = A3 ** Y * (1 - A3) ** (1 - Y)
    J = -np.log(probability_of_truth).mean()
    for W in (parameters["W3"], parameters["W2"], parameters["W1"]):
        J += lambd * np.trace(W @ W.T) / (2 * m)
    return J


def backward_propagation_with_regularization(X, Y, cache, lambd):
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    m = X.shape[1]
    ones = np.ones((m, 1))
    dZ3 = A3 - Y
    dA2 = W3.T * dZ3
    dZ2 = (A2 > 0).astype(float) * dA2
    dA1 = W2.T @ dZ2
    dZ1 = (A1 > 0).astype(float) * dA1
    return {"db1": dZ1 @ ones / m, "db2": dZ2 @ ones / m, "db3": dZ3 @ ones / m,
            "dW1": dZ1 @ X.T / m + lambd * W1 / m,
            "dW2": dZ2 @ A1.T / m + lambd * W2 / m,
            "dW3": dZ3 @ A2.T / m + lambd * W3 / m,
            "dA1": dA1, "dA2": dA2, "dZ1": dZ1, "dZ2": dZ2, "dZ3": dZ3}
