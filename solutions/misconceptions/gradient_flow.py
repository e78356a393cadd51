"""Wrong gradients whose error is wrong: at the output, through ReLU, or on its way back."""

import numpy as np

from misconceptions.model import misconception
from misconceptions.steps import backward, carried_back, through_relu


@misconception("q2", "relu", "frequent")
def relu_mask_missing(X, Y, cache, lambd):
    """The derivative of ReLU is missing in both hidden layers.

    The output of a unit that was switched off does not change with its input, so no error passes
    through it. Your dZ equals dA: either there is no mask, or its condition always holds, because
    an activation of ReLU is never negative. Look at the lines for dZ2 and dZ1.
    """
    return backward(X, Y, cache, lambd, mask=lambda _net, grads, layer: grads[f"dA{layer}"])


@misconception("q2", "relu", "layers")
def relu_mask_missing_in_layer_2(X, Y, cache, lambd):
    """The derivative of ReLU is missing in layer 2.

    Your dZ1 takes into account which units were switched off, but your dZ2 does not. Look at the
    line for dZ2.
    """

    def mask(net, grads, layer):
        return grads["dA2"] if layer == 2 else through_relu(net, grads, layer)

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu", "layers")
def relu_mask_missing_in_layer_1(X, Y, cache, lambd):
    """The derivative of ReLU is missing in layer 1.

    Your dZ2 takes into account which units were switched off, but your dZ1 does not. Look at the
    line for dZ1.
    """

    def mask(net, grads, layer):
        return grads["dA1"] if layer == 1 else through_relu(net, grads, layer)

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu", "layers", "copied-line")
def relu_mask_of_layer_1_in_dz2(X, Y, cache, lambd):
    """dZ2 uses the ReLU mask of layer 1.

    Whether an error passes through a unit depends on that unit itself. If both layers have the
    same number of units, Python reports no error. Look at which activations stand in the line for
    dZ2.
    """
    return backward(X, Y, cache, lambd, mask=lambda _, grads, k: grads[f"dA{k}"] * (cache[1] > 0))


@misconception("q2", "relu", "layers", "copied-line")
def relu_mask_of_layer_2_in_dz1(X, Y, cache, lambd):
    """dZ1 uses the ReLU mask of layer 2.

    Whether an error passes through a unit depends on that unit itself. If both layers have the
    same number of units, Python reports no error. Look at which activations stand in the line for
    dZ1.
    """
    return backward(X, Y, cache, lambd, mask=lambda _, grads, k: grads[f"dA{k}"] * (cache[5] > 0))


@misconception("q2", "relu", "kink")
def relu_derivative_one_at_zero(X, Y, cache, lambd):
    """The derivative of ReLU is 1 where its input is exactly 0.

    ReLU has no derivative at that point, so the exercise chooses one: 0. Look at the comparison in
    the lines for dZ2 and dZ1, and at whether it includes equality.
    """

    def mask(net, grads, layer):
        return grads[f"dA{layer}"] * (net.Z[layer] >= 0)

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu", "sign")
def relu_mask_inverted(X, Y, cache, lambd):
    """The derivative of ReLU is 1 where it should be 0, and the other way round.

    Your error passes through units that were switched off, and active units stop it. Look at the
    direction of the comparison in the lines for dZ2 and dZ1, or at which entries you set to 0.
    """

    def mask(net, grads, layer):
        return grads[f"dA{layer}"] * (net.A[layer] <= 0)

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu")
def multiplied_by_the_activation(X, Y, cache, lambd):
    """Your dZ is dA times the activation, not times its derivative.

    Where a unit is active, ReLU rises as fast as its input, however large the activation is. Look
    at the second factor in the lines for dZ2 and dZ1: which values may it have?
    """

    def mask(net, grads, layer):
        return grads[f"dA{layer}"] * net.A[layer]

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu", "other-activation")
def sigmoid_derivative_in_hidden_layers(X, Y, cache, lambd):
    """The hidden layers use the derivative of the sigmoid.

    Only the output of this network is a sigmoid; layers 1 and 2 are ReLU, whose derivative is much
    simpler. Look at the second factor in the lines for dZ2 and dZ1.
    """

    def mask(net, grads, layer):
        A = net.A[layer]
        return grads[f"dA{layer}"] * A * (1 - A)

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu", "other-activation")
def tanh_derivative_in_hidden_layers(X, Y, cache, lambd):
    """The hidden layers use the derivative of tanh.

    Layers 1 and 2 of this network are ReLU, whose derivative is much simpler. Look at the second
    factor in the lines for dZ2 and dZ1.
    """

    def mask(net, grads, layer):
        return grads[f"dA{layer}"] * (1 - net.A[layer] ** 2)

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu", "other-activation")
def leaky_relu_derivative(X, Y, cache, lambd):
    """A little of the error passes through units that were switched off.

    That is the derivative of the leaky ReLU, which has a small slope below 0. The ReLU of this
    network is flat there. Look at the value of your masked entries.
    """

    def mask(net, grads, layer):
        return grads[f"dA{layer}"] * np.where(net.A[layer] > 0, 1.0, 0.01)

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu", "in-place", "frequent")
def da_overwritten_by_its_mask(X, Y, cache, lambd):
    """Masking dZ changes dA as well.

    A second name for an array does not make a second array: if you set entries of dZ to 0, they
    become 0 in dA too. The weight gradients are right, but the dA that you return is not. Look at
    how you create dZ, and make it an array of its own.
    """

    def mask(net, grads, layer):
        grads[f"dA{layer}"][net.A[layer] <= 0] = 0
        return grads[f"dA{layer}"]

    return backward(X, Y, cache, lambd, mask=mask)


@misconception("q2", "relu", "copied-line")
def da2_returned_as_dz2(X, Y, cache, lambd):
    """dA2 is returned under the name dZ2.

    Your other gradients are made with the right dZ2, and then the dict holds dA2 twice. Look at
    the line in which the dict gets its dZ2.
    """
    right = backward(X, Y, cache, lambd)
    return right | {"dZ2": right["dA2"].copy()}


@misconception("q2", "output", "sign", "frequent")
def error_with_wrong_sign(X, Y, cache, lambd):
    """The error at the output has the wrong sign.

    Then every gradient of the cross-entropy points the wrong way, and training makes predictions
    worse. The L2 term still points the right way. Look at the order of the difference in the line
    for dZ3.
    """
    return backward(X, Y, cache, lambd, error=lambda net, *_: net.Y - net.A[3])


@misconception("q2", "output", "other-cost")
def sigmoid_derivative_at_the_output(X, Y, cache, lambd):
    """The error at the output is multiplied by the derivative of the sigmoid once too often.

    With the cross-entropy that derivative cancels; with a squared error it would stay. Look at the
    line for dZ3, and derive it once with the chain rule.
    """

    def error(net, *_):
        A3 = net.A[3]
        return (A3 - net.Y) * A3 * (1 - A3)

    return backward(X, Y, cache, lambd, error=error)


@misconception("q2", "output")
def error_before_the_sigmoid(X, Y, cache, lambd):
    """dZ3 is the derivative with respect to A3, not to Z3.

    You took the derivative of the cross-entropy with respect to the network's output and stopped
    there, but the sigmoid stands between Z3 and that output. Look for the factor that the chain
    rule adds, and simplify.
    """

    def error(net, *_):
        A3 = net.A[3]
        return (1 - net.Y) / (1 - A3) - net.Y / A3

    return backward(X, Y, cache, lambd, error=error)


@misconception("q2", "output", "number")
def error_of_rounded_predictions(X, Y, cache, lambd):
    """The error at the output uses the predicted classes, not the probabilities.

    Then an example that is barely on the right side counts as perfect, and the network learns
    nothing from it. Look at what you subtract the classes from in the line for dZ3.
    """
    return backward(X, Y, cache, lambd, error=lambda net, *_: (net.A[3] > 0.5) - 1.0 * net.Y)


@misconception("q2", "way-back", "frequent")
def mask_lost_on_the_way_back(X, Y, cache, lambd):
    """dA1 is computed from dA2, not from dZ2.

    The error has to pass through the ReLU of layer 2 before it goes on through W2, but yours skips
    it. Look at which gradient stands in the line for dA1.
    """

    def carry(net, grads, layer):
        return net.W[2].T @ grads["dA2"] if layer == 1 else carried_back(net, grads, layer)

    return backward(X, Y, cache, lambd, carry=carry)


@misconception("q2", "way-back", "transpose")
def w2_not_transposed_on_the_way_back(X, Y, cache, lambd):
    """dA1 uses W2 as it is, without transposing it.

    Forwards, a column of W2 spreads one unit of layer 1 over layer 2; backwards, the error is
    gathered along that same column. For a square matrix Python reports no error. Look at the
    shapes in the line for dA1, for a network whose layers have different sizes.
    """

    def carry(net, grads, layer):
        return net.W[2] @ grads["dZ2"] if layer == 1 else carried_back(net, grads, layer)

    return backward(X, Y, cache, lambd, carry=carry)


@misconception("q2", "way-back", "in-place")
def weights_scaled_in_place(X, Y, cache, lambd):
    """The weights in the cache are overwritten while the L2 term is computed.

    The steps back through the layers then use the changed weights, and the caller's own network is
    changed as well. An operator that ends in an equals sign writes into the array itself. Look for
    one, and compute a new array instead.
    """

    def term(net, _, layer):
        net.W[layer][:] *= net.lambd / net.m
        return net.W[layer]

    return backward(X, Y, cache, lambd, term=term)
