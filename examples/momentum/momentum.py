"""Gradient descent with momentum, as a class that remembers its velocity."""

import numpy as np

from autograder import Question
from autograder.authoring import call, case, exercise, mistake, rule


class Momentum:
    """Steps along an average of the gradients, in which older ones count less and less.

    Args:
        rate: how far a step goes along the velocity.
        beta: the share of the velocity that stays from one step to the next.
    """

    def __init__(self, rate, beta=0.9):
        self.rate, self.beta = rate, beta
        self.velocity = {}

    def step(self, parameters, gradients):
        """Return new parameters, by name; the ones that are given stay as they are."""
        after = {}
        for name, value in parameters.items():
            before = self.velocity.get(name, np.zeros_like(value))
            self.velocity[name] = self.beta * before + (1 - self.beta) * gradients[name]  # SOLUTION
            after[name] = value - self.rate * self.velocity[name]  # SOLUTION
        return after


exercise(Momentum, title="Momentum", points=12, seed=5)


def arrays(random):
    return {"W": random.normal(size=(3, 2)), "b": random.normal(size=(3, 1))}


@case(Momentum, "first", "repeat")
def one_step(random):
    """The velocity starts from 0."""
    optimizer = call(0.1)
    first = optimizer.step(arrays(random), arrays(random))
    return optimizer, first


@case(Momentum, "later")
def three_steps(random):
    """Each step starts from what the one before returned."""
    optimizer = call(0.5, beta=0.8)
    first = optimizer.step(arrays(random), arrays(random))
    second = optimizer.step(first, arrays(random))
    third = optimizer.step(second, arrays(random))
    return optimizer, first, second, third


@mistake(Momentum)
class Forgetful(Momentum):
    """The velocity is forgotten from step to step.

    Where do you keep what the next call of `step` has to know?
    """

    def step(self, parameters, gradients):
        self.velocity = {}
        return super().step(parameters, gradients)


@mistake(Momentum)
class WholeGradient(Momentum):
    """The gradient is added whole.

    The velocity is a mean. What do the weights of a mean add up to?
    """

    def step(self, parameters, gradients):
        larger = {name: array / (1 - self.beta) for name, array in gradients.items()}
        return super().step(parameters, larger)


test_first = rule(Momentum, 5, "The first step is right.", on="first")
test_later = rule(Momentum, 5, "Later steps remember the velocity.", on="later", of="second third")
test_inputs = rule(Momentum, 1, "Parameters are left alone.", check=Question.unchanged, form=True)
test_twice = rule(Momentum, 1, "It answers the same twice.", check=Question.repeatable, form=True)
