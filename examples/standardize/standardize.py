"""Standard scores, and what a person has to mark beside them."""

import numpy as np

from autograder import Question
from autograder.authoring import call, case, exercise, mistake, question, rule


def standardize(X):
    """Return X with mean 0 and standard deviation 1 in each row, and the means and deviations.

    Args:
        X: features, shape (features, examples).

    Returns:
        The scores, and two columns of shape (features, 1). A row without spread is only centred.
    """
    # BEGIN SOLUTION
    mean = X.mean(axis=1, keepdims=True)
    deviation = X.std(axis=1, keepdims=True)
    scores = (X - mean) / np.where(deviation > 0, deviation, 1)
    # END SOLUTION
    return scores, mean, deviation


exercise(
    question(standardize, title="Standard scores"),
    question(title="Whose mean does the test set need, and why?", points=5),
    title="Standard scores",
    points=15,
    seed=41,
    marks="marks.csv",
)


@case(standardize, "plain", "repeat")
def two_features(random):
    """Features of very different size."""
    return call(random.normal(size=(2, 6)) * [[1], [100]] + 3)


@case(standardize, "constant")
def a_feature_without_spread(random):
    """A row of equal numbers cannot be divided by its deviation."""
    return call(np.vstack([random.normal(size=5), np.full(5, 2.0)]))


@mistake(standardize)
def along_the_features(X):
    """Means are taken over the features of one example.

    What do an age in years and a height in metres have in common that could be averaged?
    """
    mean, deviation = X.mean(axis=0, keepdims=True), X.std(axis=0, keepdims=True)
    return (X - mean) / np.where(deviation > 0, deviation, 1), mean, deviation


@mistake(standardize)
def divided_by_zero(X):
    """A row without spread is divided by 0.

    What is the standard deviation of [2, 2, 2]?
    """
    mean, deviation = X.mean(axis=1, keepdims=True), X.std(axis=1, keepdims=True)
    return (X - mean) / deviation, mean, deviation


test_scores = rule(standardize, 5, "The scores are right.", on="plain", of="scores")
test_parts = rule(standardize, 2, "Means and deviations are right.", of="mean deviation")
test_constant = rule(standardize, 2, "A row without spread becomes 0.", on="constant")
test_inputs = rule(standardize, 1, "X stays as it was.", check=Question.unchanged, form=True)
