"""Wrong costs whose penalty has a wrong factor: λ, m, the half, or the sign."""

import numpy as np

from misconceptions.model import misconception
from misconceptions.steps import cross_entropy, penalized, squares


@misconception("q1", "factor", "frequent")
def penalty_doubled(A3, Y, parameters, lambd):
    """The penalty is twice as large as it should be.

    Either the factor lacks the number that makes the derivative of a square simple, or the
    penalty is added twice. Compare your factor with the one in J, piece by piece, and count where
    the penalty is added.
    """
    return cross_entropy(A3, Y) + lambd / Y.shape[1] * squares(parameters)


@misconception("q1", "factor", "precedence", "frequent")
def penalty_multiplied_by_m(A3, Y, parameters, lambd):
    """The penalty is multiplied by the number of examples, not divided by it.

    Python works through multiplications and divisions from left to right, so a factor after the 2
    is no longer part of the denominator. Your penalty grows with m where it should shrink. Look at
    which numbers belong below the fraction bar, and use parentheses.
    """
    return cross_entropy(A3, Y) + lambd / 2 * Y.shape[1] * squares(parameters)


@misconception("q1", "factor", "precedence")
def penalty_factor_on_first_layer_only(A3, Y, parameters, lambd):
    """Only the squares of W1 are multiplied by the factor of the penalty.

    Python multiplies before it adds: the factor reaches only the first sum of squares, and the
    other two are added as they are. So most of your penalty ignores λ. Look at what the factor has
    to multiply, and group it.
    """
    weighted = lambd / (2 * Y.shape[1]) * squares(parameters, ["W1"])
    return cross_entropy(A3, Y) + weighted + squares(parameters, ["W2", "W3"])


@misconception("q1", "factor", "m", "frequent")
def penalty_not_averaged(A3, Y, parameters, lambd):
    """The penalty does not depend on the number of examples.

    Both terms of J contain 1/m, but yours has it only in the first: either m is missing from the
    factor, or it is always 1. Look at the penalty in the formula of J, and at which axis of Y
    counts the examples.
    """
    return cross_entropy(A3, Y) + lambd / 2 * squares(parameters)


@misconception("q1", "factor", "m")
def penalty_is_lambda_times_squares(A3, Y, parameters, lambd):
    """The penalty has λ as its only factor.

    You multiply the sum of squares by λ and by nothing else. The factor in J also has a
    denominator, so that the penalty can be compared with an average over the examples. Look at the
    fraction in front of the squares in the formula of J.
    """
    return cross_entropy(A3, Y) + lambd * squares(parameters)


@misconception("q1", "factor", "lambda")
def penalty_ignores_lambda(A3, Y, parameters, _lambd):
    """The penalty does not depend on λ.

    Your cost is the same for every λ, so the regularization can be neither switched off nor made
    stronger. Look for an argument of the function that you never use.
    """
    return penalized(A3, Y, 1, squares(parameters))


@misconception("q1", "factor", "lambda")
def lambda_squared(A3, Y, parameters, lambd):
    """The penalty contains λ twice.

    Your penalty grows with the square of λ; for λ = 1 this makes no difference, but for other λ it
    does. In J only the weights are squared. Look at where you multiply by λ: in the factor and
    again in the sum?
    """
    return penalized(A3, Y, lambd**2, squares(parameters))


@misconception("q1", "factor", "m")
def penalty_averaged_twice(A3, Y, parameters, lambd):
    """The penalty is divided by the number of examples twice.

    Your factor already contains 1/m, and then the penalty is divided by m once more, together with
    the cross-entropy. With many examples it almost vanishes. Look at what stands inside the
    parentheses that you divide by m.
    """
    return penalized(A3, Y, lambd, squares(parameters) / Y.shape[1])


@misconception("q1", "factor")
def penalty_halved_twice(A3, Y, parameters, lambd):
    """The penalty is half as large as it should be.

    The sum of squares is halved, and the factor in front of it halves it again. Each part of the
    formula should appear once. Look for each 2 in a denominator.
    """
    return penalized(A3, Y, lambd, squares(parameters) / 2)


@misconception("q1", "m")
def features_taken_for_m(A3, Y, parameters, lambd):
    """The number of input features is used as the number of examples.

    You divide the penalty by a size of W1, which is the number of features, not of examples. Both
    are often small numbers, so this is easy to overlook. Look at which argument has a column for
    each example.
    """
    m = parameters["W1"].shape[1]
    return cross_entropy(A3, Y) + lambd / (2 * m) * squares(parameters)


@misconception("q1", "m", "hard-coded")
def m_fixed_at_5(A3, Y, parameters, lambd):
    """The number of examples is fixed at 5.

    The example of the exercise has 5 examples, but with other data the penalty gets the wrong
    weight. The function has to take the number from its arguments. Look at which argument has a
    column for each example.
    """
    return cross_entropy(A3, Y) + lambd / (2 * 5) * squares(parameters)


@misconception("q1", "m", "hard-coded")
def m_fixed_at_211(A3, Y, parameters, lambd):
    """The number of examples is fixed at 211.

    The training set of the exercise has that many examples, but other data have another number.
    The function has to take it from its arguments. Look at which argument has a column for each
    example.
    """
    return cross_entropy(A3, Y) + lambd / (2 * 211) * squares(parameters)


@misconception("q1", "lambda", "hard-coded")
def lambda_fixed_at_one_tenth(A3, Y, parameters, _lambd):
    """λ is fixed at 0.1.

    The exercise's example uses this value, so it cannot show the mistake. The caller decides how
    strong the regularization is. Look for an argument that you never use.
    """
    return penalized(A3, Y, 0.1, squares(parameters))


@misconception("q1", "lambda", "special-case")
def default_lambda_for_zero(A3, Y, parameters, lambd):
    """λ = 0 is replaced by another λ.

    λ = 0 is a valid value: it switches the regularization off. Python treats 0 as false, so a test
    whether λ was given takes it for missing. Look at what your function does when λ is 0.
    """
    return penalized(A3, Y, lambd or 0.1, squares(parameters))


@misconception("q1", "lambda", "special-case")
def no_cost_without_lambda(A3, Y, parameters, lambd):
    """With λ = 0 the cost is 0.

    Without regularization the penalty is 0, but the cross-entropy is still there. Look at the
    formula of J with λ = 0: which term remains? λ = 0 needs no special case.
    """
    return penalized(A3, Y, lambd, squares(parameters)) if lambd else 0.0


@misconception("q1", "lambda", "number")
def lambda_made_whole(A3, Y, parameters, lambd):
    """λ is rounded down to a whole number.

    λ may be any number from 0 up, and values below 1 are common; your function turns them into 0.
    Look for a conversion to an integer.
    """
    return penalized(A3, Y, int(lambd), squares(parameters))


@misconception("q1", "sign")
def penalty_subtracted(A3, Y, parameters, lambd):
    """The penalty is subtracted.

    Then large weights make the cost smaller, and training lets them grow without end. A penalty
    has to make the cost larger. Look at the sign between the two terms, and at what the minus sign
    of the cross-entropy reaches.
    """
    return penalized(A3, Y, -lambd, squares(parameters))


@misconception("q1", "term", "frequent")
def penalty_left_out(A3, Y, _parameters, _lambd):
    """The cost is the cross-entropy alone.

    Your function does not compute the penalty, or computes it and does not add it, so λ and the
    weights make no difference. Compare the two terms of J with the value that you return.
    """
    return cross_entropy(A3, Y)


@misconception("q1", "number")
def penalty_with_floor_division(A3, Y, parameters, lambd):
    """The factor of the penalty is rounded down to a whole number.

    The operator // drops everything after the decimal point, and here most of the factor is after
    it. Look at which of Python's two divisions you use.
    """
    return cross_entropy(A3, Y) + lambd // (2 * Y.shape[1]) * squares(parameters)


@misconception("q1", "state")
def penalty_kept_between_calls(A3, Y, parameters, lambd, seen=[]):  # noqa: B006 - the mistake itself
    """The penalties of earlier calls are added to the present one.

    Something that lives outside of one call (a global name, or a list as default value) collects
    the penalties, so that the same question gets another answer each time. Look for what keeps
    its value when the function returns.
    """
    seen.append(lambd / (2 * Y.shape[1]) * squares(parameters))
    return cross_entropy(A3, Y) + np.sum(seen)


@misconception("q1", "factor", "precedence")
def penalty_factor_not_on_last_layer(A3, Y, parameters, lambd):
    """The squares of W3 are not multiplied by the factor of the penalty.

    Your parenthesis closes before the third sum, so that sum is added as it is, whatever λ is.
    Look at what the factor has to multiply, and where your parenthesis ends.
    """
    weighted = lambd / (2 * Y.shape[1]) * squares(parameters, ["W1", "W2"])
    return cross_entropy(A3, Y) + weighted + squares(parameters, ["W3"])


@misconception("q1", "lambda", "hard-coded")
def lambda_fixed_at_seven_tenths_in_cost(A3, Y, parameters, _lambd):
    """λ is fixed at 0.7.

    That is a value from the course, and the caller may choose another: λ is an argument of your
    function. Look at which argument you never use.
    """
    return penalized(A3, Y, 0.7, squares(parameters))


@misconception("q1", "lambda", "special-case")
def penalty_only_from_lambda_1_on(A3, Y, parameters, lambd):
    """The penalty is left out where λ is below 1.

    A λ between 0 and 1 is the usual choice, and the same formula holds for it. Look for a
    condition on λ; the formula needs none.
    """
    return penalized(A3, Y, lambd if lambd >= 1 else 0.0, squares(parameters))


@misconception("q1", "number")
def penalty_rounded_down(A3, Y, parameters, lambd):
    """The penalty is rounded down to a whole number.

    The operator with two slashes drops everything behind the decimal point of the penalty. Look
    at which of Python's two divisions you use.
    """
    return cross_entropy(A3, Y) + lambd * squares(parameters) // (2 * Y.shape[1])
