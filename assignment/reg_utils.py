"""What the exercise gives: a three-layer network, its training step, its data and its picture.

Columns are examples everywhere. The network is LINEAR -> RELU -> LINEAR -> RELU -> LINEAR ->
SIGMOID with one output unit. Only NumPy is needed, except by the functions that read the data
(h5py) and draw (matplotlib).
"""

import itertools
import sys
from pathlib import Path

import numpy as np

__all__ = [
    "compute_cost",
    "forward_propagation",
    "initialize_parameters",
    "load_2D_dataset",
    "plot_decision_boundary",
    "predict",
    "predict_dec",
    "relu",
    "sigmoid",
    "update_parameters",
]


def sigmoid(x):
    """Return 1 / (1 + exp(-x)) of each entry of x."""
    # For very negative x the exponential is too large for a float; the result, 0, is right.
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def relu(x):
    """Return max(0, x) of each entry of x."""
    return np.maximum(0, x)


def initialize_parameters(layer_dims, seed=3):
    """Return random weights and zero biases; the same ones for the same seed.

    Args:
        layer_dims: units of the input and of each layer, such as [2, 20, 3, 1].
        seed: what the weights are drawn from.

    Returns:
        A dict of Wl, shape (layer_dims[l], layer_dims[l-1]), whose entries are normal with
        variance 1 / layer_dims[l-1], and bl, shape (layer_dims[l], 1).
    """
    stream = np.random.RandomState(seed)
    parameters = {}
    for layer, (inputs, units) in enumerate(itertools.pairwise(layer_dims), start=1):
        parameters[f"W{layer}"] = stream.randn(units, inputs) / np.sqrt(inputs)
        parameters[f"b{layer}"] = np.zeros((units, 1))
    return parameters


def forward_propagation(X, parameters):
    """Run the network on X.

    Args:
        X: the input; shape (units of layer 0, m).
        parameters: dict of W1, b1, W2, b2, W3, b3.

    Returns:
        A3, shape (1, m), and the cache (Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3) that
        backward propagation needs.
    """
    cache = ()
    A = X
    for layer, activation in enumerate((relu, relu, sigmoid), start=1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = W @ A + b
        A = activation(Z)
        cache += (Z, A, W, b)
    return A, cache


def compute_cost(A3, Y):
    """Return the cross-entropy -(1/m) Σ [Y log A3 + (1 - Y) log(1 - A3)], one number.

    Args:
        A3: the probability of class 1 for each example; shape (1, m).
        Y: the true classes, 0 or 1; shape (1, m).
    """
    m = Y.shape[1]
    # Only one of the two logarithms counts for each example: that of the true class.
    probability_of_truth = np.where(Y == 1, A3, 1 - A3)
    return float(-np.sum(np.log(probability_of_truth)) / m)


def update_parameters(parameters, grads, learning_rate):
    """Return new parameters, one step of gradient descent on.

    Args:
        parameters: dict of W1, b1, W2, b2, W3, b3; it is left as it is.
        grads: dict that holds dW1, db1, dW2, db2, dW3, db3.
        learning_rate: α, the length of the step.
    """
    return {name: value - learning_rate * grads[f"d{name}"] for name, value in parameters.items()}


def predict_dec(parameters, X):
    """Return the predicted classes as booleans, shape (1, m): is A3 above one half?"""
    A3, _ = forward_propagation(X, parameters)
    return A3 > 0.5


def predict(X, y, parameters):
    """Return the predicted classes, 0 or 1 of shape (1, m), and print how many are right.

    Args:
        X: the input; shape (units of layer 0, m).
        y: the true classes; shape (1, m).
        parameters: dict of W1, b1, W2, b2, W3, b3.
    """
    predicted = predict_dec(parameters, X).astype(int)
    sys.stdout.write(f"Accuracy: {np.mean(predicted == y):.4f}\n")
    return predicted


def load_2D_dataset():  # noqa: N802 - the name that existing notebooks import
    """Return train_X (2, m), train_Y (1, m), test_X and test_Y of the two-dimensional toy set.

    Raises:
        FileNotFoundError: the file toy.h5 is not beside this module.
    """
    import h5py

    path = Path(__file__).with_name("toy.h5")
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing: copy the toy.h5 of the exercise to there.")
    with h5py.File(path, "r") as file:
        return tuple(file[name][()] for name in ("train_X", "train_Y", "test_X", "test_Y"))


def plot_decision_boundary(model, X, y):
    """Draw the regions that a model separates, and the examples, on matplotlib's current axes.

    Args:
        model: takes points of shape (k, 2) and returns their k predicted classes, as does
            `lambda points: predict_dec(parameters, points.T)`.
        X: the examples; shape (2, m).
        y: their true classes; shape (1, m).
    """
    import matplotlib.pyplot as plt

    (left, bottom), (right, top) = X.min(axis=1), X.max(axis=1)
    pad = 0.05 * max(right - left, top - bottom)
    across, up = np.meshgrid(
        np.linspace(left - pad, right + pad, 300), np.linspace(bottom - pad, top + pad, 300)
    )
    classes = np.asarray(model(np.column_stack([across.ravel(), up.ravel()])))
    plt.contourf(across, up, classes.reshape(across.shape), levels=1, cmap="RdBu", alpha=0.4)
    plt.scatter(X[0], X[1], c=np.ravel(y), cmap="RdBu", edgecolors="black", linewidths=0.5)
    plt.xlabel("x1")
    plt.ylabel("x2")
