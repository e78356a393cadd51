"""Régularisation L2, devoir de la semaine 5 (Fatou Diop)."""
import sys

import numpy as np
import matplotlib.pyplot as plt
import scipy.io
from sklearn.model_selection import train_test_split

from testCases import *

np.random.seed(7)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def relu(z):
    return z * (z > 0)


def compute_cost(A3, Y):
    """entropie croisée moyenne"""
    total = np.sum(Y * np.log(A3) + (1 - Y) * np.log(1.0 - A3))
    return -total / Y.shape[1]


def compute_cost_with_regularization(A3, Y, parameters, lambd):
    m = Y.shape[1]
    poids = [parameters["W1"], parameters["W2"], parameters["W3"]]
    L2_cost = sum(np.sum(W ** 2) for W in poids) * lambd / (2 * m)
    return compute_cost(A3, Y) + L2_cost


def backward_propagation_with_regularization(X, Y, cache, lambd):
    m = X.shape[1]
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache

    dZ3 = A3 - Y
    dW3 = np.dot(dZ3, A2.T) / m + lambd / m * W3
    db3 = dZ3.mean(axis=1, keepdims=True)

    dA2 = np.dot(W3.T, dZ3)
    dZ2 = dA2 * (A2 > 0)
    dW2 = np.dot(dZ2, A1.T) / m + lambd / m * W2
    db2 = dZ2.mean(axis=1, keepdims=True)

    dA1 = np.dot(W2.T, dZ2)
    dZ1 = dA1 * (A1 > 0)
    dW1 = np.dot(dZ1, X.T) / m + lambd / m * W1
    db1 = dZ1.mean(axis=1, keepdims=True)

    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dA2": dA2, "dZ2": dZ2, "dW2": dW2,
            "db2": db2, "dA1": dA1, "dZ1": dZ1, "dW1": dW1, "db1": db1}


# ---------- entraînement (environ 10 minutes) ----------
data = scipy.io.loadmat("datasets/joueurs.mat")
X, Y = data["X"].T, data["y"].T
W1 = np.random.randn(20, X.shape[0])
W2 = np.random.randn(3, 20)
W3 = np.random.randn(1, 3)
courbe = []
for i in range(2_000_000):
    A1 = relu(W1 @ X)
    A2 = relu(W2 @ A1)
    A3 = sigmoid(W3 @ A2)
    courbe.append(compute_cost(A3, Y))

plt.plot(courbe)
plt.show()
reponse = input("Continuer avec lambda = 0.9 ? ")
if reponse != "o":
    sys.exit(0)
