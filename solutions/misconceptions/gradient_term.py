"""Wrong gradients whose L2 term is wrong: its factor, its layers, or what it is made of."""

import numpy as np

from misconceptions.model import misconception
from misconceptions.steps import backward, l2_term, without_term_in


@misconception("q2", "factor", "frequent")
def gradient_term_halved(X, Y, cache, lambd):
    """The L2 term of the gradients is half as large as it should be.

    You use the factor that stands in front of the squares in J. The derivative of a square brings
    another factor. Take the derivative of the penalty with respect to one weight on paper.
    """
    return backward(X, Y, cache, lambd, term=lambda *step: l2_term(*step) / 2)


@misconception("q2", "factor")
def gradient_term_doubled(X, Y, cache, lambd):
    """The L2 term of the gradients is twice as large as it should be.

    The derivative of a square brings a factor, and the penalty in J has a number that cancels it.
    Either one of them is missing, or the term is added twice. Take the derivative of the penalty
    with respect to one weight on paper.
    """
    return backward(X, Y, cache, lambd, term=lambda *step: 2 * l2_term(*step))


@misconception("q2", "factor", "m", "frequent")
def gradient_term_not_averaged(X, Y, cache, lambd):
    """The L2 term of the gradients does not depend on the number of examples.

    The penalty in J has m in its denominator, and a constant factor stays when you take the
    derivative. Yours is missing, or it is always 1. Look at the factor in front of W.
    """
    return backward(X, Y, cache, lambd, term=lambda net, _, layer: net.lambd * net.W[layer])


@misconception("q2", "factor", "m", "precedence")
def gradient_term_averaged_twice(X, Y, cache, lambd):
    """The L2 term of the gradients is divided by the number of examples twice.

    Your term already contains 1/m, and then it stands inside the parentheses that are divided by m
    again. With many examples it almost vanishes. Look at what the division by m reaches.
    """
    return backward(X, Y, cache, lambd, term=lambda net, *step: l2_term(net, *step) / net.m)


@misconception("q2", "factor", "lambda")
def gradient_term_ignores_lambda(X, Y, cache, lambd):
    """The L2 term of the gradients does not depend on λ.

    Your gradients are the same for every λ, so the regularization cannot be switched off. Look for
    an argument of the function that you never use.
    """
    return backward(X, Y, cache, lambd, term=lambda net, _, layer: net.W[layer] / net.m)


@misconception("q2", "factor", "lambda")
def lambda_squared_in_gradients(X, Y, cache, lambd):
    """The L2 term of the gradients contains λ twice.

    For λ = 1 this makes no difference, but for other λ it does. In J the weights are squared, λ is
    not. Look at where you multiply by λ.
    """
    return backward(X, Y, cache, lambd**2)


@misconception("q2", "lambda", "hard-coded")
def lambda_fixed_at_seven_tenths(X, Y, cache, _lambd):
    """λ is fixed at 0.7.

    The exercise's example uses this value, so it cannot show the mistake. The caller decides how
    strong the regularization is. Look for an argument that you never use.
    """
    return backward(X, Y, cache, 0.7)


@misconception("q2", "lambda", "special-case")
def default_lambda_for_zero_in_gradients(X, Y, cache, lambd):
    """λ = 0 is replaced by another λ.

    λ = 0 is a valid value: it switches the regularization off. Python treats 0 as false, so a test
    whether λ was given takes it for missing. Look at what your function does when λ is 0.
    """
    return backward(X, Y, cache, lambd or 0.1)


@misconception("q2", "lambda", "special-case")
def no_gradients_without_lambda(X, Y, cache, lambd):
    """With λ = 0 the gradients of the weights are 0.

    Without regularization the L2 term is 0, but the data still pull on the weights. Look at the
    two parts of each weight gradient: which remains when λ is 0? λ = 0 needs no special case.
    """
    grads = backward(X, Y, cache, lambd)
    weights = {f"dW{layer}": np.zeros_like(grads[f"dW{layer}"]) for layer in (1, 2, 3)}
    return grads if lambd else grads | weights


@misconception("q2", "sign")
def gradient_term_subtracted(X, Y, cache, lambd):
    """The L2 term of the gradients is subtracted.

    Then each step of training makes the weights larger, but the penalty should make them smaller.
    The step itself subtracts the gradient, so you need no minus sign here. Look at the sign in
    front of your term.
    """
    return backward(X, Y, cache, lambd, term=lambda *step: -l2_term(*step))


@misconception("q2", "term", "frequent")
def gradient_terms_left_out(X, Y, cache, lambd):
    """No gradient has its L2 term.

    Your gradients are those of the cross-entropy alone, so training does not feel the penalty.
    Both terms of J depend on the weights, and each contributes to the gradient. Take the
    derivative of the penalty with respect to one weight.
    """
    return backward(X, Y, cache, lambd, term=without_term_in(1, 2, 3))


@misconception("q2", "term", "layers", "frequent")
def term_missing_from_dw1(X, Y, cache, lambd):
    """dW1 has no L2 term.

    The other two weight gradients have theirs, and the penalty counts W1 like W2 and W3. Look at
    the line that computes dW1.
    """
    return backward(X, Y, cache, lambd, term=without_term_in(1))


@misconception("q2", "term", "layers")
def term_missing_from_dw2(X, Y, cache, lambd):
    """dW2 has no L2 term.

    The other two weight gradients have theirs, and the penalty counts W2 like W1 and W3. Look at
    the line that computes dW2.
    """
    return backward(X, Y, cache, lambd, term=without_term_in(2))


@misconception("q2", "term", "layers", "frequent")
def term_missing_from_dw3(X, Y, cache, lambd):
    """dW3 has no L2 term.

    The other two weight gradients have theirs, and the penalty counts W3 like W1 and W2. Look at
    the line that computes dW3.
    """
    return backward(X, Y, cache, lambd, term=without_term_in(3))


@misconception("q2", "term", "layers")
def term_only_in_dw3(X, Y, cache, lambd):
    """Only dW3 has its L2 term.

    The penalty counts the weights of all three layers, so the other two gradients need their terms
    as well. Look at the lines for dW2 and dW1.
    """
    return backward(X, Y, cache, lambd, term=without_term_in(1, 2))


@misconception("q2", "term", "layers", "copied-line")
def w1_in_the_term_of_dw2(X, Y, cache, lambd):
    """The L2 term of dW2 uses W1.

    If both matrices have the same shape, Python reports no error. This often comes from a copied
    line. Look at which weights stand in the line for dW2.
    """

    def term(net, grads, layer):
        return l2_term(net, grads, 1 if layer == 2 else layer)

    return backward(X, Y, cache, lambd, term=term)


@misconception("q2", "term", "transpose")
def w2_transposed_in_its_term(X, Y, cache, lambd):
    """The L2 term of dW2 uses the transpose of W2.

    For a square matrix Python reports no error, and for any other shape it does. A gradient has
    the same shape as its weights, entry by entry. Look at the weights in the line for dW2.
    """

    def term(net, grads, layer):
        return l2_term(net, grads, layer).T if layer == 2 else l2_term(net, grads, layer)

    return backward(X, Y, cache, lambd, term=term)


@misconception("q2", "term", "squares")
def term_made_of_squares(X, Y, cache, lambd):
    """The L2 term of the gradients uses the squared weights.

    The squares belong to J itself; the gradient needs their derivative, whose exponent is one
    lower. Take the derivative of the penalty with respect to one weight on paper.
    """

    def term(net, _, layer):
        return net.lambd / net.m * np.square(net.W[layer])

    return backward(X, Y, cache, lambd, term=term)


@misconception("q2", "term", "squares")
def term_made_of_signs(X, Y, cache, lambd):
    """The L2 term of the gradients uses the signs of the weights.

    That is the derivative of the absolute values, which belong to L1 regularization. Here the
    penalty uses squares. Take the derivative of a square with respect to one weight on paper.
    """

    def term(net, _, layer):
        return net.lambd / net.m * np.sign(net.W[layer])

    return backward(X, Y, cache, lambd, term=term)


@misconception("q2", "term")
def penalty_itself_in_gradients(X, Y, cache, lambd):
    """The gradients contain the penalty itself, not its derivative.

    You add the same number to each entry of a gradient, so every weight is pulled equally,
    whatever its value. A gradient says how J changes with one weight. Take the derivative of the
    penalty with respect to that weight.
    """

    def term(net, _, layer):
        return net.lambd / (2 * net.m) * np.sum(np.square(net.W[layer]))

    return backward(X, Y, cache, lambd, term=term)


@misconception("q2", "term")
def gradient_multiplied_by_its_term(X, Y, cache, lambd):
    """The L2 term uses the gradient instead of the weights.

    Your term stretches the gradient of the cross-entropy; where that is 0, nothing pulls on the
    weight. The penalty depends on the weights, so its derivative does too. Look at which matrix
    stands in your term.
    """

    def data(net, grads, layer):
        plain = grads[f"dZ{layer}"] @ net.A[layer - 1].T / net.m
        return plain * (1 + net.lambd / net.m)

    return backward(X, Y, cache, lambd, data=data, term=without_term_in(1, 2, 3))


@misconception("q2", "biases", "frequent")
def bias_gradients_regularized(X, Y, cache, lambd):
    """The bias gradients have an L2 term.

    The penalty in J does not contain the biases, so its derivative with respect to a bias is 0.
    Look at the lines for db1, db2 and db3.
    """

    def bias(net, grads, layer):
        mean = np.mean(grads[f"dZ{layer}"], axis=1, keepdims=True)
        return mean + net.lambd / net.m * net.b[layer]

    return backward(X, Y, cache, lambd, bias=bias)


@misconception("q2", "lambda", "hard-coded")
def lambda_fixed_at_one_tenth_in_gradients(X, Y, cache, _lambd):
    """λ is fixed at 0.1.

    That is a value from the course, and the caller may choose another: λ is an argument of your
    function. Look at which argument you never use.
    """
    return backward(X, Y, cache, 0.1)


@misconception("q2", "lambda", "special-case")
def term_only_from_lambda_1_on(X, Y, cache, lambd):
    """The L2 term of the gradients is left out where λ is below 1.

    A λ between 0 and 1 is the usual choice, and the same formula holds for it. Look for a
    condition on λ; the formula needs none.
    """
    return backward(X, Y, cache, lambd if lambd >= 1 else 0.0)
