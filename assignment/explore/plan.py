"""What is trained: the network, the steps, and the values of λ."""

from dataclasses import dataclass

import numpy as np

__all__ = ["COST", "FULL", "GRADIENTS", "LAYERS", "Data", "Plan", "Task"]

COST = "compute_cost_with_regularization"
GRADIENTS = "backward_propagation_with_regularization"
LAYERS = (2, 20, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """Training and dev examples: X of shape (2, m), Y of shape (1, m)."""

    X: np.ndarray
    Y: np.ndarray
    X_dev: np.ndarray
    Y_dev: np.ndarray

    @property
    def m(self):
        """The number of training examples."""
        return self.X.shape[1]

    def split_again(self, seed):
        """Return the same examples, split at random into two sets of the same sizes."""
        X, Y = np.hstack([self.X, self.X_dev]), np.hstack([self.Y, self.Y_dev])
        order = np.random.default_rng(seed).permutation(X.shape[1])
        train, dev = order[: self.m], order[self.m :]
        return Data(X=X[:, train], Y=Y[:, train], X_dev=X[:, dev], Y_dev=Y[:, dev])


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One training, from its own start to its end.

    Attributes:
        steps: the most updates.
        repeat: 0 for the examples as they were given, from the one fixed initialization; another
            number for a random split and another initialization.
        detailed: whether the decision boundary and the steps on the way are wanted.
    """

    lambd: float
    steps: int
    repeat: int = 0
    detailed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is trained, and for how long.

    Attributes:
        alpha: the learning rate with which every training begins.
        smallest: the smallest λ above 0.
        steps: the most updates of one training on the slider.
        search_steps: the most updates of one training of the random search.
        positions: how many values of λ the slider has, besides 0 and those near the collapse.
        refinements: how often the collapse is looked for between two neighbouring values.
        draws: how many values of λ the random search draws.
        repeats: how many splits it tries each of them on.
        work_seconds: what all trainings together should take of one core; with slow functions
            they get fewer steps.
        total_seconds: wall clock after which the page is made of what there is.
    """

    alpha: float = 0.3
    smallest: float = 0.03
    steps: int = 8_000
    search_steps: int = 1_500
    positions: int = 20
    refinements: int = 2
    draws: int = 14
    repeats: int = 5
    workers: int = 2
    work_seconds: float = 80.0
    total_seconds: float = 300.0

    def largest(self, m):
        """Return the largest λ that is trained: at 2m/α and beyond no update shrinks W."""
        return 0.95 * 2 * m / self.alpha

    def lambdas(self, m):
        """Return 0 and the evenly spaced (on a log scale) values of λ."""
        return [0.0, *np.geomspace(self.smallest, self.largest(m), self.positions).tolist()]

    def drawn(self, m):
        """Return random values of λ: one in each of equal parts of the log scale."""
        low, high = np.log([self.smallest, self.largest(m)])
        parts = (np.arange(self.draws) + np.random.default_rng(7).random(self.draws)) / self.draws
        return np.exp(low + (high - low) * parts).tolist()


FULL = Plan()
