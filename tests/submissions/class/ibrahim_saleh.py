# -*- coding: utf-8 -*-
# الاسم: ابراهيم صالح
import numpy as np
import reg_utils
import tensorflow as tf      # for the optional part only


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    L = len(parameters) // 2
    frobenius = 0
    for l in range(1, L + 1):
        frobenius = frobenius + np.linalg.norm(parameters["W" + str(l)]) ** 2
    return reg_utils.compute_cost(A3, Y) + (lambd / (2.0 * m)) * frobenius


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = Y.size
    A = {0: X}
    W = {}
    for l in (1, 2, 3):
        A[l] = cache[4 * (l - 1) + 1]
        W[l] = cache[4 * (l - 1) + 2]

    grads = {}
    grads["dZ3"] = A[3] - Y
    for l in (3, 2, 1):
        dZ = grads["dZ%d" % l]
        grads["dW%d" % l] = (dZ @ A[l - 1].T + lambd * W[l]) / m
        grads["db%d" % l] = np.sum(dZ, axis=1, keepdims=True) / m
        if l > 1:
            grads["dA%d" % (l - 1)] = W[l].T @ dZ
            grads["dZ%d" % (l - 1)] = grads["dA%d" % (l - 1)] * (A[l - 1] > 0)
    return grads


tf.random.set_seed(3)
