"""Wrong costs that add up wrong things: too few weights, more than weights, or not squares."""

import numpy as np

from misconceptions.model import misconception
from misconceptions.steps import LAYERS, penalized, squares


def summed(parameters, size):
    """Return the sum over the three weight matrices of what `size` says of each."""
    return sum(size(parameters[name]) for name in LAYERS)


@misconception("q1", "layers", "frequent")
def w1_forgotten(A3, Y, parameters, lambd):
    """W1 is not part of the penalty.

    The penalty should keep the weights of all three layers small, but in your cost those of the
    first may grow freely. Look at the sum, or at the layer with which your loop begins.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W2", "W3"]))


@misconception("q1", "layers")
def w2_forgotten(A3, Y, parameters, lambd):
    """W2 is not part of the penalty.

    The penalty should keep the weights of all three layers small, but in your cost those of the
    second may grow freely. Look at which matrices your sum names.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W1", "W3"]))


@misconception("q1", "layers", "off-by-one", "frequent")
def w3_forgotten(A3, Y, parameters, lambd):
    """W3 is not part of the penalty.

    The penalty should keep the weights of all three layers small, but in your cost those of the
    last may grow freely. Look at the sum, or at where your loop ends: a range leaves its end out.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W1", "W2"]))


@misconception("q1", "layers")
def only_w1_counted(A3, Y, parameters, lambd):
    """Only W1 is part of the penalty.

    The formula of J adds up the squares of three matrices, but yours stops after the first. Look
    at the sum; in a loop, check whether the function returns before the loop has finished.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W1"]))


@misconception("q1", "layers")
def only_w2_counted(A3, Y, parameters, lambd):
    """Only W2 is part of the penalty.

    The formula of J adds up the squares of three matrices, but yours uses only the middle one.
    Look at which matrices your sum names, or at the start and end of your loop.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W2"]))


@misconception("q1", "layers", "assignment", "frequent")
def only_w3_counted(A3, Y, parameters, lambd):
    """Only W3 is part of the penalty.

    The formula of J adds up the squares of three matrices. In a loop that assigns instead of
    adding, each layer replaces the one before, and only the last remains. Look at how your sum
    grows.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W3"]))


@misconception("q1", "layers", "copied-line")
def w1_in_place_of_w2(A3, Y, parameters, lambd):
    """W1 is counted twice, and W2 not at all.

    Each of the three matrices counts once. This often comes from a copied line. Look at the name
    in the line for the second layer.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W1", "W1", "W3"]))


@misconception("q1", "layers", "copied-line")
def w2_in_place_of_w3(A3, Y, parameters, lambd):
    """W2 is counted twice, and W3 not at all.

    Each of the three matrices counts once. This often comes from a copied line. Look at the name
    in the line for the third layer.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W1", "W2", "W2"]))


@misconception("q1", "layers", "copied-line")
def w3_in_place_of_w2(A3, Y, parameters, lambd):
    """W3 is counted twice, and W2 not at all.

    Each of the three matrices is to be counted once. A line that was copied and not quite changed
    does this. Look at which name stands in the line for the second layer.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["W1", "W3", "W3"]))


@misconception("q1", "layers")
def w3_counted_twice(A3, Y, parameters, lambd):
    """W3 is counted twice.

    All three matrices are there, but the last one is added once more. Look at what you add after
    your loop or sum.
    """
    return penalized(A3, Y, lambd, squares(parameters, [*LAYERS, "W3"]))


@misconception("q1", "biases", "frequent")
def biases_included(A3, Y, parameters, lambd):
    """The biases are part of the penalty.

    A bias shifts a unit and does not make it react more strongly to its input, so it is not
    penalized. Look at what your sum runs over: the dict contains the biases too.
    """
    return penalized(A3, Y, lambd, squares(parameters, parameters))


@misconception("q1", "biases")
def biases_in_place_of_weights(A3, Y, parameters, lambd):
    """The penalty uses the biases, not the weights.

    The penalty should keep the weights small; a bias only shifts a unit. Look at the names that
    you take out of the dict.
    """
    return penalized(A3, Y, lambd, squares(parameters, ["b1", "b2", "b3"]))


@misconception("q1", "activations")
def output_penalized(A3, Y, _parameters, lambd):
    """The penalty uses the network's output, not its weights.

    The penalty in J is for large weights; the cross-entropy judges the output. Look at which
    arrays you square.
    """
    return penalized(A3, Y, lambd, np.sum(np.square(A3)))


@misconception("q1", "squares")
def absolute_values_for_squares(A3, Y, parameters, lambd):
    """The absolute values of the weights are added up, not their squares.

    That is L1 regularization, which pulls on small weights as hard as on large ones. This exercise
    uses L2. Look at the operation on each entry before you add.
    """
    return penalized(A3, Y, lambd, summed(parameters, lambda W: np.sum(np.abs(W))))


@misconception("q1", "squares", "frequent")
def weights_not_squared(A3, Y, parameters, lambd):
    """The weights are added up without being squared.

    Then positive and negative weights cancel, and the cost can fall below zero without end. Look
    at the operation on each entry before you add.
    """
    return penalized(A3, Y, lambd, summed(parameters, np.sum))


@misconception("q1", "squares")
def weights_doubled_for_squared(A3, Y, parameters, lambd):
    """The weights are multiplied by 2, not squared.

    Twice a number equals its square only for 0 and 2, and a negative weight stays negative. Look
    at the operation on each entry before you add.
    """
    return penalized(A3, Y, lambd, summed(parameters, lambda W: np.sum(2 * W)))


@misconception("q1", "squares", "frequent")
def norms_not_squared(A3, Y, parameters, lambd):
    """The norms of the matrices are added up, not the squares of the norms.

    The function that computes a norm ends with a square root, but J has none. Look at the
    exponents in the formula of J.
    """
    return penalized(A3, Y, lambd, summed(parameters, np.linalg.norm))


@misconception("q1", "squares")
def one_norm_of_all_weights(A3, Y, parameters, lambd):
    """The penalty uses the square root of the sum of all squares.

    Your sum is right, but then you take a root of it, which J does not have. Look at the last step
    from the sum to the penalty.
    """
    return penalized(A3, Y, lambd, np.sqrt(squares(parameters)))


@misconception("q1", "squares")
def sums_squared(A3, Y, parameters, lambd):
    """The entries are added up first, and their sum is squared.

    The square of a sum is not the sum of the squares: weights of different sign cancel before you
    square. Look at the order of the two operations.
    """
    return penalized(A3, Y, lambd, summed(parameters, lambda W: np.sum(W) ** 2))


@misconception("q1", "squares")
def product_with_own_transpose(A3, Y, parameters, lambd):
    """Each matrix is multiplied by its own transpose, and all entries of the product are added up.

    A matrix product combines different rows: its entries off the diagonal are products of two
    different rows, which J does not have. You need an operation on each entry. Look at which
    product you use.
    """
    return penalized(A3, Y, lambd, summed(parameters, lambda W: np.sum(W @ W.T)))


@misconception("q1", "squares")
def own_transpose_with_product(A3, Y, parameters, lambd):
    """The transpose of each matrix is multiplied with it, and all entries of that are added up.

    A matrix product mixes different columns: outside of its diagonal stand products of two
    different columns, which J does not have. What you need happens entry by entry. Look at which
    product you use.
    """
    return penalized(A3, Y, lambd, summed(parameters, lambda W: np.sum(W.T @ W)))


@misconception("q1", "squares")
def largest_singular_value(A3, Y, parameters, lambd):
    """The norm is the largest singular value of each matrix, not the length of all its entries.

    For a matrix, the norm of order 2 says how much the matrix can stretch a vector. J uses the
    other norm, which treats the matrix as one long list of numbers. Look at the order that you
    pass to the norm.
    """
    return penalized(A3, Y, lambd, summed(parameters, lambda W: np.linalg.norm(W, 2) ** 2))


@misconception("q1", "squares", "mean")
def mean_of_squares(A3, Y, parameters, lambd):
    """The penalty uses the mean of the squares instead of their sum.

    Then a layer with many weights counts no more than one with few. J adds the squares up; its
    only average is over the examples. Look at the function that turns a matrix into one number.
    """
    return penalized(A3, Y, lambd, summed(parameters, lambda W: np.mean(np.square(W))))


@misconception("q1", "in-place")
def parameters_changed_in_place(A3, Y, parameters, lambd):
    """The cost is right, but the function changes the arrays that it was given.

    After the call the network has other weights, and the next step of training starts from those.
    An operator that ends in an equals sign, or an assignment into a slice, writes into the
    caller's array. Look for one, and compute a new array instead.
    """
    for name in LAYERS:
        parameters[name] **= 2
    return penalized(A3, Y, lambd, summed(parameters, np.sum))
