"""Wrong gradients of weights and biases whose error is right: averages, factors, shapes, form."""

import numpy as np

from misconceptions.model import misconception
from misconceptions.steps import backward, carried_back, data_part, l2_term, mean_error


@misconception("q2", "m", "frequent")
def gradients_not_averaged(X, Y, cache, lambd):
    """No gradient is divided by the number of examples.

    J is an average over the examples, and so are its gradients. Either the division is missing
    everywhere, or the number that you divide by is always 1: Y has one row, and a column for each
    example. Look at where m comes from.
    """
    return backward(X, Y, cache, lambd, m=1)


@misconception("q2", "m", "frequent")
def weight_gradients_not_averaged(X, Y, cache, lambd):
    """The data's part of the weight gradients is a sum over the examples, not their average.

    Your L2 term and your bias gradients have the division by m, and the matrix product of dZ and
    the activations does not; it adds up all examples. Look at the lines for dW.
    """
    return backward(X, Y, cache, lambd, data=lambda net, *step: net.m * data_part(net, *step))


@misconception("q2", "m")
def bias_gradients_not_averaged(X, Y, cache, lambd):
    """The bias gradients are sums over the examples, not their averages.

    J is an average over the examples, and a bias gradient is one as well. Look at the lines for
    db, and compare them with those for dW.
    """
    return backward(X, Y, cache, lambd, bias=lambda net, *step: net.m * mean_error(net, *step))


@misconception("q2", "m", "axis")
def features_taken_for_m_in_gradients(X, Y, cache, lambd):
    """The number of input features is taken for the number of examples.

    X has a row for each feature and a column for each example, and you ask for its rows. Look at
    the line that computes m.
    """
    return backward(X, Y, cache, lambd, m=X.shape[0])


@misconception("q2", "m", "hard-coded")
def m_fixed_at_5_in_gradients(X, Y, cache, lambd):
    """The number of examples is fixed at 5.

    That is right for the example in the exercise and for nothing else. A function has to take
    such a number from its arguments. Look at which of them has a column for each example.
    """
    return backward(X, Y, cache, lambd, m=5)


@misconception("q2", "m", "hard-coded")
def m_fixed_at_211_in_gradients(X, Y, cache, lambd):
    """The number of examples is fixed at 211.

    That many examples are in the training set of the exercise, and other data have another
    number. A function has to take it from its arguments. Look at which of them has a column for
    each example.
    """
    return backward(X, Y, cache, lambd, m=211)


@misconception("q2", "m", "output")
def error_averaged_at_the_output(X, Y, cache, lambd):
    """The division by the number of examples is done in dZ3 already.

    Your weight gradients come out right, because every later step carries the division on. But
    dZ and dA are meant for one example each; the average is taken when weights and biases collect
    it from all of them. Look at the line for dZ3, and then at those for dW and db.
    """
    right = backward(X, Y, cache, lambd)
    m = Y.shape[1]
    return {name: value if name[1] in "Wb" else value / m for name, value in right.items()}


@misconception("q2", "m", "output")
def averaged_at_the_output_and_again(X, Y, cache, lambd):
    """The average over the examples is taken twice: in dZ3 and again in dW and db.

    With many examples hardly anything is left of the data's part, while the L2 term is right. Look
    at each division by m on the way from dZ3 to dW1.
    """
    return backward(X, Y, cache, lambd, error=lambda net, *_: (net.A[3] - net.Y) / net.m)


@misconception("q2", "activations", "copied-line")
def z_in_place_of_activations(X, Y, cache, lambd):
    """The weight gradients are made with Z of the layer before, not with its activations.

    The weights of a layer were multiplied by what came out of the ReLU before it, not by what
    went in. Look at the second factor in the lines for dW3 and dW2.
    """

    def data(net, grads, layer):
        below = net.A[0] if layer == 1 else net.Z[layer - 1]
        return grads[f"dZ{layer}"] @ below.T / net.m

    return backward(X, Y, cache, lambd, data=data)


@misconception("q2", "activations", "copied-line")
def x_in_place_of_a1(X, Y, cache, lambd):
    """dW2 is made with X, not with the activations of layer 1.

    The weights of layer 2 were multiplied by what layer 1 put out; X never reaches them. Look at
    the second factor in the line for dW2.
    """

    def data(net, grads, layer):
        return grads["dZ2"] @ X.T / net.m if layer == 2 else data_part(net, grads, layer)

    return backward(X, Y, cache, lambd, data=data)


@misconception("q2", "activations", "copied-line")
def a1_in_place_of_x(X, Y, cache, lambd):
    """dW1 is made with the activations of layer 1, not with X.

    The weights of layer 1 were multiplied by the input of the network; its activations come
    after them. Look at the second factor in the line for dW1.
    """

    def data(net, grads, layer):
        return grads["dZ1"] @ net.A[1].T / net.m if layer == 1 else data_part(net, grads, layer)

    return backward(X, Y, cache, lambd, data=data)


@misconception("q2", "relu")
def da_in_place_of_dz_in_weight_gradients(X, Y, cache, lambd):
    """The weight gradients of the hidden layers are made with dA, not with dZ.

    Your dZ is right and then not used: the weights feed Z, which comes before the ReLU. Look at
    the first factor in the lines for dW2 and dW1.
    """

    def data(net, grads, layer):
        error = grads["dZ3"] if layer == 3 else grads[f"dA{layer}"]
        return error @ net.A[layer - 1].T / net.m

    return backward(X, Y, cache, lambd, data=data)


@misconception("q2", "relu", "biases")
def da_in_place_of_dz_in_bias_gradients(X, Y, cache, lambd):
    """The bias gradients of the hidden layers are made with dA, not with dZ.

    Your dZ is right and then not used: a bias is added to Z, which comes before the ReLU. Look at
    which array you add up in the lines for db2 and db1.
    """

    def bias(_net, grads, layer):
        error = grads["dZ3"] if layer == 3 else grads[f"dA{layer}"]
        return np.mean(error, axis=1, keepdims=True)

    return backward(X, Y, cache, lambd, bias=bias)


@misconception("q2", "shape", "transpose")
def weight_gradients_transposed(X, Y, cache, lambd):
    """The weight gradients are transposed.

    A gradient has the shape of what it belongs to, or no step of training could subtract it; for
    a square matrix nobody notices. Look at the order of the two factors in the lines for dW.
    """
    return backward(
        X, Y, cache, lambd,
        data=lambda *step: data_part(*step).T,
        term=lambda *step: l2_term(*step).T,
    )  # fmt: skip


@misconception("q2", "shape", "biases", "frequent")
def bias_gradients_without_their_axis(X, Y, cache, lambd):
    """The bias gradients have lost an axis.

    A sum over an axis makes that axis disappear unless it is told to keep it. Such a gradient
    cannot be subtracted from a bias of two axes without an accident: NumPy stretches it into a
    whole matrix. Look at the shape of db beside that of b.
    """

    def bias(net, grads, layer):
        return np.sum(grads[f"dZ{layer}"], axis=1) / net.m

    return backward(X, Y, cache, lambd, bias=bias)


@misconception("q2", "shape", "biases", "axis")
def bias_gradients_over_the_wrong_axis(X, Y, cache, lambd):
    """The bias gradients are added up over the units, not over the examples.

    Each unit has a bias of its own, so its gradient has an entry for each unit; yours has one for
    each example. Look at which axis of dZ counts the examples.
    """

    def bias(net, grads, layer):
        return np.sum(grads[f"dZ{layer}"], axis=0, keepdims=True) / net.m

    return backward(X, Y, cache, lambd, bias=bias)


@misconception("q2", "shape", "biases", "axis")
def one_bias_gradient_for_a_whole_layer(X, Y, cache, lambd):
    """All units of a layer get one bias gradient together.

    You add up over units and examples at once, but each unit has a bias of its own. The last layer
    has a single unit, which is why db3 is right. Look at which axis of dZ is to disappear.
    """

    def bias(net, grads, layer):
        return np.sum(grads[f"dZ{layer}"], keepdims=True) / net.m

    return backward(X, Y, cache, lambd, bias=bias)


@misconception("q2", "number", "rounding")
def gradients_rounded(X, Y, cache, lambd):
    """The gradients are rounded to 3 decimals.

    Rounding is for showing numbers to people. Towards the end of training, gradients are small,
    and a rounded one stands still too early. Look for a rounding on the way to what you return.
    """
    right = backward(X, Y, cache, lambd)
    return {name: np.round(value, 3) for name, value in right.items()}


@misconception("q2", "in-place")
def cache_changed_in_place(X, Y, cache, lambd):
    """The gradients are right, but the function changes the arrays in its cache.

    The cache belongs to the caller, who may need it again: whoever asks for the gradients twice
    gets other ones. An operator that ends in an equals sign, or an assignment into a slice,
    writes into the caller's array. Look for one, and compute a new array in its place.
    """
    right = backward(X, Y, cache, lambd)
    cache[9][:] -= Y
    return right


@misconception("q2", "state")
def examples_counted_over_all_calls(X, Y, cache, lambd, seen=[]):  # noqa: B006 - the mistake itself
    """The number of examples grows from call to call.

    Something that lives outside of one call (a global name, or a list as default value) collects
    the examples, so that the same question gets another answer each time. Look for what keeps its
    value when the function returns.
    """
    seen.append(Y.shape[1])
    return backward(X, Y, cache, lambd, m=sum(seen))


@misconception("q2", "way-back")
def error_carried_back_as_a_mean(X, Y, cache, lambd):
    """The gradients dA are divided by the number of examples.

    dA is meant for one example each, a column for each of them, and nothing is added up over
    examples there. Only weights and biases collect from all of them. Look at each division by m:
    what does it average?
    """
    return backward(X, Y, cache, lambd, carry=lambda net, *step: carried_back(net, *step) / net.m)


@misconception("q2", "number", "rounding")
def gradients_rounded_to_2_decimals(X, Y, cache, lambd):
    """The gradients are rounded to 2 decimals.

    Rounding is for showing numbers to people. Towards the end of training, gradients are small,
    and a rounded one stands still too early. Look for a rounding on the way to what you return.
    """
    right = backward(X, Y, cache, lambd)
    return {name: np.round(value, 2) for name, value in right.items()}


@misconception("q2", "number", "rounding")
def gradients_rounded_to_4_decimals(X, Y, cache, lambd):
    """The gradients are rounded to 4 decimals.

    Rounding is for showing numbers to people. Towards the end of training, gradients are small,
    and a rounded one stands still too early. Look for a rounding on the way to what you return.
    """
    right = backward(X, Y, cache, lambd)
    return {name: np.round(value, 4) for name, value in right.items()}


@misconception("q2", "number")
def weight_gradients_rounded_down(X, Y, cache, lambd):
    """The data's part of the weight gradients is rounded down to whole numbers.

    The operator with two slashes drops everything behind the decimal point. Look at which of
    Python's two divisions you use in the lines for dW.
    """

    def data(net, grads, layer):
        return grads[f"dZ{layer}"] @ net.A[layer - 1].T // net.m

    return backward(X, Y, cache, lambd, data=data)


def not_averaged_in(layer):
    """Return a step like `data_part` that forgets the division by m in one layer."""
    return lambda net, grads, k: data_part(net, grads, k) * (net.m if k == layer else 1)


@misconception("q2", "m", "layers")
def dw3_not_averaged(X, Y, cache, lambd):
    """The data's part of dW3 is a sum over the examples, not their average.

    The other two weight gradients have their division by m. Look at the line that computes
    dW3.
    """
    return backward(X, Y, cache, lambd, data=not_averaged_in(3))


@misconception("q2", "m", "layers")
def dw2_not_averaged(X, Y, cache, lambd):
    """The data's part of dW2 is a sum over the examples, not their average.

    The other two weight gradients have their division by m. Look at the line that computes
    dW2.
    """
    return backward(X, Y, cache, lambd, data=not_averaged_in(2))


@misconception("q2", "m", "layers")
def dw1_not_averaged(X, Y, cache, lambd):
    """The data's part of dW1 is a sum over the examples, not their average.

    The other two weight gradients have their division by m. Look at the line that computes
    dW1.
    """
    return backward(X, Y, cache, lambd, data=not_averaged_in(1))
