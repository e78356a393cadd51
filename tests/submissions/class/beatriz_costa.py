import numpy as np
from reg_utils import compute_cost


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W1, W2, W3 = (parameters[k] for k in ["W1", "W2", "W3"])
    extra = (np.sum(np.abs(W1) ** 2) + np.sum(np.abs(W2) ** 2) + np.sum(np.abs(W3) ** 2)) * lambd / (2 * m)
    return np.squeeze(compute_cost(A3, Y) + extra)


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dW3 = dZ3.dot(A2.T) / m + W3 * lambd / m
    db3 = np.sum(dZ3, axis=1, keepdims=True) / m
    dA2 = W3.T.dot(dZ3)
    dZ2 = np.multiply(dA2, A2 > 0)
    dW2 = dZ2.dot(A1.T) / m + W2 * lambd / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dA1 = W2.T.dot(dZ2)
    dZ1 = np.multiply(dA1, A1 > 0)
    dW1 = dZ1.dot(X.T) / m + W1 * lambd / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    grads = {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2,
             "db2": db2, "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}
    # oito casas decimais, como no enunciado
    return {name: np.round(value, 8) for name, value in grads.items()}
