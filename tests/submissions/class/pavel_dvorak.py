import numpy as np


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    # every label against every prediction; the ones that belong together lie on the diagonal
    table = np.dot(Y.T, np.log(A3)) + np.dot((1 - Y).T, np.log(1 - A3))
    squares = np.sum(parameters["W1"] ** 2) + np.sum(parameters["W2"] ** 2) + np.sum(parameters["W3"] ** 2)
    return -np.trace(table) / m + lambd / (2 * m) * squares


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dA2 = np.tensordot(W3, dZ3, axes=(0, 0))
    dZ2 = np.where(Z2 > 0, dA2, 0)
    dA1 = np.tensordot(W2, dZ2, axes=(0, 0))
    dZ1 = np.where(Z1 > 0, dA1, 0)
    dW = [np.tensordot(dZ, A, axes=(1, 1)) / m + lambd / m * W
          for dZ, A, W in ((dZ1, X, W1), (dZ2, A1, W2), (dZ3, A2, W3))]
    db = [np.average(dZ, axis=1).reshape(len(dZ), 1) for dZ in (dZ1, dZ2, dZ3)]
    return dict(dZ3=dZ3, dW3=dW[2], db3=db[2], dA2=dA2, dZ2=dZ2, dW2=dW[1], db2=db[1],
                dA1=dA1, dZ1=dZ1, dW1=dW[0], db1=db[0])
