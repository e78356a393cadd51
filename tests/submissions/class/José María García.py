#!/usr/bin/python
# -*- coding: latin-1 -*-
# Autor: José María García. Regularización: ¿por qué W se acerca a 0?
import numpy as np
from reg_utils import compute_cost

SEÑALES = ("W1", "W2", "W3")


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    """Coste con penalización; los sesgos no se penalizan."""
    m = Y.shape[1]
    suma = 0
    for señal in SEÑALES:
        suma += np.sum(np.square(parameters[señal]))
    return compute_cost(A3, Y) + lambd * suma / (2 * m)


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    dZ3 = A3 - Y
    dA2 = W3.T @ dZ3
    dZ2 = dA2 * (A2 > 0)
    dA1 = W2.T @ dZ2
    dZ1 = dA1 * (A1 > 0)
    salida = {"dZ3": dZ3, "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1}
    for señal, dZ, A, W in zip(SEÑALES, (dZ1, dZ2, dZ3), (X, A1, A2), (W1, W2, W3)):
        salida["d" + señal] = dZ @ A.T / m + lambd / m * W
        salida["db" + señal[-1]] = dZ.sum(axis=1, keepdims=True) / m
    return salida
