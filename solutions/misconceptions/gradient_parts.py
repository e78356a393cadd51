"""Wrong gradients of weights and biases whose error is right: averages, factors, shapes, form."""

import numpy as np

from misconceptions.model import misconception
from misconceptions.steps import backward, carried_back, data_part, l2_term, mean_error


@misconception("q2", "m", "frequent")
def gradients_not_averaged(X, Y, cache, lambd):
    """No gradient is divided by the number of examples.

    J is an average over the examples, and so are its gradients. Either the division is missing
    everywhere, or you always divide by 1: Y has one row, and one column for each example. Look at
    how you compute m.
    """
    return backward(X, Y, cache, lambd, m=1)


@misconception("q2", "m", "frequent")
def weight_gradients_not_averaged(X, Y, cache, lambd):
    """The data's part of the weight gradients is a sum over the examples, not an average.

    Your L2 term and your bias gradients are divided by m, but the matrix product of dZ and the
    activations is not; it sums over all examples. Look at the lines for dW.
    """
    return backward(X, Y, cache, lambd, data=lambda net, *step: net.m * data_part(net, *step))


@misconception("q2", "m")
def bias_gradients_not_averaged(X, Y, cache, lambd):
    """The bias gradients are sums over the examples, not averages.

    J is an average over the examples, so each bias gradient is an average too. Compare the lines
    for db with those for dW.
    """
    return backward(X, Y, cache, lambd, bias=lambda net, *step: net.m * mean_error(net, *step))


@misconception("q2", "m", "axis")
def features_taken_for_m_in_gradients(X, Y, cache, lambd):
    """The number of input features is used as the number of examples.

    X has a row for each feature and a column for each example, but you count its rows. Look at the
    line that computes m.
    """
    return backward(X, Y, cache, lambd, m=X.shape[0])


@misconception("q2", "m", "hard-coded")
def m_fixed_at_5_in_gradients(X, Y, cache, lambd):
    """The number of examples is fixed at 5.

    The example of the exercise has 5 examples, but other data have another number. The function
    has to take it from its arguments. Look at which argument has a column for each example.
    """
    return backward(X, Y, cache, lambd, m=5)


@misconception("q2", "m", "hard-coded")
def m_fixed_at_211_in_gradients(X, Y, cache, lambd):
    """The number of examples is fixed at 211.

    The training set of the exercise has that many examples, but other data have another number.
    The function has to take it from its arguments. Look at which argument has a column for each
    example.
    """
    return backward(X, Y, cache, lambd, m=211)


@misconception("q2", "m", "output")
def error_averaged_at_the_output(X, Y, cache, lambd):
    """dZ3 is already divided by the number of examples.

    Your weight gradients are right, because every later step carries the division on. But each
    column of dZ and dA belongs to one example; the average is taken where dW and db sum over the
    examples. Look at the line for dZ3, and then at those for dW and db.
    """
    right = backward(X, Y, cache, lambd)
    m = Y.shape[1]
    return {name: value if name[1] in "Wb" else value / m for name, value in right.items()}


@misconception("q2", "m", "output")
def averaged_at_the_output_and_again(X, Y, cache, lambd):
    """The average over the examples is taken twice: in dZ3 and again in dW and db.

    With many examples, the data's part of the gradients almost vanishes, while the L2 term is
    right. Look at each division by m on the way from dZ3 to dW1.
    """
    return backward(X, Y, cache, lambd, error=lambda net, *_: (net.A[3] - net.Y) / net.m)


@misconception("q2", "activations", "copied-line")
def z_in_place_of_activations(X, Y, cache, lambd):
    """The weight gradients use Z of the layer before, not its activations.

    The weights of a layer multiply the output of the ReLU before it, not its input. Look at the
    second factor in the lines for dW3 and dW2.
    """

    def data(net, grads, layer):
        below = net.A[0] if layer == 1 else net.Z[layer - 1]
        return grads[f"dZ{layer}"] @ below.T / net.m

    return backward(X, Y, cache, lambd, data=data)


@misconception("q2", "activations", "copied-line")
def x_in_place_of_a1(X, Y, cache, lambd):
    """dW2 uses X instead of the activations of layer 1.

    The weights of layer 2 multiply the output of layer 1; X never reaches them. Look at the second
    factor in the line for dW2.
    """

    def data(net, grads, layer):
        return grads["dZ2"] @ X.T / net.m if layer == 2 else data_part(net, grads, layer)

    return backward(X, Y, cache, lambd, data=data)


@misconception("q2", "activations", "copied-line")
def a1_in_place_of_x(X, Y, cache, lambd):
    """dW1 uses the activations of layer 1 instead of X.

    The weights of layer 1 multiply the input of the network, not its own activations. Look at the
    second factor in the line for dW1.
    """

    def data(net, grads, layer):
        return grads["dZ1"] @ net.A[1].T / net.m if layer == 1 else data_part(net, grads, layer)

    return backward(X, Y, cache, lambd, data=data)


@misconception("q2", "relu")
def da_in_place_of_dz_in_weight_gradients(X, Y, cache, lambd):
    """The weight gradients of the hidden layers use dA instead of dZ.

    Your dZ is right, but these lines do not use it: the weights enter Z, before the ReLU. Look at
    the first factor in the lines for dW2 and dW1.
    """

    def data(net, grads, layer):
        error = grads["dZ3"] if layer == 3 else grads[f"dA{layer}"]
        return error @ net.A[layer - 1].T / net.m

    return backward(X, Y, cache, lambd, data=data)


@misconception("q2", "relu", "biases")
def da_in_place_of_dz_in_bias_gradients(X, Y, cache, lambd):
    """The bias gradients of the hidden layers use dA instead of dZ.

    Your dZ is right, but these lines do not use it: a bias is added to Z, before the ReLU. Look at
    which array you sum in the lines for db2 and db1.
    """

    def bias(_net, grads, layer):
        error = grads["dZ3"] if layer == 3 else grads[f"dA{layer}"]
        return np.mean(error, axis=1, keepdims=True)

    return backward(X, Y, cache, lambd, bias=bias)


@misconception("q2", "shape", "transpose")
def weight_gradients_transposed(X, Y, cache, lambd):
    """The weight gradients are transposed.

    A gradient has the same shape as its weights, so that a step of training can subtract it; for a
    square matrix Python reports no error. Look at the order of the two factors in the lines for
    dW.
    """
    return backward(
        X, Y, cache, lambd,
        data=lambda *step: data_part(*step).T,
        term=lambda *step: l2_term(*step).T,
    )  # fmt: skip


@misconception("q2", "shape", "biases", "frequent")
def bias_gradients_without_their_axis(X, Y, cache, lambd):
    """The bias gradients have lost an axis.

    A sum over an axis removes that axis unless you tell NumPy to keep it. If you subtract such a
    gradient from b, NumPy silently stretches it into a whole matrix. Compare the shapes of db and
    b.
    """

    def bias(net, grads, layer):
        return np.sum(grads[f"dZ{layer}"], axis=1) / net.m

    return backward(X, Y, cache, lambd, bias=bias)


@misconception("q2", "shape", "biases", "axis")
def bias_gradients_over_the_wrong_axis(X, Y, cache, lambd):
    """The bias gradients are summed over the units, not over the examples.

    Each unit has its own bias, so the gradient has one entry for each unit; yours has one for each
    example. Look at which axis of dZ counts the examples.
    """

    def bias(net, grads, layer):
        return np.sum(grads[f"dZ{layer}"], axis=0, keepdims=True) / net.m

    return backward(X, Y, cache, lambd, bias=bias)


@misconception("q2", "shape", "biases", "axis")
def one_bias_gradient_for_a_whole_layer(X, Y, cache, lambd):
    """All units of a layer share one bias gradient.

    You sum over units and examples at once, but each unit has its own bias. The last layer has a
    single unit, so db3 is right. Look at which axis of dZ should disappear.
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

    The cache belongs to the caller: a second call with the same cache now gives other gradients.
    An operator that ends in an equals sign, or an assignment into a slice, writes into the
    caller's array. Look for one, and compute a new array instead.
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

    Each column of dA belongs to one example, and nothing is summed over examples there. Only dW
    and db sum over them. Look at each division by m: what does it average?
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
