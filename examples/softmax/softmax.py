"""Softmax with cross-entropy: how wrong the scores are, and which way is better."""

import numpy as np

from autograder import Question, RuleFailedError
from autograder.authoring import call, case, exercise, mistake, rule, scale


def softmax_cross_entropy(Z, Y):
    """Return the mean cross-entropy of softmax(Z) against Y, and its gradient with respect to Z.

    Args:
        Z: scores, shape (classes, examples).
        Y: one-hot labels of the same shape.
    """
    # BEGIN SOLUTION
    shifted = Z - Z.max(axis=0)
    log_A = shifted - np.log(np.exp(shifted).sum(axis=0))
    cost = -np.sum(Y * log_A) / Z.shape[1]
    dZ = (np.exp(log_A) - Y) / Z.shape[1]
    # END SOLUTION
    return cost, dZ


exercise(softmax_cross_entropy, title="Softmax with cross-entropy", points=20, seed=11)


def labels(random, classes, examples):
    return np.eye(classes)[:, random.integers(0, classes, size=examples)]


@case(softmax_cross_entropy, "plain", "repeat")
def three_classes(random):
    """Three classes, five examples."""
    return call(random.normal(size=(3, 5)), labels(random, 3, 5))


@case(softmax_cross_entropy, "large")
def large_scores(random):
    """The exponential of these scores overflows."""
    return call(random.normal(size=(4, 3)) + 1000, labels(random, 4, 3))


@scale(softmax_cross_entropy)
def terms(Z, Y):
    """Add up the absolute terms of each entry."""
    shifted = Z - Z.max(axis=0)
    sums = np.exp(shifted).sum(axis=0)
    terms_of_cost = Y * (np.abs(shifted) + np.log(sums))
    return np.sum(terms_of_cost) / Z.shape[1], (np.exp(shifted) / sums + Y) / Z.shape[1]


@mistake(softmax_cross_entropy)
def not_averaged(Z, Y):
    """The sum over the examples is not divided by their number.

    Does the cost of a larger batch have to be larger?
    """
    cost, dZ = softmax_cross_entropy(Z, Y)
    return cost * Z.shape[1], dZ * Z.shape[1]


@mistake(softmax_cross_entropy)
def along_the_examples(Z, Y):
    """The probabilities are made to add up along the examples.

    Which scores compete with one another: those in a row of Z, or those in a column?
    """
    cost, dZ = softmax_cross_entropy(Z.T, Y.T)
    return cost * Z.shape[0] / Z.shape[1], dZ.T * Z.shape[0] / Z.shape[1]


@mistake(softmax_cross_entropy)
def overflow(Z, Y):
    """Large scores overflow.

    exp(1000) is too large for float64. Which number can you subtract from a column of Z?
    """
    A = np.exp(Z) / np.exp(Z).sum(axis=0)
    return -np.sum(Y * np.log(A)) / Z.shape[1], (A - Y) / Z.shape[1]


@rule(softmax_cross_entropy, 4)
def test_gradient_adds_up_to_zero(answers):
    """In each column of dZ, the entries add up to 0."""
    for asked in answers.having("plain"):
        if abs(asked.array("dZ").sum(axis=0)).max() > 1e-9:
            raise RuleFailedError("the sums are not 0")


test_cost = rule(softmax_cross_entropy, 6, "The cost is right.", on="plain", of="cost")
test_dZ = rule(softmax_cross_entropy, 6, "The gradient is right.", on="plain", of="dZ")
test_large = rule(softmax_cross_entropy, 3, "Scores of a thousand work too.", on="large")
test_inputs = rule(softmax_cross_entropy, 1, "Z and Y stay as they were.",
                   check=Question.unchanged, form=True)  # fmt: skip
