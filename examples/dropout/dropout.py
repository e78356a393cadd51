"""Inverted dropout in the two hidden layers of a network of three; columns are examples."""

import numpy as np
from reg_utils import relu, sigmoid

from autograder import Question
from autograder.authoring import call, case, exercise, mistake, question, rule


def forward_propagation_with_dropout(X, parameters, keep_prob=0.5):
    """Return A3 and the cache of the forward pass, with units dropped in both hidden layers.

    Draw D1 before D2, each with np.random.rand, after np.random.seed(1).
    The cache is (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3).
    """
    np.random.seed(1)
    W1, b1, W2, b2, W3, b3 = (parameters[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = np.dot(W1, X) + b1
    A1 = relu(Z1)
    # BEGIN SOLUTION
    D1 = (np.random.rand(*A1.shape) < keep_prob).astype(int)
    A1 = A1 * D1 / keep_prob
    # END SOLUTION
    Z2 = np.dot(W2, A1) + b2
    A2 = relu(Z2)
    # BEGIN SOLUTION
    D2 = (np.random.rand(*A2.shape) < keep_prob).astype(int)
    A2 = A2 * D2 / keep_prob
    # END SOLUTION
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    cache = (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)
    return A3, cache


def backward_propagation_with_dropout(X, Y, cache, keep_prob):
    """Return the gradients of the cost: a dict of dZ3, dW3, db3, dA2, dZ2, and so on to db1."""
    m = X.shape[1]
    (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3) = cache
    dZ3 = A3 - Y
    dA2 = np.dot(W3.T, dZ3)
    dA2 = dA2 * D2 / keep_prob  # SOLUTION
    dZ2 = dA2 * (A2 > 0)
    dA1 = np.dot(W2.T, dZ2)
    dA1 = dA1 * D1 / keep_prob  # SOLUTION
    dZ1 = dA1 * (A1 > 0)
    gradients = {}
    for layer, dZ, before in ((3, dZ3, A2), (2, dZ2, A1), (1, dZ1, X)):
        gradients[f"dZ{layer}"] = dZ
        gradients[f"dW{layer}"] = np.dot(dZ, before.T) / m
        gradients[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
    return gradients | {"dA2": dA2, "dA1": dA1}


exercise(
    question(forward_propagation_with_dropout, title="Forward propagation"),
    question(backward_propagation_with_dropout, title="Backward propagation"),
    title="Inverted dropout",
    helpers=["reg_utils.py"],
    points=30,
    seed=20,
)


def network(random, *widths):
    parameters = {}
    for layer in (1, 2, 3):
        parameters[f"W{layer}"] = random.normal(size=(widths[layer], widths[layer - 1]))
        parameters[f"b{layer}"] = random.normal(size=(widths[layer], 1))
    return parameters


@case(forward_propagation_with_dropout, "plain", "repeat")
def small_network(random):
    """All is as usual."""
    return call(random.normal(size=(3, 6)), network(random, 3, 8, 5, 1), 0.7)


@case(forward_propagation_with_dropout, "default")
def half_of_the_units(random):
    """keep_prob is left out and is one half."""
    return call(random.normal(size=(4, 5)), network(random, 4, 6, 6, 1))


@case(forward_propagation_with_dropout, "all")
def every_unit_is_kept(random):
    """With keep_prob = 1 nothing is dropped."""
    return call(random.normal(size=(3, 6)), network(random, 3, 4, 4, 1), keep_prob=1.0)


@case(backward_propagation_with_dropout, "plain", "repeat")
def back_through_a_small_network(random):
    """All is as usual, with the cache of the right forward pass."""
    X, keep_prob = random.normal(size=(3, 6)), 0.7
    _, cache = forward_propagation_with_dropout(X, network(random, 3, 8, 5, 1), keep_prob)
    return call(X, (random.random((1, 6)) < 0.5).astype(int), cache, keep_prob)


def forward_with(X, parameters, drop):
    np.random.seed(1)
    A, cache = X, []
    for layer in (1, 2):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        Z = W @ A + b
        D, A = drop(relu(Z), np.random.rand(W.shape[0], X.shape[1]))
        cache += [Z, D.astype(int), A, W, b]
    Z = parameters["W3"] @ A + parameters["b3"]
    return sigmoid(Z), (*cache, Z, sigmoid(Z), parameters["W3"], parameters["b3"])


@mistake(forward_propagation_with_dropout)
def not_scaled(X, parameters, keep_prob=0.5):
    """The units that are kept are not scaled up.

    Compare the mean of A with that of A * D. What makes them equal?
    """
    return forward_with(X, parameters, lambda A, r: (r < keep_prob, A * (r < keep_prob)))


@mistake(forward_propagation_with_dropout)
def kept_and_dropped_are_swapped(X, parameters, keep_prob=0.5):
    """Units are dropped where they should be kept.

    With keep_prob = 0.9, which share of your D is 1?
    """
    k = keep_prob
    return forward_with(X, parameters, lambda A, r: (r > k, A * (r > k) / k))


@mistake(backward_propagation_with_dropout)
def gradient_not_scaled(X, Y, cache, keep_prob):
    """The gradients of the units that are kept are not scaled.

    The forward pass divides by keep_prob. What does a derivative do with a constant factor?
    """
    return backward_propagation_with_dropout(X, Y, cache, 1.0)


@mistake(backward_propagation_with_dropout)
def gradient_not_masked(X, Y, cache, keep_prob):
    """The gradients of dropped units are not shut down.

    A unit that was dropped had no influence on the output. What is its gradient?
    """
    ones = {1: np.ones_like(cache[1]), 6: np.ones_like(cache[6])}
    cache = tuple(ones.get(place, array) for place, array in enumerate(cache))
    return backward_propagation_with_dropout(X, Y, cache, keep_prob)


forward, backward = forward_propagation_with_dropout, backward_propagation_with_dropout
test_masks = rule(forward, 5, "The masks keep each unit with keep_prob.", of="cache/D1 cache/D2")
test_scaled = rule(forward, 5, "What is kept is scaled up.", on="plain", of="cache/A1 cache/A2")
test_output = rule(forward, 4, "A3 and the rest of the cache are right.")
test_twice = rule(forward, 1, "It answers the same twice.", check=Question.repeatable, form=True)
test_dA = rule(backward, 8, "dA2 and dA1 pass through the masks.", of="dA2 dA1")
test_gradients = rule(backward, 6, "Every gradient is right.")
test_inputs = rule(backward, 1, "It changes no input.", check=Question.unchanged, form=True)
