import numpy as np


def compute_cost_with_regularization_test_case():
    A3 = np.array([[0.25, 0.75, 0.5]])
    Y = np.array([[0, 1, 1]])
    parameters = {"W1": np.eye(2), "W2": np.eye(2), "W3": np.ones((1, 2))}
    return A3, Y, parameters
