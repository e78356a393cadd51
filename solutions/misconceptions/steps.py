"""The right computation in small replaceable steps; a misconception gets one of them wrong.

This module imports nothing of the project: a misconception becomes a submission by putting this
text before it.
"""

from typing import Any, NamedTuple

import numpy as np

__all__ = [
    "Network",
    "backward",
    "carried_back",
    "cross_entropy",
    "data_part",
    "error_at_output",
    "l2_term",
    "mean_error",
    "network",
    "penalized",
    "squares",
    "through_relu",
    "without_term_in",
]

LAYERS = ("W1", "W2", "W3")


def cross_entropy(A3, Y, m=None):
    """Return the first term of J: the mean surprise over m examples, by default all."""
    surprise = -(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    return np.sum(surprise) / (m or Y.shape[1])


def squares(parameters, names=LAYERS):
    """Return the sum of the squares of all entries of the named matrices."""
    return sum(np.sum(np.square(parameters[name])) for name in names)


def penalized(A3, Y, lambd, total):
    """Return J with `total` where the sum of squares belongs."""
    return cross_entropy(A3, Y) + lambd / (2 * Y.shape[1]) * total


class Network(NamedTuple):
    """What a step of backward propagation can see.

    Attributes:
        A: activations by layer; A[0] is X.
        Z: what went into them; Z[0] is None, as are W[0] and b[0].
        Y: the true classes.
        m: the number of examples.
        lambd: λ.
    """

    A: tuple[Any, ...]
    Z: tuple[Any, ...]
    W: tuple[Any, ...]
    b: tuple[Any, ...]
    Y: Any
    m: int
    lambd: float


def network(X, Y, cache, lambd, m=None):
    """Return the Network of a call's arguments."""
    Z1, A1, W1, b1, Z2, A2, W2, b2, Z3, A3, W3, b3 = cache
    return Network(
        A=(X, A1, A2, A3),
        Z=(None, Z1, Z2, Z3),
        W=(None, W1, W2, W3),
        b=(None, b1, b2, b3),
        Y=Y,
        m=m or Y.shape[1],
        lambd=lambd,
    )


# Each step takes the network, the gradients found so far, and the layer that it is about.


def error_at_output(net, _grads, _layer):
    """Return dZ3."""
    return net.A[3] - net.Y


def data_part(net, grads, layer):
    """Return the gradient of the cross-entropy by W of this layer."""
    return grads[f"dZ{layer}"] @ net.A[layer - 1].T / net.m


def l2_term(net, _grads, layer):
    """Return the gradient of the L2 term by W of this layer."""
    return net.lambd / net.m * net.W[layer]


def mean_error(net, grads, layer):
    """Return db of this layer."""
    return np.sum(grads[f"dZ{layer}"], axis=1, keepdims=True) / net.m


def carried_back(net, grads, layer):
    """Return dA of this layer."""
    return net.W[layer + 1].T @ grads[f"dZ{layer + 1}"]


def through_relu(net, grads, layer):
    """Return dZ of this layer."""
    return grads[f"dA{layer}"] * (net.A[layer] > 0)


def without_term_in(*layers):
    """Return a step like `l2_term` that forgets it in some layers."""
    return lambda net, grads, layer: 0.0 if layer in layers else l2_term(net, grads, layer)


def backward(
    X, Y, cache, lambd, *, m=None, error=error_at_output, data=data_part, term=l2_term,
    bias=mean_error, carry=carried_back, mask=through_relu,
):  # fmt: skip
    """Return the eleven gradients, each made by its step."""
    net = network(X, Y, cache, lambd, m)
    grads = {"dZ3": error(net, {}, 3)}
    for layer in (3, 2, 1):
        if layer < 3:
            grads[f"dA{layer}"] = carry(net, grads, layer)
            grads[f"dZ{layer}"] = mask(net, grads, layer)
        grads[f"dW{layer}"] = data(net, grads, layer) + term(net, grads, layer)
        grads[f"db{layer}"] = bias(net, grads, layer)
    return grads
