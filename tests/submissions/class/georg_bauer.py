# Uebung 5, Georg Bauer. Everything with plain loops, so that I see what happens.
import math
import numpy as np


def squares_of(W):
    total = 0.0
    rows, columns = W.shape
    for i in range(rows):
        for j in range(columns):
            total += float(W[i, j]) * float(W[i, j])
    return total


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    cross = 0.0
    for i in range(m):
        p = float(A3[0, i])
        if Y[0, i] == 1:
            cross -= math.log(p)
        else:
            cross -= math.log(1 - p)
    cross /= m
    weights = 0.0
    for l in (1, 2, 3):
        weights += squares_of(parameters["W" + str(l)])
    return cross + lambd * weights / (2 * m)


def weight_gradient(dZ, A_before, W, lambd):
    units, inputs = W.shape
    m = dZ.shape[1]
    dW = np.zeros((units, inputs))
    for i in range(units):
        for j in range(inputs):
            dW[i, j] = np.sum(dZ[i] * A_before[j]) / m + lambd * W[i, j] / m
    return dW


def bias_gradient(dZ):
    db = np.zeros((dZ.shape[0], 1))
    for i in range(dZ.shape[0]):
        db[i, 0] = np.sum(dZ[i]) / dZ.shape[1]
    return db


def through_weights(W, dZ):
    dA = np.zeros((W.shape[1], dZ.shape[1]))
    for j in range(W.shape[1]):
        for i in range(W.shape[0]):
            dA[j] += W[i, j] * dZ[i]
    return dA


def through_relu(dA, A):
    dZ = np.zeros(dA.shape)
    for i in range(dA.shape[0]):
        active = A[i] > 0
        dZ[i][active] = dA[i][active]
    return dZ


def backward_propagation_with_regularization(X, Y, cache, lambd):
    (Z1, A1, W1, b1,
     Z2, A2, W2, b2,
     Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dA2 = through_weights(W3, dZ3)
    dZ2 = through_relu(dA2, A2)
    dA1 = through_weights(W2, dZ2)
    dZ1 = through_relu(dA1, A1)
    return dict(
        dZ3=dZ3, dW3=weight_gradient(dZ3, A2, W3, lambd), db3=bias_gradient(dZ3),
        dA2=dA2, dZ2=dZ2, dW2=weight_gradient(dZ2, A1, W2, lambd), db2=bias_gradient(dZ2),
        dA1=dA1, dZ1=dZ1, dW1=weight_gradient(dZ1, X, W1, lambd), db1=bias_gradient(dZ1),
    )
