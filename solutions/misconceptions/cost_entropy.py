"""Wrong costs whose penalty is right, but whose cross-entropy is not."""

import numpy as np

from misconceptions.model import misconception
from misconceptions.steps import cross_entropy, penalized, squares


def with_penalty(data, Y, parameters, lambd):
    """Return J with `data` where the cross-entropy belongs."""
    return data + lambd / (2 * Y.shape[1]) * squares(parameters)


@misconception("q1", "term")
def cross_entropy_left_out(_A3, Y, parameters, lambd):
    """The cost is the penalty alone.

    Such a cost is smallest when all weights are 0, whatever the data say. Compare the two terms of
    J with the value that you return.
    """
    return with_penalty(0.0, Y, parameters, lambd)


@misconception("q1", "sign")
def cross_entropy_without_minus(A3, Y, parameters, lambd):
    """The cross-entropy has the wrong sign.

    The logarithm of a probability is never positive, so the minus sign makes a bad prediction
    expensive. Your cost falls as predictions get worse. Look at the sign in front of the first
    term.
    """
    return with_penalty(-cross_entropy(A3, Y), Y, parameters, lambd)


@misconception("q1", "cross-entropy")
def second_logarithm_subtracted(A3, Y, parameters, lambd):
    """The examples of class 0 count with the wrong sign.

    The cross-entropy adds two parts, one for each class, but you subtract the second from the
    first. Look at the sign between the two logarithms, and at what the minus sign in front
    reaches.
    """
    surprise = -(Y * np.log(A3) - (1 - Y) * np.log(1 - A3))
    return with_penalty(np.mean(surprise), Y, parameters, lambd)


@misconception("q1", "cross-entropy", "frequent")
def only_class_1_counted(A3, Y, parameters, lambd):
    """Only the examples of class 1 enter the cross-entropy.

    In your version an example of class 0 costs nothing, however wrong the network is. The
    cross-entropy has a part for each class. Look for the second one.
    """
    return with_penalty(-np.mean(Y * np.log(A3)), Y, parameters, lambd)


@misconception("q1", "cross-entropy")
def only_class_0_counted(A3, Y, parameters, lambd):
    """Only the examples of class 0 enter the cross-entropy.

    In your version an example of class 1 costs nothing, however wrong the network is. The
    cross-entropy has a part for each class. Look for the first one.
    """
    return with_penalty(-np.mean((1 - Y) * np.log(1 - A3)), Y, parameters, lambd)


@misconception("q1", "cross-entropy")
def classes_swapped(A3, Y, parameters, lambd):
    """The two classes are exchanged in the cross-entropy.

    A3 is the probability of class 1, but your cost is low if A3 is high for examples of class 0.
    Look at which logarithm is multiplied by which class.
    """
    return with_penalty(cross_entropy(1 - A3, Y), Y, parameters, lambd)


@misconception("q1", "cross-entropy")
def squared_error(A3, Y, parameters, lambd):
    """The cost uses the squared error instead of the cross-entropy.

    The squared error also measures the distance between prediction and class, but it is not the
    first term of this J, and the gradients of the second question would not match it. Look for the
    logarithms in the formula.
    """
    return with_penalty(np.mean(np.square(A3 - Y)), Y, parameters, lambd)


@misconception("q1", "cross-entropy", "logarithm")
def logarithm_to_base_10(A3, Y, parameters, lambd):
    """The logarithm has base 10.

    J uses the natural logarithm; with base 10 the cross-entropy is smaller by a fixed factor,
    while the penalty stays. Look at which of NumPy's logarithms you call.
    """
    return with_penalty(cross_entropy(A3, Y) / np.log(10), Y, parameters, lambd)


@misconception("q1", "cross-entropy", "logarithm")
def logarithm_to_base_2(A3, Y, parameters, lambd):
    """The logarithm has base 2.

    J uses the natural logarithm; with base 2 the cross-entropy is larger by a fixed factor, while
    the penalty stays. Look at which of NumPy's logarithms you call.
    """
    return with_penalty(cross_entropy(A3, Y) / np.log(2), Y, parameters, lambd)


@misconception("q1", "cross-entropy", "m", "frequent")
def cross_entropy_not_averaged(A3, Y, parameters, lambd):
    """The cross-entropy is a sum over the examples, not an average.

    Your first term grows with the number of examples while the second shrinks, so λ means
    something else for every data set. Look at the factor in front of the sum in the formula.
    """
    return with_penalty(cross_entropy(A3, Y, m=1), Y, parameters, lambd)


@misconception("q1", "m", "axis", "frequent")
def nothing_averaged(A3, Y, parameters, lambd):
    """The whole cost is not divided by the number of examples.

    Either the division is missing from both terms, or you always divide by 1: Y has one row, and
    one column for each example. Look at the shape of Y and at the axis that you use.
    """
    return cross_entropy(A3, Y, m=1) + lambd / 2 * squares(parameters)


@misconception("q1", "factor")
def whole_cost_halved(A3, Y, parameters, lambd):
    """The whole cost is halved, not only the penalty.

    You use the denominator of the penalty for both terms. Look at the two fractions in the
    formula: they differ.
    """
    return (cross_entropy(A3, Y) + lambd / Y.shape[1] * squares(parameters)) / 2


@misconception("q1", "shape")
def cost_not_summed_over_examples(A3, Y, parameters, lambd):
    """The cost is an array with one entry for each example.

    J is one number for the whole data set, but you return the contribution of each example. Look
    for the sum sign in the first term of the formula.
    """
    surprise = -(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    return with_penalty(surprise / Y.shape[1], Y, parameters, lambd)


@misconception("q1", "number")
def large_constant_in_logarithm(A3, Y, parameters, lambd):
    """A constant inside the logarithm is so large that it changes the cost.

    Such a constant prevents the logarithm of 0 and has to be tiny. Yours makes every prediction
    look a little better than it is. Look at what you add before you take the logarithm.
    """
    surprise = -(Y * np.log(A3 + 0.01) + (1 - Y) * np.log(1 - A3 + 0.01))
    return with_penalty(np.mean(surprise), Y, parameters, lambd)


@misconception("q1", "number")
def probabilities_clipped(A3, Y, parameters, lambd):
    """The probabilities are clipped before they enter the cross-entropy.

    Clipping prevents the logarithm of 0, but your limits are so tight that they change confident
    predictions as well. Look at the limits.
    """
    return penalized(np.clip(A3, 0.2, 0.8), Y, lambd, squares(parameters))


@misconception("q1", "number", "rounding")
def cost_rounded(A3, Y, parameters, lambd):
    """The cost is rounded to 3 decimals.

    Rounding is for showing a number to people; whoever compares two costs, or differences of
    them, needs all of its digits. Look for a rounding on the way to what you return.
    """
    return np.round(penalized(A3, Y, lambd, squares(parameters)), 3)


@misconception("q1", "number", "rounding")
def cost_rounded_to_2_decimals(A3, Y, parameters, lambd):
    """The cost is rounded to 2 decimals.

    Rounding is for showing a number to people; two costs that differ a little become equal. Look
    for a rounding on the way to what you return.
    """
    return np.round(penalized(A3, Y, lambd, squares(parameters)), 2)


@misconception("q1", "number", "rounding")
def cost_rounded_to_4_decimals(A3, Y, parameters, lambd):
    """The cost is rounded to 4 decimals.

    Rounding is for showing a number to people; two costs that differ a little become equal. Look
    for a rounding on the way to what you return.
    """
    return np.round(penalized(A3, Y, lambd, squares(parameters)), 4)


@misconception("q1", "cross-entropy", "m")
def cross_entropy_averaged_twice(A3, Y, parameters, lambd):
    """The cross-entropy is divided by the number of examples twice.

    Your first term is an average already, and then it is divided by m once more: a function that
    you call may average for you. Look at each place where the cross-entropy meets m.
    """
    return with_penalty(cross_entropy(A3, Y) / Y.shape[1], Y, parameters, lambd)


@misconception("q1", "cross-entropy", "precedence")
def only_class_1_averaged(A3, Y, parameters, lambd):
    """Only the part of class 1 is divided by the number of examples.

    A product binds more tightly than a sum: your 1/m reaches the first of the two sums, and the
    other one is added as it is. Look at what the factor has to multiply, and hold it together.
    """
    class_1, class_0 = np.sum(Y * np.log(A3)), np.sum((1 - Y) * np.log(1 - A3))
    return with_penalty(-class_1 / Y.shape[1] - class_0, Y, parameters, lambd)
