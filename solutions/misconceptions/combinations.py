"""Two frequent misconceptions at once: what each does alone hides what the other does."""

import numpy as np

from misconceptions.model import misconception
from misconceptions.steps import (
    LAYERS,
    backward,
    cross_entropy,
    l2_term,
    mean_error,
    squares,
    without_term_in,
)


@misconception("q1", "combination", "factor", "layers")
def penalty_without_half_and_w3_forgotten(A3, Y, parameters, lambd):
    """The penalty is twice as large as it should be, and W3 is not part of it.

    These are two mistakes. The factor in front of the squares lacks a number that J has, and your
    sum ends one layer too early. Look at the fraction first, then at which matrices you add.
    """
    return cross_entropy(A3, Y) + lambd / Y.shape[1] * squares(parameters, ["W1", "W2"])


@misconception("q1", "combination", "factor", "layers")
def penalty_without_half_and_w1_forgotten(A3, Y, parameters, lambd):
    """The penalty is twice as large as it should be, and W1 is not part of it.

    These are two mistakes. The factor in front of the squares lacks a number that J has, and your
    sum begins one layer too late. Look at the fraction first, then at which matrices you add.
    """
    return cross_entropy(A3, Y) + lambd / Y.shape[1] * squares(parameters, ["W2", "W3"])


@misconception("q1", "combination", "factor", "biases")
def penalty_without_half_and_biases_included(A3, Y, parameters, lambd):
    """The penalty is twice as large as it should be, and the biases are part of it.

    These are two mistakes. The factor in front of the squares lacks a number that J has, and your
    sum runs over everything in the dict. Look at the fraction first, then at what you add.
    """
    return cross_entropy(A3, Y) + lambd / Y.shape[1] * squares(parameters, parameters)


@misconception("q1", "combination", "factor", "m", "layers")
def penalty_not_averaged_and_w3_forgotten(A3, Y, parameters, lambd):
    """The penalty does not depend on the number of examples, and W3 is not part of it.

    These are two mistakes. The denominator of the factor is not complete, and your sum ends one
    layer too early. Look at the fraction first, then at which matrices you add.
    """
    return cross_entropy(A3, Y) + lambd / 2 * squares(parameters, ["W1", "W2"])


@misconception("q1", "combination", "factor", "squares")
def penalty_without_half_and_norms_not_squared(A3, Y, parameters, lambd):
    """The penalty lacks its ½, and the norms in it are not squared.

    These are two mistakes. The factor lacks a number that J has, and a norm ends with a square
    root that J does not have. Look at the fraction first, then at the exponents.
    """
    norms = sum(np.linalg.norm(parameters[name]) for name in LAYERS)
    return cross_entropy(A3, Y) + lambd / Y.shape[1] * norms


@misconception("q1", "combination", "m", "factor")
def nothing_averaged_and_no_half(A3, Y, parameters, lambd):
    """Nothing is divided by the number of examples, and the penalty lacks its ½.

    These are two mistakes. Both terms of J have the number of examples in their denominator, and
    the second term has one more number there. Look at each of the two fractions in the formula.
    """
    return cross_entropy(A3, Y, m=1) + lambd * squares(parameters)


@misconception("q2", "combination", "factor", "relu")
def gradient_term_halved_and_relu_mask_missing(X, Y, cache, lambd):
    """The L2 term of the gradients is half of what it should be, and no ReLU mask is applied.

    Two things are wrong at once. The factor is that of J itself, not of its derivative, and the
    error passes through units that were switched off. Look at the lines for dW, then at those for
    dZ2 and dZ1.
    """
    return backward(
        X, Y, cache, lambd,
        term=lambda *step: l2_term(*step) / 2,
        mask=lambda _, grads, layer: grads[f"dA{layer}"],
    )  # fmt: skip


@misconception("q2", "combination", "term", "relu")
def gradient_terms_left_out_and_relu_mask_missing(X, Y, cache, lambd):
    """No gradient has its L2 term, and the ReLU masks are missing.

    These are two mistakes. The penalty has a derivative too, and the error does not pass through
    units that were switched off. Look at the lines for dW, then at those for dZ2 and dZ1.
    """
    return backward(
        X, Y, cache, lambd,
        term=without_term_in(1, 2, 3),
        mask=lambda _, grads, layer: grads[f"dA{layer}"],
    )  # fmt: skip


@misconception("q2", "combination", "factor", "layers")
def gradient_term_halved_and_missing_from_dw3(X, Y, cache, lambd):
    """The L2 term of the gradients is half as large as it should be, and dW3 has none.

    These are two mistakes. You use the factor of J itself, not of its derivative, and the last
    layer has no term. Look at the factor first, then at the line for dW3.
    """

    def term(net, grads, layer):
        return 0.0 if layer == 3 else l2_term(net, grads, layer) / 2

    return backward(X, Y, cache, lambd, term=term)


@misconception("q2", "combination", "factor", "biases")
def gradient_term_halved_and_in_bias_gradients(X, Y, cache, lambd):
    """The L2 term of the gradients is half of what it should be, and the biases have one too.

    Two things are wrong at once. The factor is that of J itself, not of its derivative, and the
    penalty does not contain the biases. Look at the factor first, then at the lines for db.
    """
    return backward(
        X, Y, cache, lambd,
        term=lambda *step: l2_term(*step) / 2,
        bias=lambda net, grads, k: mean_error(net, grads, k) + net.lambd / (2 * net.m) * net.b[k],
    )  # fmt: skip


@misconception("q2", "combination", "factor", "m", "layers")
def gradient_term_not_averaged_and_missing_from_dw1(X, Y, cache, lambd):
    """The L2 term does not depend on the number of examples, and dW1 has none.

    These are two mistakes. A constant factor of J stays when you take the derivative, and the
    first layer has no term. Look at the factor first, then at the line for dW1.
    """

    def term(net, _, layer):
        return 0.0 if layer == 1 else net.lambd * net.W[layer]

    return backward(X, Y, cache, lambd, term=term)


@misconception("q2", "combination", "output", "term")
def error_with_wrong_sign_and_terms_left_out(X, Y, cache, lambd):
    """The error at the output has the wrong sign, and no gradient has its L2 term.

    These are two mistakes. The difference in the line for dZ3 is the wrong way round, and the
    derivative of the penalty is not added anywhere. Look at dZ3 first, then at the lines for dW.
    """
    return backward(
        X, Y, cache, lambd,
        error=lambda net, *_: net.Y - net.A[3],
        term=without_term_in(1, 2, 3),
    )  # fmt: skip
