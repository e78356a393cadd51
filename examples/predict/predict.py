"""From probabilities to decisions: which class, and is it the right one."""

import numpy as np

from autograder import Question
from autograder.authoring import call, case, exercise, mistake, rule


def predict(A):
    """Return the most likely class of each column of A, as integers; ties go to the first."""
    # BEGIN SOLUTION
    classes = np.argmax(A, axis=0)
    # END SOLUTION
    return classes


def one_hot(classes, number):
    """Return booleans of shape (number, len(classes)): True where the row is the column's class."""
    # BEGIN SOLUTION
    encoded = np.arange(number)[:, np.newaxis] == classes
    # END SOLUTION
    return encoded


exercise(predict, one_hot, title="From probabilities to decisions", points=20, seed=7)


@case(predict, "plain", "repeat")
def four_classes(random):
    """More examples than classes."""
    return call(random.random(size=(4, 9)))


@case(predict, "ties")
def two_are_equally_likely(random):
    """The first of two equal probabilities counts."""
    return call(np.array([[0.2, 0.4, 0.1], [0.4, 0.2, 0.1], [0.4, 0.4, 0.8]]))


@case(one_hot, "plain", "repeat")
def six_examples(random):
    """Every class may come up more than once."""
    return call(random.integers(0, 4, size=6), 4)


@case(one_hot, "missing")
def a_class_that_does_not_come_up(random):
    """The last class has no example, and a row all the same."""
    return call(np.array([0, 1, 1, 0]), number=3)


@mistake(predict)
def along_the_examples(A):
    """The largest number is looked for along the examples.

    Draw A for two classes and three examples. How many decisions are there to make?
    """
    return np.argmax(A, axis=1)


@mistake(predict)
def last_of_two(A):
    """Of two classes that are equally likely, the last is taken.

    Which index does np.argmax return for [1, 1]?
    """
    return len(A) - 1 - np.argmax(A[::-1], axis=0)


@mistake(one_hot)
def only_classes_that_come_up(classes, number):
    """Classes without an example have no row.

    How many rows must there be if nobody in the set has class 2?
    """
    return np.unique(classes)[:, np.newaxis] == classes


test_plain = rule(predict, 5, "The class with the largest probability is chosen.", on="plain")
test_ties = rule(predict, 3, "Of two equally likely classes, the first is chosen.", on="ties")
test_inputs = rule(predict, 2, "A stays as it was.", check=Question.unchanged, form=True)
test_one_hot = rule(one_hot, 10, "Each column is True at its class, and nowhere else.")
